"""What a look at a page is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from playwright.sync_api import Page

Where = Callable[[], str]


@dataclass(frozen=True)
class Look:
    """`who` opens `where`; `press` is a button to press first, `status` what the page answers else. `meanwhile` is what
    happens between the two.

    `thorough`: contrasts in all four looks. For pages with most parts of the design; the others, made of
    the same parts, are measured on the desktop in light and on the phone in dark. `leads_on`: the address
    answers by way of another. `again`: the address has been looked at before; set by itself, from the order.
    """

    who: str
    where: Where
    press: str = ""
    status: int = 200
    thorough: bool = False
    leads_on: bool = False
    again: bool = False
    meanwhile: Callable[[Page], None] = lambda _: None


def at(name: str, *args: Any, query: str = "") -> Where:
    """The address of a name."""
    return lambda: reverse(name, args=args) + query
