"""The arithmetic of a goal: exact, the same in both directions, and itself at equality."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.progress import (
    Measure,
    Moment,
    Needed,
    Sums,
    exact_result,
    expected_by_now,
    guard_holds,
    is_too_little,
    meets,
    needed_per_day,
    needed_ratio,
    result,
    room_per_day,
    rounded,
    status,
)

TOTAL = Measure(is_ratio=False, percent=False, higher_is_better=True, decimals=0, minimum_weight=20)
TOTAL_DOWN = Measure(
    is_ratio=False, percent=False, higher_is_better=False, decimals=0, minimum_weight=20
)
SHARE = Measure(is_ratio=True, percent=True, higher_is_better=True, decimals=1, minimum_weight=20)
SHARE_DOWN = Measure(
    is_ratio=True, percent=True, higher_is_better=False, decimals=1, minimum_weight=20
)
SECONDS = Measure(
    is_ratio=True, percent=False, higher_is_better=False, decimals=0, minimum_weight=20
)

figures = st.decimals(min_value=0, max_value=100_000, places=4)


def D(text):  # noqa: N802 - short, because it stands in every line
    return Decimal(text)


def sums(value, weight="0", n=1):
    return Sums(D(value), D(weight), n)


def moment(share="1/2", *, time=None, over=False, closed=False, usual=None):
    return Moment(
        work_share=Fraction(share),
        time_share=Fraction(time or share),
        over=over,
        closed=closed,
        usual_volume=usual,
    )


# --- Result --------------------------------------------------------------------------------------


def test_a_total_is_its_values_added_up():
    assert result(TOTAL, sums("2588")) == D("2588")


def test_a_share_is_the_ratio_of_the_sums_times_a_hundred():
    assert result(SHARE, sums("86", "94")) == D("91.5")


def test_a_time_is_the_ratio_of_the_sums():
    assert result(SECONDS, sums("911837", "4054")) == D("225")


@pytest.mark.parametrize("measure", [TOTAL, SHARE])
def test_no_readings_are_no_data_never_zero(measure):
    assert exact_result(measure, Sums()) is None
    assert result(measure, Sums()) is None


def test_readings_without_weight_are_no_data():
    assert result(SHARE, sums("0", "0", n=3)) is None


def test_a_total_of_nothing_is_zero_when_somebody_said_so():
    assert result(TOTAL, sums("0", n=1)) == D("0")


@pytest.mark.parametrize(
    ("exact", "decimals", "text"),
    [
        ("1/2", 0, "1"),
        ("-1/2", 0, "-1"),
        ("1/3", 2, "0.33"),
        ("2005/1000", 2, "2.01"),
        ("7", 1, "7.0"),
    ],
)
def test_rounding_is_half_away_from_zero(exact, decimals, text):
    assert str(rounded(Fraction(exact), decimals)) == text


@given(st.lists(st.tuples(figures, figures), max_size=8), st.randoms())
def test_order_and_grouping_change_no_digit(parts, random):
    added = [Sums(value, weight, 1) for value, weight in parts]
    whole = sum(added, Sums())
    random.shuffle(added)
    half = len(added) // 2
    again = sum(added[:half], Sums()) + sum(added[half:], Sums())
    assert again == whole
    assert exact_result(SHARE, again) == exact_result(SHARE, whole)


# --- Met -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "one", "target"),
    [
        (TOTAL, sums("4200"), "4200"),
        (TOTAL_DOWN, sums("120"), "120"),
        (SHARE, sums("3", "4"), "75"),
        (SHARE_DOWN, sums("9", "100"), "9"),
        (SECONDS, sums("270", "1"), "270"),
    ],
)
def test_equal_to_the_target_is_met_in_both_directions(measure, one, target):
    assert meets(measure, one, D(target))


def test_equality_is_exact_where_division_is_not():
    # 1 of 3 is no finite decimal, and 33.3333 % is less than that.
    assert meets(SHARE, sums("1", "3"), D("33.3333"))
    assert not meets(SHARE, sums("1", "3"), D("33.3334"))
    assert not meets(SHARE_DOWN, sums("1", "3"), D("33.3333"))


def test_nothing_meets_no_target():
    assert not meets(SHARE, Sums(), D("0"))
    assert not meets(SHARE_DOWN, Sums(), D("9"))


@given(figures, figures)
def test_lower_is_better_is_the_full_mirror(value, target):
    one = Sums(value, Decimal(0), 1)
    assert meets(TOTAL, one, target) == (value >= target)
    assert meets(TOTAL_DOWN, one, target) == (value <= target)
    assert meets(TOTAL, one, target) or meets(TOTAL_DOWN, one, target)


# --- Expected by now -----------------------------------------------------------------------------


def test_a_total_is_expected_by_the_share_of_its_work():
    assert expected_by_now(TOTAL, D("4200"), Fraction(13, 20)) == D("2730")
    assert expected_by_now(TOTAL, D("1"), Fraction(1, 3)) == D("0.3333")


def test_of_a_ratio_the_target_is_expected_at_any_time():
    assert expected_by_now(SHARE, D("92"), Fraction(1, 7)) == D("92")


# --- Status --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "one", "target", "word"),
    [
        (TOTAL, "2100", "4200", "on_pace"),
        (TOTAL, "2099", "4200", "watch"),
        (TOTAL, "1891", "4200", "watch"),
        (TOTAL, "1890", "4200", "behind"),
        (TOTAL, "4200", "4200", "met"),
        (TOTAL_DOWN, "60", "120", "on_pace"),
        (TOTAL_DOWN, "61", "120", "watch"),
        (TOTAL_DOWN, "66", "120", "behind"),
        (TOTAL_DOWN, "120", "120", "behind"),
        (TOTAL_DOWN, "121", "120", "missed"),
    ],
)
def test_a_total_half_way(measure, one, target, word):
    assert status(measure, sums(one), D(target), moment("1/2")) == word


@pytest.mark.parametrize(
    ("measure", "value", "word"),
    [
        (SHARE, "92", "on_pace"),
        (SHARE, "91.9", "watch"),
        (SHARE, "82.8", "behind"),
        (SHARE_DOWN, "92", "on_pace"),
        (SHARE_DOWN, "92.1", "watch"),
        (SHARE_DOWN, "101.2", "behind"),
    ],
)
def test_a_ratio_goes_by_its_target(measure, value, word):
    assert status(measure, sums(value, "100"), D("92"), moment("1/2")) == word


def test_closed_is_met_or_missed():
    closed = moment("1", over=True, closed=True)
    assert status(TOTAL, sums("4200"), D("4200"), closed) == "met"
    assert status(TOTAL, sums("4199"), D("4200"), closed) == "missed"
    assert status(TOTAL_DOWN, sums("120"), D("120"), closed) == "met"


def test_over_but_not_closed_is_held_against_the_whole_target():
    over = moment("9/10", over=True)
    assert status(TOTAL, sums("4100"), D("4200"), over) == "watch"
    assert status(SHARE, sums("92", "100"), D("92"), over) == "on_pace"


def test_no_readings_are_no_figures_even_when_closed():
    assert status(TOTAL, Sums(), D("4200"), moment("1", over=True, closed=True)) == "no_data"


def test_too_early_needs_little_time_and_little_volume():
    early = moment("1/20")
    assert status(TOTAL, sums("10"), D("4200"), early) == "too_early"
    assert status(TOTAL, sums("420"), D("4200"), early) == "on_pace"
    assert status(TOTAL, sums("10"), D("4200"), moment("1/10")) == "behind"
    # A tenth of ten times the fewest that say something.
    assert status(SHARE, sums("9", "19"), D("92"), early) == "too_early"
    assert status(SHARE, sums("9", "20"), D("92"), early) == "behind"


def test_what_is_usual_decides_what_is_little_where_it_is_known():
    early = moment("1/20", usual=D("50"))
    assert status(TOTAL, sums("4"), D("4200"), early) == "too_early"
    assert status(TOTAL, sums("5"), D("4200"), early) == "behind"


def test_a_target_of_none_at_all_is_over_at_the_first():
    assert status(TOTAL_DOWN, sums("0"), D("0"), moment("1/2")) == "on_pace"
    assert status(TOTAL_DOWN, sums("1"), D("0"), moment("1/2")) == "missed"
    assert status(SHARE_DOWN, sums("1", "100"), D("0"), moment("1/2")) == "behind"


@given(figures, figures.filter(bool), st.fractions(min_value=0, max_value=1))
def test_doing_better_never_makes_the_word_worse(value, target, share):
    order = ["behind", "watch", "on_pace", "met"]
    at = Moment(share, Fraction(1, 2), over=False, closed=False)
    worse = status(TOTAL, Sums(value, Decimal(0), 1), target, at)
    better = status(TOTAL, Sums(value + 1, Decimal(0), 2), target, at)
    assert order.index(better) >= order.index(worse)


# --- What it takes -------------------------------------------------------------------------------


def test_what_each_day_left_needs_is_rounded_up():
    assert needed_per_day(TOTAL, sums("2588"), D("4200"), 7) == D("231")


@pytest.mark.parametrize(
    ("measure", "value", "days"),
    [
        (SHARE, "1", 5),
        (TOTAL_DOWN, "1", 5),
        (TOTAL, "1", 0),
        (TOTAL, "4200", 5),
        (TOTAL, "9999", 5),
    ],
)
def test_nothing_is_needed(measure, value, days):
    assert needed_per_day(measure, sums(value, "1"), D("4200"), days) is None


def test_what_each_day_left_may_have_is_rounded_down():
    assert room_per_day(TOTAL_DOWN, sums("60"), D("100"), 7) == D("5")
    assert room_per_day(TOTAL_DOWN, sums("100"), D("100"), 7) == D("0")


@pytest.mark.parametrize(
    ("measure", "value", "days"),
    [(SHARE_DOWN, "1", 5), (TOTAL, "1", 5), (TOTAL_DOWN, "1", 0), (TOTAL_DOWN, "101", 5)],
)
def test_there_is_no_room_to_speak_of(measure, value, days):
    assert room_per_day(measure, sums(value, "1"), D("100"), days) is None


@given(figures, figures.filter(bool), st.integers(1, 60))
def test_needed_each_day_is_enough_and_no_more(value, target, days):
    needed = needed_per_day(TOTAL, Sums(value, Decimal(0), 1), target, days)
    if needed is None:
        assert value >= target
    else:
        assert value + needed * days >= target
        assert value + (needed - 1) * days < target


@pytest.mark.parametrize(
    ("measure", "value", "weight", "target", "left", "rate"),
    [
        # (0.92 · 208 - 121) ÷ 73 = 0.96383…
        (SHARE, "121", "135", "92", "73", "96.4"),
        (SHARE, "0", "0", "92", "50", "92.0"),
        (SHARE_DOWN, "94", "1000", "9", "1000", "8.6"),
        # (250 · 200 - 25,600) ÷ 100 = 244
        (SECONDS, "25600", "100", "250", "100", "244"),
        (SECONDS, "25601", "100", "250", "100", "243"),
    ],
)
def test_what_the_rest_of_a_ratio_needs(measure, value, weight, target, left, rate):
    needed = needed_ratio(measure, sums(value, weight), D(target), D(left))
    assert needed == Needed(D(rate))


@pytest.mark.parametrize(
    ("measure", "value", "weight", "target", "left"),
    [
        (SHARE, "10", "100", "92", "10"),
        (SHARE_DOWN, "50", "100", "9", "100"),
        (SECONDS, "60000", "100", "250", "100"),
    ],
)
def test_no_rest_would_do(measure, value, weight, target, left):
    needed = needed_ratio(measure, sums(value, weight), D(target), D(left))
    assert needed.out_of_reach
    assert not needed.safe


@pytest.mark.parametrize(
    ("measure", "value", "weight", "target", "left"),
    [
        (SHARE, "100", "100", "50", "100"),
        (SHARE_DOWN, "0", "100", "50", "100"),
        (replace(SHARE, percent=False), "500", "100", "2.5", "100"),
    ],
)
def test_any_rest_would_do(measure, value, weight, target, left):
    needed = needed_ratio(measure, sums(value, weight), D(target), D(left))
    assert needed.safe
    assert not needed.out_of_reach


def test_a_perfect_rest_that_just_gets_there_is_in_reach():
    assert needed_ratio(SHARE, sums("84", "100"), D("92"), D("100")) == Needed(D("100.0"))
    assert needed_ratio(SHARE_DOWN, sums("18", "100"), D("9"), D("100")) == Needed(D("0.0"))


def test_a_ratio_has_nothing_to_need_without_weight_left_nor_a_total_ever():
    assert needed_ratio(SHARE, sums("84", "100"), D("92"), D("0")) is None
    assert needed_ratio(TOTAL, sums("84", "100"), D("92"), D("10")) is None


@given(figures.filter(bool), figures.filter(bool), st.integers(1, 99), st.booleans())
def test_who_reaches_what_is_needed_meets_the_target(weight, left, target, higher):
    measure = replace(SHARE, higher_is_better=higher)
    so_far = Sums((weight / 2).quantize(D("0.0001")), weight, 1)
    needed = needed_ratio(measure, so_far, Decimal(target), left)
    rest = Fraction(needed.rate) / 100 * Fraction(left)
    together = (Fraction(so_far.value) + rest) * 100
    asked = Fraction(target) * (Fraction(weight) + Fraction(left))
    assert together >= asked if higher else together <= asked
    step = Fraction(1, 1000) * Fraction(left) * 100
    worse = together - step if higher else together + step
    assert worse < asked if higher else worse > asked


def test_too_few_to_say_is_about_ratios_with_figures():
    assert is_too_little(SHARE, sums("19", "19"))
    assert not is_too_little(SHARE, sums("19", "20"))
    assert not is_too_little(SHARE, Sums())
    assert not is_too_little(TOTAL, sums("1"))


# --- By likelihood -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("likelihood", "word"),
    [
        ("1", "on_pace"),
        ("0.6", "on_pace"),
        ("0.5999", "watch"),
        ("0.3", "watch"),
        ("0.2999", "behind"),
        ("0", "behind"),
    ],
)
@pytest.mark.parametrize("measure", [TOTAL, SHARE, SHARE_DOWN])
def test_the_likelihood_decides_where_there_is_one(measure, likelihood, word):
    # By pace alone the total would be behind and both shares well.
    figures = sums("10") if measure is TOTAL else sums("50", "100")
    assert status(measure, figures, D("50"), moment(), D(likelihood)) == word


def test_no_likelihood_changes_what_is_settled():
    sure = D("1")
    assert status(TOTAL, sums("50"), D("50"), moment(), D("0")) == "met"
    assert status(TOTAL_DOWN, sums("51"), D("50"), moment(), sure) == "missed"
    assert status(TOTAL, sums("49"), D("50"), moment("1", over=True, closed=True), sure) == "missed"
    assert status(TOTAL, sums("1", n=1), D("50"), moment("1/20"), sure) == "too_early"
    assert status(TOTAL, sums("0", n=0), D("50"), moment(), sure) == "no_data"


def test_early_is_measured_by_what_is_usual():
    quiet = moment("1/20", usual=200.0)
    assert status(TOTAL, sums("19"), D("50"), quiet) == "too_early"
    assert status(TOTAL, sums("20"), D("50"), quiet) == "on_pace"


# --- Guards --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "figures", "bound", "holds"),
    [
        (SHARE_DOWN, sums("5", "100"), "5", True),
        (SHARE_DOWN, sums("6", "100"), "5", False),
        (SHARE, sums("90", "100"), "90", True),
        (SHARE, sums("89", "100"), "90", False),
        (TOTAL_DOWN, sums("5"), "5", True),
        (TOTAL_DOWN, sums("6"), "5", False),
        (TOTAL, sums("25"), "50", True),  # half of it when half the work is over
        (TOTAL, sums("24"), "50", False),
        (SHARE, sums("9", "19"), "90", None),  # under the minimum weight
        (SHARE, sums("0", "0", n=0), "90", None),
        (TOTAL_DOWN, sums("0", n=0), "5", None),
    ],
)
def test_a_guard_holds_at_its_bound(measure, figures, bound, holds):
    assert guard_holds(measure, figures, D(bound), Fraction(1, 2)) is holds
