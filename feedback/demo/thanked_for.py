"""What the demonstration's people thank each other for: words in several styles, with the strengths they show."""

from __future__ import annotations

SPECIFIC: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        (
            "You let {customer} finish the whole story before you touched the keyboard. {She} rang back to say "
            "{she} felt listened to."
        ),
        ("listened-first",),
    ),
    (
        (
            "When the card machine error came back at four, you wrote the three-line answer everyone pasted for the "
            "rest of the day. {many} customers got it in their first reply."
        ),
        ("fixed-the-cause", "helped-a-teammate"),
    ),
    (
        (
            "On {day} you stayed on with the gentleman in {place} until the courier picked up. Eleven minutes, no "
            "sighing. He bought the {item}."
        ),
        ("owned-it", "stayed-calm"),
    ),
    (
        (
            "You told me my closing line sounded like goodbye. I tried yours on {day}: three people have said "
            "“no, thank you” back."
        ),
        ("helped-a-teammate",),
    ),
    (
        (
            "{customer} was promised a call by noon, and the system was down. You rang from your own phone at 11:50, "
            "so the promise held."
        ),
        ("kept-a-promise",),
    ),
    (
        (
            "On {day} afternoon you rebooked {few} missed deliveries before the customers had to chase us. Nobody "
            "rang twice."
        ),
        ("owned-it",),
    ),
    (
        (
            "I watched you explain the invoice to {customer} with a drawing over chat. {She} sent it on to the "
            "accountant, and the case has not come back."
        ),
        ("explained-it-well",),
    ),
    (
        (
            "You noticed that the same {item} came back with the same loose screw. Since you told the warehouse, we "
            "have had none this fortnight."
        ),
        ("fixed-the-cause", "found-a-better-way"),
    ),
    (
        (
            "{customer} shouted for six minutes on {day}. You said “you are right, and here is what I can do” and "
            "then did it. {She} apologised at the end."
        ),
        ("stayed-calm", "listened-first"),
    ),
    (
        (
            "In the rush on {day} you took the chats nobody wanted and did not say a word about it. The queue was "
            "empty by {hour}, so the late shift began clean."
        ),
        ("helped-a-teammate", "owned-it"),
    ),
    (
        (
            "For {customer} you found the order under the maiden name, after three of us had given up. It meant the "
            "{item} was there for the wedding."
        ),
        ("owned-it",),
    ),
    (
        "You rewrote our answer on returns so that it fits on a phone. It saved us some {few} questions this week.",
        ("found-a-better-way", "explained-it-well"),
    ),
    (
        "On {day} you sat with me through my first hard call and let me do the talking. I took the next two alone.",
        ("helped-a-teammate",),
    ),
    (
        (
            "At {hour} on {day} you handed over {few} open cases with one line each on what the customer was told. "
            "Nobody had to ask again."
        ),
        ("kept-a-promise",),
    ),
    (
        (
            "You asked {customer} what the {item} was for before offering anything. It was a gift, so you changed the "
            "date, and that was all {she} needed."
        ),
        ("listened-first",),
    ),
    (
        (
            "You said “I do not know, and I will find out by three” to {customer}, and rang at ten to. {She} rated "
            "us 5 and wrote why."
        ),
        ("kept-a-promise", "owned-it"),
    ),
    (
        (
            "During the outage you put the one true sentence on the wall, and we all read it out. Average wait fell "
            "from 9 minutes to 4."
        ),
        ("stayed-calm", "found-a-better-way"),
    ),
    (
        (
            "You followed the lost {item} from {place} to the wrong depot and back. {customer} has it, and the driver "
            "knows the address now."
        ),
        ("owned-it", "fixed-the-cause"),
    ),
    (
        (
            "You noticed on {day} that I was on my fifth complaint in a row, and swapped with me without being asked. "
            "It saved my afternoon."
        ),
        ("helped-a-teammate",),
    ),
    (
        "For the couple from {place} you read the small print aloud and said what it means. They renewed.",
        ("explained-it-well",),
    ),
    (
        "You kept the tone of {customer}’s letter in ours: formal, and warm. {She} answered by hand.",
        ("listened-first", "explained-it-well"),
    ),
    (
        (
            "On {day} you found why the discount code failed on older phones and wrote it up before lunch. {many} "
            "carts went through after that."
        ),
        ("fixed-the-cause",),
    ),
)
"""With places for names and numbers: `{She}` and `{she}` follow the customer's title."""

VAGUE = (
    "Thank you for everything this week!",
    "Great work on {day}.",
    "You are a star.",
    "Always a pleasure to work with you.",
    "Thanks for being so kind.",
)
PRIVATE = (
    "I know what last week cost you. You came in on {day} all the same, and nobody outside noticed. I did.",
    "What you said in the meeting on {day} was right, and hard to say. It changed how I plan the rota.",
    "You took the blame on {day} for something that was half mine. I have put that straight with the others.",
    "The way you told {customer} no on {day} taught me something. I used it twice since.",
)
TEAM = (
    (
        "Backlog of {many} on {day} evening, {few} by breakfast. You swapped queues between you without being asked, so "
        "nobody sat on the hard ones alone."
    ),
    (
        "Four of us were ill on {day}, and no promise was missed. You moved breaks, took each other’s callbacks and told "
        "customers the truth about the wait."
    ),
    "Since you began to read the returns aloud at the huddle, the same mistake has come up once instead of {few} times.",
)
REPLIES = (
    "That stayed with me too. Thank you.",
    "I had no idea anybody saw that.",
    "Half of it was Tamsin’s idea, so I have told her.",
    "Thank you. I was not sure it was right at the time.",
    "Coffee is on me.",
)
CUSTOMERS = (
    "Mrs Okafor", "Mr Byrne", "Ms Lindgren", "Mr Haddad", "Mrs Petrov", "Ms Adair", "Mr Tanaka", "Mrs Singh",
    "Mr Alvarez", "Ms Novak", "Mrs Achterberg", "Mr Osborne", "Ms Ferreira", "Mrs Whitlock",
)  # fmt: skip
ITEMS = ("sofa", "table", "lamp", "bookcase", "bed frame", "mirror", "desk", "armchair")
PLACES = ("Leith", "Cork", "Bristol", "Hobart", "Laval", "Sintra", "Ghent", "York")
HOURS = ("six", "seven", "half past five", "eight")
