"""Charts: well-formed, in proportion, without style attributes, whatever the figures."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals import charts
from goals.charts import (
    Bar,
    Bars,
    Bullet,
    Column,
    DayColumns,
    Forecast,
    HourCell,
    HourStrip,
    Note,
    PaceChart,
    Period,
    PeriodColumns,
    RateChart,
    Share,
    ShareStrip,
    Sparkline,
    Tick,
    bullet_for_rate,
    bullet_for_total,
    nice_ticks,
)
from goals.charts.frame import EndLabel, end_labels
from goals.charts.scale import Scale, area_path, line_path, percent_place, scale_for, value_at
from goals.charts.words import Word, kept_on_phone

FIGURES = st.floats(-1e9, 1e9, allow_nan=False)
POSITIVE = st.floats(0, 1e9, allow_nan=False)


def tree(drawing: str) -> ET.Element:
    return ET.fromstring(f"<div>{drawing}</div>")  # noqa: S314  # our own drawing


def parsed(drawing: str) -> ET.Element:
    root = tree(drawing)
    for element in root.iter():
        assert "style" not in element.attrib
        assert not any(name.startswith("on") for name in element.attrib)
        for name, text in element.attrib.items():
            if name in {"x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "width", "height", "r"}:
                assert math.isfinite(float(text.rstrip("%")))
            if name in {"width", "height"}:
                assert float(text.rstrip("%")) >= 0
    return root


def marks(root: ET.Element, css: str) -> list[ET.Element]:
    return [e for e in root.iter() if css in e.get("class", "").split()]


def mark(root: ET.Element, css: str) -> ET.Element:
    (found,) = marks(root, css)
    return found


class TestScale:
    def test_a_figure_is_kept_inside(self):
        scale = Scale(10, 20)
        assert [scale.share(value) for value in (5, 10, 15, 20, 99)] == [0, 0, 0.5, 1, 1]
        assert Scale(3, 3).share(3) == 0

    def test_a_percentage_has_two_decimals_at_most(self):
        assert percent_place(1 / 3) == "33.33%"
        assert percent_place(1.0) == "100%"
        assert percent_place(0.5, 86) == "43%"

    def test_a_line_breaks_where_there_is_nothing(self):
        scale = Scale(0, 10)
        line = line_path([(0, 0), (0.25, 5), (0.5, None), (1, 10)], scale)
        assert line == "M0 100L25 50M100 0"

    def test_an_area_needs_three_corners(self):
        scale = Scale(0, 1)
        assert area_path([(0, 0)], [(0, 1)], scale) == ""
        assert area_path([(0, 0), (1, 1)], [(0, 0), (1, 0)], scale).endswith("Z")

    def test_between_two_points_a_line_is_straight(self):
        points = [(0.0, 0.0), (0.5, 10.0), (0.5, 20.0), (1.0, 30.0)]
        assert value_at(points, 0.25) == 5
        assert value_at(points, 1.0) == 30
        assert value_at(points, 1.1) is None
        assert value_at([], 0.5) is None
        assert value_at([(0.5, 7.0)], 0.5) == 7
        assert value_at([(0.5, 7.0), (0.5, 9.0)], 0.5) == 7

    @pytest.mark.parametrize(
        ("low", "high", "ticks"),
        [
            (0, 4200, (0, 1000, 2000, 3000, 4000)),
            (55, 90, (60, 70, 80, 90)),
            (0, 7, (0, 2, 4, 6)),
            (0, 1.0, (0, 0.2, 0.4, 0.6, 0.8, 1.0)),
            (0, 30, (0, 10, 20, 30)),
            (-10, 10, (-10, -5, 0, 5, 10)),
            (5, 5, ()),
            (0, float("inf"), ()),
        ],
    )
    def test_ticks_are_round(self, low, high, ticks):
        assert nice_ticks(low, high) == pytest.approx(ticks)

    @given(FIGURES, st.floats(1e-3, 1e9), st.integers(1, 8))
    def test_ticks_lie_inside_and_rise(self, low, span, count):
        ticks = nice_ticks(low, low + span, count)
        slack = max(span, abs(low)) * 1e-6
        assert all(low - slack <= tick <= low + span + slack for tick in ticks)
        assert all(a < b for a, b in pairwise(ticks))
        assert len(ticks) <= 2 * count + 2

    @given(st.lists(FIGURES, max_size=8))
    def test_a_cut_scale_holds_everything_and_has_length(self, values):
        scale = scale_for(values)
        assert scale.high > scale.low
        assert all(scale.low <= value <= scale.high for value in values)


class TestBullet:
    def test_a_total_is_a_bar_from_zero_in_proportion(self):
        bullet = bullet_for_total(2588, 4200, 2730, title="2,588 of 4,200")
        root = parsed(charts.draw_bullet(bullet))
        assert mark(root, "measure").get("width") == "53.92%"  # 2588 of 4800
        assert mark(root, "goal-tick").get("x1") == "87.5%"
        assert mark(root, "pace-mark").get("x") == "56.88%"
        assert root.find(".//title").text == "2,588 of 4,200"

    def test_a_rate_is_a_dot(self):
        root = parsed(charts.draw_bullet(bullet_for_rate(92.6, 92, spread=10, ceiling=100)))
        dot = mark(root, "measure")
        assert dot.tag == "circle"
        assert mark(root, "goal-tick").get("x1") == "60%"
        assert dot.get("cx") == "66%"
        assert not marks(root, "pace-mark")

    def test_lower_is_better_turns_the_tints_round_not_the_axis(self):
        higher = parsed(charts.draw_bullet(bullet_for_rate(9.4, 9)))
        lower = parsed(charts.draw_bullet(bullet_for_rate(9.4, 9, lower_is_better=True)))
        # Drawn one over the other: first what shows at the right end, last what shows at the left.
        assert [r.get("class") for r in higher.iter("rect")] == ["tint-3", "tint-2", "tint-1"]
        assert [r.get("class") for r in lower.iter("rect")] == ["tint-1", "tint-2", "tint-3"]
        assert mark(lower, "goal-tick").get("x1") == "50%"

    def test_no_figure_has_no_measure(self):
        root = parsed(charts.draw_bullet(bullet_for_total(None, 171, 100)))
        assert not marks(root, "measure")
        assert mark(root, "goal-tick") is not None

    def test_the_axis_is_on_the_large_one_and_leaves_room_for_the_goal(self):
        ticks = tuple(Tick(v, f"{v:,.0f}") for v in (0, 1000, 4000, 9000))
        bullet = bullet_for_total(2588, 4200, 2730, axis=ticks, target_label="4,200")
        large = parsed(charts.draw_large_bullet(bullet))
        assert [text.text for text in large.iter("text")] == ["0", "1,000", "4,200"]
        assert next(text.get("text-anchor") for text in large.iter("text")) == "start"
        assert not list(parsed(charts.draw_bullet(bullet)).iter("text"))

    def test_words_cannot_break_out(self):
        root = parsed(charts.draw_bullet(bullet_for_total(1, 2, title='<b>"&')))
        assert root.find(".//title").text == '<b>"&'

    @given(
        st.none() | FIGURES,
        FIGURES,
        st.none() | POSITIVE,
        st.booleans(),
    )
    def test_a_total_is_drawn_whatever_it_is(self, value, target, expected, lower):
        bullet = bullet_for_total(value, target, expected, lower_is_better=lower)
        parsed(charts.draw_large_bullet(bullet))
        if value is not None and value >= 0:
            assert bullet.low <= value <= bullet.high

    @given(
        st.none() | FIGURES,
        FIGURES,
        st.booleans(),
        st.none() | st.floats(1e-6, 1e6),
        st.none() | st.just(100.0),
    )
    def test_a_rate_and_its_goal_are_on_the_scale(self, value, target, lower, spread, ceiling):
        bullet = bullet_for_rate(
            value, target, lower_is_better=lower, spread=spread, ceiling=ceiling, floor=-1e12
        )
        parsed(charts.draw_bullet(bullet))
        assert bullet.low <= target <= bullet.high
        if value is not None:
            assert bullet.low <= value <= bullet.high


class TestSparkline:
    def test_the_last_step_is_dotted_and_ends_in_a_dot(self):
        root = parsed(charts.draw_sparkline(Sparkline((1.0, 2.0, 3.0), (1.0, 2.0), "Up")))
        lines = [path.get("d") for path in root.iter("path")]
        assert lines[0].count("L") == 1
        assert lines[1].count("L") == 1
        assert lines[0].split("L")[1] == lines[1][1:].split("L")[0]
        assert mark(root, "dot").get("cx") == "100%"
        assert float(mark(root, "dot").get("cy")) < 5
        assert mark(root, "usual") is not None

    def test_of_many_points_the_newest_are_drawn(self):
        root = parsed(charts.draw_sparkline(Sparkline(tuple(float(i) for i in range(100)))))
        assert next(root.iter("path")).get("d").count("L") == 20

    @pytest.mark.parametrize(
        "points", [(), (None,), (5.0,), (None, None, 3.0), (3.0, None), (0.0,) * 22]
    )
    def test_few_or_no_points(self, points):
        parsed(charts.draw_sparkline(Sparkline(points)))

    @given(st.lists(st.none() | FIGURES, max_size=30), st.none() | st.tuples(FIGURES, FIGURES))
    def test_anything(self, points, usual):
        parsed(charts.draw_sparkline(Sparkline(tuple(points), usual)))


PACE = PaceChart(
    id="pace",
    title="Pace",
    desc="142 behind even pace",
    actual=((0.0, 0.0), (0.65, 2588.0)),
    pace=((0.0, 0.0), (1.0, 4200.0)),
    goal=4200.0,
    goal_label="Goal 4,200",
    x_ticks=(Tick(0, "3 Nov"), Tick(0.5, "17 Nov"), Tick(1.5, "never")),
    y_ticks=(Tick(0, "0"), Tick(2000, "2,000"), Tick(4150, "too near the goal")),
    today=0.65,
    so_far_label="2,588 so far",
    gap_label="142 behind even pace",
    gap_tone="behind",
)


def words(root: ET.Element) -> list[str]:
    return [text.text or "" for text in root.iter("text")]


class TestPaceChart:
    def test_lines_are_labelled_and_spoken(self):
        root = parsed(charts.draw_pace_chart(PACE))
        drawing = mark(root, "plot")
        assert drawing.get("role") == "img"
        assert drawing.get("aria-labelledby") == "pace-t pace-d"
        assert {e.get("id") for e in root.iter() if e.get("id")} == {"pace-t", "pace-d"}
        assert {"Goal 4,200", "2,588 so far", "142 behind even pace", "Today"} <= set(words(root))
        assert mark(root, "gap--behind") is not None
        assert not marks(root, "line--likely")

    def test_ticks_that_would_meet_something_are_left_out(self):
        shown = words(parsed(charts.draw_pace_chart(PACE)))
        assert "2,000" in shown
        assert not {"0", "never", "too near the goal"} & set(shown)

    def test_the_last_point_is_where_the_figure_is(self):
        dot = mark(parsed(charts.draw_pace_chart(PACE)), "dot")
        assert dot.get("cx") == "55.9%"  # 65 % of the plot's 86
        assert float(dot.get("cy")) == pytest.approx(28 + 246 * (1 - 2588 / 4200), abs=0.01)

    def test_a_forecast_has_its_cone(self):
        end = ((0.65, 2588.0), (1.0, 4050.0))
        low, high = ((0.65, 2588.0), (1.0, 3970.0)), ((0.65, 2588.0), (1.0, 4130.0))
        chart = replace(PACE, forecast=Forecast(end, low, high, "Likely 4,050", "3,970 to 4,130"))
        root = parsed(charts.draw_pace_chart(chart))
        assert mark(root, "cone").get("d").endswith("Z")
        assert mark(root, "line--likely") is not None
        assert {"Likely 4,050", "3,970 to 4,130"} <= set(words(root))

    def test_notes_are_lettered_discs(self):
        chart = replace(PACE, notes=(Note("A", 0.3, 1200, "CRM down"),))
        root = parsed(charts.draw_pace_chart(chart))
        assert mark(root, "note").find("title").text == "CRM down"
        assert "A" in words(root)

    @pytest.mark.parametrize("at", [0.0, 0.02, 0.3, 0.5, 0.9, 1.0])
    @pytest.mark.parametrize("value", [0.0, 10.0, 4200.0, 1e12])
    def test_every_stage_of_a_period(self, at, value):
        chart = replace(PACE, actual=((0.0, 0.0), (at, value)), today=at)
        assert "2,588 so far" in words(parsed(charts.draw_pace_chart(chart)))

    @pytest.mark.parametrize(
        "chart",
        [
            replace(PACE, actual=(), today=None, x_ticks=(), y_ticks=()),
            replace(PACE, actual=((0.0, 5.0),), gap_label="", gap_tone="", pace=()),
            replace(PACE, goal=0.0, pace=(), actual=((0.0, 0.0), (0.5, 0.0))),
            replace(PACE, actual=((0.0, 0.0), (0.5, -50.0)), gap_tone="unheard of"),
        ],
    )
    def test_little_nothing_and_less_than_nothing(self, chart):
        parsed(charts.draw_pace_chart(chart))

    def test_labels_at_one_height_move_apart(self):
        labels = [
            EndLabel(50, "one", "", ""),
            EndLabel(50, "two", "more", ""),
            EndLabel(52, "three", "", ""),
        ]
        root = tree(end_labels(labels, 300))
        heights = [float(e.get("y")) for e in root if e.text and "at-wide" in e.get("class")]
        assert all(b - a >= 15 for a, b in pairwise(sorted(heights)))

    def test_labels_at_the_foot_stay_inside(self):
        labels = [EndLabel(274, word, "", "") for word in ("one", "two", "three")]
        root = tree(end_labels(labels, 274))
        assert max(float(e.get("y")) for e in root if "at-wide" in e.get("class") and e.text) < 290


RATE = RateChart(
    id="rate",
    title="Resolved",
    desc="Inside the usual range",
    points=((0.1, 75.0), (0.2, None), (0.3, 58.0), (0.4, 80.0)),
    target=75.0,
    target_label="Goal 75%",
    usual=(66.0, 84.0),
    usual_label="Usual 66 to 84%",
    y_ticks=(Tick(60, "60%"), Tick(75, "75%")),
    last_label="74% so far",
)


class TestRateChart:
    def test_a_day_outside_the_usual_range_is_a_ring(self):
        root = parsed(charts.draw_rate_chart(RATE))
        assert len(marks(root, "dot")) == 3
        assert len(marks(root, "dot--signal")) == 1
        assert {"Goal 75%", "Usual 66 to 84%", "74% so far"} <= set(words(root))

    def test_the_result_so_far_is_the_strong_line(self):
        plain = parsed(charts.draw_rate_chart(RATE))
        running = parsed(charts.draw_rate_chart(replace(RATE, running=((0.1, 75.0), (0.4, 74.0)))))
        assert not marks(plain, "line--quiet")
        assert len(marks(running, "line--quiet")) == len(marks(running, "line--data")) == 1

    @pytest.mark.parametrize(
        "chart",
        [
            replace(RATE, points=(), usual=None, today=0.5),
            replace(RATE, target=None, target_label=""),
            replace(RATE, last_label=""),
            replace(RATE, points=((0.5, None),), usual_label=""),
            replace(RATE, points=((0.5, 75.0),), usual=(75.0, 75.0)),
        ],
    )
    def test_little_or_nothing(self, chart):
        parsed(charts.draw_rate_chart(chart))


class TestColumns:
    days = DayColumns(
        id="days",
        title="Each day",
        columns=(
            Column(200.0, "200"),
            Column(100.0, "100", pale=True),
            Column(None, "", future=True),
        ),
        pace=210.0,
        needed=230.0,
        needed_label="230 a day",
        needed_hint="needed now",
        average_label="average 150",
    )

    def test_a_day_is_as_high_as_its_figure(self):
        root = parsed(charts.draw_day_columns(self.days))
        dark, pale = mark(root, "measure"), mark(root, "tint-1")
        assert float(dark.get("height")) == pytest.approx(2 * float(pale.get("height")), abs=0.02)
        assert len(marks(root, "tint-3")) == 1
        assert mark(root, "needed-line").get("x1") == "57.33%"  # two thirds of 86
        assert {"230 a day", "needed now", "average 150"} <= set(words(root))

    def test_when_no_day_is_left_nothing_is_needed(self):
        over = replace(self.days, columns=self.days.columns[:2])
        root = parsed(charts.draw_day_columns(over))
        assert not marks(root, "needed-line")
        assert "230 a day" not in words(root)

    @pytest.mark.parametrize(
        "columns",
        [
            (),
            (Column(None, ""),),
            (Column(0.0, "none"),),
            (Column(-3.0, "less"),),
            (Column(1e12, "x"),),
        ],
    )
    def test_odd_days(self, columns):
        parsed(charts.draw_day_columns(replace(self.days, columns=columns, pace=None, needed=None)))

    periods = PeriodColumns(
        "year",
        "Last 12 months",
        (
            Period("Nov", 100.0, 90.0, met=True, title="November: 100 of 90."),
            Period("Dec", 80.0, 90.0, met=False, title="December: 80 of 90."),
            Period("Jan", None, 90.0, met=None, title="January: no figures."),
        ),
    )

    def test_a_missed_period_is_pale_and_every_one_has_its_target(self):
        root = parsed(charts.draw_period_columns(self.periods))
        assert len(marks(root, "measure")) == len(marks(root, "tint-1")) == 1
        assert len(marks(root, "goal-line")) == 3
        assert words(root) == ["Nov", "Dec", "Jan"]

    def test_ratios_are_dots_on_a_cut_scale(self):
        root = parsed(charts.draw_period_columns(replace(self.periods, dot=True)))
        assert len(list(root.iter("circle"))) == 2
        assert not list(root.iter("rect"))

    def test_no_periods(self):
        parsed(charts.draw_period_columns(replace(self.periods, periods=())))


class TestStrips:
    def test_an_hour_is_text_and_a_sentence(self):
        strip = HourStrip(
            "By the hour",
            (HourCell("07", "86", "past", "7:00: 86%"), HourCell("08", "", "odd", "")),
        )
        root = parsed(charts.draw_hour_strip(strip))
        assert root.find("ol").get("aria-label") == "By the hour"
        assert [item.get("class") for item in root.iter("li")] == [
            "hour hour--past",
            "hour hour--none",
        ]
        assert [e.text for e in marks(root, "sr")] == ["7:00: 86%", None]

    def test_shares_add_up_to_the_whole_in_the_order_given(self):
        strip = ShareStrip(
            "Together", (Share("Ann", 30), Share("Bo", 0), Share("Cy", -5), Share("Di", 10))
        )
        root = parsed(charts.draw_share_strip(strip))
        stripes = marks(root, "share")
        assert [s.find("title").text for s in stripes] == ["Ann", "Di"]
        assert [s.get("width") for s in stripes] == ["75%", "25%"]
        assert stripes[1].get("x") == "75%"

    def test_no_shares(self):
        assert not marks(parsed(charts.draw_share_strip(ShareStrip("", ()))), "share")

    def test_bars_start_at_zero(self):
        bars = Bars((Bar("Courier", 38, "38%"), Bar("Rest", 19, "19%", strong=False)), 76)
        root = parsed(charts.draw_bars(bars))
        assert mark(root, "measure").get("width") == "50%"
        assert mark(root, "tint-1").get("width") == "25%"
        assert [e.text for e in marks(root, "bars__figure")] == ["38%", "19%"]

    @pytest.mark.parametrize("items", [(), (Bar("none", 0, "0"),), (Bar("less", -1, "−1"),)])
    def test_odd_bars(self, items):
        parsed(charts.draw_bars(Bars(items)))


def test_what_was_drawn_is_kept():
    bullet = Bullet(value=1.0, target=2.0, low=0.0, high=3.0, tints=(1.0, 2.0))
    assert charts.draw_bullet(bullet) is charts.draw_bullet(replace(bullet))


class TestWordsOnPhones:
    def test_words_that_stand_apart_are_all_kept(self):
        assert kept_on_phone([Word(at / 4, "3 Nov") for at in range(5)]) == [True] * 5

    def test_where_two_meet_the_left_one_is_kept_unless_the_other_ranks_higher(self):
        assert kept_on_phone([Word(0.4, "16 Nov"), Word(0.45, "17 Nov")]) == [True, False]
        assert kept_on_phone([Word(0.4, "16 Nov"), Word(0.45, "17 Nov", rank=1)]) == [False, True]

    def test_the_anchor_counts(self):
        beside = Word(0.5, "16 Nov", "end"), Word(0.54, "17 Nov", "start")
        assert kept_on_phone(beside) == [True, True]
        assert kept_on_phone([word._replace(anchor="middle") for word in beside]) == [True, False]

    @given(
        st.lists(
            st.builds(
                Word,
                st.floats(0, 1),
                st.text("0123 Nov", min_size=1, max_size=12),
                st.sampled_from(["start", "middle", "end"]),
                st.just(0),
            ),
            max_size=30,
        )
    )
    def test_no_two_kept_ones_meet_and_one_is_left_out_only_where_it_would(self, words):
        kept = kept_on_phone(words)
        shown = [word for word, is_kept in zip(words, kept, strict=True) if is_kept]
        assert all(kept_on_phone(shown))
        for word, is_kept in zip(words, kept, strict=True):
            if not is_kept:
                # Whoever is kept goes first: with them there, it has no room.
                assert not kept_on_phone([*(other._replace(rank=1) for other in shown), word])[-1]

    def test_twelve_weeks_do_not_write_over_one_another(self):
        weeks = tuple(
            Period(f"{day} Sep", 90.0, 80.0, met=True, title="Met") for day in range(10, 22)
        )
        root = tree(charts.draw_period_columns(PeriodColumns("weeks", "Twelve weeks", weeks)))
        shown = [e for e in root.iter("text") if "at-wide" not in e.get("class")]
        assert [e.text for e in shown][-1] == "21 Sep"
        assert 4 <= len(shown) <= 7
        assert sum(1 for _ in root.iter("text")) == 12
