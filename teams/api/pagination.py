"""Lists by cursor: `{"next", "previous", "results"}`, steady while rows come and go."""

from __future__ import annotations

from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request

_LARGEST_ID = 2**63 - 1


class Pages(CursorPagination):
    """Pages of 100 (`page_size` up to 1,000) in the order of the rows' ids."""

    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 1000
    ordering = "pk"

    def decode_cursor(self, request: Request) -> Cursor | None:
        """The place to go on from. A cursor that we did not make is not found."""
        cursor = super().decode_cursor(request)
        position = None if cursor is None else cursor.position
        if position is not None and not _is_id(str(position)):
            raise NotFound
        return cursor


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= _LARGEST_ID
