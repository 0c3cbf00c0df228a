"""The kinds of notice that learning has."""

ASSIGNED = "teams.learning_given"
DUE = "teams.learning_due"
PAIRED = "teams.learning_paired"
FINISHED = "teams.learning_finished"
WISHED = "teams.learning_wished"
