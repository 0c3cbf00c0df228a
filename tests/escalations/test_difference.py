"""A difference is readable and exact: from the old it gives the new, and from the new the old."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escalations import difference as d

WORDS = ("refund", "the", "delivery", "charge", "up to £75", "a slot", "any", "day")
LINES = st.lists(st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join), max_size=8)
TEXTS = st.text(alphabet="ab \n\té\u202e", max_size=40)


@settings(deadline=None)
@given(LINES, LINES)
def test_pieces_applied_to_the_old_give_the_new(old, new):
    found = d.pieces(old, new)
    assert d.applied(old, found) == new
    assert all(one.how != two.how for one, two in pairwise(found))


@settings(deadline=None)
@given(LINES, LINES)
def test_rows_hold_both_sides(old, new):
    rows = d.rows_between(old, new)
    assert d.lines_after(rows) == new
    assert d.lines_before(rows) == old
    for row in rows:
        if row.how == d.CHANGED:
            assert (d.old_text(row.words), d.new_text(row.words)) == (row.old, row.new)
        else:
            assert row.words == ()


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_words_hold_both_texts(old, new):
    words = d.words_between(old, new)
    assert (d.old_text(words), d.new_text(words)) == (old, new)


@settings(deadline=None)
@given(LINES)
def test_nothing_changed_is_nothing_but_the_same(lines):
    assert {row.how for row in d.rows_between(lines, lines)} <= {d.SAME}
    assert d.pieces(lines, lines) == ((d.Piece(d.SAME, tuple(lines)),) if lines else ())


def test_a_line_worded_otherwise_is_shown_word_by_word():
    (row,) = d.rows_between(["Refund the charge, up to £50"], ["Refund the charge, up to £75"])
    assert row.how == d.CHANGED
    assert [(word.how, word.text) for word in row.words] == [
        ("same", "Refund the charge, up to "),
        ("gone", "£50"),
        ("new", "£75"),
    ]


def test_lines_that_have_little_in_common_are_two():
    rows = d.rows_between(["Book a slot"], ["Never promise an hour"])
    assert [(row.how, row.text) for row in rows] == [
        ("gone", "Book a slot"),
        ("new", "Never promise an hour"),
    ]


def test_a_difference_of_another_text_is_refused():
    found = d.pieces(["a", "b"], ["a"])
    for other in (["a", "c"], ["a"], ["a", "b", "c"]):
        with pytest.raises(ValueError, match="not one of that text"):
            d.applied(other, found)
