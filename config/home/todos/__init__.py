"""The few things that need this person now, most urgent first, each with the way to act on it. By what they are about."""

from config.home.todos.escalations import escalations, held, in_row, protocols_to_confirm, to_finish
from config.home.todos.feedback import (
    appraisals,
    idea_answered,
    ideas_to_answer,
    promises,
    talks,
    tasks,
    thanked_lately,
    thanks_due,
    to_follow_up,
)
from config.home.todos.figures import late_sources, rejected_rows
from config.home.todos.goals import (
    off_pace,
    over,
    own_off_pace,
    proposals_to_answer,
    proposals_to_conclude,
    teams_without_goals,
    to_look_back_on,
    until,
)
from config.home.todos.item import TO_TODAY, ToDo, ToDos, listed
from config.home.todos.learning import next_to_learn, studies_to_answer

__all__ = [
    "TO_TODAY",
    "ToDo",
    "ToDos",
    "appraisals",
    "escalations",
    "held",
    "idea_answered",
    "ideas_to_answer",
    "in_row",
    "late_sources",
    "listed",
    "next_to_learn",
    "off_pace",
    "over",
    "own_off_pace",
    "promises",
    "proposals_to_answer",
    "proposals_to_conclude",
    "protocols_to_confirm",
    "rejected_rows",
    "studies_to_answer",
    "talks",
    "tasks",
    "teams_without_goals",
    "thanked_lately",
    "thanks_due",
    "to_finish",
    "to_follow_up",
    "to_look_back_on",
    "until",
]
