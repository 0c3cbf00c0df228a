"""The goals of the demonstration as their owners would have put them: what, whose, how often, and why."""

from __future__ import annotations

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
from goals.demo.spec import COMPLAINTS_COMPANY, HAPPY_COMPANY, REPEAT_COMPANY, STRIKE, Change, Spec
from goals.demo.specs_elsewhere import NIGHT_GOALS, SOUTH_GOALS, WEST_GOALS
from goals.models import Cadence, Scope
from teams.demo import NORTH

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

SPECS = COMPANY + NORTH_GOALS + SOUTH_GOALS + WEST_GOALS + NIGHT_GOALS
"""Wider goals before those that feed them."""
