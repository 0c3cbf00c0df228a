"""The timeline of a case in words: who did what when, oldest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from escalations.models import AmendsKind, Escalation, Help, Left, Need, Outcome, Step
from escalations.queries.clocks import moment
from goals import formats
from teams.calendar import Clock as WallClock
from teams.models import User

ASKED = {
    Need.MANAGER: "asked for a manager now",
    Need.CALL_BACK: "asked for a call back",
    Need.DECISION: "asked for a decision",
    Need.RECORD: "noted it",
}
DECIDED = {
    Outcome.AGREED: "agreed as suggested",
    Outcome.DIFFERENTLY: "agreed, differently",
    Outcome.DECLINED: "said not this time",
}
PLAIN = {
    Step.Kind.RECORD: "noted it",
    Step.Kind.DECIDE_ALONE: "decided it",
    Step.Kind.WITHDRAW: "needs no answer any more",
    Step.Kind.REVIEW: "looked back on it",
    Step.Kind.NOTE: "wrote",
    Step.Kind.ASK_BREAK: "asked for a break and a word",
    Step.Kind.SEE_BREAK: "saw it: take your break",
    Step.Kind.DUE_SOON: "The promise was nearly due",
    Step.Kind.OVERDUE: "The promise was missed",
}
TAKEN_BACK = "took the answer back"


@dataclass(frozen=True, slots=True)
class Entry:
    """One step: `Priya Nair` `agreed as suggested`, when, and the words that came with it."""

    who: str
    initials: str
    what: str
    when: str
    at: str
    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class _Words:
    """What the words of a step need to know."""

    names: Mapping[int, str]
    currency: str
    now: datetime
    wall: WallClock

    def name(self, pk: Any) -> str:
        return self.names.get(pk, "somebody") if pk else "nobody"

    def money(self, amount: str) -> str:
        return formats.money(abs(Decimal(amount)), self.currency)

    def moment(self, at: str) -> str:
        return moment(datetime.fromisoformat(at), self.now, self.wall)


def timeline_of(escalation: Escalation, currency: str, now: datetime) -> tuple[Entry, ...]:
    """All steps, as they were written. Two statements."""
    steps = list(Step.objects.filter(escalation=escalation).select_related("by").order_by("number"))
    words = _Words(_names(steps), currency, now, escalation.team.clock)
    return tuple(_entry(step, words) for step in steps)


def _names(steps: Iterable[Step]) -> dict[int, str]:
    named: set[int] = set()
    for step in steps:
        for side in ("from", "to", "asked_by", "agreed_by"):
            value = step.data.get(side) or []
            named.update(value if isinstance(value, list) else [value])
    if not named:
        return {}
    return dict(User.objects.filter(pk__in=named).values_list("pk", "name"))


def _entry(step: Step, words: _Words) -> Entry:
    by = step.by
    return Entry(
        who="" if by is None else by.name,
        initials="" if by is None else by.initials,
        what=_what(step, words),
        when=moment(step.at, words.now, words.wall),
        at=step.at.isoformat(timespec="minutes"),
        text=step.text,
        tone="behind" if step.kind == Step.Kind.OVERDUE else "",
    )


def _what(step: Step, words: _Words) -> str:
    """The verb, as it follows a name; a sentence of its own where the clock did it."""
    if step.data.get("undo"):
        return "has it again" if step.kind == Step.Kind.CLAIM else TAKEN_BACK
    if step.data.get("begins") == "review":
        happy = "would" if step.data.get("happy_alone") else "would not"
        return f"{happy} have been happy for this to be decided alone"
    plain = PLAIN.get(Step.Kind(step.kind))
    if plain is not None:
        return plain
    made = _MAKERS.get(Step.Kind(step.kind))
    return step.get_kind_display() if made is None else made(step, words)


def _sent(step: Step, words: _Words) -> str:
    need = step.data.get("need", "")
    what = ASKED[Need(need)] if need in Need.values else "sent it"
    to = step.data.get("to") or []
    names = [words.name(pk) for pk in (to if isinstance(to, list) else [to])]
    return f"{what}: {', '.join(names)}" if names else what


def _passed(step: Step, words: _Words) -> str:
    if step.data.get("to"):
        return f"Nobody had taken it: passed on to {words.name(step.data['to'])}"
    return "Nobody had taken it, and nobody else is on duty: all leaders were told"


def _claimed(step: Step, _words: _Words) -> str:
    return "is with them" if step.data.get("there") else "took it"


def _handed(step: Step, words: _Words) -> str:
    to = step.data.get("to")
    return "took it over" if to == step.by_id else f"handed it over to {words.name(to)}"


def _back(step: Step, words: _Words) -> str:
    to = step.data.get("to")
    if step.by_id is None:
        gone = f"{words.name(step.data.get('from'))} is not here any more"
        return f"{gone}; {words.name(to)} was asked" if to else f"{gone}; it waits for a leader"
    return f"put it back; {words.name(to)} was asked" if to else "put it back"


def _decided(step: Step, words: _Words) -> str:
    return DECIDED.get(step.data.get("outcome", ""), "decided")


def _called(step: Step, words: _Words) -> str:
    due = step.data.get("due_at")
    return f"promised a call by {words.moment(due)}" if due else "promised a call"


def _tried(step: Step, words: _Words) -> str:
    tries = step.data.get("tries", 1)
    what = "could not reach them" + (f", try {tries}" if tries > 1 else "")
    due = step.data.get("due_at")
    return f"{what}; the next one is by {words.moment(due)}" if due else what


def _ended(step: Step, words: _Words) -> str:
    if step.data.get("with_answer"):
        return "ended it with that"
    left = step.data.get("left", "")
    return f"ended it; the customer left {_left(left)}" if left else "ended it"


def _left(left: str) -> str:
    return {Left.SAME: "as they came"}.get(Left(left), str(Left(left).label).lower())


def _reopened(step: Step, words: _Words) -> str:
    to = step.data.get("to")
    return f"opened it again; {words.name(to)} was asked" if to else "opened it again"


def _amended(step: Step, words: _Words) -> str:
    data = step.data
    amount = words.money(data.get("amount", "0"))
    if data.get("reverses"):
        return f"took {amount} back"
    if data.get("refused"):
        return f"does not agree to {amount}"
    if data.get("dropped"):
        return f"does not ask for {amount} any more"
    what = data.get("what") or (
        str(AmendsKind(data["kind"]).label).lower() if data.get("kind") in AmendsKind.values else ""
    )
    given = f"{amount}, {what}" if what else amount
    if data.get("request"):
        return f"asked to give {given}"
    over = (
        f", {words.money(data['over_budget'])} over the budget" if data.get("over_budget") else ""
    )
    if data.get("asked_by"):
        return f"agreed that {words.name(data['asked_by'])} gives {given}{over}"
    agreed = f", as {words.name(data['agreed_by'])} agreed" if data.get("agreed_by") else ""
    return f"gave {given}{over}{agreed}"


def _rated(step: Step, words: _Words) -> str:
    data = step.data
    said = []
    if data.get("help") in Help.values:
        said.append(f"says of the help: {str(Help(data['help']).label).lower()}")
    if data.get("left") in Left.values:
        said.append(f"says the customer left {_left(data['left'])}")
    return " and ".join(said)


_MAKERS = {
    Step.Kind.CLAIM: _claimed,
    Step.Kind.SEND: _sent,
    Step.Kind.PASS_ON: _passed,
    Step.Kind.HAND_OVER: _handed,
    Step.Kind.PUT_BACK: _back,
    Step.Kind.DECIDE: _decided,
    Step.Kind.CALL_BACK: _called,
    Step.Kind.NOT_REACHED: _tried,
    Step.Kind.RESOLVE: _ended,
    Step.Kind.REOPEN: _reopened,
    Step.Kind.AMEND: _amended,
    Step.Kind.RATE: _rated,
}
