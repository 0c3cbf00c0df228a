"""What leaders and agents of the demonstration write in a line."""

from __future__ import annotations

from escalations.demo.subjects import CIRCLES, CRACKED, LOCKED, MISSED, PASSED_ON, TONE, TWICE

DIFFERENTLY = (
    "Half of it now, and I ring the depot myself. Tell them they hear from me by four.",
    "A little less, and the first slot tomorrow on top. That is worth more to them.",
    "Yes to the help, less of the money. Say that the reason is the order's size.",
    "Give it as credit that does not run out. It costs us less and them nothing.",
)
DECLINED = (
    "Not this time: they have had it twice this month. Offer the early slot instead.",
    "Let us first see what the carrier says on Monday. Promise them that call.",
    "It was made as ordered. Be kind, be clear, and offer the free sample.",
    "I would not want to start this. Ring me when you are off the line and I tell you why.",
)
ENDINGS = (
    "Rang them myself. They only wanted to hear that somebody had read it.",
    "Took it over on the line. Calm by the end, and said so.",
    "Driver found, coming at five. They wait at home.",
    "Said sorry, explained what went wrong, gave what was right. Done.",
    "They are keeping it. I write to the store room so that it does not happen to the next one.",
    "Not pleased, but clear on what happens when.",
)
RATED = {
    "helped": (
        "Answer while I still had them on the line. That is all I needed.",
        "You said how to say it, too. Thank you.",
        "Three minutes. The customer noticed.",
    ),
    "partly": (
        "The answer came, the why did not. I had to make one up.",
        "A bit late: they had hung up by then.",
    ),
    "not": ("I stood there with a no and nothing to offer.",),
}
AGAIN = (
    "They rang again: nothing came on the day we said.",
    "The money went to a card that is closed.",
    "The new one has the same crack.",
)
LEARNED = {
    MISSED: (
        "The agent knew what to do and was not allowed to.",
        "A slot costs us nothing. Why do we ask for it?",
        "They would have stayed for half of it, had it come at once.",
    ),
    CIRCLES: (
        "It is the form, not the people. Nobody can be trained for a broken form.",
        "We refund by hand what a page should do.",
    ),
    CRACKED: (
        "Under forty pounds we always say yes. Then let us stop asking.",
        "One sheet of paper is no packing.",
    ),
    TWICE: ("We give the credit every time. The limit is what is asked, not the question.",),
    LOCKED: ("Three questions are safe enough, says the guide. Nobody has read it to the night.",),
    TONE: ("The four paragraphs were ours, from the macro. She did not write one of them.",),
    PASSED_ON: ("Nobody did anything wrong, five times.",),
    "": (
        "Rightly asked, quickly answered.",
        "Worth telling at the huddle, without the name.",
        "Listening to the end would have saved the second call.",
    ),
}
