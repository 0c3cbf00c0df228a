"""What a goal that is short takes, in words that hold: never what no working time or no usual day could bring."""

from datetime import timedelta
from decimal import Decimal

import pytest

from config.home.todos import own_off_pace
from goals.queries.goal import read_goal, subject_of
from goals.queries.goal_outlook import takes
from goals.queries.ledger import read_lines
from goals.queries.takes import needed, what_it_takes, what_it_takes_of_you
from goals.today import for_leader
from teams.models import Organisation
from tests.scene import NOW, a_goal, a_metric, stands

pytestmark = pytest.mark.django_db
SPENT = "1,612 short, and no working time is left this month."


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


def line(goal, person, now=NOW):
    goals = type(goal).objects.filter(pk=goal.pk)
    lines = read_lines(goals, person, Organisation.objects.get(), now=now)
    (found,) = lines.ledger().pursued
    return found


def page(goal, person):
    return takes(read_goal(person, goal, subject_of(person, goal, None), on=None, now=NOW))


@pytest.mark.parametrize(("expected", "work"), [("4200", (19, 20)), ("4199", (20, 20))])
def test_when_no_working_time_is_left_nothing_gets_us_there(manager, north, expected, work):
    goal = a_goal(a_metric(), manager, team=north)
    stands(goal, "2588", "behind", expected=expected, work=work)
    one = line(goal, manager)
    assert what_it_takes(one) == what_it_takes_of_you(one) == SPENT
    assert (one.line.takes, one.line.row.against_hint) == ("", "no working time left")
    assert needed(one).endswith(" behind")
    assert own_off_pace([one], ())[0].text == SPENT
    assert for_leader([one.named()], waiting=0).rest.endswith("need you today.")
    assert page(goal, manager) == "No working time is left this month"


@pytest.mark.parametrize(
    ("cadence", "words"),
    [("daily", "no working time is left today"), ("weekly", "no working time is left this week")],
)
def test_of_which_period_no_time_is_left(manager, north, cadence, words):
    goal = a_goal(a_metric(), manager, team=north, cadence=cadence)
    stands(goal, "4000", "behind", expected="4200")
    assert what_it_takes(line(goal, manager)) == f"200 short, and {words}."


def test_a_period_that_is_over_asks_for_nothing_either(manager, north):
    goal = a_goal(a_metric(), manager, team=north, cadence="daily")
    day = NOW.date() - timedelta(days=1)
    stands(goal, "4000", "behind", expected="4200", first=day, last=day)
    assert what_it_takes(line(goal, manager)) == "200 short, and its time is over."


def test_what_no_usual_day_brings_is_said_to_be_so(manager, north):
    goal = a_goal(a_metric(), manager, team=north)
    outlook = {"low": Decimal(2600), "likely": Decimal(2700), "likelihood": Decimal(0)}
    row = stands(goal, "2588", "behind", expected="2730", high=Decimal(3662), **outlook)
    words = "231 a day would get us there, more than a usual day brings"
    assert what_it_takes(line(goal, manager)) == f"142 behind even pace. {words}; likely 2,700."
    assert page(goal, manager) == words
    # 1,612 is short; up to half as much again as what comes at best is still asked for.
    row.high = Decimal(2588) + Decimal(1075)
    row.save()
    assert "231 a day gets us there" in what_it_takes(line(goal, manager))
    assert page(goal, manager) == "231 a day gets us there"


def test_no_room_is_said_in_words_and_a_sentence_begins_with_a_capital(manager, north):
    metric = a_metric("Escalations at night", better="lower")
    goal = a_goal(metric, manager, team=north, target="13")
    outlook = {"low": Decimal(13), "high": Decimal(16), "likelihood": Decimal("0.2")}
    row = stands(goal, "13", "behind", expected="12.8", likely=Decimal(14), **outlook)
    assert what_it_takes(line(goal, manager)) == "Just over even pace. No room left; likely 14."
    assert what_it_takes_of_you(line(goal, manager)) == "No room left."
    assert page(goal, manager) == "No room left"
    row.value = Decimal(6)
    row.save()
    assert what_it_takes(line(goal, manager)).partition(". ")[2] == "Room for 1 a day; likely 14."
