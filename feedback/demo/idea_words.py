"""What people at Harbour & Pine thought of in a year, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass

from teams.demo import NIGHT, NORTH, SOUTH, WEST

EVERYBODY = ""


@dataclass(frozen=True, slots=True)
class Step:
    """An answer so many days `after` the idea: `kind` is look, agree, decline or finish.

    `days` is how far ahead an answer, or doing it, is promised; `owner` a login, empty for whoever answers.
    """

    kind: str
    after: int
    by: str
    words: str
    days: int = 0
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """An idea: when, whose, for whom, in which words, how many back it; `said` are days after, login, words."""

    days_ago: int
    author: str
    team: str
    title: str
    words: str
    backed: int
    answers: tuple[Step, ...] = ()
    said: tuple[tuple[int, str, str], ...] = ()


IDEAS = (
    Told(
        341, "dele", NORTH, "One page for all depot numbers",
        "I keep them on a sticky note. Half of mine are wrong by now, and I bet yours are too.", 9,
        (
            Step("agree", 4, "marcus", "Nobody should need a sticky note.", 30, "dele"),
            Step("finish", 26, "marcus", "It is the second page of the playbook. Nobody has asked for a number since."),
        ),
    ),
    Told(
        322, "amara", NORTH, "A quiet hour for call backs",
        "Between two and three the queue is low. One of us could ring back without being torn away.", 6,
        (
            Step("look", 5, "priya", "I want to see a month of afternoons first.", 14),
            Step("agree", 17, "priya", "The queue is low enough on four days of five.", 21),
            Step("finish", 52, "marcus", "38 of 41 promised calls were made on time in the first month."),
        ),
        ((2, "ben", "Not on Mondays, though."),),
    ),
    Told(
        301, "ruby", SOUTH, "Say the delivery day in the first sentence",
        "They ring to hear one thing. We make them wait for it through three questions.", 7,
        (
            Step("agree", 3, "liam", "They do. Let us try it for two weeks.", 14),
            Step("finish", 31, "liam", "Calls about a delivery are 40 seconds shorter, and nobody minds."),
        ),
    ),
    Told(
        280, "callum", NORTH, "A second screen for everyone on refunds",
        "Order on the left, carrier on the right. I turn back and forth thirty times an hour.", 8,
        (
            # Answered after its day: it happens, and it is remembered.
            Step("decline", 19, "priya", "The budget for this year is spent. Ask me again in January; I would like it too."),
        ),
    ),
    Told(
        255, "emily", WEST, "French greetings by default for Quebec numbers",
        "A third of them switch us over in the first sentence.", 4,
        (
            Step("agree", 6, "samuel", "Easy, and kind.", 10, "emily"),
            Step("finish", 20, "samuel", "Set. Two customers have written to say that they noticed."),
        ),
    ),
    Told(
        230, "tiago", NIGHT, "Hand over in writing at six",
        "The morning asks us what happened, and we have gone home.", 5,
        (
            Step("look", 7, "helena", "I ask the day teams what they would want in it.", 7),
            Step("agree", 13, "helena", "Three lines: who waits, what was promised, what broke.", 7),
            Step("finish", 24, "helena", "Eleven mornings without a call to somebody who sleeps."),
        ),
    ),
    Told(
        204, "hannah", NORTH, "Let customers move their own slot",
        "Half of my calls on Fridays are people who can simply not be at home.", 14,
        (
            Step("look", 6, "priya", "I take it to the carrier.", 21),
            Step("agree", 24, "priya", "The carrier can do it from spring on.", 120),
        ),
        ((1, "grace", "My mother would use it."), (3, "luis", "Only if they get a text.")),
    ),
    Told(
        171, "jin", NORTH, "Photograph the box before it is opened",
        "When they send one, the carrier pays. When they do not, we do.", 11,
        (
            Step("agree", 5, "marcus", "It costs a sentence, and saves a quarrel.", 20, "jin"),
            Step("finish", 33, "marcus", "The carrier has paid 19 of 22 claims since."),
        ),
    ),
    Told(
        150, "ines", NORTH, "A day at the warehouse for newcomers",
        "I understood “picking error” only when I saw the shelves.", 7,
        (Step("decline", 6, "priya", "Not while two of four vans are off the road. In autumn, gladly."),),
    ),
    Told(
        126, "mei", SOUTH, "A word list for parts",
        "We say cam lock, they say round metal thing. Both of us are right.", 6,
        (
            Step("agree", 5, "liam", "With pictures, please.", 40, "mei"),
            Step("finish", 45, "liam", "62 parts, each with a picture. New people stop asking by week two."),
        ),
    ),
    Told(
        98, "samuel", EVERYBODY, "One calendar of closures for all teams",
        "Toronto rang Adelaide on a holiday three times this year. So did I.", 9,
        (
            # Late as well.
            Step("agree", 16, "priya", "Each of us keeps their own at present. One is enough.", 45),
            Step("finish", 60, "priya", "All four teams look at the same one."),
        ),
    ),
    Told(
        72, "katya", NORTH, "Stop asking for the order number twice",
        "The menu asks, and then we do.", 12,
        (Step("look", 4, "marcus", "I ask whether the menu can hand it over.", 10),
         Step("agree", 12, "priya", "It can, with the next release of the phone system.", 90)),
    ),
    Told(
        47, "jin", NORTH, "Write down what the courier said, word for word",
        "When it comes to a claim, “they said tomorrow” is worth nothing, and “the driver, 14:20, tomorrow” is.", 5,
        (Step("agree", 5, "marcus", "Yes. It is a habit, not a form: let us begin with ourselves.", 40),),
    ),
    Told(
        33, "oskar", NORTH, "Chat replies without “unfortunately”",
        "Read ten of ours in a row. It sounds like rain.", 6,
        (Step("decline", 6, "marcus", "I do not want to forbid a word. Show us your three best replies at the huddle instead?"),),
    ),
    Told(
        15, "niamh", NORTH, "Tell customers when the lift is out before we come",
        "Two sofas went back last week because of a lift that everybody in the house knew about.", 10,
        (Step("look", 5, "marcus", "I ask dispatch whether they see it in time.", 12),),
        ((2, "yusuf", "The caretaker rings us anyway."),),
    ),
    # What waits now: one late, one near, the others in time.
    Told(
        12, "grace", NORTH, "A call back when the van is ten minutes away",
        "They take half a day off and then stand in the shower.", 13,
        (), ((1, "tamsin", "I would have paid for that."),),
    ),
    Told(
        13, "arjun", SOUTH, "Swap shifts without three e-mails",
        "Two people agree, one leader says yes. That could be one button.", 8,
    ),
    Told(7, "luis", NORTH, "Swatches in the post with every complaint about colour", "A screen lies. Cloth does not.", 4),
    Told(4, "ruby", EVERYBODY, "A glossary between the night desk and us", "Their “parked” is our “waiting”.", 3),
    Told(2, "femi", NORTH, "Five minutes of silence after a hard call", "Not a break. Just the headset off.", 9),
)  # fmt: skip
