"""The demonstration's running day: what waits now, in all four teams, and what somebody still has to write or rate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from escalations.actions import cases
from escalations.actions.amends import give_amends
from escalations.actions.drafts import finish_later, send, start_draft
from escalations.demo import subjects as of
from escalations.demo.customers import OKAFOR
from escalations.demo.past import RIGHT
from escalations.demo.stage import Stage
from escalations.models import Escalation, Left, Need
from escalations.recompute.alerts import look_at
from teams.demo import NIGHT, NORTH, SOUTH, WEST

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Waits:
    """One that waits. Sent `ago` minutes ago; the answer is due in `due` minutes (below zero: it is late)."""

    team: str
    agent: str
    category: str
    need: str
    ago: float
    about: str
    customer: str
    reference: str
    said: str
    proposal: str = ""
    due: float | None = None
    channel: str = "phone"
    taken: str = ""
    promised: str = ""


WAITING = (
    Waits(
        NORTH, "amara", of.DELIVERY, Need.MANAGER, 2,
        "Wardrobe left across the stairs, pram on the wrong side", "Mrs Nasreen Iqbal", "HP-491077",
        "They said: “I can't get the pram down. They put it down and drove off.”\n"
        "I said: “Stay on the line with me. I am getting somebody who can send them back.”",
    ),
    Waits(
        NORTH, "jin", of.DELIVERY, Need.DECISION, 7,
        "Sofa missed its third delivery slot", "Mrs Adaeze Okafor", OKAFOR,
        "She said: “This is the third day off I've taken. I want someone who can actually fix it.”\n"
        "I said: “That's three days of your time, and I'm sorry. I have a slot tomorrow, 8 to 10. "
        "I'm asking my manager about the £90.”",
        "Refund the £90 delivery, book Friday 8 to 10", 8, promised="An answer about the £90 while she waits",
    ),
    Waits(
        NORTH, "jin", of.FAULTY, Need.DECISION, 12,
        "Third lamp with cracked glass", "Mr Rhys Penrose", "HP-488214",
        "He said: “I could open a museum of broken lamps.”\nI said: “Then let us close it. I am asking for "
        "one from a shop near you.”",
        "Replacement worth £65 from the Cardiff shop, by hand", 3, "chat",
    ),
    Waits(
        NORTH, "dele", of.BILLING, Need.DECISION, 21,
        "Charged twice for one bed", "Mr Colin Thwaite", "HP-490655",
        "He said: “One bed, two payments. Which one of you slept in the other?”\n"
        "I said: “Neither of us. I ask for the second one back today.”",
        "Money back today and £25 credit for the trouble", -4, "email",
    ),
    Waits(
        NORTH, "hannah", of.ACTED, Need.CALL_BACK, 34,
        "Hung up on after forty minutes", "Ms Philippa Gillespie", "020 7946 0611",
        "She said: “Forty minutes, and then the line was dead.”\nI said: “I don't know yet what happened. "
        "You have my lead's word that somebody rings you.”",
        "A call from a lead, and £30", 48, "social", "marcus", "A call from Marcus himself",
    ),
    Waits(
        NORTH, "grace", of.REFUND, Need.DECISION, 26,
        "Refund promised for last week not there", "Mr Vikram Sandhu", "HP-486930",
        "He said: “Day twelve. The rent goes out tomorrow.”\nI said: “I can see it left us on Tuesday. "
        "That does not help you tonight.”",
        "Credit of £40 for the wait, and a date in writing", 64, "email",
        promised="A date in writing today",
    ),
    Waits(
        SOUTH, "ruby", of.REFUND, Need.DECISION, 9,
        "Return refused by the form, within 30 days", "Ms Lyndall Hartigan", "HP-489344",
        "She said: “It says I am too late, and I bought it eleven days ago.”\n"
        "I said: “Eleven days is well within the thirty.”",
        "Refund $120 by hand, without the form", 11, "chat",
    ),
    Waits(
        SOUTH, "jack", of.DELIVERY, Need.CALL_BACK, 70,
        "Table left in the rain outside", "Mr Stavros Papadakis", "08 7010 0419",
        "He said: “Three hours in the rain because nobody rang the bell.”\nI said: “Please don't unpack it yet.”",
        "A look at it on Monday, and credit", 35, "phone", "bronte",
    ),
    Waits(
        WEST, "connor", of.BILLING, Need.DECISION, 17,
        "Deposit for a kitchen taken twice", "Mme Solange Pelletier", "HP-491802",
        "She said: “You took it on Monday and on Tuesday.”\nI said: “I can see both. The second one was ours.”",
        "Credit of $45 for the bank's charge", 6,
    ),
    Waits(
        NIGHT, "tiago", of.ACCOUNT, Need.DECISION, 6,
        "Cannot sign in before a night delivery", "Frau Ilse Brandt", "HP-491990",
        "She said: “They come at six, and I can't open the page with the door code.”\n"
        "I said: “I can read it to you once I know that it is you.”",
        "Confirm by e-mail and read out the delivery note", 10,
    ),
    Waits(
        NIGHT, "joana", of.SAFETY, Need.MANAGER, 3,
        "Smell of burning from a new heater", "Sr. Duarte Lacerda", "HP-490118",
        "He said: “It smells, and the plug is brown.”\nI said: “Please pull it out and don't use it again.”",
    ),
)  # fmt: skip


def seed_present(stage: Stage) -> None:
    """What is going on now. The clock has said what it had to say of each."""
    for waits in sorted(WAITING, key=lambda one: -one.ago):
        _wait(stage, waits)
    _answered(stage)
    _above_a_limit(stage)
    _drafts(stage)


def _written(stage: Stage, waits: Waits, now: datetime) -> Escalation:
    later: dict[str, Any] = (
        {} if waits.due is None else {"answer_by": stage.now + waits.due * MINUTE}
    )
    return start_draft(
        stage.people[waits.agent],
        team=stage.teams[waits.team],
        category=stage.categories[waits.category],
        channel=waits.channel,
        about=waits.about,
        reference=waits.reference,
        customer_name=waits.customer,
        said=waits.said,
        need=waits.need,
        proposal=waits.proposal,
        promised=waits.promised,
        now=now - timedelta(seconds=27),
        **later,
    ).escalation


def _wait(stage: Stage, waits: Waits) -> None:
    now = stage.now - waits.ago * MINUTE
    sent = send(stage.people[waits.agent], _written(stage, waits, now), now=now)
    if waits.taken:
        cases.claim(stage.people[waits.taken], sent, now=now + 3 * MINUTE)
    if sent.due_soon_at is not None and sent.due_soon_at <= stage.now:
        look_at(sent.pk, sent.due_soon_at)
    if sent.due_at is not None and sent.due_at <= stage.now:
        look_at(sent.pk, sent.due_at)


def _answered(stage: Stage) -> None:
    """Two of Jin's: one still to be rated, one that he has rated already."""
    jin, priya = stage.people["jin"], stage.people["priya"]
    lamp = Waits(
        NORTH, "jin", of.FAULTY, Need.DECISION, 0, "Faulty lamp, second one cracked as well",
        "Mr Owen Byrne", "HP-487551",
        "He said: “Twice. Twice!”\nI said: “Keep the base, I will ask for the glass alone.”",
        "Replacement worth £55, nothing to send back",
    )  # fmt: skip
    table = Waits(
        NORTH, "jin", of.DELIVERY, Need.DECISION, 0, "Driver turned round at the gate",
        "Mrs Mavis Bickerstaff", "HP-489020",
        "She said: “I was on the stairs, and he was gone.”\nI said: “Two minutes at the door should not cost you a week.”",
        "Goodwill credit of £60 and a call half an hour before",
    )  # fmt: skip
    yesterday = stage.now - timedelta(hours=25)
    sent = send(jin, _written(stage, lamp, yesterday), now=yesterday)
    cases.agree(priya, sent, now=yesterday + 4 * MINUTE)
    give_amends(
        priya, sent, kind="replacement", amount=Decimal(55), what="The glass alone",
        reason=RIGHT,
        now=yesterday + 5 * MINUTE,
    )  # fmt: skip
    cases.rate(jin, sent, help="helped", left=Left.HAPPIER, now=yesterday + 30 * MINUTE)
    earlier = stage.now - timedelta(hours=2)
    other = send(jin, _written(stage, table, earlier), now=earlier)
    cases.decide(
        priya, other, line="£40 and the call. Say that I rang the depot.", now=earlier + 6 * MINUTE
    )
    give_amends(
        priya, other, kind="credit", amount=Decimal(40), what="For the lost week",
        reason=RIGHT,
        now=earlier + 7 * MINUTE,
    )  # fmt: skip


def _above_a_limit(stage: Stage) -> None:
    """Something that Marcus may not give alone waits for Priya."""
    before = stage.now - timedelta(hours=1)
    chiara, marcus = stage.people["chiara"], stage.people["marcus"]
    waits = Waits(
        NORTH, "chiara", of.OTHER, Need.DECISION, 0, "Made-to-order curtains in the wrong green",
        "Dr Farah Mahmood", "HP-485377",
        "She said: “On the screen it is moss. In my window it is a frog.”\nI said: “The sample was wrong, that much I see.”",
        "Half of it back, £240, as the sample was wrong",
    )  # fmt: skip
    sent = send(chiara, _written(stage, waits, before), now=before)
    cases.claim(marcus, sent, now=before + 5 * MINUTE)
    cases.call_back(
        marcus,
        sent,
        due_at=stage.now + 95 * MINUTE,
        text="A call with a figure",
        now=before + 9 * MINUTE,
    )
    give_amends(
        marcus, sent, kind="refund", amount=Decimal(240), what="Half of the price",
        reason="The sample card was ours, and it was wrong.", now=before + 10 * MINUTE,
    )  # fmt: skip


def _drafts(stage: Stage) -> None:
    """One put off until the shift ends, one as good as done."""
    jin = stage.people["jin"]
    begun = start_draft(
        jin,
        category=stage.categories[of.ACCOUNT],
        channel="chat",
        about="Catalogue still goes to the old flat",
        reference="HP-488402",
        now=stage.now - 95 * MINUTE,
    ).escalation
    finish_later(jin, begun, now=stage.now - 94 * MINUTE)
    start_draft(
        jin,
        category=stage.categories[of.DELIVERY],
        about="Bed due before a move, not here",
        reference="020 7946 0277",
        said="He said: “We sleep on the floor tonight, with two children.”",
        now=stage.now - 3 * MINUTE,
    )
