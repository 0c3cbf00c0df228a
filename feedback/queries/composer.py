"""The composer of a thanks: whom it is for, what its words say already, and what could be added.

`composer_for` gives all that `feedback/kudos/_composer.html` shows, under the name `composer`. It stands on the
wall and on a page of its own, empty or with what has been written so far.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from feedback import composer
from feedback.composer import Found
from feedback.models import Praise, Strength
from feedback.permissions.praise import praise_visible_to
from feedback.queries.people import Target, readers_of, targets_of
from goals import dates
from teams.calendar import Clock
from teams.evidence import Fact, evidence_about
from teams.models import User
from teams.permissions import organisation_day, standing_of

FACTS_OF = timedelta(days=30)
LONGEST_SAID = 600
"""Of a customer's words in a thanks, in characters."""
_NUMBERS = ("None", "One", "Two", "Three")
_LABELS = {"moment": "the moment", "act": "what {they} did", "effect": "what it changed"}


@dataclass(frozen=True, slots=True)
class Draft:
    """What has been written so far, as the form sends it.

    `to` are the values of `Target`; `fact` names what it rests on (`goal-12`, `escalation-1184`); `praise` is
    the number of a customer's words; `back` is "today" where one came from there, or a place in the
    inbox; `was_private` where it was sent privately and taken back, so that to share it is not the nearest thing.
    """

    to: tuple[str, ...] = ()
    who: str = ""
    words: str = ""
    strengths: frozenset[str] = frozenset()
    everyone: bool = False
    fact: str = ""
    praise: str = ""
    back: str = ""
    was_private: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """A fact that can be put into the words: how the chip reads, the sentence it puts there, what it rests on, and
    how that is called in a link.
    """

    words: str
    sentence: str
    fact: str
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """One of the three: `found` is how the words put it, empty where they do not; then perhaps a `chip`."""

    code: str
    label: str
    found: str
    chip: Chip | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """The three, and a sentence on what could be added. The part of the page that follows what is typed. Enter puts
    in what is offered for the part `on_enter`; empty where nothing is.
    """

    lines: tuple[Line, ...]
    note: str
    count: int

    @property
    def on_enter(self) -> str:
        """The first part with an offer."""
        return next((line.code for line in self.lines if line.chip), "")


@dataclass(frozen=True, slots=True)
class Choice:
    """A strength to tick."""

    slug: str
    name: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Composer:
    """All that the form shows. `maybe` are those a typed name may mean; `errors` by field, `""` for none; `team` is
    the name of the team that would read it, empty while nobody is chosen.
    """

    draft: Draft
    chosen: tuple[Target, ...]
    lines: Lines
    strengths: tuple[Choice, ...]
    team: str = ""
    about: Fact | None = None
    praise: Praise | None = None
    maybe: tuple[Target, ...] = ()
    errors: dict[str, str] = field(default_factory=dict, hash=False)
    focus: str = ""

    @property
    def unfolded(self) -> bool:
        """Whether strengths and readers stand open: something is chosen there, or wrong."""
        is_chosen = self.draft.everyone or any(choice.checked for choice in self.strengths)
        return is_chosen or bool({"strengths", "visibility"} & set(self.errors))


def composer_for(
    viewer: User,
    draft: Draft,
    now: datetime,
    *,
    maybe: Sequence[Target] = (),
    errors: dict[str, str] | None = None,
    focus: bool = False,
) -> Composer:
    """The composer with a draft in it. Empty it takes one statement; with people and facts some ten."""
    today = organisation_day(now) if draft.to else now.date()
    chosen = targets_of(viewer, draft.to, today)
    facts = facts_about(viewer, chosen, now, first=draft.fact)
    praise = praise_of(viewer, draft.praise)
    in_use = Strength.objects.filter(archived_at=None)
    return Composer(
        draft=draft,
        chosen=tuple(chosen),
        lines=lines_for(draft, chosen, facts, clock_of(viewer), now),
        strengths=tuple(Choice(one.slug, one.name, one.slug in draft.strengths) for one in in_use),
        team=readers_of(viewer, chosen, today),
        about=fact_of(facts, draft.fact),
        praise=praise,
        maybe=tuple(maybe),
        errors=errors or {},
        focus="" if not focus or errors else "words" if chosen else "who",
    )


def facts_about(
    viewer: User, chosen: Sequence[Target], now: datetime, *, first: str = ""
) -> list[Fact]:
    """What the only person chosen did lately, as far as the viewer may open it. Nothing for several or a team.

    Newest first, but for the one named `first`: what somebody came here to thank for.
    """
    if len(chosen) != 1 or chosen[0].is_team:
        return []
    pk = int(chosen[0].value)
    known = evidence_about(viewer, [pk], now - FACTS_OF, now)[pk]
    return sorted(known, key=lambda fact: name_of(fact) != first)


def clock_of(viewer: User) -> Clock:
    """The clock on this person's wall: their first team's."""
    own = standing_of(viewer).own_teams
    return Clock(own[0].time_zone if own and own[0].time_zone else "UTC")


def name_of(fact: Fact) -> str:
    """How a form names it."""
    return f"{fact.kind}-{fact.object_id}"


def fact_of(facts: Sequence[Fact], name: str) -> Fact | None:
    """The fact of that name, among those the viewer may open."""
    return next((fact for fact in facts if name_of(fact) == name), None) if name else None


def praise_of(viewer: User, number: str) -> Praise | None:
    """The customer's words of that number, if the viewer may read them."""
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        return None
    return praise_visible_to(viewer).filter(pk=int(number)).first()


def words_with(praise: Praise, today: date) -> str:
    """A thanks that passes a customer's words on, ready to be sent as it stands or written on."""
    said = " ".join(praise.words.split())
    if len(said) > LONGEST_SAID:
        said = f"{said[:LONGEST_SAID].rsplit(' ', 1)[0].rstrip(' ,;:')} …"
    day = dates.long_day(praise.said_on, today)
    return f"A customer said of you on {day}: “{said}” Thank you."


# --- The three lines -----------------------------------------------------------------------------


def lines_for(
    draft: Draft, chosen: Sequence[Target], facts: Sequence[Fact], clock: Clock, now: datetime
) -> Lines:
    """What the words say, with a fact offered for each part that they do not. No statement.

    A fact that the words hold already is not offered again. `clock` says on which day something was.
    """
    words = draft.words
    found = composer.read(words, [one.name for one in chosen])
    they = chosen[0].first_name if len(chosen) == 1 and not chosen[0].is_team else "they"
    is_one = they != "they"
    told = [fact for fact in facts if fact.words.rstrip(".") in words]
    offered = _offers(found, [fact for fact in facts if fact not in told], chosen)
    if not found.moment:
        # Of what stands there, else of what one came to thank for, else of the act that is offered beside it.
        act = offered.get("act")
        named = fact_of(facts, draft.fact) or (act and fact_of(facts, act.fact))
        moment = _moment_of(told or ([named] if named else []), (clock, now))
        if moment is not None:
            offered["moment"] = moment
    lines = tuple(
        Line(code, _first_upper(label.format(they=they)), getattr(found, code), offered.get(code))
        for code, label in _LABELS.items()
    )
    return Lines(lines, _note(words, found, they, is_one), found.count)


def _offers(found: Found, facts: Sequence[Fact], chosen: Sequence[Target]) -> dict[str, Chip]:
    """For each missing part but the moment the newest fact that has it, no fact for two."""
    offered: dict[str, Chip] = {}
    taken: set[str] = set()
    names = [one.name for one in chosen]
    for code in ("act", "effect"):
        if getattr(found, code):
            continue
        for fact in facts:
            sentence = f"You {fact.words.rstrip('.')}."
            if name_of(fact) not in taken and getattr(composer.read(sentence, names), code):
                offered[code] = Chip(_first_upper(fact.words), sentence, name_of(fact), fact.label)
                taken.add(name_of(fact))
                break
    return offered


def _moment_of(facts: Sequence[Fact], at: tuple[Clock, datetime]) -> Chip | None:
    """The day of what the thanks is about. Of several days none is offered: it would be untrue of one of them."""
    clock, now = at
    days = {clock.local(at).date() for fact in facts for at in (fact.at, fact.first_at or fact.at)}
    if len(days) != 1:
        return None
    day = dates.long_day(days.pop(), clock.local(now).date())
    return Chip(day, f"It was on {day}.", name_of(facts[0]), facts[0].label)


def _note(words: str, found: Found, they: str, is_one: bool) -> str:
    """What could be added: never a reproach, and nothing where it is all there."""
    if not words.strip():
        return ""
    did = f"What did {they} do, and what did it change?"
    if not found.count:
        return f"Kind already. {did}"
    so = f"so {they} {'knows' if is_one else 'know'} to do it again."
    missing = [
        label.format(they=they) for code, label in _LABELS.items() if not getattr(found, code)
    ]
    if not missing:
        return f"All three, {so}"
    return f"{_NUMBERS[found.count]} of three. Add {' and '.join(missing)}, {so}"


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
