"""Appraisals for tests: Jin's, led by Marcus, in a round of Priya's; and how to bring one to any point of its way."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from feedback.actions.appraisals import cycles, settling, templates, writing
from feedback.actions.appraisals.writing import Says
from feedback.models import Appraisal, Cycle, Template
from feedback.queries.appraisals.words import competencies_of
from teams.models import User

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)
STATES = ("self", "leader", "talk", "sign", "signed")
PERSON_SAYS = "jins-own-word"
LEADER_SAYS = "marcuss-own-word"
PERSON_WHOLE = "jins-whole-word"
LEADER_WHOLE = "marcuss-whole-word"
NEXT = "what-we-agreed-word"
DISAGREES = "jins-otherwise-word"


def looked(name: str) -> templates.Looked:
    """A competency with four levels."""
    return templates.Looked(
        name,
        f"About {name.lower()}.",
        (f"{name} not yet seen", f"{name} often seen", f"{name} always seen", f"{name} taught"),
    )


def a_template(
    maker: User, *, name: str = "Care", names: tuple[str, ...] = ("Listens", "Solves")
) -> Template:
    """Something to be measured by."""
    rows = [looked(each) for each in names]
    return templates.save_template(maker, None, name=name, profile=None, competencies=rows, now=NOW)


def a_cycle(maker: User, template: Template | None = None, **more: Any) -> Cycle:
    """A round over 2026: written by 27 November and 4 December, signed by the 18th."""
    return cycles.save_cycle(
        maker,
        None,
        template=template or a_template(maker),
        now=NOW,
        **{
            "name": "Autumn 2026",
            "covers_from": date(2026, 1, 1),
            "covers_until": date(2026, 12, 31),
            "self_by": date(2026, 11, 27),
            "leader_by": date(2026, 12, 4),
            "sign_by": date(2026, 12, 18),
            **more,
        },
    )


def an_appraisal(maker: User, person: User, leader: User, cycle: Cycle | None = None) -> Appraisal:
    """One that waits for its person."""
    cycle = cycle or a_cycle(maker)
    return cycles.open_for(maker, cycle, {person.pk: leader.pk}, now=NOW)[0]


def says(appraisal: Appraisal, words: str, level: int = 3) -> dict[int, Says]:
    """The same of each competency."""
    found = competencies_of(appraisal.cycle.template_id)
    return {one.pk: Says(level, f"{words} {one.name}") for one in found}


def brought_to(appraisal: Appraisal, state: str, now: datetime = NOW) -> Appraisal:
    """On its way, with drafts where something is being written."""
    person, leader = appraisal.person, appraisal.leader
    steps = STATES.index(state)
    mine: dict[str, Any] = {"says": says(appraisal, PERSON_SAYS), "own": PERSON_WHOLE, "now": now}
    theirs: dict[str, Any] = {
        "says": says(appraisal, LEADER_SAYS, 2), "own": LEADER_WHOLE, "now": now,
    }  # fmt: skip
    (writing.send_part if steps > 0 else writing.save_part)(person, appraisal, **mine)
    if steps > 0:
        (writing.send_part if steps > 1 else writing.save_part)(leader, appraisal, **theirs)
    if steps > 1:
        settling.disagree(person, appraisal, words=DISAGREES, now=now)
    if steps > 2:
        settling.agree(leader, appraisal, talked_on=TODAY, next_words=NEXT, now=now)
    if steps > 3:
        settling.sign(person, appraisal, now=now)
        settling.sign(leader, appraisal, now=now)
    return Appraisal.objects.select_related("cycle", "person", "leader").get(pk=appraisal.pk)
