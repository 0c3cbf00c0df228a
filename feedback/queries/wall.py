"""The wall: what people thank each other for, as far as one person may read it.

**On the wall** stands what the viewer may read, is not private, and is not kept off it by everybody it thanks.
Private ones stand under "for me" and "from me" alone, so that a wall on a big screen shows nobody's.

**The figures** ("46 this month, given by 14 people to 17 of 19") count the thanks since the first of the month, on
the organisation's calendar, that count for the viewer (`queries.counted`) and thank somebody around them: the
agents of the teams they lead, else of those they are in, else everybody. The same thanks are counted by strength,
and their recipients are those whom leaders see as thanked.

**The lead** is, of the last seven days' on the wall, the one that most of us saw too; of several the newest. Days
are the organisation's, today among them: a week that begins today would have none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Lower

from feedback.models import Kudos, Recipient, Strength, Visibility
from feedback.permissions.kudos import kudos_visible_to, shown_by_somebody
from feedback.queries.counted import people_around, received_as_seen_by, thanks_to
from feedback.queries.coverage import (
    OVERDUE_AFTER,
    Gap,
    clear_words,
    gaps_of,
    overdue_of,
    with_evidence,
)
from feedback.queries.holding import holds
from feedback.queries.kudos import Card, cards_of, with_parts
from goals import dates
from teams.calendar import Clock
from teams.models import Organisation, User
from teams.permissions import standing_of

A_PAGE = 20
MOST_OVERDUE = 3
MOST_BARS = 6
MOST_FACES = 60
RINGED = "watch"
MOST_WORDS = 6
A_WEEK = 7
LONGEST_SEARCH = 100
LED_FOR = timedelta(days=7)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
EVERYONE, FOR_ME, FROM_ME, THEMES = "", "for-me", "from-me", "themes"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks for. `before` is a place to go on from, as `Wall.older` gave it."""

    show: str = EVERYONE
    theme: str = ""
    q: str = ""
    before: str = ""

    @property
    def is_front(self) -> bool:
        """The wall as it is opened."""
        return self == Wanted()

    @property
    def is_choice(self) -> bool:
        """Themes to choose from, and no wall yet."""
        return self.show == THEMES and not (self.theme or self.q)

    @property
    def has_lead(self) -> bool:
        """The wall as it is opened, or a later page of that."""
        return not (self.show or self.theme or self.q)


@dataclass(frozen=True, slots=True)
class Bar:
    """A strength and how often it was seen this month; `share` is its length beside the longest, in percent."""

    name: str
    slug: str
    number: int
    share: int


@dataclass(frozen=True, slots=True)
class Theme:
    """A strength to choose, how often it was seen this month, and the newest thanks of it that the viewer may read."""

    name: str
    slug: str
    number: int
    newest: Card | None

    @property
    def words(self) -> str:
        """`14 this month`."""
        return f"{self.number:,} this month" if self.number else "None this month"


@dataclass(frozen=True, slots=True)
class Face:
    """Somebody in the leaders' grid. `words` says what the disc shows."""

    pk: int
    name: str
    initials: str
    tone: str
    words: str


@dataclass(frozen=True, slots=True)
class Figures:
    """A month in figures, as counted for one viewer. `thanked` of `around` people. `is_young`: in its first week, in
    which nobody is late with anything. `bars` are of all strengths, `most` the first of them.
    """

    month: str
    number: int
    givers: int
    thanked: int
    around: int
    bars: tuple[Bar, ...]
    is_young: bool = False

    @property
    def most(self) -> tuple[Bar, ...]:
        """What we thank each other for most."""
        return self.bars[:MOST_BARS]

    @property
    def sentence(self) -> str:
        """`46 this month, given by 14 people to 17 of 19.`"""
        if not self.number:
            begun = f"{self.month} has just begun: no thanks yet."
            return begun if self.is_young else "No thanks yet this month."
        people = "1 person" if self.givers == 1 else f"{self.givers:,} people"
        return (
            f"{self.number:,} this month, given by {people} to {self.thanked:,} of {self.around:,}."
        )


@dataclass(frozen=True, slots=True)
class Leaders:
    """What only leaders see: everybody this month, and who is overdue a thank-you; `put_off` counts those the
    leader does not want to be asked about, `yet` those nobody thanked yet who are too new to be overdue.
    """

    faces: tuple[Face, ...]
    more: int
    thanked: int
    overdue: tuple[Gap, ...]
    more_overdue: int
    put_off: int
    yet: int

    @property
    def ringed(self) -> str:
        """`Ringed: 14 days or longer without thanks (6)`; empty where nobody is."""
        number = sum(face.tone == RINGED for face in self.faces)
        return f"Ringed: {OVERDUE_AFTER} days or longer without thanks ({number})" if number else ""

    @property
    def clear(self) -> str:
        """Said where nobody is overdue."""
        return clear_words(self.put_off, self.yet)


@dataclass(frozen=True, slots=True)
class Wall:
    """The page. `themes` are all strengths in use; `older` is where the next page goes on, empty at the end;
    `nothing` says what was looked for where nothing was found; `choice` are themes to choose from, in place of cards.
    """

    lead: Card | None
    cards: tuple[Card, ...]
    older: str
    figures: Figures
    leaders: Leaders | None
    themes: tuple[Bar, ...]
    nothing: str
    choice: tuple[Theme, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing to read."""
        return self.lead is None and not self.cards


def wall(viewer: User, wanted: Wanted, now: datetime) -> Wall:
    """All of the page but the composer. A constant number of statements."""
    organisation = Organisation.objects.first() or Organisation()
    clock = organisation.clock
    today = clock.day_of(now)
    first = today.replace(day=1)
    month = clock.day_start(first)
    themes = tuple(_themes(wanted.theme))
    leads = bool(standing_of(viewer).leads)
    people = people_around(viewer, now)
    figures = _figures(viewer, people, first, month, today)
    lead = None
    if wanted.has_lead:
        lead = _lead(viewer, clock.day_start(today - LED_FOR + timedelta(days=1)))
    rows, older = ([], "") if wanted.is_choice else _rows(viewer, wanted)
    if _place_in(wanted.before) is None:
        wanted = replace(wanted, before="")
    # It stands first on the first page, and on no later one again.
    ids = [*([lead] if lead and wanted.is_front else []), *(pk for pk in rows if pk != lead)]
    cards = _cards(viewer, ids, now)
    return Wall(
        lead=next((card for card in cards if card.pk == lead), None),
        cards=tuple(card for card in cards if card.pk != lead),
        older=older,
        figures=figures,
        leaders=_leaders(viewer, people, figures, (clock, month, now)) if leads else None,
        themes=themes,
        nothing=_nothing(wanted, themes),
        choice=tuple(_choice(viewer, themes, figures, now)) if wanted.is_choice else (),
    )


def _nothing(wanted: Wanted, themes: Iterable[Bar]) -> str:
    """`No thanks match “courier” in From me.`"""
    theme = next((one.name for one in themes if one.slug == wanted.theme), "")
    where = {FOR_ME: " in For me", FROM_ME: " in From me"}.get(wanted.show, "")
    where = f" in {theme}" if theme else where
    return f"No thanks match “{wanted.q}”{where}." if wanted.q else f"No thanks{where} yet."


# --- What stands on it ---------------------------------------------------------------------------


def on_the_wall(viewer: User) -> QuerySet[Kudos]:
    """What this viewer finds on the wall."""
    return kudos_visible_to(viewer).filter(
        shown_by_somebody(), visibility__in=[Visibility.PUBLIC, Visibility.TEAM]
    )


def _rows(viewer: User, wanted: Wanted) -> tuple[list[int], str]:
    """The ids of a page, newest first, and where the next one goes on."""
    found: dict[int, datetime] = {}
    for rows in _sources(viewer, wanted):
        newest = _after(_searched(rows, wanted.q), wanted.before).order_by("-shared_at", "-pk")
        found |= dict(newest.values_list("pk", "shared_at")[: A_PAGE + 1])
    ranked = sorted(found, key=lambda pk: (found[pk], pk), reverse=True)
    page = ranked[:A_PAGE]
    older = place_of(found[page[-1]], page[-1]) if len(ranked) > A_PAGE else ""
    return page, older


def _sources(viewer: User, wanted: Wanted) -> list[QuerySet[Kudos]]:
    """What is asked for, cut so that each part is read newest first from an index of its own.

    Together they would be one condition with four ors, for which everything would have to be sorted.
    """
    if wanted.show == FROM_ME:
        return [kudos_visible_to(viewer).filter(author=viewer)]
    mine = Recipient.objects.filter(user=viewer).values("kudos_id")
    if wanted.show == FOR_ME:
        return [kudos_visible_to(viewer).filter(pk__in=mine)]
    shown = on_the_wall(viewer)
    if wanted.theme:
        shown = shown.filter(strengths__slug=wanted.theme)
    return [
        shown.filter(visibility=Visibility.PUBLIC),
        shown.filter(visibility=Visibility.TEAM, team__in=standing_of(viewer).teams),
        shown.filter(visibility=Visibility.TEAM, author=viewer),
        shown.filter(visibility=Visibility.TEAM, pk__in=mine),
    ]


def _searched(rows: QuerySet[Kudos], q: str) -> QuerySet[Kudos]:
    """Those that hold all of these words, in their own or as the name of who gave or got it. What is hidden is not
    found by who it thanks. Capitals and small letters are alike, accents too on either database.
    """
    for word in words_of(q):
        named = Recipient.objects.filter(holds("user__name", word), hidden_at=None)
        rows = rows.filter(
            holds("words", word)
            | holds("author__name", word)
            | Exists(named.filter(kudos=OuterRef("pk")))
        )
    return rows


def words_of(q: str) -> list[str]:
    """What is searched for, word by word."""
    return q.replace("\x00", "")[:LONGEST_SEARCH].split()[:MOST_WORDS]


def place_of(at: datetime, pk: int) -> str:
    """A place between two thanks, for an address."""
    return f"{(at - _EPOCH) // _MICROSECOND}-{pk}"


def _after(rows: QuerySet[Kudos], place: str) -> QuerySet[Kudos]:
    """Those older than a place. What is no place of ours begins at the newest."""
    read = _place_in(place)
    if read is None:
        return rows
    at, pk = read
    return rows.filter(Q(shared_at__lt=at) | Q(pk__lt=pk), shared_at__lte=at)


def _place_in(text: str) -> tuple[datetime, int] | None:
    """What `place_of` wrote; None for anything else."""
    micros, _, pk = text.partition("-")
    if not (_is_number(micros) and _is_number(pk)):
        return None
    try:
        return _EPOCH + _MICROSECOND * int(micros), int(pk)
    except OverflowError:
        return None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _choice(
    viewer: User, themes: Iterable[Bar], figures: Figures, now: datetime
) -> Iterable[Theme]:
    """The themes, most seen this month first. Of each source a statement, and those of the cards."""
    newest: dict[str, list[int]] = {}
    for rows in _sources(viewer, Wanted()):
        first = rows.filter(strengths=OuterRef("pk")).order_by("-shared_at", "-pk")
        of_each = Strength.objects.annotate(newest=Subquery(first.values("pk")[:1]))
        for slug, pk in of_each.filter(newest__isnull=False).values_list("slug", "newest"):
            newest.setdefault(slug, []).append(pk)
    found = sorted({pk for each in newest.values() for pk in each})
    cards = {card.pk: card for card in _cards(viewer, found, now)}
    numbers = {bar.slug: bar.number for bar in figures.bars}
    for theme in sorted(themes, key=lambda one: -numbers.get(one.slug, 0)):
        of_it = (cards[pk] for pk in newest.get(theme.slug, ()) if pk in cards)
        card = max(of_it, key=lambda one: (one.instant, one.pk), default=None)
        yield Theme(theme.name, theme.slug, numbers.get(theme.slug, 0), card)


def _lead(viewer: User, since: datetime) -> int | None:
    """See the module's words. One statement; what only some see it through their own name is no lead."""
    lately = on_the_wall(viewer).filter(shared_at__gte=since)
    teams = standing_of(viewer).teams
    found = (
        lately.filter(visibility=Visibility.PUBLIC)
        .order_by()
        .values_list("saw", "shared_at", "pk")
        .union(
            lately.filter(visibility=Visibility.TEAM, team__in=teams)
            .order_by()
            .values_list("saw", "shared_at", "pk")
        )
        .order_by("-saw", "-shared_at", "-pk")
        .first()
    )
    return found[2] if found else None


def _cards(viewer: User, ids: Sequence[int], now: datetime) -> list[Card]:
    """In the order of the ids. Whatever found them, what may not be read is not among them."""
    rows = {one.pk: one for one in with_parts(kudos_visible_to(viewer).filter(pk__in=ids), viewer)}
    return cards_of([rows[pk] for pk in ids if pk in rows], viewer, now)


# --- Figures -------------------------------------------------------------------------------------


def _figures(
    viewer: User, people: QuerySet[User], first: date, month: datetime, today: date
) -> Figures:
    """Four statements."""
    thanks = thanks_to(viewer, people, month)
    counted = thanks.aggregate(number=Count("pk"), givers=Count("author_id", distinct=True))
    thanked = _thanked(viewer, people, month).aggregate(n=Count("user_id", distinct=True))["n"]
    return Figures(
        month=dates.month(first, today),
        number=counted["number"],
        givers=counted["givers"],
        thanked=thanked,
        around=people.count(),
        bars=tuple(_bars(thanks)),
        is_young=(today - first).days < A_WEEK,
    )


def _thanked(viewer: User, people: QuerySet[User], month: datetime) -> QuerySet[Recipient]:
    return received_as_seen_by(viewer).filter(user__in=people.values("pk"), shared_at__gte=month)


def _bars(thanks: QuerySet[Kudos]) -> Iterable[Bar]:
    """What we thank each other for, most first; of the same number by name."""
    rows = list(
        Strength.objects.filter(kudos__in=thanks.order_by().values("pk"))
        .values_list("name", "slug")
        .annotate(number=Count("kudos"))
        .order_by("-number", "name")
    )
    longest = rows[0][2] if rows else 1
    return (Bar(name, slug, n, max(round(100 * n / longest), 1)) for name, slug, n in rows)


def _themes(wanted: str) -> Iterable[Bar]:
    """All that a thanks can be tagged with, and what is looked for, though it be put away."""
    rows = Strength.objects.filter(Q(archived_at=None) | Q(slug=wanted)).values_list("name", "slug")
    return (Bar(name, slug, 0, 0) for name, slug in rows)


def _leaders(
    viewer: User, people: QuerySet[User], figures: Figures, at: tuple[Clock, datetime, datetime]
) -> Leaders:
    """Everybody this month by name, and the three who have waited longest, with what they did.

    `at` is the organisation's clock, when the month began, and now.
    """
    clock, month, now = at
    gaps = {gap.pk: gap for gap in gaps_of(viewer, clock, now)}
    overdue = overdue_of(gaps.values())
    waiting = {gap.pk for gap in overdue}
    thanked = set(_thanked(viewer, people, month).order_by().values_list("user_id", flat=True))
    rows = people.order_by(Lower("name"), "pk").only("name")[:MOST_FACES]
    return Leaders(
        faces=tuple(_face(one, one.pk in thanked, one.pk in waiting) for one in rows),
        more=max(figures.around - MOST_FACES, 0),
        thanked=figures.thanked,
        overdue=tuple(with_evidence(viewer, overdue[:MOST_OVERDUE], clock, now)),
        more_overdue=max(len(overdue) - MOST_OVERDUE, 0),
        put_off=sum(gap.is_put_off for gap in gaps.values()),
        yet=sum(gap.is_yet_to_be for gap in gaps.values()),
    )


def _face(person: User, thanked: bool, overdue: bool) -> Face:
    words = "thanked this month" if thanked else "no thanks yet this month"
    if overdue:
        words = "overdue a thank-you"
    tone = RINGED if overdue else "kudos" if thanked else ""
    return Face(person.pk, person.name, person.initials, tone, words)
