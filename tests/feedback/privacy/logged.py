"""All that is logged, as it is written in operation."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from config.logs import configuration


@contextmanager
def lines_written(level: int = logging.DEBUG) -> Iterator[io.StringIO]:
    """All that is logged, down to `level`, as it is written in operation."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    described = configuration("json")["formatters"]["one line"]
    factory = described.pop("()")
    handler.setFormatter(factory(**described))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(level)
    try:
        yield stream
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
