"""One of each thing that a page reads differently, and a hundred: for the tests that count its statements."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from goals.models import Goal, Import, Job, Metric, OrganisationDay, Progress, Source
from teams.actions import create_team, join_team
from teams.models import Membership, Role, Team, User
from tests import scene
from tests.cast import SINCE
from tests.feedback.kudos_scene import put_in_long_ago
from tests.scene import NOW, a_goal, a_metric, a_ratio, a_source, an_hour, computed, stands

ZONES = ("Asia/Kolkata", "Australia/Adelaide", "America/New_York", "Europe/Lisbon")


def one_of_each(manager: User, agent: User, north: Team) -> None:
    """One thing of each kind that a page reads differently."""
    metric = a_ratio("Fast share", decimals=0)
    stands(a_goal(metric, manager, team=north, cadence="daily", target="80"), "84", weight="100")
    an_hour(metric, north, 8, "86", "100")
    stands(a_goal(a_metric("Solved"), manager, team=north), "2588", "behind", expected="2730")
    each = a_goal(a_metric("Each"), manager, team=north, scope="members", target="9")
    stands(each, "3", expected="2", agent=agent)
    whole = a_goal(a_metric("Helped"), manager)
    stands(whole, "2588", expected="2500")
    short = {"status": "watch", "weight": "100", "target": Decimal(80)}
    for fields in ({"team": north}, {}, {"team": north, "scope": "agent", "agent": agent}):
        ratio = a_goal(a_ratio(f"Share {len(fields)}"), manager, target="80", **fields)
        stands(ratio, "70", agent=fields.get("agent"), **short)
    scene.daily(whole.metric, [("90", "100"), ("92", "100")] * 10)
    a_source("Desk", NOW)
    computed()
    Job.objects.create(kind=Job.Kind.DAY, key="1", parked_at=NOW, attempts=5)
    Import.objects.create(
        created_by=manager, created_at=NOW, done_at=NOW, state=Import.State.DONE, file_name="a.csv",
        digest="0" * 64, rows=9, rejected_count=1,
    )  # fmt: skip


def more_people(manager: User, north: Team) -> tuple[list[User], list[Team]]:
    """A hundred people, most of them in North, and eleven teams more of this manager, in four zones."""
    people = [User(username=f"u{n}", name=f"Person {n}") for n in range(100)]
    User.objects.bulk_create(people)
    Membership.objects.bulk_create(
        Membership(user=person, team=north, role=Role.AGENT, starts_on=SINCE)
        for person in people[:60]
    )
    put_in_long_ago()
    teams = []
    for place in range(11):
        team = create_team(None, name=f"Crew {place}", time_zone=ZONES[place % 4])
        join_team(None, manager, team, Role.MANAGER, SINCE)
        teams.append(team)
    return people, teams


def much(manager: User, north: Team) -> None:
    """A hundred times that: goals with a past, metrics, days, people, teams, sources, imports."""
    metrics = Metric.objects.bulk_create(
        Metric(slug=f"m{n}", name=f"Metric {n}", kind="ratio", unit="percent") for n in range(100)
    )
    goals = Goal.objects.bulk_create(
        Goal(
            name=f"Goal {n}", metric=metrics[n % 100], scope=("team", "members", "organisation")[n % 3],
            team=None if n % 3 == 2 else north, cadence=("daily", "monthly")[n % 2],
            starts_on=date(2025, 1, 1), why="So.", owner=manager, created_by=manager, created_at=NOW,
        )
        for n in range(300)
    )  # fmt: skip
    people, teams = more_people(manager, north)
    day = timedelta(days=1)
    start = datetime(2025, 11, 20, tzinfo=UTC)
    Progress.objects.bulk_create(
        Progress(
            goal=goal, agent_id=people[0].pk if goal.scope == "members" else 0, value=Decimal(40),
            weight=Decimal(50), n=1, target=Decimal(80), expected=Decimal(80), status="watch",
            starts_at=start - day * back, ends_at=start - day * (back - 1),
            first_day=date(2025, 11, 20) - day * back, last_day=date(2025, 11, 20) - day * back,
            computed_at=NOW, final=back > 1,
        )
        for goal in goals
        for back in range(5)
    )  # fmt: skip
    OrganisationDay.objects.bulk_create(
        OrganisationDay(
            metric_id=metric.pk, day=date(2025, 11, 20) - day * back, value=Decimal(4),
            weight=Decimal(5), n=1,
        )
        for metric in metrics
        for back in range(30)
    )  # fmt: skip
    for team in teams:
        stands(a_goal(metrics[0], manager, team=team, name="There", target="80"), "8", weight="10")
    Source.objects.bulk_create(Source(name=f"S{n}", last_arrived_at=NOW) for n in range(100))
    Job.objects.bulk_create(
        Job(kind=Job.Kind.DAY, key=f"x{n}", parked_at=NOW, attempts=5) for n in range(100)
    )
    Import.objects.bulk_create(
        Import(
            created_by=manager, created_at=NOW, done_at=NOW, state=Import.State.DONE,
            file_name="b.csv", digest="0" * 64, rows=9, rejected_count=1,
        )
        for _ in range(100)
    )  # fmt: skip
