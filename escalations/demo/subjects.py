"""What customers of the demonstration come with: what it is about, what is said, what an agent would do.

Pure words and weights. `escalations.demo.story` says when something becomes rarer, and why.
"""

from __future__ import annotations

from dataclasses import dataclass

from escalations.models import AmendsKind, Avoidable, WhyNot
from teams.demo import NIGHT, NORTH, SOUTH, WEST

DELIVERY, REFUND, FAULTY, BILLING = "delivery", "refund", "faulty-item", "billing"
ACCOUNT, ACTED, OTHER, SAFETY = "account", "how-we-acted", "other", "safety-legal"


@dataclass(frozen=True, slots=True)
class Told:
    """One way in which it is told. `{amount}` in the proposal is what it comes to."""

    about: str
    theirs: str
    ours: str
    proposal: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that comes up again and again; leaders name its `cause` when they look back.

    `weights` say how often it comes up in a team, beside the others. `amounts` are what is given, of `kind`.
    `finding` and `why_not` are what a look back mostly comes to. `alone` is how often agents settle it themselves.
    """

    cause: str
    category: str
    told: tuple[Told, ...]
    weights: dict[str, float]
    kind: str = ""
    amounts: tuple[int, ...] = ()
    why_not: str = WhyNot.CUSTOMER
    finding: str = Avoidable.NO
    alone: float = 0.06
    agreed: float = 0.8


MISSED = "Carrier missed the slot"
GATE = "Nobody rang before the delivery"
CIRCLES = "Return form sends people round in circles"
TOO_LATE = "Refund took longer than we said"
CRACKED = "Packed too thinly for the van"
PARTS = "Screws or a part missing"
TWICE = "Deposit taken twice"
UNKNOWN = "Statement names us in a way nobody knows"
LOCKED = "No way back into an account at night"
ADDRESS = "Old address still on the account"
TONE = "Our words sounded like a script"
PASSED_ON = "Passed on more than twice"
FABRIC = "Colour differs from the picture"
TIPPED = "Wall fixings not in the box"

SUBJECTS = (
    Subject(
        MISSED,
        DELIVERY,
        (
            Told(
                "Sofa missed its third delivery slot",
                "This is the third day off I've taken. I want someone who can actually fix it.",
                "That's three days of your time, and I'm sorry. I have a slot tomorrow, 8 to 10.",
                "Refund the £{amount} delivery, book the first slot on Friday",
            ),
            Told(
                "Wardrobe did not come, second time",
                "You said between eight and ten. It is two now, and nobody has rung.",
                "You should not have had to ring us. I can see the van never left the depot.",
                "Refund £{amount} for the delivery and a priority slot",
            ),
            Told(
                "Bed due before a move, not here",
                "We sleep on the floor tonight, with two children.",
                "I would be worried too. Let me find out what is on the road right now.",
                "Refund the £{amount} delivery and send it with tonight's second van",
            ),
        ),
        {NORTH: 6.0, SOUTH: 1.4, WEST: 1.6, NIGHT: 1.0},
        AmendsKind.REFUND,
        (30, 40, 45, 50, 60, 60, 75, 90),
        WhyNot.LIMIT,
        Avoidable.WITH_BETTER,
    ),
    Subject(
        GATE,
        DELIVERY,
        (
            Told(
                "Driver turned round at the gate",
                "He rang once, I was on the stairs, and he was gone.",
                "Two minutes at the door should not cost you a week. I am asking for you.",
                "Goodwill credit of £{amount} and a call half an hour before",
            ),
            Told(
                "Table left in the rain outside",
                "It stood in the rain for three hours because nobody rang the bell.",
                "Please do not unpack it yet. I would like somebody to see it dry first.",
                "Credit of £{amount} and a look at it on Monday",
            ),
        ),
        {NORTH: 1.2, SOUTH: 1.2, WEST: 1.0, NIGHT: 0.7},
        AmendsKind.CREDIT,
        (20, 25, 30, 40),
        WhyNot.RULE,
        Avoidable.WITH_BETTER,
    ),
    Subject(
        CIRCLES,
        REFUND,
        (
            Told(
                "Return form asks for a code nobody sent",
                "I filled it in four times. It wants a code. There is no code.",
                "You have done everything right. I will put it through by hand.",
                "Refund £{amount} by hand, without the form",
            ),
            Told(
                "Return refused by the form, within 30 days",
                "It says I am too late, and I bought it eleven days ago.",
                "Eleven days is well within the thirty. The form is wrong, you are not.",
                "Refund £{amount} and close the form for them",
            ),
        ),
        {NORTH: 1.0, SOUTH: 7.0, WEST: 1.0, NIGHT: 0.8},
        AmendsKind.REFUND,
        (35, 45, 60, 80, 95),
        WhyNot.SYSTEM,
        Avoidable.NO,
    ),
    Subject(
        TOO_LATE,
        REFUND,
        (
            Told(
                "Refund promised for last week not there",
                "You told me five days. It is day twelve, and the rent goes out tomorrow.",
                "I can see it left us on Tuesday. That does not help you tonight, so I am asking.",
                "Credit of £{amount} for the wait, and a written date",
            ),
        ),
        {NORTH: 1.0, SOUTH: 1.0, WEST: 1.0, NIGHT: 0.8},
        AmendsKind.CREDIT,
        (15, 20, 25),
        WhyNot.UNSURE,
        Avoidable.WITH_BETTER,
    ),
    Subject(
        CRACKED,
        FAULTY,
        (
            Told(
                "Faulty lamp, second one cracked as well",
                "The glass was in two pieces when I opened it. Again.",
                "Twice is twice too often. Keep the base, I will ask for the glass alone.",
                "Send a replacement worth £{amount}, nothing to send back",
            ),
            Told(
                "Mirror arrived with a crack",
                "It is our wedding present to them, and it is on Saturday.",
                "Then Saturday is what counts. Let me see which shop has one.",
                "Replacement of £{amount} from the nearest shop",
            ),
            Told(
                "Vase broken in the box",
                "There was one sheet of paper round it. One.",
                "I have written that down word for word. You should not pay for our paper.",
                "Send another, £{amount}",
            ),
        ),
        {NORTH: 3.4, SOUTH: 1.4, WEST: 1.2, NIGHT: 0.9},
        AmendsKind.REPLACEMENT,
        (18, 22, 28, 32, 38, 55),
        WhyNot.LIMIT,
        Avoidable.WITH_BETTER,
        agreed=0.93,
    ),
    Subject(
        PARTS,
        FAULTY,
        (
            Told(
                "Cot without its screws",
                "We are due in nine days. The bag with the screws is empty.",
                "Nine days is enough if somebody walks to the store room today.",
                "Courier the bag of screws, £{amount}",
            ),
            Told(
                "Drawer front missing from a chest",
                "Everything is there but the front of the third drawer.",
                "I can order the front by itself; may I have the number on the back?",
                "Send the part for £{amount} by courier",
            ),
        ),
        {NORTH: 0.8, SOUTH: 0.8, WEST: 1.3, NIGHT: 0.6},
        AmendsKind.REPLACEMENT,
        (9, 12, 15),
        "",
        Avoidable.WITHIN,
        alone=0.25,
    ),
    Subject(
        TWICE,
        BILLING,
        (
            Told(
                "Deposit for a kitchen taken twice",
                "You took it on Monday and on Tuesday. My account is overdrawn.",
                "I can see both. The second one was ours, and so is the bank's charge.",
                "Credit of £{amount} for the bank's charge; accounts return the deposit",
            ),
            Told(
                "Charged twice for one bed",
                "I ordered one bed. I have one bed. I paid for two.",
                "One bed, one payment. I am asking for the second one back today.",
                "Goodwill credit of £{amount} on top of the money back",
            ),
        ),
        {NORTH: 2.0, SOUTH: 1.8, WEST: 8.0, NIGHT: 1.6},
        AmendsKind.CREDIT,
        (20, 20, 25, 25, 30),
        WhyNot.LIMIT,
        Avoidable.WITH_BETTER,
        agreed=0.97,
    ),
    Subject(
        UNKNOWN,
        BILLING,
        (
            Told(
                "A charge she does not know",
                "There is a name on my statement I have never heard of. Is that you?",
                "It is us: the name is the one of our warehouse. I see why it worried you.",
                "Credit of £{amount} for the fright; explain the name",
            ),
        ),
        {NORTH: 1.7, SOUTH: 1.5, WEST: 1.5, NIGHT: 1.7},
        AmendsKind.CREDIT,
        (20, 25),
        WhyNot.UNSURE,
        Avoidable.WITH_BETTER,
        agreed=0.95,
    ),
    Subject(
        LOCKED,
        ACCOUNT,
        (
            Told(
                "Locked out, code goes to an old number",
                "The code goes to a phone that lies at the bottom of a lake.",
                "Then no code will ever come. I ask my lead to check you another way.",
                "Ask three questions and change the number",
            ),
            Told(
                "Cannot sign in before a night delivery",
                "They come at six, and I can't open the page with the door code.",
                "I can read you what stands there once we know that it is you.",
                "Confirm by e-mail and read out the delivery note",
            ),
        ),
        {NORTH: 0.5, SOUTH: 0.6, WEST: 0.6, NIGHT: 6.0},
        why_not=WhyNot.TRAINING,
        finding=Avoidable.WITH_BETTER,
    ),
    Subject(
        ADDRESS,
        ACCOUNT,
        (
            Told(
                "Catalogue and parcel still go to the old flat",
                "I have told you three times where I live.",
                "Three times is plenty. I change it now and read it back to you.",
                "Change it in all four places; credit of £{amount}",
            ),
        ),
        {NORTH: 0.6, SOUTH: 0.6, WEST: 0.6, NIGHT: 0.6},
        AmendsKind.CREDIT,
        (10, 15),
        "",
        Avoidable.WITHIN,
        alone=0.3,
    ),
    Subject(
        TONE,
        ACTED,
        (
            Told(
                "Felt talked down to on chat",
                "I asked one question and was given four paragraphs and a smile.",
                "You asked when it comes. It comes on Thursday. I am sorry for the rest.",
                "Ring her, say sorry, answer the one question",
            ),
            Told(
                "Hung up on after forty minutes",
                "Forty minutes, and then the line was dead.",
                "I don't know yet what happened. I do know that you waited forty minutes.",
                "A call from a lead today, credit of £{amount}",
            ),
        ),
        {NORTH: 0.7, SOUTH: 0.7, WEST: 0.8, NIGHT: 0.6},
        AmendsKind.CREDIT,
        (20, 25, 30),
        WhyNot.CUSTOMER,
        Avoidable.NO,
        alone=0.0,
    ),
    Subject(
        PASSED_ON,
        ACTED,
        (
            Told(
                "Fifth person, same story",
                "You are the fifth. I could tell it in my sleep.",
                "Then tell me only what I can't read here. I stay with it until it is done.",
                "Keep it with me until it is done; ring back at four",
            ),
        ),
        {NORTH: 0.7, SOUTH: 0.6, WEST: 0.6, NIGHT: 0.7},
        why_not=WhyNot.RULE,
        finding=Avoidable.WITH_BETTER,
        alone=0.0,
    ),
    Subject(
        FABRIC,
        OTHER,
        (
            Told(
                "Made-to-order curtains in the wrong green",
                "On the screen it is moss. In my window it is a frog.",
                "Moss was what you chose, and moss is what I see on the order.",
                "Take half of it back, £{amount}, as the sample was wrong",
            ),
        ),
        {NORTH: 0.6, SOUTH: 0.5, WEST: 0.7, NIGHT: 0.3},
        AmendsKind.REFUND,
        (80, 110, 150),
        WhyNot.CUSTOMER,
        Avoidable.NO,
        agreed=0.4,
    ),
    Subject(
        TIPPED,
        SAFETY,
        (
            Told(
                "Chest of drawers tipped over, nobody hurt",
                "My son pulled the drawer and it came down beside him. Beside him.",
                "Is he all right? Please leave it lying. Somebody who decides rings you now.",
                "",
            ),
            Told(
                "Smell of burning from a new heater",
                "It smells, and the plug is brown.",
                "Please pull it out and don't use it again. I am getting my lead.",
                "",
            ),
        ),
        {NORTH: 0.22, SOUTH: 0.2, WEST: 0.25, NIGHT: 0.15},
        why_not=WhyNot.SAFETY,
        finding=Avoidable.NO,
        alone=0.0,
    ),
)
