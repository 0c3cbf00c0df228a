"""The goals of the demonstration as their owners would have put them: what, whose, how often, and why."""

from __future__ import annotations

from dataclasses import dataclass

from goals.demo.metrics import (
    ANSWERED,
    COMPLAINTS,
    HANDLE,
    HAPPY,
    HELPED,
    QUALITY,
    REPEAT,
    RESOLVED,
)
from goals.models import Cadence, Scope
from teams.demo import NIGHT, NORTH, SOUTH, WEST


@dataclass(frozen=True, slots=True)
class Change:
    """A target set anew `ago` periods before the running one (0: at its start), and why.

    `lead` is how far ahead that period ended (or the running one is); below zero it is short.
    """

    ago: int
    lead: float
    reason: str


STRIKE = -1
"""As `ago` of a change: made on the Friday of the courier strike, and taken back a month later."""


@dataclass(frozen=True, slots=True)
class Spec:
    """A goal. `lead` is how far ahead of its target the running period is to be; see `goals.demo.aims`.

    It began `periods` periods ago, or (one-off) `days` days ago, to end in `days_left` days. `met` is how
    many of the periods before its first change are to have been reached. `fixed` is the target where no
    figures could say one. `feeds` is the name of another goal.
    """

    name: str
    metric: str
    cadence: str
    owner: str
    why: str
    lead: float
    scope: str = Scope.TEAM
    team: str = ""
    agent: str = ""
    periods: int = 12
    days: int = 0
    days_left: int = 0
    feeds: str = ""
    met: float = 0.7
    changes: tuple[Change, ...] = ()
    stretch: bool = False
    fixed: int = 0
    paused: str = ""


HAPPY_COMPANY = "Happy customers"
REPEAT_COMPANY = "Fewer repeat contacts"
COMPLAINTS_COMPANY = "Complaints per 1,000"
RESOLVED_NORTH = "First-contact resolutions"
HAPPY_NORTH = "Happy customers, North"
QUALITY_NORTH = "Quality conversations held"

COMPANY = (
    Spec(
        HAPPY_COMPANY,
        HAPPY,
        Cadence.MONTHLY,
        "priya",
        "Nine in ten customers should be glad they asked us. The tenth tells everyone they know.",
        0.006,
        Scope.ORGANISATION,
        changes=(
            Change(
                0, 0.006, "We call back before customers ask, and they notice. Time to aim higher."
            ),
        ),
    ),
    Spec(
        "Customers helped",
        HELPED,
        Cadence.MONTHLY,
        "samuel",
        "Everyone who turns to us this month gets help this month. Nobody is carried over.",
        0.02,
        Scope.ORGANISATION,
        changes=(Change(0, 0.02, "Set with all four teams from what this season usually brings."),),
    ),
    Spec(
        COMPLAINTS_COMPANY,
        COMPLAINTS,
        Cadence.MONTHLY,
        "helena",
        "A complaint is a customer who asked twice and still was not heard.",
        0.08,
        Scope.ORGANISATION,
        changes=(Change(0, 0.08, "Fewer people have reason to complain, now that we ring first."),),
    ),
    Spec(
        REPEAT_COMPANY,
        REPEAT,
        Cadence.QUARTERLY,
        "liam",
        "Customers should have to tell us their story once. Every second call is an hour of their day.",
        0.02,
        Scope.ORGANISATION,
        periods=4,
        changes=(
            Change(0, 0.02, "Agreed by all four teams after what the last quarter has taught us."),
        ),
    ),
    Spec(
        "Customers helped this year",
        HELPED,
        Cadence.YEARLY,
        "priya",
        "It is what we plan people and desks by: with it we have enough of both before Christmas.",
        0.015,
        Scope.ORGANISATION,
        periods=0,
    ),
)

NORTH_GOALS = (
    Spec(
        "Answer within 30 seconds",
        ANSWERED,
        Cadence.DAILY,
        "marcus",
        "After half a minute callers start to wonder whether anyone is there at all.",
        0.015,
        team=NORTH,
        periods=84,
        changes=(
            Change(28, 0.015, "Two more of us on the early shift, so the mornings hold as well."),
        ),
    ),
    Spec(
        RESOLVED_NORTH,
        RESOLVED,
        Cadence.MONTHLY,
        "marcus",
        "A customer whose matter is settled at once has their evening back. So have we.",
        -0.115,
        team=NORTH,
        feeds=REPEAT_COMPANY,
        met=0.6,
        changes=(
            Change(
                STRIKE,
                -0.08,
                "Couriers are on strike: a third of our cases wait for a depot. We aim lower this"
                " month and say so, rather than look away.",
            ),
            Change(
                0,
                -0.115,
                "Set at the first huddle of the month: more than last month, because couriers now"
                " answer us the same day.",
            ),
        ),
    ),
    Spec(
        "Repeat contacts within 7 days",
        REPEAT,
        Cadence.MONTHLY,
        "ewa",
        "When someone comes back within a week, we closed the case but not the matter.",
        -0.04,
        team=NORTH,
        periods=5,
        feeds=REPEAT_COMPANY,
        changes=(
            Change(
                0, -0.04, "The new returns reply is live. It should save customers a second call."
            ),
        ),
    ),
    Spec(
        HAPPY_NORTH,
        HAPPY,
        Cadence.MONTHLY,
        "priya",
        "It is the one question we ask every customer. We owe them that the answer counts.",
        0.008,
        team=NORTH,
        feeds=HAPPY_COMPANY,
        changes=(
            Change(
                0, 0.008, "Calling back first has changed what customers tell us. We keep to it."
            ),
        ),
    ),
    Spec(
        QUALITY_NORTH,
        QUALITY,
        Cadence.MONTHLY,
        "marcus",
        "Nobody gets better alone. A quarter of an hour with someone who listens is worth a course.",
        0.05,
        team=NORTH,
        periods=8,
        feeds=HAPPY_COMPANY,
        changes=(Change(0, 0.05, "Two a fortnight for each of us, newcomers included."),),
    ),
    Spec(
        "Happy customers, each of us",
        HAPPY,
        Cadence.MONTHLY,
        "priya",
        "So that each of us knows what our own customers say, and hears it before anyone else does.",
        0.01,
        Scope.MEMBERS,
        NORTH,
        periods=6,
        feeds=HAPPY_NORTH,
    ),
    Spec(
        "Handle time",
        HANDLE,
        Cadence.WEEKLY,
        "ewa",
        "Customers wait while we look for things. What we find quicker, they get sooner.",
        0.02,
        team=NORTH,
        periods=16,
    ),
    Spec(
        "Complaints per 1,000, North",
        COMPLAINTS,
        Cadence.QUARTERLY,
        "priya",
        "Every complaint we read together has taught us something. Needing fewer of them is the aim.",
        0.06,
        team=NORTH,
        periods=4,
        feeds=COMPLAINTS_COMPANY,
        changes=(Change(0, 0.06, "Fewer since we call back. We would like it to stay that way."),),
    ),
    Spec(
        "Settle refunds without a hand-off",
        RESOLVED,
        Cadence.MONTHLY,
        "marcus",
        "Jin wants to see a refund through to the end, so the customer hears one voice.",
        0.06,
        Scope.AGENT,
        NORTH,
        "jin",
        periods=3,
        feeds=RESOLVED_NORTH,
        stretch=True,
    ),
    Spec(
        "Notes while we talk",
        HANDLE,
        Cadence.WEEKLY,
        "ewa",
        "Notes written during the call are done when the customer is. No one waits for the next one.",
        -0.03,
        Scope.AGENT,
        NORTH,
        "jin",
        periods=8,
        changes=(
            Change(1, -0.03, "Jin's own wish: a little quicker, now that the notes are shorter."),
        ),
    ),
    Spec(
        "Chase couriers the same hour",
        REPEAT,
        Cadence.MONTHLY,
        "marcus",
        "Dele rings the depot while the customer is still there. They need not ring us again.",
        0.03,
        Scope.AGENT,
        NORTH,
        "dele",
        periods=3,
    ),
)

SOUTH_GOALS = (
    Spec(
        "Answer within 30 seconds, hour by hour",
        ANSWERED,
        Cadence.HOURLY,
        "bronte",
        "The lunch hour is when people can ring, and when we are fewest. We look at every hour.",
        0.02,
        team=SOUTH,
        periods=21,
    ),
    Spec(
        "Happy customers, South",
        HAPPY,
        Cadence.MONTHLY,
        "liam",
        "We live among our customers here. What they think of us we hear at the shops.",
        -0.01,
        team=SOUTH,
        feeds=HAPPY_COMPANY,
        changes=(
            Change(0, -0.01, "Agreed at the huddle: one in three who are unsure, we win over."),
        ),
    ),
    Spec(
        "Handle time, South",
        HANDLE,
        Cadence.MONTHLY,
        "liam",
        "The queue at nine is as long as we are slow at eight. Shorter searches, shorter queues.",
        -0.115,
        team=SOUTH,
        changes=(
            Change(0, -0.115, "The new search finds orders by phone number, once we know our way."),
        ),
    ),
    Spec(
        "First-contact resolutions, South",
        RESOLVED,
        Cadence.QUARTERLY,
        "liam",
        "It is a long way to our depot. What we settle on the phone saves a customer a day's drive.",
        0.03,
        team=SOUTH,
        periods=4,
        feeds=REPEAT_COMPANY,
        changes=(
            Change(
                0, 0.03, "By how many people turn to us in these months; the share is as before."
            ),
        ),
    ),
    Spec(
        "First-contact resolutions, each of us",
        RESOLVED,
        Cadence.WEEKLY,
        "bronte",
        "A week each of us can look back on: so many people who need not ring again.",
        0.05,
        Scope.MEMBERS,
        SOUTH,
        periods=9,
        feeds="First-contact resolutions, South",
    ),
    Spec(
        "Help everyone before the sale",
        HELPED,
        Cadence.ONCE,
        "liam",
        "The sale brings new customers. They should not stand in line behind the old ones.",
        0.38,
        team=SOUTH,
        days=30,
        days_left=9,
    ),
    Spec(
        "Quiet week after the price change",
        COMPLAINTS,
        Cadence.ONCE,
        "bronte",
        "New prices upset people who were not told why. We tell them first, and kindly.",
        -0.15,
        team=SOUTH,
        days=40,
        days_left=-12,
    ),
)

WEST_GOALS = (
    Spec(
        "Answer within 30 seconds, West",
        ANSWERED,
        Cadence.WEEKLY,
        "danielle",
        "On Mondays the whole coast rings at once. Nobody should hear the music twice.",
        -0.05,
        team=WEST,
        periods=20,
        changes=(Change(3, -0.05, "The new telephones are in. Let us see what they can do."),),
    ),
    Spec(
        "Customers helped, West",
        HELPED,
        Cadence.YEARLY,
        "samuel",
        "It is how we show that a team of eleven can look after a continent.",
        0.03,
        team=WEST,
        periods=0,
        feeds="Customers helped this year",
    ),
    Spec(
        "Happy customers, West",
        HAPPY,
        Cadence.MONTHLY,
        "samuel",
        "Half of our customers come by a friend's word. This is the number behind that word.",
        0.01,
        team=WEST,
        feeds=HAPPY_COMPANY,
        changes=(Change(0, 0.01, "Raised at the huddle, on Anjali's proposal. All were for it."),),
    ),
    Spec(
        "Repeat contacts, West",
        REPEAT,
        Cadence.MONTHLY,
        "danielle",
        "Customers who ring twice about one thing pay for our mistake with their lunch break.",
        0.03,
        team=WEST,
        periods=7,
        feeds=REPEAT_COMPANY,
        paused="Paused while the phone numbers move: until then one customer counts as two.",
    ),
    Spec(
        "Every new order answered",
        RESOLVED,
        Cadence.ONCE,
        "samuel",
        "A first order is a question: can I trust you? The first answer had better be in time.",
        0.02,
        team=WEST,
        days=2,
        days_left=75,
    ),
)

NIGHT_GOALS = (
    Spec(
        "Answer within 30 seconds, at night",
        ANSWERED,
        Cadence.DAILY,
        "clara",
        "Who rings at three in the morning has nobody else to ring.",
        0.02,
        team=NIGHT,
        periods=42,
    ),
    Spec(
        "Customers helped before sunrise",
        HELPED,
        Cadence.MONTHLY,
        "helena",
        "What we finish at night, North need not start its morning with.",
        0.03,
        team=NIGHT,
        changes=(
            Change(
                0,
                0.03,
                "Ten of us instead of eleven since Sofia went to North, so by what ten can do.",
            ),
        ),
    ),
    Spec(
        "Clear what the weekend left",
        RESOLVED,
        Cadence.ONCE,
        "helena",
        "Cases from Saturday should be settled before the customer is back at work.",
        -0.14,
        team=NIGHT,
        days=18,
        days_left=10,
    ),
    Spec(
        "Quality conversations at night",
        QUALITY,
        Cadence.WEEKLY,
        "clara",
        "Night work is lonely. Being listened to for a quarter of an hour makes a week better.",
        0.0,
        team=NIGHT,
        periods=2,
        fixed=12,
    ),
)

SPECS = COMPANY + NORTH_GOALS + SOUTH_GOALS + WEST_GOALS + NIGHT_GOALS
"""Wider goals before those that feed them."""
