"""One of everything, made once for the whole matrix, and a caller for every role."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.test import Client

from escalations.actions.drafts import start_draft
from escalations.models import Category, Escalation
from goals.actions.challenges import create_challenge
from goals.actions.goals import create_goal
from goals.actions.nominations import nominate
from goals.actions.notes import add_note
from goals.actions.own_goals import set_own_goal
from goals.actions.proposals import propose_goal
from goals.actions.rewards import grant_reward
from goals.actions.screens import create_screen
from goals.ingest.corrections import correct_reading, exclude_reading
from goals.ingest.funnel import write
from goals.ingest.records import Record
from goals.ingest.steps import receive
from goals.ingest.work import ask
from goals.models import (
    Challenge,
    Correction,
    Goal,
    Import,
    ImportWork,
    Job,
    Metric,
    Reading,
    RewardKind,
    Screen,
    Source,
)
from goals.recompute.run import run_until_done
from teams.actions import (
    create_organisation,
    create_person,
    create_team,
    grant_administrator,
    join_team,
    leave,
)
from teams.actions.absences import set_away
from teams.actions.day import add_box
from teams.actions.memberships import move_agent
from teams.actions.tokens import create_token, scopes_open_to
from teams.models import ApiToken, Closure, Membership, Notice, Role, Team, User
from teams.telling import tell
from tests.access.book import make_book
from tests.access.cases_api import make_for_api
from tests.access.learning import make_learning
from tests.access.world_appraisals import Appraised
from tests.access.world_balance import Balanced
from tests.access.world_cases import Cases
from tests.access.world_decisions import make_decision
from tests.access.world_delegated import Handed
from tests.access.world_growth import Grown
from tests.access.world_huddles import make_huddle
from tests.access.world_ideas import make_ideas
from tests.access.world_kudos import Thanks
from tests.access.world_notes import Notes
from tests.access.world_one_to_ones import Talks
from tests.access.world_pulse import Pulse
from tests.access.world_training import Trained
from tests.access.world_wall import Praised
from tests.cast import BACKEND, PASSWORD, SINCE

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
AS_PROGRAMS = ("agent", "stranger", "supervisor", "other_supervisor", "manager", "administrator")
ABSENT = 999_999_999


@dataclass
class World:
    """North with its people and things, South with other people, and who calls."""

    people: dict[str, User] = field(default_factory=dict)
    callers: dict[str, Client] = field(default_factory=dict)

    def __post_init__(self) -> None:
        create_organisation(None, name="Harbour Services", time_zone="Europe/London")
        self.north = create_team(None, name="North", time_zone="Europe/London")
        self.south = create_team(None, name="South", time_zone="Australia/Adelaide")
        self._make_people()
        self._make_figures()
        self._make_things()
        self.cases = Cases(self, NOW)
        self.notes = Notes(self, NOW)
        self.book = make_book(self.people, NOW)
        self.for_api = make_for_api(self)
        self.praised = Praised(self, NOW)
        self.thanks = Thanks(self, NOW)
        self.talks = Talks(self)
        self.appraised = Appraised(self, NOW)
        self.idea, self.agreed_idea, self.taken_back_idea = make_ideas(self, NOW)
        self.handed = Handed(self, NOW)
        self.pulse = Pulse(self)
        self.trained = Trained(self, NOW)
        self.huddle, self.huddle_entry = make_huddle(self, NOW)
        self.decision = make_decision(self, NOW)
        self.grown = Grown(self, NOW)
        self.balanced = Balanced(self, NOW)
        self.day_box = add_box(
            self.people["manager"], title="One to one with myself", at=time(15), minutes=30,
            clock=self.north.clock, now=NOW,
        )  # fmt: skip
        self._make_callers()

    # --- Who ---

    def _make_people(self) -> None:
        for role, name, team, part in (
            ("agent", "Jin Park", self.north, Role.AGENT),
            ("colleague", "Dele Adeyemi", self.north, Role.AGENT),
            ("stranger", "Tom Fisher", self.south, Role.AGENT),
            ("supervisor", "Marcus Webb", self.north, Role.SUPERVISOR),
            ("other_supervisor", "Ewa Nowak", self.south, Role.SUPERVISOR),
            ("manager", "Priya Nair", self.north, Role.MANAGER),
            ("other_manager", "Yusuf Demir", self.south, Role.MANAGER),
            ("deactivated", "Lena Okafor", self.north, Role.AGENT),
        ):
            self.people[role] = self._person(name, team, part)
        self.people["administrator"] = self._person("Ada Brandt")
        grant_administrator(None, self.people["administrator"], SINCE)
        self.people["second_administrator"] = self._person("Bo Lindqvist")
        grant_administrator(None, self.people["second_administrator"], SINCE)

    @staticmethod
    def _person(name: str, team: Team | None = None, part: Role = Role.AGENT) -> User:
        person = create_person(
            None, name=name, username=name.split(maxsplit=1)[0].lower(), password=PASSWORD
        )
        if team is not None:
            join_team(None, person, team, part, SINCE)
        return person

    def _make_callers(self) -> None:
        for role in (
            "agent", "stranger", "supervisor", "other_supervisor", "manager", "administrator",
            "deactivated",
        ):  # fmt: skip
            self.callers[role] = Client(raise_request_exception=False)
            self.callers[role].force_login(self.people[role], backend=BACKEND)
        self.callers["anonymous"] = Client(raise_request_exception=False)
        self.callers["token_a"] = self._token("manager", "ingest", source="A")
        self.callers["token_b"] = self._token("other_manager", "ingest", source="B")
        self.callers["reader"] = self._token("manager", "read")
        # Whoever is somebody, as a program of theirs: no role of the table, but the same as that role.
        for role in AS_PROGRAMS:
            self.callers[f"{role}'s program"] = self._program(role)
        # Last, so that this person was signed in and had everything when they left.
        leave(self.people["administrator"], self.people["deactivated"], date(2024, 3, 1), "Moved")
        ApiToken.objects.update(last_used_at=NOW)

    def _token(self, role: str, scope: str, source: str = "") -> Client:
        _, plain = create_token(None, self.people[role], scope, [scope], source, None, now=NOW)
        return Client(raise_request_exception=False, headers={"authorization": f"Bearer {plain}"})

    def _program(self, role: str) -> Client:
        """With a token for everything that one of this person can be good for."""
        person = self.people[role]
        _, plain = create_token(
            None, person, "everything", scopes_open_to(person), "", None, now=NOW
        )
        return Client(raise_request_exception=False, headers={"authorization": f"Bearer {plain}"})

    # --- What ---

    def _make_figures(self) -> None:
        self.metric = Metric.objects.create(
            slug="handled", name="Handled", kind=Metric.Kind.TOTAL, unit=Metric.Unit.COUNT
        )
        at = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)
        one = Decimal(1)
        write(
            Source.objects.create(name="A"),
            [
                Record(
                    0, self.metric.pk, "1", self.north.pk, self.people["agent"].pk, at, one, one
                ),
                Record(
                    1, self.metric.pk, "2", self.south.pk, self.people["stranger"].pk, at, one, one
                ),
            ],
            now=NOW,
        )
        self._make_decisions(at)
        self.goal = self._goal("North's", scope="team", team=self.north)
        self.personal = self._goal(
            "Jin's", scope="agent", team=self.north, agent=self.people["agent"]
        )
        self.shared = self._goal("Everybody's", scope="organisation")
        run_until_done(NOW)

    def _make_decisions(self, at: datetime) -> None:
        """Three more readings of Jin's: one as it came in, one left out, one corrected."""
        one, jin = Decimal(1), self.people["agent"].pk
        write(
            Source.objects.get(name="A"),
            [
                Record(n, self.metric.pk, f"{n}", self.north.pk, jin, at, one, one)
                for n in (3, 4, 5)
            ],
            now=NOW,
        )
        kept = {"reason": "It was not his.", "now": NOW}
        self.reading, left_out, corrected = Reading.objects.filter(
            external_id__in=["3", "4", "5"]
        ).order_by("external_id")
        lead = self.people["manager"]
        self.excluded = exclude_reading(lead, left_out, **kept)
        correct_reading(lead, corrected, value=Decimal(2), weight=None, **kept)
        self.correction = Correction.objects.get()

    def _goal(self, name: str, **subject: Any) -> Goal:
        return create_goal(
            None,
            name=name,
            metric=self.metric,
            cadence="monthly",
            starts_on=date(2026, 11, 1),
            target=Decimal(40),
            why="Nobody waits in vain.",
            owner=self.people["manager"],
            now=NOW,
            **subject,
        )

    def _make_challenge_and_rewards(self) -> None:
        manager, agent = self.people["manager"], self.people["agent"]
        self.reward_kind = RewardKind.objects.create(name="Cake", what="For all.", cost=Decimal(0))
        self.challenge = create_challenge(
            manager,
            name="Together",
            why="Nobody waits in vain.",
            metric=self.metric,
            team=self.north,
            rule=Challenge.Rule.TOTAL,
            line=Decimal(40),
            starts_on=date(2026, 11, 20),
            ends_on=date(2026, 11, 27),
            now=NOW,
        )
        self.grant = grant_reward(
            manager, kind=self.reward_kind, team=self.north, reason="A long week.", now=NOW
        )
        self.nomination = nominate(
            agent,
            team=self.north,
            person=self.people["colleague"],
            reason="Stayed until it was solved.",
            now=NOW,
        )

    def _make_escalations(self) -> None:
        """A draft of Jin's; one category of each kind."""
        self.category = Category.objects.get(slug="delivery")
        self.draft: Escalation = start_draft(
            self.people["agent"],
            category=self.category,
            about="Sofa missed its slot",
            reference="HP-482913",
            need="decision",
            now=NOW,
        ).escalation

    def _make_things(self) -> None:
        self._make_escalations()
        self.note = add_note(self.people["agent"], self.goal, day=NOW.date(), text="Snow.", now=NOW)
        self.proposed = propose_goal(
            self.people["manager"],
            name="Handled in December",
            metric=self.metric,
            scope="team",
            team=self.north,
            cadence="monthly",
            starts_on=date(2026, 12, 1),
            target=Decimal(40),
            why="Nobody waits in vain.",
            owner=self.people["manager"],
            now=NOW,
        )
        self.own_goal = set_own_goal(
            self.people["agent"],
            aim="Settle refunds alone",
            sign="Nobody calls twice.",
            due_on=date(2026, 12, 20),
            now=NOW,
        )
        self.closure = Closure.objects.create(
            team=self.north, day=date(2026, 12, 24), name="Christmas Eve"
        )
        mover = self._person("Uma Rao", self.north)
        self.moved = move_agent(None, mover, self.south, date(2026, 11, 10))
        tell([self.people["manager"]], "goals.turned", "once", "Handled is behind.", now=NOW)
        self.notice = Notice.objects.get(key="once")
        self.membership = Membership.objects.get(user=self.people["agent"])
        self.absence = set_away(
            self.people["agent"],
            self.people["agent"],
            starts_on=date(2027, 2, 1),
            back_on=date(2027, 2, 8),
            today=NOW.date(),
            now=NOW,
        )
        self.token, _ = create_token(
            None, self.people["manager"], "Sample", ["read"], "", None, now=NOW
        )
        screen = create_screen(self.people["manager"], self.north, "Kitchen", now=NOW)
        self.screen, self.screen_token = screen
        Screen.objects.update(last_seen_at=NOW)
        self.import_run = Import.objects.create(
            created_by=self.people["manager"],
            created_at=NOW,
            file_name="calls.csv",
            digest="0" * 64,
            state=Import.State.DONE,
            done_at=NOW,
        )
        # Dropping one deletes its file, which no transaction brings back: hence two.
        file = [b"Id,Agent,Started,Handled\n1,jin,2026-11-19 10:00,1\n"]
        self.upload, self.upload_to_drop = (
            receive(file, "calls.csv", self.people["manager"], now=NOW) for _ in range(2)
        )
        self._make_challenge_and_rewards()
        self.learning = make_learning(self)
        self.long_upload = receive(file, "year.csv", self.people["manager"], now=NOW)
        ask(self.long_upload, self.people["manager"], ImportWork.Step.CHECK, 500_000, now=NOW)
        self.job = Job.objects.create(
            kind=Job.Kind.DAY, key=str(ABSENT), parked_at=NOW, last_error="It broke.", attempts=5
        )
