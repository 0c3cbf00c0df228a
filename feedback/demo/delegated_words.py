"""What the demonstration's people say of themselves, and the tasks that are handed over among them."""

from __future__ import annotations

from dataclasses import dataclass

from feedback import delegated_life as life


@dataclass(frozen=True, slots=True)
class Then:
    """A step: so many days after the offer, which, and what is said. `rhythm` are the check-ins of who takes it."""

    after: int
    step: str
    words: str = ""
    going: str = ""
    rhythm: str = life.WEEKLY


@dataclass(frozen=True, slots=True)
class Handed:
    """A task: who hands what to whom, how many days ago, for how many; what it fits, and what came of it."""

    by: str
    to: str
    ago: int
    days: int
    what: str
    why: str
    alone: str
    strength: str
    steps: tuple[Then, ...] = ()


ACCEPT, CHECK, ANSWER, CLOSE = life.ACCEPT, life.CHECK_IN, life.ANSWER, life.CLOSE
HANDED = (
    Handed(
        "marcus", "dele", 41, 21, "Write down how we settle lost parcels",
        "Every one of us asks the carrier something else, and customers notice.",
        "The words, and whom at the carrier to ask.", "Explained it well",
        (
            Then(1, ACCEPT, "Gladly. I have half of it in my head already."),
            Then(8, CHECK, "First page is there.", life.WELL),
            Then(15, CHECK, "Amara read it and found two holes.", life.WELL),
            Then(20, CHECK, "It is in the playbook as a draft.", life.DONE),
            Then(21, CLOSE, "A page of the playbook that all of us use: carriers answer within a day now."),
        ),
    ),
    Handed(
        "marcus", "jin", 17, 35, "Collect what customers say about the new tracking page",
        "We hear it forty times a day and pass on none of it. Digital asks for twelve clear cases.",
        "Which cases, and what you ask customers.", "Fixed the cause",
        (
            Then(1, ACCEPT, "Yes. Weekly suits me."),
            Then(8, CHECK, "Seven cases so far.", life.WELL),
            Then(16, CHECK, "Two hours without calls, to write them up.", life.NEED),
        ),
    ),
    Handed(
        "marcus", "amara", 12, 14, "Sit beside Yusuf on his first returns",
        "He learns faster beside somebody calm than from a page.",
        "When, and how long.", "Stayed calm",
        (
            Then(0, ACCEPT, "", "", life.HALFWAY),
            Then(7, CHECK, "He does the easy ones alone.", life.WELL),
            Then(12, CHECK, "He does all of them alone since Tuesday.", life.DONE),
        ),
    ),
    Handed(
        "marcus", "jin", 1, 20, "Show two newcomers the returns screen",
        "You explain it so that it sticks, and you said that you want to show newcomers around.",
        "The day, and what you leave out.", "Helped a teammate",
    ),
    Handed(
        "priya", "marcus", 2, 28, "Find out why Mondays are slow",
        "Monday is when most customers wait, and none of us knows why.",
        "Whom you ask, and up to a day of anybody's time.", "Found a better way",
        (Then(1, life.ASK, "Yes, but not before the stocktake. Could it be due a week later?"),),
    ),
    Handed(
        "marcus", "femi", 9, 12, "Take the Saturday figures to the depot",
        "They only believe what somebody brings them.",
        "What you show.", "Owned it",
        (Then(1, life.DECLINE, "Not this month, with the late shifts. Ask me again in January."),),
    ),
    Handed(
        "liam", "ruby", 11, 24, "Write three chat openings that sound like us",
        "Chat is the first thing people see of us, and it sounds like a form.",
        "The words, all of them.", "Explained it well",
        (Then(1, ACCEPT, "", "", life.HALFWAY),),
    ),
    Handed(
        "helena", "tiago", 8, 28, "Keep the list of what the night cannot decide",
        "So that we can ask for the limits that we lack.",
        "What goes on it.", "Owned it",
        (Then(1, ACCEPT, "I have the first three."),),
    ),
)  # fmt: skip

SAYS = (
    "Parcels that nobody finds",
    "The calls that begin loud",
    "Saying no so that it is understood",
    "Putting long stories into four lines",
)
WANTS = (
    "More written work",
    "Showing newcomers around",
    "Something with figures",
    "Two quiet mornings a week on mail",
    "Talking to the depot",
)
"""Work somebody would like more of."""
