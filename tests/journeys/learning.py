"""Cases of North's that were looked back on, and what came of them: for pages on which one learns."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from escalations.actions.conflicts import report_conflict, settle_conflict
from escalations.actions.remedies import fix_cause
from escalations.actions.reviews import review
from escalations.actions.training_cases import Told, publish_training_case
from escalations.actions.views import write_views
from escalations.models import Amends, Category, Escalation, Remedy
from teams.models import Team, User
from tests.escalations.learn.cases import make_case

CAUSES = ("Carrier missed the slot", "Left with a neighbour")
WHY = ("limit", "training", "rule", "customer", "")


def add_learning(now: datetime) -> None:
    """Two dozen cases of eight weeks, most of them looked back on."""
    north = Team.objects.get(slug="north")
    jin, marcus, priya = (User.objects.get(username=name) for name in ("jin", "marcus", "priya"))
    delivery = Category.objects.get(slug="delivery")
    cases: list[Escalation] = []
    for place in range(24):
        case = make_case(
            jin, north, marcus, category=delivery, days=2 * place + 1, about="Sofa missed its slot",
            outcome=("agreed", "declined", "differently")[place % 3], promise=("kept", "late", "kept")[place % 3],
            channel=("phone", "chat")[place % 2], earlier=place % 4, customer_name="Mrs Adaeze Okafor",
            decision="Refund the delivery, and a slot on Friday.",
        )  # fmt: skip
        cases.append(case)
        if place:
            review(
                priya, case, happy_alone=True, why_not=WHY[place % 5], cause=CAUSES[place % 4 == 0],
                learned="Ask the carrier before promising a slot.", now=now,
            )  # fmt: skip
    Amends.objects.create(
        escalation=cases[1], team=north, kind="refund", amount=Decimal(39), day=now.date(),
        given_by=marcus, approved_by=marcus, given_at=now,
    )  # fmt: skip
    due = now.date() + timedelta(days=7)
    done = fix_cause(priya, cases[1], text="Slots of two hours", owner=marcus, due_on=due, now=now)
    Remedy.objects.filter(pk=done.pk).update(done_on=now.date() - timedelta(days=20))
    fix_cause(priya, cases[1], text="Show the slot in the mail", owner=marcus, due_on=due, now=now)
    told = Told("A missed slot", "The carrier did not come.", "What would you do?", "A refund.")
    publish_training_case(priya, cases[1], told, now=now)
    sides = {"customer_wants": "The sofa.", "agent_can": "A refund.", "company_offers": "A slot."}
    write_views(priya, cases[1], now=now, **sides)
    report_conflict(jin, cases=(cases[1], cases[3]), text="Once yes, once no.", now=now)
    settled = report_conflict(jin, cases=(cases[6], cases[4]), text="And here.", now=now)
    settle_conflict(priya, settled, text="Yes holds.", now=now)
