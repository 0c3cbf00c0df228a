"""What stands beside the form while an escalation is written: what is one's own to decide, and what helped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count
from django.urls import reverse

from escalations import yearly
from escalations.models import (
    Category,
    Confirmation,
    HelpfulWords,
    Limit,
    ProtocolLine,
    ProtocolVersion,
)
from escalations.permissions import level_of
from escalations.queries.limits import amounts_of, up_to
from escalations.queries.versions import versions_in_force
from goals import dates, formats
from teams.models import Organisation, User

MOST_WORDS = 3


@dataclass(frozen=True, slots=True)
class PanelLine:
    """One line; `amount` is up to how much, written out, or empty."""

    text: str
    amount: str = ""


@dataclass(frozen=True, slots=True)
class PanelWords:
    """Words that helped: whose, and `used 23 times` (empty where nobody has said so yet)."""

    text: str
    whose: str
    used: str


@dataclass(frozen=True, slots=True)
class Panel:
    """What the playbook says to this person. `version` and `confirmed` are words, empty where there are none.

    Without a protocol `yours` are the limits of the category. `is_urgent_script`: a leader comes at once, and
    these lines are what to do until then.
    """

    title: str
    url: str
    version: str
    confirmed: str
    yours: tuple[PanelLine, ...] = ()
    ask: tuple[PanelLine, ...] = ()
    never: tuple[PanelLine, ...] = ()
    words: tuple[PanelWords, ...] = ()
    is_urgent_script: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads lines: their level, what the limits give at it, and how money is written."""

    level: int
    amounts: dict[int, dict[int, Decimal]]
    currency: str

    def amount(self, limit: int | None) -> Decimal | None:
        """Up to how much this level may give of a limit."""
        return None if limit is None else up_to(self.amounts.get(limit, {}), self.level)

    def written(self, limit: int | None) -> str:
        """The same in words: `£75`."""
        amount = self.amount(limit)
        return "" if amount is None else formats.money(amount, self.currency)

    def kind_of(self, line: ProtocolLine) -> str:
        """Whose it is to decide at this level: a line that is not yet one's own is asked about first."""
        if line.kind != ProtocolLine.Kind.YOURS:
            return line.kind
        short = line.from_level > self.level
        nothing = line.limit_id is not None and self.amount(line.limit_id) is None
        return ProtocolLine.Kind.ASK if short or nothing else ProtocolLine.Kind.YOURS

    def of_kind(self, lines: Iterable[ProtocolLine], kind: str) -> tuple[PanelLine, ...]:
        """The lines of a kind for this reader, each text once."""
        found = {line.text: self._line(line, kind) for line in lines if self.kind_of(line) == kind}
        return tuple(found.values())

    def _line(self, line: ProtocolLine, kind: str) -> PanelLine:
        return PanelLine(line.text, self.written(line.limit_id) if kind == "yours" else "")


def panel_for(
    person: User, category: Category | None, organisation: Organisation, today: date
) -> Panel:
    """The panel of a category for this person; without a category, the way to the playbook.

    Several protocols in one category are read together. Seven statements at most.
    """
    if category is None:
        return Panel("The playbook", reverse("escalations:playbook"), "", "")
    versions = list(
        versions_in_force()
        .filter(protocol__category=category)
        .select_related("protocol")
        .order_by("protocol__title", "protocol")
    )
    if not versions:
        return _without_protocol(person, category, organisation)
    lines = list(
        ProtocolLine.objects.filter(version__in=versions).order_by(
            "version__protocol__title", "version", "position"
        )
    )
    limits = {line.limit_id for line in lines if line.limit_id is not None}
    reader = Reader(
        level_of(person, category),
        amounts_of(limits) if limits else {},
        organisation.currency,
    )
    one = versions[0] if len(versions) == 1 else None
    return Panel(
        title=one.protocol.title if one else category.name,
        url=reverse("escalations:protocol", args=[one.protocol.slug])
        if one
        else f"{reverse('escalations:playbook')}?category={category.slug}",
        version=f"version {one.number}" if one else f"{len(versions)} protocols",
        confirmed=_confirmed(person, versions, today),
        yours=reader.of_kind(lines, "yours"),
        ask=reader.of_kind(lines, "ask"),
        never=reader.of_kind(lines, "never"),
        words=tuple(_words(versions)),
        is_urgent_script=category.is_urgent,
    )


def _without_protocol(person: User, category: Category, organisation: Organisation) -> Panel:
    """Nothing is written for it yet: its limits stand alone."""
    limits = list(Limit.objects.filter(category=category, archived_at=None))
    lines: tuple[PanelLine, ...] = ()
    if limits:
        reader = Reader(
            level_of(person, category),
            amounts_of(limit.pk for limit in limits),
            organisation.currency,
        )
        lines = tuple(
            PanelLine(limit.name, reader.written(limit.pk))
            for limit in limits
            if reader.amount(limit.pk) is not None
        )
    return Panel(
        title=category.name,
        url=f"{reverse('escalations:playbook')}?category={category.slug}",
        version="",
        confirmed="",
        yours=lines,
        is_urgent_script=category.is_urgent,
    )


def _confirmed(person: User, versions: list[ProtocolVersion], today: date) -> str:
    """`You confirmed it on 6 Nov.`; of several, how many are confirmed."""
    rows = Confirmation.objects.filter(version__in=versions, person=person).order_by("day")
    days = {
        version: day
        for version, day in rows.values_list("version_id", "day")
        if yearly.holds(day, today)
    }
    if len(versions) > 1:
        if len(days) == len(versions):
            return "You confirmed them all."
        return f"You confirmed {len(days)} of them."
    if not days:
        return "You have not confirmed it yet."
    return f"You confirmed it on {dates.short_day(days[versions[0].pk], today)}."


def _words(versions: list[ProtocolVersion]) -> Iterator[PanelWords]:
    """The words used most, and among equals the newest."""
    rows = (
        HelpfulWords.objects.filter(
            protocol__in=[version.protocol_id for version in versions], archived_at=None
        )
        .annotate(used=Count("uses"))
        .select_related("whose")
        .order_by("-used", "-id")[:MOST_WORDS]
    )
    for row in rows:
        yield PanelWords(row.text, row.whose.name.split(maxsplit=1)[0], used_words(row.used))


def used_words(times: int) -> str:
    """`used 23 times`, `used once`; nothing for none."""
    if not times:
        return ""
    return "used once" if times == 1 else f"used {formats.count(times)} times"
