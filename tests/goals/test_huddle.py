"""What goals bring to a team's huddle: the line of the whole, what is off its pace first, and honest comparisons."""

from datetime import date, timedelta

import pytest

from goals.models import GoalTurn
from goals.queries import huddle
from goals.queries.company import CompanyFigure
from goals.queries.huddle import compare_days, for_huddle, to_agree
from goals.queries.huddle_win import win_of
from goals.usual import limits_of
from tests.scene import NOW, a_goal, a_metric, a_ratio, computed, stands

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


def test_goals_off_their_pace_come_first_and_one_persons_never(manager, agent, north, south):
    fine = a_goal(a_metric("Fine"), manager, team=north)
    stands(fine, "2800", "on_pace", expected="2730")
    behind = a_goal(a_metric("Behind"), manager, team=north)
    stands(behind, "2588", "behind", expected="2730")
    own = a_goal(a_metric("Own"), manager, team=north, scope="agent", agent=agent)
    stands(own, "1", "behind", expected="2730", agent=agent)
    stands(a_goal(a_metric("South"), manager, team=south), "1", "behind", expected="2730")
    early = a_goal(a_metric("Early"), manager, team=north)
    stands(early, "1", "too_early", expected="2")
    computed()
    found = [one for one in for_huddle(north, TODAY, NOW) if one.kind == "focus"]
    assert [(one.key, one.rank) for one in found] == [
        (f"goal:{behind.pk}", 0),
        (f"goal:{fine.pk}", 2),
    ]
    assert "behind" in found[0].words


def test_nothing_to_agree_on(manager, north):
    assert list(to_agree(manager, north, NOW)) == []


def days_before(number):
    return [TODAY - timedelta(days=back) for back in range(1, number + 1)]


def test_fewer_than_twelve_days_on_one_side_say_nothing(manager, north, monkeypatch):
    held, without = compared(monkeypatch, manager, north, with_one=11)
    assert list(compare_days(north, held, min(without), TODAY)) == []


def test_ranges_that_overlap_are_no_difference(manager, north, monkeypatch):
    held, without = compared(monkeypatch, manager, north, with_one=12)
    (one,) = compare_days(north, held, min(without), TODAY)
    assert one.with_one.endswith("on 12 days")
    assert one.verdict == "The usual ranges overlap: no difference to speak of."


def test_ranges_that_lie_apart_are_said_without_a_cause(manager, north, monkeypatch):
    held, without = compared(monkeypatch, manager, north, with_one=12, better=9)
    (one,) = compare_days(north, held, min(without), TODAY)
    assert one.verdict == "Days with a huddle lie above the others. That alone does not say why."


def compared(monkeypatch, manager, north, *, with_one, better=0.0):
    """Thirty days of a ratio of North's, `with_one` of them with a huddle and so many points better."""

    class Point:
        def __init__(self, day: date, value: float) -> None:
            self.day, self.value = day, value

    class Usual:
        step = "day"

    a_goal(a_ratio("Answered", decimals=0), manager, team=north)
    days = days_before(30)
    held = frozenset(days[:with_one])
    usual = Usual()
    usual.points = [  # type: ignore[attr-defined]
        Point(day, 80.0 + place % 2 + (better if day in held else 0))
        for place, day in enumerate(days)
    ]
    monkeypatch.setattr(huddle, "usual_of", lambda *_: usual)
    return held, [day for day in days if day not in held]


def test_limits_of_all_points_whatever_they_signal():
    found = limits_of([10.0, 12.0, 11.0, 13.0])
    assert found.mean == pytest.approx(11.5)
    # 2.66 times the mean of 2, 1 and 2.
    assert found.high - found.mean == pytest.approx(2.66 * 5 / 3)


# --- The day of the huddle -------------------------------------------------------------------------


def focus_on(team, day):
    return [one.key for one in for_huddle(team, day, NOW) if one.kind == "focus"]


def test_a_goal_whose_period_is_over_by_then_is_no_focus(manager, north):
    month = a_goal(a_metric("Month"), manager, team=north)
    stands(month, "2588", "behind", expected="2730")
    day = a_goal(a_metric("Day"), manager, team=north, cadence="daily")
    stands(day, "2588", "behind", expected="2730")
    computed()
    assert set(focus_on(north, TODAY)) == {f"goal:{month.pk}", f"goal:{day.pk}"}
    assert focus_on(north, TODAY + timedelta(days=1)) == [f"goal:{month.pk}"]
    assert focus_on(north, TODAY + timedelta(days=12)) == []


# --- The whole, and the win of the day before ------------------------------------------------------


def line_of(team, day=TODAY):
    return [(one.title, one.words) for one in for_huddle(team, day, NOW) if one.kind == "company"]


def test_the_whole_is_said_in_as_many_figures_as_on_today(manager, north, monkeypatch):
    figures = [
        CompanyFigure(f"Figure {n}", "/", "/", str(n), "%", None, "Goal 3.6 or fewer", "")
        for n in range(4)
    ]
    asked = {}
    monkeypatch.setattr(huddle, "company_line", lambda *_, **more: asked.update(more) or figures)
    ((_, words),) = line_of(north)
    assert words.startswith("Figure 0: 0% (goal 3.6 or fewer). Figure 1: 1% (goal")
    assert words.endswith("Figure 3: 3% (goal 3.6 or fewer).")
    assert asked.get("most", 4) == 4


def ended(
    team, manager, name, value, cadence="daily", *, last=YESTERDAY, better="higher", **fields
):
    """A period of a ratio's that ended, by default yesterday."""
    metric = a_ratio(name, better=better)
    goal = a_goal(metric, manager, team=team, cadence=cadence, target="80", **fields)
    first = last if cadence == "daily" else last - timedelta(days=6)
    return stands(goal, value, "on_pace", weight="100", n=5, first=first, last=last)


def wins(team, day=TODAY):
    return [pair for pair in line_of(team, day) if pair[0].endswith("win")]


def test_what_was_met_the_day_before_is_a_win(manager, agent, north, south):
    ended(south, manager, "Elsewhere", "90")
    ended(north, manager, "Missed", "79")
    ended(north, manager, "One person’s", "90", scope="agent", agent=agent)
    ended(north, manager, "Long ago", "90", last=YESTERDAY - timedelta(days=1))
    assert wins(north) == []
    ended(north, manager, "Answered within 30 s", "84")
    assert wins(north) == [("Yesterday’s win", "Answered within 30 s: 84.0% (goal at least 80%).")]
    # Tomorrow it is of no day before any more.
    assert wins(north, TODAY + timedelta(days=1)) == []


def test_the_longer_the_period_the_greater_the_win(manager, north):
    ended(north, manager, "A day", "84")
    ended(north, manager, "A week", "84", cadence="weekly")
    ((_, words),) = wins(north)
    assert words.startswith("A week, 13 to 19 November: 84.0% (goal")


def test_after_a_day_off_the_win_is_of_the_last_day_worked(manager, north):
    friday, monday = TODAY + timedelta(days=1), TODAY + timedelta(days=4)
    assert monday.weekday() == 0
    row = ended(north, manager, "Answered", "84", last=friday)
    assert wins(north, monday) == []
    row.ends_at = NOW
    row.save()
    assert [title for title, _ in wins(north, monday)] == ["Friday’s win"]


def test_too_little_to_say_and_what_is_paused_is_no_win(manager, north):
    row = ended(north, manager, "Thin", "84")
    row.goal.metric.minimum_weight = 1000
    row.goal.metric.save()
    paused = ended(north, manager, "Paused", "84")
    paused.status = "paused"
    paused.save()
    assert wins(north) == []


def turned(row, told, at):
    GoalTurn.objects.create(
        goal=row.goal, starts_at=row.starts_at, told=told, turned_at={told: at.isoformat()}
    )


def test_else_what_came_back_on_pace(manager, north):
    row = stands(a_goal(a_metric("Solved"), manager, team=north), "2800", expected="2730")
    turned(row, "on_pace", NOW - timedelta(days=1))
    assert wins(north) == [("Yesterday’s win", "Solved is back on pace.")]
    row.status = "behind"
    row.save()
    assert wins(north) == []


def test_or_was_reached_early_and_of_one_before_that_nothing_is_said(manager, north):
    row = stands(a_goal(a_metric("Solved"), manager, team=north), "4200", "met", expected="2730")
    turned(row, "met", NOW - timedelta(days=1))
    assert wins(north) == [("Yesterday’s win", "Solved reached its goal.")]
    GoalTurn.objects.update(turned_at={"met": (NOW - timedelta(days=3)).isoformat()})
    assert wins(north) == []


def test_a_win_takes_one_statement(manager, north, django_assert_num_queries):
    for n in range(5):
        row = ended(north, manager, f"Answered {n}", "84")
        turned(row, "met", NOW)
        turned(stands(a_goal(a_metric(f"S{n}"), manager, team=north), "5000"), "on_pace", NOW)
    with django_assert_num_queries(1):
        assert win_of(north, TODAY, NOW, "GBP") is not None
