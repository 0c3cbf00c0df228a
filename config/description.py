"""The description of the API, worked out once in each process: it changes with the code alone."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator


class Description(SchemaGenerator):
    """The same for whoever asks. Without this each request, which needs no token, would take a second."""

    def get_schema(self, request: Any = None, public: bool = False) -> Any:  # noqa: FBT002
        """The OpenAPI document, as nested dictionaries."""
        if not public or self.patterns or self.urlconf:
            return super().get_schema(request, public)  # type: ignore[no-untyped-call]
        return _described(self.api_version)


@lru_cache(maxsize=4)
def _described(version: str | None) -> Any:
    generator = SchemaGenerator(api_version=version)  # type: ignore[no-untyped-call]
    return generator.get_schema(public=True)  # type: ignore[no-untyped-call]
