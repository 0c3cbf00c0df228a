"""Every address of the site, and the looks the audit takes at it. A new page without a look fails the audit.

A look is a person, an address with its query, and perhaps a button that is pressed first. Several looks at
one address are several pages to whoever sees them: a goal by the hour is drawn otherwise than a yearly one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from escalations.models import (
    Category,
    Cause,
    Conflict,
    Escalation,
    Limit,
    LimitProposal,
    ProtocolQuestion,
    Remedy,
    TrainingCase,
)
from goals.models import (
    Challenge,
    Correction,
    Goal,
    GoalNote,
    Import,
    OwnGoal,
    Progress,
    Proposal,
    RewardGrant,
    RewardKind,
    RewardNomination,
)
from teams.models import Membership, Notice, Role, User
from teams.telling import tell
from teams.unsubscribing import token_for
from tests.journeys.appraisals_pages import APPRAISALS
from tests.journeys.balance_pages import BALANCE, HELP
from tests.journeys.cases_pages import CASES, PARTS
from tests.journeys.conftest import NOW
from tests.journeys.day_pages import DAY
from tests.journeys.decisions_pages import DECISIONS, MIRROR
from tests.journeys.delegated_pages import DELEGATED
from tests.journeys.growth_pages import GROWTH
from tests.journeys.huddles_pages import HUDDLES
from tests.journeys.ideas_pages import IDEAS
from tests.journeys.kudos_pages import KUDOS
from tests.journeys.kudos_pages import PARTS as PARTS_OF_KUDOS
from tests.journeys.learning_paths_pages import TRAINING
from tests.journeys.looks import Look, Where, at
from tests.journeys.notes_pages import NOTES
from tests.journeys.one_to_ones_pages import ONE_TO_ONES
from tests.journeys.privacy_pages import PRIVACY
from tests.journeys.pulse_pages import PULSE
from tests.journeys.search_pages import SEARCH
from tests.journeys.staying_pages import STAYING
from tests.journeys.wall_pages import WALL, WALL_ITSELF

MANAGER, SUPERVISOR, AGENT, ADMINISTRATOR, NEWCOMER, NOBODY = (
    "priya",
    "marcus",
    "jin",
    "ada",
    "nia",
    "",
)


def of_goal(page: str, name: str, query: str = "") -> Where:
    """A page of one of the demonstration's goals."""
    return lambda: reverse(f"goals:{page}", args=[Goal.objects.get(name=name).pk]) + query


def own_note(username: str) -> Where:
    """Where somebody mends their own note."""

    def address() -> str:
        note = GoalNote.objects.get(by__username=username)
        return reverse("goals:note_edit", args=[note.goal_id, note.pk])

    return address


def proposed() -> str:
    """The goal that waits for North."""
    return reverse("goals:proposal", args=[Proposal.objects.get(state="open").goal_id])


def own_goal(username: str, page: str = "own_goal") -> Where:
    """What somebody wants to get better at, as far as their lead sees it."""
    return lambda: reverse(
        f"goals:{page}",
        args=[OwnGoal.objects.get(person__username=username, audience="lead").pk],
    )


def of_goal_once(page: str, team: str, status: str) -> Where:
    """A page of a team's goal with its own dates, by how it ended or stands."""

    def address() -> str:
        found = Progress.objects.filter(
            goal__cadence="once", goal__team__slug=team, goal__state="active", status=status
        )
        return reverse(f"goals:{page}", args=[found.latest("goal_id").goal_id])

    return address


def of_import(page: str, file_name: str) -> Where:
    """A step of one of the extras' imports."""
    return lambda: reverse(f"goals:{page}", args=[Import.objects.get(file_name=file_name).pk])


def of_person(page: str, username: str) -> Where:
    """A page about somebody."""
    return lambda: reverse(f"teams:{page}", args=[User.objects.get(username=username).pk])


def of_role(page: str, username: str) -> Where:
    """A page about somebody's place in a team."""

    def address() -> str:
        held = Membership.objects.get(user__username=username, role=Role.AGENT, ends_on=None)
        return reverse(f"teams:{page}", args=[held.user_id, held.pk])

    return address


def welcome() -> str:
    """A sign-in link as an administrator hands it out."""
    nia = User.objects.get(username="nia")
    return reverse(
        "teams:welcome",
        args=[urlsafe_base64_encode(force_bytes(nia.pk)), default_token_generator.make_token(nia)],
    )


def a_reading() -> str:
    """An answer of a customer of North's that was corrected."""
    return reverse(
        "goals:reading", args=[Correction.objects.filter(kind="corrected").latest("pk").reading_id]
    )


def a_move() -> str:
    """Where it is asked whether readings follow somebody who changed team."""
    for new in Membership.objects.filter(role=Role.AGENT, ends_on=None).order_by("pk"):
        if new.user.memberships.filter(role=Role.AGENT, ends_on=new.starts_on).exists():
            return reverse("goals:person_readings", args=[new.user_id, new.pk])
    raise LookupError("nobody moved")


def days_away() -> str:
    """An agent's days away."""
    return reverse("teams:away", args=[User.objects.get(username=AGENT).pk])


def gone_notice() -> str:
    """Something a manager was told that leads nowhere any more."""
    person = User.objects.get(username=MANAGER)
    tell(
        [person],
        "feedback.thanked",
        "gone",
        "Marcus Webb thanks you.",
        url="/kudos/999999999/",
        now=NOW,
    )
    return reverse("teams:inbox_see", args=[Notice.objects.get(user=person, key="gone").pk])


def no_more_digests() -> str:
    """The address in a digest that ends it."""
    return reverse("teams:unsubscribe", args=[token_for(User.objects.get(username="priya"))])


def of_challenge(page: str, name: str) -> Where:
    """A page of one of the demonstration's challenges."""
    return lambda: reverse(f"goals:{page}", args=[Challenge.objects.get(name=name).pk])


def of_grant(page: str) -> Where:
    """A page about the latest reward that has not been taken back."""
    return lambda: reverse(
        f"goals:{page}",
        args=[RewardGrant.objects.filter(reverses=None, reversed_by=None).latest("pk").pk],
    )


def of_nomination(page: str) -> Where:
    """A page about somebody put forward who waits for an answer."""
    return lambda: reverse(f"goals:{page}", args=[RewardNomination.objects.get(state="open").pk])


def give_for(name: str) -> Where:
    """Giving the reward of a challenge."""
    return lambda: f"{reverse('goals:reward_give')}?challenge={Challenge.objects.get(name=name).pk}"


def logged(state: str) -> Where:
    """An escalation that Jin began, or has just sent."""
    return lambda: reverse(
        "escalations:draft",
        args=[Escalation.objects.filter(logged_by__username=AGENT, state=state).latest("pk").pk],
    )


LATELY = "?since=2026-09-01&until=2026-11-20"


def of_case(page: str, *more: str, looked_back: bool = True) -> Where:
    """A page of learning about a case of North's."""

    def address() -> str:
        cases = Escalation.objects.filter(team__slug="north", reviewed_at__isnull=not looked_back)
        over = cases.filter(state__in=["resolved", "reviewed"]).latest("day", "pk")
        return reverse(f"escalations:{page}", args=[over.pk, *more])

    return address


def newest(model: type[Conflict | TrainingCase | Remedy | Cause], page: str) -> Where:
    """The page of the last one that was made."""
    return lambda: reverse(f"escalations:{page}", args=[model.objects.latest("pk").pk])


def two_cases() -> str:
    """Where two answers are reported."""
    one, other = Escalation.objects.filter(state="reviewed").order_by("-pk")[:2]
    return f"{reverse('escalations:conflict_new')}?case={one.pk}&case={other.pk}"


def a_limit() -> Limit:
    """The limit that most is asked for by."""
    return Limit.objects.get(name="Refund the delivery charge")


def proposal_of_a_limit() -> str:
    """What a supervisor proposed, and a manager has not answered yet."""
    found = LimitProposal.objects.filter(state="open", by__username="marcus").order_by("pk")
    return reverse("escalations:limit_proposal", args=[found[0].pk])


def levels_of(username: str) -> Where:
    """What somebody may decide alone."""
    return lambda: reverse(
        "escalations:person_levels", args=[User.objects.get(username=username).pk]
    )


SAVE = "main form:not([method=get]) button.btn--primary"
"""The button of a page's own form."""

RESOLVED, HAPPY = "First-contact resolutions", "Happy customers"
QUALITY = "Quality conversations held"
DRAFT = "?metric=first-contact-resolutions&whose=team:north&cadence=monthly"
TARGET = f"{DRAFT}&target=4200"
DAYS = f"{TARGET}&days=2026-12-01_2026-12-31"
RATE = "?metric=happy-customers&whose=members:north&cadence=monthly"

GOALS: dict[str, tuple[Look, ...]] = {
    # Today, the whole, a team.
    "home": (
        Look(MANAGER, at("home"), thorough=True),
        Look(SUPERVISOR, at("home")),
        Look(AGENT, at("home")),
        Look(ADMINISTRATOR, at("home")),
        Look(NEWCOMER, at("home")),
    ),
    "company": (Look(AGENT, at("company")), Look(ADMINISTRATOR, at("company"))),
    "team": (
        Look(MANAGER, at("team", "north")),
        Look(AGENT, at("team", "north")),
        Look("bronte", at("team", "south")),
        Look("helena", at("team", "night-desk")),
        Look(ADMINISTRATOR, at("team", "returns")),
    ),
    # Goals.
    "goals:list": (
        Look(MANAGER, at("goals:list"), thorough=True),
        Look(AGENT, at("goals:list")),
        Look(ADMINISTRATOR, at("goals:list", query="?horizon=month")),
        Look(MANAGER, at("goals:list", query="?status=paused&horizon=day")),
        Look(MANAGER, at("goals:list", query="?status=nonsense")),
        Look(NEWCOMER, at("goals:list")),
    ),
    "goals:goal": (
        Look(MANAGER, of_goal("goal", RESOLVED), thorough=True),
        Look(AGENT, of_goal("goal", RESOLVED)),
        Look(MANAGER, of_goal("goal", RESOLVED, "?period=2026-10-01")),
        Look(MANAGER, of_goal("goal", HAPPY)),
        Look(MANAGER, of_goal("goal", "Answer within 30 seconds")),
        Look("bronte", of_goal("goal", "Answer within 30 seconds, hour by hour")),
        Look("bronte", of_goal("goal", "First-contact resolutions, each of us")),
        Look("liam", of_goal_once("goal", "south", "met")),
        Look("liam", of_goal_once("goal", "south", "missed")),
        Look("samuel", of_goal_once("goal", "west", "too_early")),
        Look("samuel", of_goal("goal", "Repeat contacts, West")),
        Look("samuel", of_goal("goal", "Customers helped this year")),
        Look("helena", of_goal("goal", "Quality conversations at night")),
        Look(AGENT, of_goal("goal", "Notes while we talk")),
        Look(AGENT, of_goal("goal", "Happy customers, each of us")),
    ),
    "goals:table": (
        Look(MANAGER, of_goal("table", RESOLVED)),
        Look(MANAGER, of_goal("table", "Answer within 30 seconds")),
        Look("bronte", of_goal("table", "First-contact resolutions, each of us")),
    ),
    "goals:explain": (
        Look(MANAGER, of_goal("explain", RESOLVED)),
        Look(MANAGER, of_goal("explain", HAPPY)),
        Look(AGENT, of_goal("explain", "Notes while we talk")),
    ),
    "goals:metric_explain": (
        Look(MANAGER, at("goals:metric_explain", "happy-customers", query="?team=north")),
        Look(AGENT, at("goals:metric_explain", "happy-customers", query="?team=north")),
        Look(ADMINISTRATOR, at("goals:metric_explain", "handle-time")),
    ),
    "goals:reading_new": (
        Look(SUPERVISOR, at("goals:reading_new", "quality-conversations")),
        Look(MANAGER, at("goals:reading_new", "happy-customers"), press=SAVE),
    ),
    "goals:reading": (
        Look(SUPERVISOR, a_reading),
        Look(MANAGER, a_reading, press=SAVE),
    ),
    "goals:excluded": (
        Look(SUPERVISOR, at("goals:excluded", "happy-customers"), thorough=True),
        Look(MANAGER, at("goals:excluded", "handle-time")),
    ),
    "goals:person_readings": (Look(ADMINISTRATOR, a_move),),
    "goals:edit": (
        Look(MANAGER, of_goal("edit", RESOLVED)),
        Look(MANAGER, of_goal("edit", RESOLVED), press=SAVE),
    ),
    "goals:new": (
        Look(MANAGER, at("goals:new")),
        Look(MANAGER, at("goals:new", query="?step=1")),
    ),
    "goals:new_how_much": (
        Look(MANAGER, at("goals:new_how_much", query=DRAFT)),
        Look(MANAGER, at("goals:new_how_much", query=f"{RATE}&own=many")),
    ),
    "goals:new_when": (
        Look(MANAGER, at("goals:new_when", query=TARGET)),
        Look(MANAGER, at("goals:new_when", query=f"{TARGET}&starts_on=&ends_on=")),
    ),
    "goals:new_why": (
        Look(MANAGER, at("goals:new_why", query=DAYS)),
        Look(
            MANAGER,
            at("goals:new_why", query=DAYS.replace("4200", "42000")),
            press=SAVE,
            thorough=True,
        ),
    ),
}
"""Today and the goals: what is opened every day."""

RUNNING, IMPROVED, HELD, SOON = (
    "Once is enough",
    "Better than before",
    "A quick week",
    "Notes while we talk",
)
CHALLENGE = "?whose=team:north&starts_on=2026-12-01&ends_on=2026-12-14"

TOGETHER: dict[str, tuple[Look, ...]] = {
    "goals:challenges": (
        Look(AGENT, at("goals:challenges"), thorough=True),
        Look(MANAGER, at("goals:challenges")),
        Look("ruby", at("goals:challenges")),
    ),
    "goals:challenge": (
        Look(AGENT, of_challenge("challenge", RUNNING), thorough=True),
        Look(MANAGER, of_challenge("challenge", RUNNING)),
        Look(AGENT, of_challenge("challenge", IMPROVED)),
        Look(MANAGER, of_challenge("challenge", HELD)),
        Look(SUPERVISOR, of_challenge("challenge", SOON)),
    ),
    "goals:challenge_join": (Look(AGENT, of_challenge("challenge_join", SOON)),),
    "goals:challenge_new": (
        Look(MANAGER, at("goals:challenge_new")),
        Look(MANAGER, at("goals:challenge_new", query="?step=1")),
    ),
    "goals:challenge_details": (
        Look(
            MANAGER,
            at(
                "goals:challenge_details",
                query=f"{CHALLENGE}&rule=total&metric=first-contact-resolutions&line=4000",
            ),
            press=SAVE,
        ),
        Look(
            SUPERVISOR,
            at("goals:challenge_details", query=f"{CHALLENGE}&rule=everyone&metric=handle-time"),
        ),
        Look(
            SUPERVISOR,
            at(
                "goals:challenge_details", query=f"{CHALLENGE}&rule=improved&metric=happy-customers"
            ),
        ),
    ),
    "goals:challenge_edit": (
        Look(SUPERVISOR, of_challenge("challenge_edit", SOON)),
        Look(MANAGER, of_challenge("challenge_edit", RUNNING)),
    ),
    "goals:challenge_cancel": (
        Look(MANAGER, of_challenge("challenge_cancel", RUNNING)),
        Look(
            MANAGER,
            of_challenge("challenge_cancel", RUNNING),
            press="main form:not([method=get]) button.btn--danger",
        ),
    ),
    "goals:rewards": (
        Look(MANAGER, at("goals:rewards"), thorough=True),
        Look(AGENT, at("goals:rewards")),
        Look(ADMINISTRATOR, at("goals:rewards")),
        Look("ruby", at("goals:rewards")),
    ),
    "goals:reward_give": (
        Look(MANAGER, at("goals:reward_give"), press=SAVE),
        Look(MANAGER, give_for(HELD)),
    ),
    "goals:reward_nominate": (Look(AGENT, at("goals:reward_nominate"), press=SAVE),),
    "goals:reward_reverse": (Look(MANAGER, of_grant("reward_reverse")),),
    "goals:nomination_decline": (Look(MANAGER, of_nomination("nomination_decline"), press=SAVE),),
    "goals:reward_catalogue": (Look(MANAGER, at("goals:reward_catalogue")),),
    "goals:reward_kind_new": (Look(MANAGER, at("goals:reward_kind_new"), press=SAVE),),
    "goals:reward_kind_edit": (
        Look(
            MANAGER,
            lambda: reverse(
                "goals:reward_kind_edit", args=[RewardKind.objects.get(name="Team lunch").pk]
            ),
        ),
    ),
    "goals:reward_budgets": (Look(ADMINISTRATOR, at("goals:reward_budgets"), press=SAVE),),
    "goals:goal_reward": (Look(MANAGER, of_goal("goal_reward", "Quality conversations held")),),
}
"""What we try together, and what comes of it."""
LIFE: dict[str, tuple[Look, ...]] = {
    # What people say about goals.
    "goals:say": (
        Look(SUPERVISOR, of_goal("say", RESOLVED)),
        Look(SUPERVISOR, of_goal("say", QUALITY), press=SAVE),
    ),
    "goals:close": (
        Look(SUPERVISOR, of_goal("close", QUALITY)),
        Look(SUPERVISOR, of_goal("close", QUALITY), press=SAVE),
        Look(MANAGER, of_goal("close", "Happy customers, each of us")),
    ),
    "goals:note_new": (
        Look(AGENT, of_goal("note_new", RESOLVED)),
        Look(AGENT, of_goal("note_new", RESOLVED), press=SAVE),
    ),
    "goals:note_edit": (Look(SUPERVISOR, own_note("marcus")),),
    "goals:proposal": (
        Look(AGENT, proposed, thorough=True),
        Look(AGENT, proposed, press=SAVE),
        Look(SUPERVISOR, proposed),
        Look(ADMINISTRATOR, proposed),
    ),
    # What they want to get better at.
    "goals:own_goals": (
        Look(AGENT, at("goals:own_goals")),
        Look(MANAGER, at("goals:own_goals")),
    ),
    "goals:own_goal_new": (
        Look(AGENT, at("goals:own_goal_new")),
        Look(AGENT, at("goals:own_goal_new"), press=SAVE),
    ),
    "goals:own_goal": (
        Look(AGENT, own_goal("jin"), thorough=True),
        Look(AGENT, own_goal("jin"), press=SAVE),
        Look(SUPERVISOR, own_goal("jin")),
        Look(SUPERVISOR, own_goal("luis")),
    ),
    "goals:own_goal_edit": (Look(AGENT, own_goal("jin", "own_goal_edit")),),
    # Which goals are kept.
    "goals:report": (
        Look(MANAGER, at("goals:report"), thorough=True),
        Look(ADMINISTRATOR, at("goals:report", query="?team=night-desk&months=3")),
    ),
}
"""What people say around goals, and want for themselves."""

AROUND: dict[str, tuple[Look, ...]] = {
    # What is measured.
    "goals:metrics": (
        Look(AGENT, at("goals:metrics")),
        Look(ADMINISTRATOR, at("goals:metrics", query="?q=happy")),
        Look(AGENT, at("goals:metrics", query="?q=courier")),
        Look(ADMINISTRATOR, at("goals:metrics", query="?show=archived")),
    ),
    "goals:metric": (
        Look(MANAGER, at("goals:metric", "first-contact-resolutions"), thorough=True),
        Look(ADMINISTRATOR, at("goals:metric", "handle-time", query="?team=west")),
        Look(AGENT, at("goals:metric", "faxes-answered")),
    ),
    "goals:metric_new": (
        Look(ADMINISTRATOR, at("goals:metric_new")),
        Look(ADMINISTRATOR, at("goals:metric_new"), press=SAVE),
    ),
    "goals:metric_edit": (Look(ADMINISTRATOR, at("goals:metric_edit", "handle-time")),),
    # Reports.
    "goals:reports": (Look(MANAGER, at("goals:reports")),),
    "goals:brief": (
        Look(MANAGER, at("goals:brief", "2026-W46"), thorough=True),
        Look(ADMINISTRATOR, at("goals:brief", "2026-W47", query="?print=1")),
        Look("samuel", at("goals:brief", "2024-W01")),
    ),
    # Screens on a wall.
    "goals:screens": (
        Look(MANAGER, at("goals:screens")),
        Look(ADMINISTRATOR, at("goals:screens")),
        Look(SUPERVISOR, at("goals:screens"), press=SAVE),
    ),
    # Files on their way in.
    "goals:imports": (Look(ADMINISTRATOR, at("goals:imports")), Look("liam", at("goals:imports"))),
    "goals:import_new": (
        Look(ADMINISTRATOR, at("goals:import_new")),
        Look(ADMINISTRATOR, at("goals:import_new"), press=SAVE),
    ),
    "goals:import_map": (Look(ADMINISTRATOR, of_import("import_map", "friday.csv")),),
    "goals:import_check": (Look(ADMINISTRATOR, of_import("import_check", "torn.csv")),),
    "goals:import_working": (Look(ADMINISTRATOR, of_import("import_working", "year.csv")),),
    "goals:import_done": (Look(ADMINISTRATOR, of_import("import_done", "morning.csv")),),
    # Signing in, help.
    "teams:login": (
        Look(NOBODY, at("teams:login"), thorough=True),
        Look(NOBODY, at("teams:login"), press=SAVE),
    ),
    "teams:welcome": (
        Look(NOBODY, welcome, leads_on=True),
        Look(NOBODY, welcome, press=SAVE),
        Look(NOBODY, at("teams:welcome", "MQ", "no-such-thing")),
    ),
    "teams:help": (Look(AGENT, at("teams:help")),),
    # What one was told, and how it stops.
    "teams:inbox": (
        Look(SUPERVISOR, at("teams:inbox"), thorough=True),
        Look(AGENT, at("teams:inbox")),
        Look(NEWCOMER, at("teams:inbox")),
        Look(MANAGER, at("teams:inbox", query="?before=1")),
    ),
    "teams:inbox_see": (Look(MANAGER, gone_notice),),
    "teams:away": (
        Look(AGENT, days_away, thorough=True),
        Look(AGENT, days_away, press=SAVE),
        Look(SUPERVISOR, days_away),
    ),
    "teams:unsubscribe": (
        Look(NOBODY, no_more_digests),
        Look(NOBODY, no_more_digests, press="main form button"),
    ),
    "teams:notifications": (Look(MANAGER, at("teams:notifications")),),
    # Settings.
    "teams:settings": (
        Look(AGENT, at("teams:settings")),
        Look(ADMINISTRATOR, at("teams:settings")),
    ),
    "teams:me": (Look(AGENT, at("teams:me")), Look(MANAGER, at("teams:me"))),
    "teams:password": (
        Look(AGENT, at("teams:password")),
        Look(AGENT, at("teams:password"), press=SAVE),
    ),
    "teams:tokens": (
        Look(MANAGER, at("teams:tokens")),
        Look(MANAGER, at("teams:tokens"), press=SAVE),
    ),
    "teams:organisation": (Look(ADMINISTRATOR, at("teams:organisation")),),
    "teams:teams": (Look(ADMINISTRATOR, at("teams:teams")), Look(MANAGER, at("teams:teams"))),
    "teams:team_new": (
        Look(ADMINISTRATOR, at("teams:team_new")),
        Look(ADMINISTRATOR, at("teams:team_new"), press=SAVE),
    ),
    "teams:team_edit": (
        Look(ADMINISTRATOR, at("teams:team_edit", "north")),
        Look("samuel", at("teams:team_edit", "west")),
    ),
    "teams:people": (
        Look(ADMINISTRATOR, at("teams:people")),
        Look(ADMINISTRATOR, at("teams:people", query="?q=nobody+here")),
    ),
    "teams:person": (
        Look(MANAGER, of_person("person", "jin")),
        Look(AGENT, of_person("person", "jin")),
        Look(ADMINISTRATOR, of_person("person", "sofia")),
    ),
    "teams:person_new": (
        Look(ADMINISTRATOR, at("teams:person_new")),
        Look(ADMINISTRATOR, at("teams:person_new"), press=SAVE),
    ),
    "teams:person_edit": (
        Look(ADMINISTRATOR, of_person("person_edit", "sofia")),
        Look(ADMINISTRATOR, of_person("person_edit", "nia")),
        Look(ADMINISTRATOR, of_person("person_edit", "tom")),
    ),
    "teams:join": (Look(ADMINISTRATOR, of_person("join", "nia")),),
    "teams:move": (
        Look(ADMINISTRATOR, of_person("move", "jin")),
        Look(ADMINISTRATOR, of_person("move", "jin"), press=SAVE),
    ),
    "teams:leave": (Look(ADMINISTRATOR, of_person("leave", "jin")),),
    "teams:role": (Look(ADMINISTRATOR, of_role("role", "jin")),),
    "teams:role_end": (Look(ADMINISTRATOR, of_role("role_end", "jin")),),
    "teams:administrators": (Look(ADMINISTRATOR, at("teams:administrators")),),
}
"""What it all rests on: metrics, imports, people, settings."""

LOGGING: dict[str, tuple[Look, ...]] = {
    "escalations:log": (
        Look(AGENT, at("escalations:log"), thorough=True),
        Look(AGENT, at("escalations:log"), press=SAVE),
        Look(MANAGER, at("escalations:log")),
    ),
    "escalations:draft": (
        Look(AGENT, logged("draft"), thorough=True),
        Look(AGENT, logged("open")),
    ),
}
"""Writing an escalation down while the customer is there."""

LEARNING: dict[str, tuple[Look, ...]] = {
    "escalations:learn": (
        Look(SUPERVISOR, of_case("learn"), thorough=True),
        Look(SUPERVISOR, of_case("learn", looked_back=False), press=SAVE),
    ),
    "escalations:remedy": (
        Look(SUPERVISOR, of_case("remedy", "limit")),
        Look(SUPERVISOR, of_case("remedy", "protocol"), press=SAVE),
        Look(SUPERVISOR, of_case("remedy", "training"), press=SAVE),
        Look(SUPERVISOR, of_case("remedy", "fix")),
    ),
    "escalations:case_training": (
        Look(SUPERVISOR, of_case("case_training")),
        Look(SUPERVISOR, of_case("case_training", looked_back=False), press=SAVE),
    ),
    "escalations:views": (Look(SUPERVISOR, of_case("views")),),
    "escalations:remedies": (
        Look(SUPERVISOR, at("escalations:remedies"), thorough=True),
        Look(AGENT, at("escalations:remedies")),
    ),
    "escalations:remedy_drop": (Look(SUPERVISOR, newest(Remedy, "remedy_drop"), press=SAVE),),
    "escalations:causes": (Look(SUPERVISOR, at("escalations:causes")),),
    "escalations:cause": (Look(SUPERVISOR, newest(Cause, "cause")),),
    "escalations:training_cases": (Look(AGENT, at("escalations:training_cases")),),
    "escalations:training_case": (
        Look(AGENT, newest(TrainingCase, "training_case")),
        Look(SUPERVISOR, newest(TrainingCase, "training_case")),
    ),
    "escalations:conflicts": (
        Look(SUPERVISOR, at("escalations:conflicts")),
        Look(AGENT, at("escalations:conflicts")),
    ),
    "escalations:conflict_new": (
        Look(SUPERVISOR, two_cases, press=SAVE),
        Look(SUPERVISOR, lambda: two_cases().rpartition("&")[0], press=SAVE),
    ),
    "escalations:conflict": (Look(SUPERVISOR, newest(Conflict, "conflict")),),
    "escalations:report": (
        Look(SUPERVISOR, at("escalations:report", query=LATELY), thorough=True),
        Look(ADMINISTRATOR, at("escalations:report", query=LATELY)),
        Look(SUPERVISOR, at("escalations:report", query="?since=2026-11-20&until=2026-11-01")),
        Look(SUPERVISOR, at("escalations:report", query="?since=2020-01-01&until=2020-01-02")),
    ),
    "escalations:report_rows": (
        Look(SUPERVISOR, at("escalations:report_rows", query=f"{LATELY}&by=avoidable")),
        Look(SUPERVISOR, at("escalations:report_rows", query="?since=2020-01-01&until=2020-01-02")),
    ),
}
"""Looking back on cases, and the report on them."""

LATE = "late-delivery-third-time"
MONEY = "wants-the-money-back-before-the-item-is-returned"
PLAYBOOK: dict[str, tuple[Look, ...]] = {
    # What one may do, and what one agrees to.
    "escalations:playbook": (
        Look(AGENT, at("escalations:playbook"), thorough=True),
        Look(AGENT, at("escalations:playbook", query="?q=third+missed+delivery")),
        Look(AGENT, at("escalations:playbook", query="?q=helicopter")),
        Look(SUPERVISOR, at("escalations:playbook", query="?show=archived")),
        Look(NEWCOMER, at("escalations:playbook", query="?category=refund")),
    ),
    "escalations:protocol": (
        Look(AGENT, at("escalations:protocol", LATE), thorough=True),
        Look(SUPERVISOR, at("escalations:protocol", LATE, query="?from=1&to=4"), thorough=True),
        Look(MANAGER, at("escalations:protocol", MONEY)),
        Look(SUPERVISOR, at("escalations:protocol", "arrived-broken-or-a-part-is-missing")),
        Look(MANAGER, at("escalations:protocol", "faxed-complaints")),
    ),
    "escalations:protocol_confirm": (
        Look(AGENT, at("escalations:protocol_confirm", LATE), thorough=True),
        Look(AGENT, at("escalations:protocol_confirm", MONEY)),
    ),
    "escalations:confirmations": (
        Look(MANAGER, at("escalations:confirmations", LATE)),
        Look(ADMINISTRATOR, at("escalations:confirmations", LATE)),
    ),
    # Writing it.
    "escalations:protocol_new": (
        Look(SUPERVISOR, at("escalations:protocol_new")),
        Look(SUPERVISOR, at("escalations:protocol_new"), press=SAVE),
    ),
    "escalations:protocol_edit": (
        Look(SUPERVISOR, at("escalations:protocol_edit", LATE)),
        Look(SUPERVISOR, at("escalations:protocol_edit", MONEY), press=SAVE),
    ),
    "escalations:protocol_about": (Look(SUPERVISOR, at("escalations:protocol_about", LATE)),),
    "escalations:question_answer": (
        Look(
            MANAGER,
            lambda: reverse(
                "escalations:question_answer",
                args=[MONEY, ProtocolQuestion.objects.get(answered_at=None).pk],
            ),
            press=SAVE,
        ),
    ),
    # Up to how much.
    "escalations:limits": (
        Look(AGENT, at("escalations:limits")),
        Look(SUPERVISOR, at("escalations:limits"), thorough=True),
        Look(MANAGER, at("escalations:limits")),
    ),
    "escalations:limit_new": (Look(MANAGER, at("escalations:limit_new"), press=SAVE),),
    "escalations:limit_edit": (
        Look(MANAGER, lambda: reverse("escalations:limit_edit", args=[a_limit().pk])),
    ),
    "escalations:limit_propose": (
        Look(
            SUPERVISOR,
            lambda: reverse("escalations:limit_propose", args=[a_limit().pk]),
            press=SAVE,
        ),
    ),
    "escalations:limit_proposal": (
        Look(MANAGER, proposal_of_a_limit),
        Look(SUPERVISOR, proposal_of_a_limit),
    ),
    # Who may decide it alone.
    "escalations:levels": (
        Look(SUPERVISOR, at("escalations:levels")),
        Look(ADMINISTRATOR, at("escalations:levels")),
    ),
    "escalations:person_levels": (
        Look(SUPERVISOR, levels_of("jin")),
        Look(SUPERVISOR, levels_of("jin"), press=SAVE),
        Look(AGENT, levels_of("jin")),
        Look(MANAGER, levels_of("priya")),
    ),
    # What can be logged.
    "escalations:categories": (Look(ADMINISTRATOR, at("escalations:categories")),),
    "escalations:category_new": (Look(ADMINISTRATOR, at("escalations:category_new"), press=SAVE),),
    "escalations:category_edit": (
        Look(
            ADMINISTRATOR,
            lambda: reverse(
                "escalations:category_edit", args=[Category.objects.get(slug="delivery").pk]
            ),
        ),
    ),
}
"""The playbook, its limits, and who may decide what."""

LOOKS = GOALS | LIFE | TOGETHER | LOGGING | LEARNING | PLAYBOOK | CASES | AROUND
LOOKS |= KUDOS | WALL_ITSELF | WALL | NOTES | ONE_TO_ONES | APPRAISALS | IDEAS | PULSE | SEARCH
LOOKS |= TRAINING
LOOKS |= HUDDLES
LOOKS |= DAY
LOOKS |= STAYING
LOOKS |= DECISIONS | MIRROR
LOOKS |= GROWTH
LOOKS |= DELEGATED
LOOKS |= BALANCE | HELP
LOOKS |= PRIVACY

REFUSALS: dict[str, tuple[Look, ...]] = {
    "not there": (Look(AGENT, lambda: "/no/such/page/", status=404),),
    "not for agents": (Look(AGENT, at("teams:people"), status=404),),
    "not theirs": (Look(AGENT, of_goal("edit", HAPPY), status=403),),
    "nobody": (Look(NOBODY, lambda: "/no/such/page/", status=404),),
}
"""What is answered instead of a page."""

NO_PAGES: dict[str, str] = {
    **PARTS,
    **PARTS_OF_KUDOS,
    "healthz": "for supervisors of processes",
    "readyz": "for supervisors of processes",
    "search_palette": "the list of the palette over every page; tests/journeys/test_search.py",
    "schema": "for programs",
    "api-docs": "the documentation's own program; tests/config/test_policy.py opens it",
    "goals:wall": "a screen on a wall, without a menu: tests/journeys/test_wall.py looks at it",
    "escalations:protocol_ask": "a form on the page of a protocol",
    "escalations:words_add": "a form on the page of a protocol",
    "escalations:log_panel": "a part of the page on which escalations are written",
    "escalations:report_csv": "a file",
    "feedback:staying_csv": "a file",
    "feedback:left_csv": "a file",
    "escalations:report_rows_csv": "a file",
    "goals:csv": "a file",
    "goals:metric_csv": "a file",
    "goals:report_csv": "a file",
    "goals:metric_explain_csv": "a file",
    "goals:explain_csv": "a file",
    "goals:import_failing": "a file",
    "goals:reward_ledger": "a file",
    "teams:closure_new": "a form of the team's page; alone it leads there",
}
"""Addresses that answer a GET with something other than a page of ours, and what it is."""


def looks(*chosen: dict[str, tuple[Look, ...]]) -> list[Any]:
    """Looks as parameters of a test, each with a name."""
    return [
        pytest.param(replace(look, again=number > 0), id=f"{name}-{look.who or 'nobody'}-{number}")
        for some in chosen
        for name, of_name in some.items()
        for number, look in enumerate(of_name)
    ]
