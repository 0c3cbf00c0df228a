"""What goals bring to a team's huddle: the line of the whole, what is off its pace first, and honest comparisons."""

from datetime import date, timedelta

import pytest

from goals.queries import huddle
from goals.queries.huddle import compare_days, for_huddle, to_agree
from goals.usual import limits_of
from tests.scene import NOW, a_goal, a_metric, a_ratio, computed, stands

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


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
    found = [one for one in for_huddle(north, NOW) if one.kind == "focus"]
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
