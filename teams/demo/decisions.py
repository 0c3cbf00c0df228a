"""The demonstration's decisions: a year of North's and of everybody's, one corrected, one over, one to look at again.

Everything goes through the actions, in the order of time, and is the same for a last day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from teams.actions.decisions import (
    correct_decision,
    end_decision,
    let_decision_stand,
    log_decision,
)
from teams.decision_kinds import DECIDED, LOOK_AGAIN
from teams.demo import NORTH, SOUTH
from teams.models import Decision, Huddle, Notice, Team, User
from teams.permissions import forget_standing, organisation_day
from teams.recompute import decisions as recompute

LEADER, DISCUSSED, AGREED = Decision.How.LEADER, Decision.How.DISCUSSED, Decision.How.AGREED
REFUNDS = "Refunds of the delivery charge are settled on the call"
LUNCH = "Two of us stay on the phones over lunch"
_READ_AFTER = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Made:
    """One decision: who wrote it down, for which team (empty: everybody), how many days ago."""

    days_ago: int
    by: str
    team: str
    what: str
    how: str
    why: str
    again_if: str = ""
    again_in: int = 0


MADE = (
    Made(
        310, "priya", NORTH, "Saturdays rotate by name, five people each", AGREED,
        "The rota by seniority left the same four with every Saturday. We tried names for a month, and nobody wants it "
        "back as it was.",
        "Somebody leaves or joins the Saturday team", 365,
    ),
    Made(
        204, "ada", "", "Customers hear a first name, never a number", LEADER,
        "Three of four teams did so already. Customers who hear a name ask for it again, and find somebody who knows them.",
    ),
    Made(
        162, "marcus", NORTH, LUNCH, DISCUSSED,
        "Waiting time doubles between twelve and two. Two is enough by last spring’s calls; we looked at three and it "
        "left nobody to eat with.",
    ),
    Made(
        96, "liam", SOUTH, "Hot days: the depot is rung before a slot is promised", DISCUSSED,
        "Above 38 degrees vans leave later. A call takes two minutes, a missed slot takes twenty.",
        "The depot tells us by itself", 120,
    ),
    Made(
        61, "priya", NORTH, REFUNDS, AGREED,
        "We asked in nine of ten cases and the answer was always yes. It costs customers a second call and us an hour a day.",
        "More than ten a week are given", 60,
    ),
    Made(
        33, "marcus", NORTH, "Handovers at three are written, not spoken", DISCUSSED,
        "Spoken ones were lost twice in October. A line in the case takes as long as telling it.",
        "They take longer than five minutes", 30,
    ),
    Made(
        12, "priya", "", "No surveys are sent between 20 and 27 December", LEADER,
        "Answers of that week say more about the post than about us, and people are with their families.",
    ),
    Made(
        2, "marcus", NORTH, "Damaged tables: a photo is asked for once", AGREED,
        "The carrier and we both asked for it. We take the carrier’s from now on; their portal shows it within the hour.",
        "The portal is slower than a day", 45,
    ),
)  # fmt: skip


@transaction.atomic
def seed_decisions(now: datetime) -> None:
    """A year of decisions as of `now`, after people and huddles are there. Those older than two days are read."""
    made: dict[str, Decision] = {}
    for one in MADE:
        at = now - timedelta(days=one.days_ago)
        person, team = _person(one.by), _team(one.team)
        day = organisation_day(at)
        huddle = _huddle_before(team, at)
        made[one.what] = log_decision(
            person,
            team=team,
            what=one.what,
            how=one.how,
            why=one.why,
            # In the huddle it came from, never before it.
            decided_on=day - timedelta(days=1) if huddle is None else huddle.day,
            again_if=one.again_if,
            review_on=day + timedelta(days=one.again_in) if one.again_in else None,
            came_from="" if huddle is None else f"/huddle/{huddle.day}/?team={huddle.team.slug}",
            now=at,
        )
    _go_on(made, now)
    recompute.look(now)
    told = Notice.objects.filter(kind__in=[DECIDED, LOOK_AGAIN], read_at=None)
    told.filter(at__lt=now - _READ_AFTER).update(read_at=F("at"))


def _go_on(made: dict[str, Decision], now: datetime) -> None:
    """One was corrected, one ended, one looked at again."""
    lunch, refunds = made[LUNCH], made[REFUNDS]
    at = now - timedelta(days=140)
    correct_decision(
        _person("marcus"), lunch, what=lunch.what, how=AGREED, why=lunch.why,
        decided_on=lunch.decided_on, because="We did vote on it in the end, and all of us were for it.",
        now=at,
    )  # fmt: skip
    end_decision(
        _person("priya"), lunch, now=now - timedelta(days=47),
        words="Since the new shifts four of us are there over lunch anyway.",
    )  # fmt: skip
    let_decision_stand(
        _person("priya"), refunds, now=now - timedelta(days=1),
        words="Six a week since then, and no case came back.",
        review_on=organisation_day(now) + timedelta(days=90),
    )  # fmt: skip


def _huddle_before(team: Team | None, at: datetime) -> Huddle | None:
    """The huddle in which it came up, where one was held in the days before."""
    held = Huddle.objects.filter(
        team=team, state=Huddle.State.HELD, held_at__lte=at, held_at__gt=at - timedelta(days=5)
    )
    return held.select_related("team").order_by("-day").first()


def _person(login: str) -> User:
    found = User.objects.get(username=login)
    forget_standing(found)
    return found


def _team(name: str) -> Team | None:
    return Team.objects.get(name=name) if name else None
