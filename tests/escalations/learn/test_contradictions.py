"""Which answers may contradict each other."""

from escalations.contradictions import Ended, Line, contradicting_lines, contradicting_outcomes


def test_the_same_thing_left_to_different_people():
    ours = Line(1, "yours", "Refund the delivery charge at once.")
    theirs = Line(2, "never", "We never refund delivery charges.")
    assert list(contradicting_lines([ours, theirs])) == [(ours, theirs)]


def test_lines_that_rest_on_one_limit():
    a, b = Line(1, "yours", "Give a voucher.", 7), Line(2, "ask", "Something for the wait.", 7)
    assert list(contradicting_lines([a, b])) == [(a, b)]


def test_what_does_not_contradict():
    a = Line(1, "yours", "Refund the delivery charge.")
    for other in (
        Line(1, "never", "Refund the delivery charge."),
        Line(2, "yours", "Refund the delivery charge."),
        Line(2, "never", "Change a name on an account."),
        Line(2, "never", "Refund."),
    ):
        assert list(contradicting_lines([a, other])) == []


def test_two_outcomes_of_one_cause_the_newest_once():
    cases = [
        Ended(9, 1, "agreed"), Ended(8, 2, "agreed"), Ended(7, 1, "declined"), Ended(6, 1, "agreed"),
        Ended(5, 2, "differently"), Ended(4, 3, "declined"),
    ]  # fmt: skip
    assert list(contradicting_outcomes(cases)) == [(cases[0], cases[2])]
