"""Before and after a remedy."""

from math import comb

import pytest

from escalations.recurrence import Side, compare, split_chance, window


def side(cases, looked_back=None, all_cases=None, avoidable=0):
    known = looked_back if looked_back is not None else cases
    return Side(cases, avoidable, known, all_cases if all_cases is not None else known)


def test_both_sides_are_as_long():
    assert window(100, 40) == 40
    assert window(20, 400) == 20
    assert window(900, 900) == 182
    assert window(-3, 40) == 0


@pytest.mark.parametrize(
    ("before", "after", "days", "verdict"),
    [
        (side(20), side(4), 28, "fewer"),
        (side(4), side(20), 28, "more"),
        (side(12), side(8), 28, "same"),
        (side(4), side(0), 28, "too_few"),
        (side(20), side(4), 10, "too_early"),
        (side(20), side(0, 0, 9), 28, "too_early"),
        # Half as many looked back on explains half as many found.
        (side(20, 100, 100), side(10, 50, 100), 28, "same"),
        (side(20, 100, 100), side(4, 100, 100), 28, "fewer"),
        (side(8, 8, 8), side(0, 0, 0), 28, "fewer"),
    ],
)
def test_what_is_said(before, after, days, verdict):
    assert compare(before, after, days=days).verdict == verdict


def test_the_sentence_counts_and_says_what_was_not_needed():
    said = compare(side(20, avoidable=15), side(4, avoidable=1), days=28)
    assert said.text == (
        "20 in the 4 weeks before, 4 since. It comes back less, and hardly by chance."
        " Not needed: 15 of 20 before, 1 of 4 since."
    )


def test_with_twelve_weeks_the_usual_range_is_told():
    weeks = [5, 4, 6, 5, 5, 4, 6, 5, 4, 5, 6, 5]
    told = compare(side(20), side(4), days=28, weeks_before=weeks).text
    assert "1.0 a week is below what was usual before" in told
    assert "usual" not in compare(side(20), side(4), days=28, weeks_before=weeks[:11]).text


def test_the_chance_of_a_split():
    exact = 2 * sum(comb(10, k) for k in range(2)) / 2**10
    assert split_chance(1, 10, 0.5) == pytest.approx(exact)
    assert split_chance(9, 10, 0.5) == pytest.approx(exact)
    assert split_chance(5, 10, 0.5) == 1
    assert split_chance(0, 0, 0.5) == 1
    assert split_chance(2, 300, 0.5) < 1e-9
    # A common cause of a large team: the ways to choose are more than a float can hold.
    assert split_chance(1000, 2000, 0.5) == 1
    assert split_chance(900, 2000, 0.5) < 1e-4
    assert split_chance(5, 5, 1.0) == 1
