"""The demonstration's appraisals: last year's of North, signed, one with a disagreement; this year's, half-way.

Made through the actions, in the order of time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import F

from feedback.actions.appraisals import cycles, evidence, profiles, settling, templates, writing
from feedback.actions.appraisals.templates import Looked
from feedback.actions.appraisals.writing import Says
from feedback.appraisal_words import AGENTS, Start
from feedback.models import Appraisal, Cycle, Template
from feedback.notice_kinds import APPRAISAL
from feedback.queries.appraisals.suggestions import suggestions_for
from feedback.queries.appraisals.words import competencies_of
from teams.demo import CLOCK, NORTH
from teams.models import Membership, Notice, Role, User

HALF_A_YEAR = timedelta(days=182)
READ_AFTER = timedelta(hours=20)
ACTIONS = (
    "Answers customers by phone, mail and chat until it is solved",
    "Writes down what was promised, and calls before the time is up",
    "Asks for help while the customer is still there",
    "Tells the team what keeps coming back",
)
ATTITUDES = ("Curious about people", "Calm when it gets loud", "Would rather mend than explain")


class Part(NamedTuple):
    """What one side says: levels in the order of the template, words for each, words on the whole."""

    levels: tuple[int, ...]
    words: tuple[str, ...]
    whole: str


JIN = Part(
    (3, 3, 2, 3, 3),
    (
        "I say back what I heard. For months hardly anybody has had to explain it to me twice.",
        "Deliveries I solve for good now. With invoices I still ask too late.",
        "Twice I forgot a call I had promised.",
        "The angry calls in the week of the strike were hard. I asked for a break and then went on.",
        "I showed the newcomers how returns work.",
    ),
    "A good half-year. I would like to decide more refunds alone.",
)
MARCUS_OF_JIN = Part(
    (3, 2, 2, 3, 3),
    (
        "True. I heard three of these calls, and each customer agreed with the summary.",
        "Deliveries yes. With invoices four customers came back for the same thing.",
        "The two calls, and one mail. Since then you write them down, and it shows.",
        "That week was hard for everybody, and you kept your voice. That helped the others.",
        "Three newcomers name you when asked who helped.",
    ),
    "You have grown into somebody others ask. Invoices are what is worth learning next.",
)
OTHERWISE = (
    "I see “Solves it for good” otherwise. The invoices went out wrong twice, and all four"
    " customers were right to come back. I could not have solved that on the phone."
)
NEXT = "Two mornings beside Amara on invoices in the next two months. Then Jin decides refunds up to £75 alone."
JIN_NOW = Part(
    (3, 3, 3, 4, 3),
    (
        "Customers tell me that they felt heard.",
        "Since the mornings with Amara invoices are solved on the first call.",
        "None forgotten since: the list beside the screen does it.",
        "Others pass me the loud calls now, and we talk about them afterwards.",
        "Returns, and the newcomers.",
    ),
    "",
)


@transaction.atomic
def seed_appraisals(now: datetime) -> None:
    """Two rounds of North as of `now`, after the people, thanks and goals are there. Nothing lies after `now`."""
    priya, marcus, jin = (User.objects.get(username=name) for name in ("priya", "marcus", "jin"))
    begun = now - HALF_A_YEAR
    profile = profiles.save_profile(
        priya, None,
        name="Customer service agent", role=Role.AGENT,
        purpose="Customers leave with their question answered, and glad that they asked us.",
        actions=ACTIONS, attitudes=ATTITUDES, now=begun,
    )  # fmt: skip
    template = templates.save_template(
        priya, None, name=AGENTS.name, profile=profile, competencies=_looked(AGENTS), now=begun
    )
    _signed(priya, marcus, jin, template, begun)
    _half_way(priya, marcus, jin, template, now)
    ours = Notice.objects.filter(kind=APPRAISAL, read_at=None, at__lt=now - READ_AFTER)
    ours.update(read_at=F("at"))


def _looked(start: Start) -> list[Looked]:
    return [Looked(one.name, one.about, one.levels) for one in start.competencies]


def _round(maker: User, template: Template, name: str, now: datetime) -> Cycle:
    """A round that begins at `now`: written within two and three weeks, signed within five."""
    today = CLOCK.day_of(now)
    return cycles.save_cycle(
        maker, None, name=name, template=template, covers_from=today - HALF_A_YEAR,
        covers_until=today, self_by=today + timedelta(days=14), leader_by=today + timedelta(days=21),
        sign_by=today + timedelta(days=35), now=now,
    )  # fmt: skip


def _signed(priya: User, marcus: User, jin: User, template: Template, begun: datetime) -> None:
    """Jin's first one, to its end: a disagreement stays with it."""
    cycle = _round(priya, template, f"{_season(begun)} {begun.year}", begun)
    one = cycles.open_for(priya, cycle, {jin.pk: marcus.pk}, now=begun)[0]
    writing.send_part(jin, one, says=_says(one, JIN), own=JIN.whole, now=begun + timedelta(days=9))
    at = begun + timedelta(days=17)
    writing.send_part(marcus, one, says=_says(one, MARCUS_OF_JIN), own=MARCUS_OF_JIN.whole, now=at)
    at = begun + timedelta(days=22)
    settling.agree(marcus, one, talked_on=CLOCK.day_of(at), next_words=NEXT, now=at)
    settling.disagree(jin, one, words=OTHERWISE, now=at + timedelta(days=1))
    settling.sign(jin, one, now=at + timedelta(days=1, minutes=5))
    settling.sign(marcus, one, now=at + timedelta(days=2))
    cycles.close_cycle(priya, cycle, closed=True, now=at + timedelta(days=20))


def _half_way(priya: User, marcus: User, jin: User, template: Template, now: datetime) -> None:
    """The running round: Jin has sent theirs, Marcus writes; everybody else in North writes first."""
    begun = now - timedelta(days=11)
    cycle = _round(priya, template, f"{_season(now)} {now.year}", begun)
    leads = {pk: marcus.pk for pk in _agents(now) if pk != marcus.pk}
    made = {one.person_id: one for one in cycles.open_for(priya, cycle, leads, now=begun)}
    at = now - timedelta(days=2)
    one = Appraisal.objects.select_related("cycle", "person", "leader").get(pk=made[jin.pk].pk)
    for found in suggestions_for(one, at)[:4]:
        evidence.add_evidence(jin, one, kind=found.kind, object_id=found.object_id, now=at)
    evidence.add_own_evidence(jin, one, words="The two mornings with Amara", now=at)
    writing.send_part(jin, one, says=_says(one, JIN_NOW), own=JIN_NOW.whole, now=at)
    first = competencies_of(template)[0]
    begins = {
        first.pk: Says(3, "I heard it again on Thursday: the summary, and the customer’s yes.")
    }
    writing.save_part(marcus, one, says=begins, own="", now=now - timedelta(hours=22))


def _agents(now: datetime) -> list[int]:
    """North's agents of today whom Marcus may lead, by login."""
    held = Membership.objects.agents().on(CLOCK.day_of(now)).filter(team__name=NORTH)
    return list(held.order_by("user__username").values_list("user_id", flat=True))


def _says(one: Appraisal, part: Part) -> Mapping[int, Says]:
    rows = competencies_of(one.cycle.template_id)
    return {
        row.pk: Says(level, words)
        for row, level, words in zip(rows, part.levels, part.words, strict=True)
    }


def _season(now: datetime) -> str:
    return ("Winter", "Spring", "Summer", "Autumn")[now.month % 12 // 3]
