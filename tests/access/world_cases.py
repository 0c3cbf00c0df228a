"""Cases of North, at every point of their life, for the matrix."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from escalations.actions import cases, drafts
from escalations.actions.amends import give_amends
from escalations.actions.duty import add_on_call
from escalations.models import Category, Escalation, Limit, LimitAmount

if TYPE_CHECKING:
    from tests.access.world import World


class Cases:
    """`waiting` is open, `held` taken by the manager, `over` decided; the rest belongs to `waiting`."""

    def __init__(self, world: World, now: Any) -> None:
        self.now, self.people = now, world.people
        self.category = Category.objects.get(slug="delivery")
        limit = Limit.objects.create(category=self.category, name="Refund", kind="refund")
        LimitAmount.objects.create(
            limit=limit, level=4, amount=Decimal(50), set_at=now, reason="Agreed."
        )
        self.waiting, self.held, self.over = (self._sent(n) for n in range(3))
        manager, agent = self.people["manager"], self.people["agent"]
        cases.ask_break(agent, self.waiting, now=now)
        cases.claim(manager, self.held, now=now)
        cases.agree(manager, self.over, now=now)
        values: dict[str, Any] = {"kind": "refund", "now": now}
        self.entry = give_amends(manager, self.waiting, amount=Decimal(5), **values)
        self.asked = give_amends(agent, self.waiting, amount=Decimal(40), **values)
        self.on_call = add_on_call(
            self.people["supervisor"], world.north, person=manager, when="outside", now=now
        )

    def _sent(self, number: int) -> Escalation:
        agent = self.people["agent"]
        draft = drafts.start_draft(
            agent,
            now=self.now,
            category=self.category,
            about=f"Missed its slot {number}",
            reference="HP-482913",
            need="decision",
            proposal="Refund the delivery",
        ).escalation
        return drafts.send(agent, draft, now=self.now)
