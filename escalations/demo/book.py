"""The demonstration's playbook in words: protocols with what was new in each version, and what helped."""

from __future__ import annotations

from dataclasses import dataclass

from escalations.demo.subjects import (
    ACCOUNT,
    ACTED,
    BILLING,
    DELIVERY,
    FAULTY,
    OTHER,
    REFUND,
    SAFETY,
)
from escalations.models import AmendsKind


@dataclass(frozen=True, slots=True)
class Bound:
    """Something that may be given, and up to how much at the levels 0 to 5 from the start."""

    key: str
    category: str
    name: str
    kind: str
    amounts: tuple[int, int, int, int, int, int]


CHARGE, CREDIT_DELIVERY, MONEY_BACK, NEW_ONE = "charge", "credit_delivery", "money_back", "new_one"
BOUNDS = (
    Bound(
        CHARGE, DELIVERY, "Refund the delivery charge", AmendsKind.REFUND, (20, 40, 50, 100, 200, 500)
    ),
    Bound(
        CREDIT_DELIVERY, DELIVERY, "Goodwill credit for a missed slot", AmendsKind.CREDIT,
        (10, 25, 50, 75, 150, 400),
    ),
    Bound(
        MONEY_BACK, REFUND, "Refund by hand", AmendsKind.REFUND, (0, 40, 60, 100, 250, 1000)
    ),
    Bound("wait", REFUND, "Credit for a late refund", AmendsKind.CREDIT, (10, 15, 25, 40, 100, 300)),
    Bound(NEW_ONE, FAULTY, "Replacement", AmendsKind.REPLACEMENT, (25, 25, 50, 100, 250, 1000)),
    Bound("fright", BILLING, "Goodwill credit", AmendsKind.CREDIT, (15, 30, 40, 60, 150, 400)),
    Bound("address", ACCOUNT, "Goodwill credit", AmendsKind.CREDIT, (15, 15, 25, 40, 100, 300)),
    Bound("sorry", ACTED, "Goodwill credit", AmendsKind.CREDIT, (10, 20, 30, 50, 150, 400)),
    Bound("order", OTHER, "Part of the price back", AmendsKind.REFUND, (0, 0, 40, 80, 200, 800)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A line: `y` is yours to decide (with a bound, from a level), `a` is asked first, `n` is not ours to bend."""

    kind: str
    text: str
    bound: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class Version:
    """What was new, how many days ago, and the lines that it then had."""

    ago: int
    change: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A protocol. `review` is in how many days it is to be looked at, from the last day; `words` as (login, text, used)."""

    title: str
    category: str
    owner: str
    situation: str
    versions: tuple[Version, ...]
    words: tuple[tuple[str, str, int], ...]
    review: int = 120


LATE = "Late delivery, third time"
BROKEN = "Broken on arrival"
FIRST_AGO = 362
"""Days ago on which the playbook was begun."""

_CHARGE = Line("y", "Refund the delivery charge", CHARGE)
_SLOT = Line("y", "A priority slot, any day")
_SLOT_ASKED = Line("a", "A priority slot")
_MORE = Line("a", "More than your limits in all")
_MADE = Line("a", "Cancelling a made-to-order piece")
_DRIVER = Line("n", "Never promise a driver's exact arrival time")
_CARDS = Line("n", "Never take card numbers by chat or e-mail")
LATE_BEFORE = Version(
    222,
    "The driver's time is nothing we can promise.",
    (_CHARGE, _SLOT_ASKED, _MORE, _MADE, _DRIVER, _CARDS),
)
LATE_NOW = Version(
    150,
    "The priority slot is yours to give, any day; goodwill credit stands beside the charge.",
    (
        _CHARGE,
        Line("y", "Goodwill credit", CREDIT_DELIVERY),
        _SLOT,
        _MORE,
        _MADE,
        _DRIVER,
        _CARDS,
    ),
)

PAGES = (
    Page(
        LATE,
        DELIVERY,
        "priya",
        "Somebody took time off and nobody came, for the second time or more.\n"
        "“This is the third day off I've taken.” “Your slot means nothing.”",
        (
            Version(FIRST_AGO, "", (_CHARGE, _MORE)),
            Version(290, "Made-to-order pieces are asked about first.", (_CHARGE, _MORE, _MADE)),
            LATE_BEFORE,
            LATE_NOW,
        ),
        (
            ("dele", "I'd be fed up too. Here is what I can do before we hang up.", 23),
            (
                "amara",
                "I don't want to tell you a time I can't keep. I can tell you the morning.",
                9,
            ),
            ("ruby", "You should not have had to ring us. From here on I ring you.", 6),
        ),
    ),
    Page(
        "Refund without a receipt, or a form that fails",
        REFUND,
        "liam",
        "The form asks for a code, refuses a date, or sends people back to its start.\n"
        "“I filled it in four times.” “It says I am too late.”",
        (
            Version(
                FIRST_AGO - 4,
                "",
                (
                    Line("y", "Refund by hand, with the order in front of you", MONEY_BACK),
                    Line("a", "After more than 30 days"),
                    Line("n", "Never to another card than the one that paid"),
                ),
            ),
            Version(
                92,
                "The form is mended. By hand only where it still refuses.",
                (
                    Line("y", "Refund by hand where the form refuses", MONEY_BACK),
                    Line("y", "Credit for a refund that took too long", "wait"),
                    Line("a", "After more than 30 days"),
                    Line("n", "Never to another card than the one that paid"),
                ),
            ),
        ),
        (("kirra", "You have done everything right. The form is wrong, you are not.", 14),),
        40,
    ),
    Page(
        BROKEN,
        FAULTY,
        "marcus",
        "It came cracked, bent or without its screws.\n"
        "“There was one sheet of paper round it.” “Everything is there but …”",
        (
            Version(
                FIRST_AGO - 8,
                "",
                (
                    Line("y", "Send a replacement, nothing to send back", NEW_ONE),
                    Line("y", "Courier a missing part"),
                    Line("a", "A third replacement of the same thing"),
                    Line("n", "Never ask for a photograph where somebody may be hurt"),
                ),
            ),
        ),
        (
            ("jin", "Please keep it, I don't need it back. What I need is your address.", 11),
            ("hannah", "Is anybody hurt? Then first that, and the lamp afterwards.", 5),
        ),
        -3,
    ),
    Page(
        "A charge they did not expect",
        BILLING,
        "samuel",
        "Charged twice, or a name on the statement that nobody knows.\n“Is that you?”",
        (
            Version(
                FIRST_AGO - 12,
                "",
                (
                    Line("y", "Explain the name of the warehouse, and send it in writing"),
                    Line("y", "Goodwill credit", "fright"),
                    Line("a", "The bank's own charges"),
                    Line("n", "Never say when a bank will book it"),
                ),
            ),
            Version(
                68,
                "What the bank charged them is ours to give back.",
                (
                    Line("y", "Explain the name of the warehouse, and send it in writing"),
                    Line("y", "Goodwill credit", "fright"),
                    Line("y", "The bank's own charge, with its letter", level=1),
                    Line("n", "Never say when a bank will book it"),
                ),
            ),
        ),
        (("anjali", "I can see both. The second one was ours, and so is the worry.", 12),),
        75,
    ),
    Page(
        "Locked out of an account",
        ACCOUNT,
        "helena",
        "The code goes to a number that is gone, often at night.\n“No code will ever come.”",
        (
            Version(
                FIRST_AGO - 15,
                "",
                (
                    Line("a", "Any change of the number"),
                    Line("n", "Never read out an address before you know who it is"),
                ),
            ),
            Version(
                41,
                "Three questions are enough for those who have been trained.",
                (
                    Line("y", "Change the number after three right answers", level=1),
                    Line("y", "Goodwill credit for a wrong address", "address"),
                    Line("n", "Never read out an address before you know who it is"),
                ),
            ),
        ),
        (("tiago", "Then no code will ever come. Let us do it another way, you and I.", 8),),
        200,
    ),
    Page(
        "When we were the problem",
        ACTED,
        "danielle",
        "Hung up on, talked down to, passed on again and again.\n“You are the fifth.”",
        (
            Version(
                FIRST_AGO - 20,
                "",
                (
                    Line("y", "Say sorry once, without a but"),
                    Line("y", "Goodwill credit", "sorry"),
                    Line("a", "A call from a lead today"),
                    Line("n", "Never explain whose fault it was"),
                ),
            ),
        ),
        (
            ("emily", "You asked one thing. Here is the answer to that one thing.", 7),
            ("marta", "Tell me only what I can't read here. I stay until it is done.", 10),
        ),
        150,
    ),
    Page(
        "Made to order, and not as hoped",
        OTHER,
        "bronte",
        "Colour, size or cloth as ordered, but not as imagined.\n“In my window it is a frog.”",
        (
            Version(
                FIRST_AGO - 25,
                "",
                (
                    Line("y", "Send the next sample free of charge"),
                    Line("y", "Part of the price back", "order", 2),
                    Line("a", "Taking it back"),
                    Line("n", "Never say that the screen was right"),
                ),
            ),
        ),
        (("sienna", "I can't make it moss. I can make the next sample a real piece of cloth.", 4),),
        95,
    ),
    Page(
        "Somebody may be hurt, or speaks of a lawyer",
        SAFETY,
        "priya",
        "Smoke, tipping, a cut, a letter from a lawyer, the press.\n“It came down beside him.”",
        (
            Version(
                FIRST_AGO - 2,
                "",
                (
                    Line("y", "Ask first whether anybody is hurt, and ring for help if so"),
                    Line("y", "Have it unplugged, left lying, and not used again"),
                    Line("a", "Everything else: a leader comes at once"),
                    Line("n", "Never say whose fault it was, and never that it is safe"),
                ),
            ),
        ),
        (("grace", "Is everybody all right? I stay on the line until somebody is with you.", 5),),
        60,
    ),
)
