"""What the rest of a ratio's period needs: one definition for its page, its line, to-do items and mail."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from config.home.todos import off_pace, own_off_pace
from goals.models import Progress, TeamDay
from goals.permissions import goals_visible_to
from goals.queries import takes as said
from goals.queries.goal import read_goal, subject_of
from goals.queries.goal_outlook import takes
from goals.queries.ledger import read_lines
from goals.today import for_leader
from teams.models import Organisation
from tests.goals.november import a_goal_of, satisfied, send, work_out
from tests.scene import NOW, a_goal, a_metric, a_ratio, stands

pytestmark = pytest.mark.django_db
WORDS = "Needs 96.6% from now on; the last five days were 90.0%"


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def metric(north, agent, colleague):
    metric = a_ratio("Happy customers")
    satisfied(metric, north, agent, colleague)
    return metric


def short(goal):
    """The goal as it stands, worked out, and off its pace."""
    work_out()
    Progress.objects.filter(goal=goal).update(status="behind")
    return goal


def line_of(person, goal, **options):
    lines = read_lines(
        goals_visible_to(person).filter(pk=goal.pk),
        person, Organisation.objects.get(), now=NOW, **options,
    )  # fmt: skip
    (found,) = lines.ledger().pursued
    return found


def page_of(person, goal):
    return takes(read_goal(person, goal, subject_of(person, goal, None), on=None, now=NOW))


SCOPES = [
    ({"scope": "team"}, "manager", False),
    ({"scope": "team", "cadence": "weekly"}, "manager", False),
    ({"scope": "organisation", "team": None}, "manager", False),
    ({"scope": "agent"}, "manager", False),
    ({"scope": "agent"}, "agent", True),
    ({"scope": "members"}, "agent", True),
]


@pytest.mark.parametrize(("fields", "who", "own"), SCOPES)
def test_the_line_says_what_the_page_says(request, metric, manager, north, agent, fields, who, own):
    person = request.getfixturevalue(who)
    whose = {"agent": agent} if fields["scope"] == "agent" else {}
    goal = short(
        a_goal_of(metric, manager, target=Decimal(92), **{"team": north, **fields, **whose})
    )
    line = line_of(person, goal, as_oneself=own).line
    assert line.rest == page_of(person, goal) != ""
    assert line.rest in line.row.hint
    assert line.rest.startswith(f"Needs {line.takes}")


def test_of_a_day_that_has_begun_too(metric, manager, north, agent):
    send(metric, north, [(NOW, agent, "1", "8")], prefix="today")
    goal = short(a_goal_of(metric, manager, team=north, target=Decimal(92), cadence="daily"))
    Progress.objects.filter(goal=goal, first_day=NOW.date()).update(status="watch")
    metric.minimum_weight = 5
    metric.save()
    assert line_of(manager, goal).line.rest == page_of(manager, goal)
    Progress.objects.filter(goal=goal, first_day=NOW.date()).update(n=0)
    assert line_of(manager, goal).line.rest == page_of(manager, goal) == ""


def test_to_dos_sentence_and_mail_say_it(metric, manager, north):
    one = line_of(manager, short(a_goal_of(metric, manager, team=north, target=Decimal(92))))
    assert one.line.rest == WORDS
    (item,) = off_pace([one], (), names_teams=False)
    assert item.text == f"89.6%, 2.4 pts below the goal. {WORDS}; likely 89.7%."
    (item,) = own_off_pace([one], ())
    assert item.text == f"89.6%, goal 92%. {WORDS}."
    assert said.needed(one) == "needs 96.6% from now on"
    sentence = for_leader([one.named()], waiting=0)
    assert sentence.rest == "Happy customers need you today: 96.6% from now on."


def test_of_which_less_is_better_it_says_the_limit(manager, north, agent, colleague):
    metric = a_ratio("Repeat contacts", better="lower")
    satisfied(metric, north, agent, colleague)
    goal = short(a_goal_of(metric, manager, team=north, target=Decimal(88)))
    line = line_of(manager, goal).line
    assert line.rest == page_of(manager, goal)
    assert line.takes.endswith("or less from now on")


def test_out_of_reach_is_said_but_asked_of_nobody(metric, manager, north):
    one = line_of(manager, short(a_goal_of(metric, manager, team=north, target=Decimal(99))))
    assert (one.line.rest, one.line.takes) == ("Out of reach in this period", "")
    assert said.what_it_takes(one).startswith(
        f"{one.line.row.now}, {one.line.reading}. Out of reach in this period"
    )


@pytest.mark.parametrize("status", ["on_pace", "met", "too_early", "no_data"])
def test_what_is_not_short_says_nothing(metric, manager, north, status):
    goal = short(a_goal_of(metric, manager, team=north, target=Decimal(92)))
    Progress.objects.update(status=status)
    assert not line_of(manager, goal).line.rest


def test_too_few_to_say_says_nothing_more(metric, manager, north):
    metric.minimum_weight = 100_000
    metric.save()
    goal = short(a_goal_of(metric, manager, team=north, target=Decimal(92)))
    assert not line_of(manager, goal).line.rest


def test_however_many_there_are_it_takes_as_many_statements(
    manager, north, agent, django_assert_num_queries
):
    def made(number):
        metric = a_ratio(f"Share {number}")
        for fields in ({"team": north}, {}, {"team": north, "scope": "agent", "agent": agent}):
            goal = a_goal(metric, manager, target="92", **fields)
            stands(goal, "80", "watch", weight="100", agent=fields.get("agent"))
        TeamDay.objects.bulk_create(
            TeamDay(metric_id=metric.pk, team_id=north.pk, day=date(2025, 11, 19) - timedelta(days=n),
                    value=Decimal(80), weight=Decimal(100), n=1)
            for n in range(40)
        )  # fmt: skip

    def read():
        return read_lines(
            goals_visible_to(manager), manager, Organisation.objects.get(), now=NOW
        ).entries

    made(0)
    read()  # what stands of the person is kept
    with django_assert_num_queries(7):
        assert len(read()) == 3
    for number in range(1, 20):
        made(number)
    with django_assert_num_queries(7):
        assert len(read()) == 60


def test_a_total_says_what_it_said(manager, north):
    goal = a_goal(a_metric(), manager, team=north)
    stands(goal, "2588", "behind", expected="2730")
    line = line_of(manager, goal).line
    assert (line.takes, line.rest) == ("231 a day from now on", "")
