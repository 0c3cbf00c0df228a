"""Lists that grow, page by page, without counting them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import QuerySet

A_PAGE = 20
FIRST: Mapping[str, str] = MappingProxyType({})
"""What asks for the first page of each list."""
Row = TypeVar("Row")
Shown = TypeVar("Shown")


@dataclass(frozen=True, slots=True)
class Paged(Generic[Row]):
    """A page of a list, and the addresses of the pages before and after it; empty where there is none."""

    lines: tuple[Row, ...]
    previous_url: str = ""
    next_url: str = ""

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.lines)

    def shown_as(self, words: Callable[[Row], Shown]) -> Paged[Shown]:
        """The same page, each line in words."""
        return Paged(tuple(words(line) for line in self.lines), self.previous_url, self.next_url)


def page_of(
    rows: QuerySet[Any], asked: Mapping[str, str], name: str, address: str, size: int = A_PAGE
) -> Paged[Any]:
    """The page that the query `asked` names by `name`; the first where it names none, or nonsense.

    `rows` in their order. `address` is the list's; several lists of one address keep their pages beside one another,
    and `name` is also the anchor. One statement; two for a page past the last one: then the first is shown.
    """
    pages = {key: int(text) for key, text in asked.items() if _is_number(text)}
    number = max(pages.get(name, 1), 1)
    found = list(rows[(number - 1) * size : number * size + 1])
    if not found and number > 1:
        return page_of(rows, FIRST, name, address, size)

    def url(page: int) -> str:
        return f"{address}?{urlencode({**pages, name: page})}#{name}"

    return Paged(
        tuple(found[:size]),
        url(number - 1) if number > 1 else "",
        url(number + 1) if len(found) > size else "",
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6
