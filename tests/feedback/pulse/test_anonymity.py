"""An attacker adds and takes away whatever is shown, and never holds a number of one to four people."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.anonymity import FEWEST, told_of

ANSWERS = st.dictionaries(st.integers(1, 12), st.integers(0, 12), max_size=8)


def shown_numbers(answers):
    """All that is shown, as sets of groups: each alone, the rest, and the whole."""
    told = told_of(answers)
    shown = [frozenset({group}) for group in told.groups]
    if told.rest:
        shown.append(told.rest)
    if told.whole:
        shown.append(frozenset(answers))
    return shown


@settings(deadline=None)
@given(ANSWERS)
def test_no_sum_or_difference_of_what_is_shown_is_of_one_to_four(answers):
    shown = shown_numbers(answers)
    for size in range(1, len(shown) + 1):
        for chosen in combinations(shown, size):
            added = frozenset().union(*chosen)
            for other in shown:
                for part in (added, added - other, other - added):
                    n = sum(answers[group] for group in part)
                    assert not part or n >= FEWEST, (answers, shown)


@settings(deadline=None)
@given(ANSWERS)
def test_as_much_is_told_as_can_be(answers):
    told = told_of(answers)
    total = sum(answers.values())
    assert told.whole == (total >= FEWEST)
    if not told.whole:
        return
    assert told.groups | told.rest == answers.keys()
    # Whoever has five and is not shown alone stands in for those who have not.
    held_back = [group for group in told.rest if answers[group] >= FEWEST]
    assert len(held_back) <= 1
    if held_back:
        assert sum(answers[group] for group in told.rest - set(held_back)) < FEWEST


def test_a_small_team_is_told_with_the_smallest_of_the_others():
    told = told_of({1: 9, 2: 6, 3: 2})
    assert told.groups == {1}
    assert told.rest == {2, 3}


def test_a_team_of_which_nobody_answered_is_not_told_apart_from_one_of_which_few_did():
    for n in range(FEWEST):
        told = told_of({1: 9, 2: 6, 3: n})
        assert (told.groups, told.rest) == ({1}, {2, 3})


def test_under_five_altogether_nothing_is_told():
    assert not told_of({1: 2, 2: 2}).whole
    assert not told_of({}).whole
