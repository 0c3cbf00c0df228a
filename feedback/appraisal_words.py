"""Words to start from: what an appraisal may look at, with what each of four levels looks like in practice.

Whoever makes a template changes them as they like. A pure room.
"""

from __future__ import annotations

from dataclasses import dataclass

LEVEL_NAMES = ("Not yet", "Often", "Reliably", "Helps others do it")
"""The names of levels 1 to 4; what each means is described for every competency."""


def level_name(level: int) -> str:
    """`Reliably` for 3. Raises IndexError outside 1 to 4."""
    if level < 1:
        raise IndexError(level)
    return LEVEL_NAMES[level - 1]


@dataclass(frozen=True, slots=True)
class Described:
    """Something to look at, what it is about, and its four levels in practice."""

    name: str
    about: str
    levels: tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Start:
    """A template to begin with."""

    code: str
    label: str
    name: str
    competencies: tuple[Described, ...]


AGENTS = Start(
    "agents",
    "For customer service agents",
    "Customer service agents",
    (
        Described(
            "Listens and understands",
            "What the customer wants, before what we can do.",
            (
                "Begins to solve before the customer has finished. The real question often comes out late.",
                "Lets the customer finish and asks back. In a rush a detail is missed.",
                "Says back what was understood, and customers agree with it. Hears what stands behind the words.",
                "Others ask to listen in. Shows colleagues how to ask, and what to ask, in hard calls.",
            ),
        ),
        Described(
            "Solves it for good",
            "The customer does not have to come back.",
            (
                "Answers what was asked. Causes stay, and customers call again.",
                "Solves usual cases at once. Asks for help where it is unusual, sometimes late.",
                "Solves what can be solved, says what happens next, and checks that it happened.",
                "Finds what makes customers call again, and brings it to where it can be mended.",
            ),
        ),
        Described(
            "Keeps promises",
            "What the customer was told would happen, happens.",
            (
                "Promises are sometimes forgotten, or made for others without asking them.",
                "Keeps most promises. Tells the customer afterwards where one could not be kept.",
                "Promises what can be kept, writes it down, and calls before the time is up.",
                "Colleagues’ promises are safe too: hands over so that nobody has to ask again.",
            ),
        ),
        Described(
            "Stays kind when it is hard",
            "With angry customers, and on long days.",
            (
                "Takes anger personally, or gives in to it. Such calls end with a leader.",
                "Stays polite. Needs a break or a colleague afterwards, and asks for it.",
                "Calms most customers down, is clear about what cannot be done, and is kind about it.",
                "Takes hard calls off others, and talks with them about how it went.",
            ),
        ),
        Described(
            "Helps the team",
            "What colleagues can count on.",
            (
                "Does the own work. Others have to ask more than once.",
                "Helps when asked, and says what helped.",
                "Sees who needs a hand. Shares what worked, in huddles and in the playbook.",
                "Newcomers learn from them. The team works better for what they brought in.",
            ),
        ),
    ),
)
SUPERVISORS = Start(
    "supervisors",
    "For supervisors",
    "Supervisors",
    (
        Described(
            "Is there when needed",
            "Agents get an answer while the customer waits.",
            (
                "Questions wait. Agents ask each other, or guess.",
                "Answers quickly in quiet hours. In busy ones it depends on who asks.",
                "Answers in time, says why, and leaves agents more able to decide next time.",
                "Sees to it that the team is never alone, own days off included.",
            ),
        ),
        Described(
            "Says what was good, precisely",
            "Thanks that tell people what to do again.",
            (
                "Rarely says thank you, or says it to all alike.",
                "Thanks those who stand out. Quiet work is often missed.",
                "Everybody hears within two weeks what they did and what it changed.",
                "Others in the team thank each other, because it is how we do it here.",
            ),
        ),
        Described(
            "Says what has to change, fairly",
            "Early, in private, from what was seen.",
            (
                "Puts it off, or says it in front of others.",
                "Says it, sometimes late or in general words.",
                "Says what was seen, listens, agrees on a next step, and comes back to it.",
                "People come by themselves to ask how they could do it better.",
            ),
        ),
        Described(
            "Leads towards the goals",
            "The team knows what matters, and why.",
            (
                "Passes figures on. The team cannot say what to do about them.",
                "Explains goals. What they mean for today stays open.",
                "The team can say what we aim for today and what would help. Wobbles are left alone.",
                "The team proposes its own goals and looks after them.",
            ),
        ),
        Described(
            "Learns from what went wrong",
            "Causes are mended, nobody is blamed.",
            (
                "Settles the case. The same comes again.",
                "Looks back on the big ones.",
                "Looks back each week, mends a cause, raises a limit or writes it into the playbook.",
                "Other teams take over what was found here.",
            ),
        ),
    ),
)
STARTS = (AGENTS, SUPERVISORS)


def start_of(code: str) -> Start | None:
    """The words to start from by their code; None for any other."""
    return next((start for start in STARTS if start.code == code), None)
