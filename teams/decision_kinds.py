"""The kinds of notice that decisions have."""

DECIDED = "teams.decision"
LOOK_AGAIN = "teams.decision_again"
