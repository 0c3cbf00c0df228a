"""What protocols, words and limits must be before they are written. Each check says how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q
from django.utils.text import slugify

from escalations.models import HIGHEST, MANAGER_LEVEL, Category, Limit, Protocol, ProtocolLine
from escalations.permissions import can_write_protocols
from goals.actions.checks import check_text
from goals.fixed import OutOfRange, to_units
from teams.actions.errors import ActionRefused
from teams.models import User

LONGEST_SITUATION = 3000
MOST_LINES = 40
TAKEN_SLUGS = frozenset({"new", "limits", "levels"})
"""Addresses beside those of protocols."""
FURTHEST = timedelta(days=2 * 366)
_PENCE = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line as somebody writes it. `limit` and `from_level` only where it is one's own to decide."""

    kind: str
    text: str
    limit: Limit | None = None
    from_level: int = 0


def check_situation(text: str) -> str:
    """When it applies: lines of text, without spaces around them, at most one empty line in a row."""
    if "\x00" in text:
        raise ActionRefused(
            "situation", "The text holds a character that cannot be kept. Type it again."
        )
    kept: list[str] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        words = " ".join(line.split())
        if words or (kept and kept[-1]):
            kept.append(words)
    whole = "\n".join(kept).strip()
    if not whole:
        raise ActionRefused("situation", "Say when it applies, and what customers say then.")
    if len(whole) > LONGEST_SITUATION:
        raise ActionRefused(
            "situation",
            f"Keep it under {LONGEST_SITUATION:,} characters. This has {len(whole):,}.",
        )
    return whole


def check_lines(lines: Sequence[NewLine], category: Category) -> list[NewLine]:
    """The lines, in order. At least one; no text twice in a kind; limits of the protocol's own category."""
    kept: list[NewLine] = []
    seen: set[tuple[str, str]] = set()
    for line in lines:
        if line.kind not in ProtocolLine.Kind.values:
            raise ActionRefused("lines", "Say of each line whose it is to decide.")
        text = check_text("lines", line.text, limit=200, missing="Write what the line says.")
        if (line.kind, text.casefold()) in seen:
            raise ActionRefused("lines", f"“{text}” stands there twice. Take one out.")
        seen.add((line.kind, text.casefold()))
        if line.kind != ProtocolLine.Kind.YOURS and (line.limit is not None or line.from_level):
            raise ActionRefused("lines", "Only what is yours to decide has a limit or a level.")
        if not 0 <= line.from_level <= MANAGER_LEVEL:
            raise ActionRefused("lines", f"Levels go from 0 to {MANAGER_LEVEL}.")
        if line.limit is not None and (
            line.limit.category_id != category.pk or line.limit.archived_at is not None
        ):
            raise ActionRefused(
                "lines", f"“{line.limit.name}” is no limit of {category.name}. Choose one that is."
            )
        kept.append(NewLine(line.kind, text, line.limit, line.from_level))
    if not kept:
        raise ActionRefused("lines", "Write at least one line: what is yours to decide?")
    if len(kept) > MOST_LINES:
        raise ActionRefused("lines", f"Keep it to {MOST_LINES} lines. This has {len(kept)}.")
    return kept


def check_category(category: Category | None) -> Category:
    """A category that is in use."""
    if category is None:
        raise ActionRefused("category", "Choose what it is about.")
    if category.archived_at is not None:
        raise ActionRefused(
            "category", f"{category.name} is put away. Choose a category that is in use."
        )
    return category


def check_owner(owner: User | None) -> User:
    """Somebody who leads a team, or an administrator: they see to it that it stays right."""
    if owner is None:
        raise ActionRefused("owner", "Choose who looks after it.")
    if not can_write_protocols(owner):
        raise ActionRefused("owner", f"{owner.name} leads no team. Choose somebody who does.")
    return owner


def check_review_day(day: date | None, today: date) -> date:
    """A day to come, within two years."""
    if day is None:
        raise ActionRefused("review_on", "Say when it is to be looked at again.")
    if day <= today:
        raise ActionRefused("review_on", "Choose a day that is to come.")
    if day > today + FURTHEST:
        raise ActionRefused("review_on", "Choose a day within two years: what is right changes.")
    return day


def check_level(field: str, level: int | None, *, highest: int = MANAGER_LEVEL) -> int:
    """A level: of agents 0 to 3, with supervisors 4 and managers 5."""
    if level is None or not 0 <= level <= highest:
        raise ActionRefused(field, f"Choose a level from 0 to {highest}.")
    return level


def check_agents_level(field: str, level: int | None) -> int:
    """A level that an agent can have."""
    return check_level(field, level, highest=HIGHEST)


def check_amount(field: str, amount: Decimal | None) -> Decimal:
    """An amount of money, nothing or more, to the penny."""
    if amount is None:
        raise ActionRefused(field, "Say how much, as a number.")
    try:
        to_units(amount)
    except OutOfRange as error:
        raise ActionRefused(field, str(error)) from error
    if amount < 0:
        raise ActionRefused(field, "Choose nothing or more.")
    if amount != amount.quantize(_PENCE):
        raise ActionRefused(field, "Write the amount to the penny, for example 7.50.")
    return amount


def in_use(title: str) -> Q:
    """Protocols in use of that title, however it is written."""
    return Q(title__iexact=title, archived_at=None)


def free_slug(title: str) -> str:
    """A slug from the title; a number behind it where another protocol has it, or a page of ours."""
    base = slugify(title)[:110] or "protocol"
    there = set(Protocol.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    there |= TAKEN_SLUGS
    slug, number = base, 1
    while slug in there:
        number += 1
        slug = f"{base}-{number}"
    return slug
