"""Cases of North's that wait on the demonstration's morning, at every point of their life."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from escalations.actions import cases, drafts
from escalations.actions.amends import give_amends, set_budget
from escalations.actions.duty import add_on_call
from escalations.models import Category, Escalation, Limit, LimitAmount
from escalations.recompute.alerts import look
from teams.models import Team, User

SOFA, LAMP, CHARGED, RUSHED, MOVED, RAIN = (
    "Sofa missed its third slot",
    "Lamp flickers, and so does the new one",
    "Charged twice for the same lamp",
    "Felt rushed on Tuesday",
    "Cannot sign in since the move",
    "Left in the rain",
)


def add_waiting(now: datetime) -> None:
    """Put them there, as people and the clock would have."""
    north = Team.objects.get(slug="north")
    priya, marcus, jin, dele = (
        User.objects.get(username=name) for name in ("priya", "marcus", "jin", "dele")
    )
    delivery = Category.objects.get(slug="delivery")
    limit, _ = Limit.objects.get_or_create(category=delivery, name="Amends", kind="credit")
    for level, amount in ((0, 20), (4, 75), (5, 200)):
        LimitAmount.objects.create(
            limit=limit, level=level, amount=Decimal(amount), set_at=now, reason="Agreed."
        )
    set_budget(priya, north, amount=Decimal(5_000), now=now)
    add_on_call(marcus, north, person=marcus, now=now)
    add_on_call(marcus, north, person=priya, when="always", away_until=now.date(), now=now)

    def sent(who: User, ago: int, about: str, need: str, **fields: Any) -> Escalation:
        at = now - timedelta(minutes=ago)
        values = {"category": delivery, "said": "“I have waited for weeks.”", **fields}
        draft = drafts.start_draft(who, now=at, about=about, need=need, **values).escalation
        return drafts.send(who, draft, now=at)

    later = now + timedelta(hours=2)
    sent(dele, 17, CHARGED, "decision", proposal="Refund one of the two, £40", reference="HP-77120")
    sent(jin, 3, SOFA, "manager", reference="HP-482913", customer_name="Mrs Okafor")
    sent(jin, 12, LAMP, "decision", proposal="Send the other model", reference="HP-100201")
    rushed = sent(dele, 30, RUSHED, "call_back", answer_by=later)
    moved = sent(jin, 40, MOVED, "call_back", proposal="Two questions by phone", answer_by=later)
    rain = sent(jin, 200, RAIN, "decision", proposal="£30 credit")
    cases.claim(marcus, rushed, now=now - timedelta(minutes=20))
    cases.ask_break(dele, rushed, now=now - timedelta(minutes=19))
    cases.agree(marcus, moved, now=now - timedelta(minutes=9))
    give_amends(priya, rain, kind="credit", amount=Decimal(30), what="Soaked box", now=now)
    give_amends(marcus, rain, kind="credit", amount=Decimal(450), what="A new table", now=now)
    cases.agree(priya, rain, now=now - timedelta(minutes=190))
    cases.rate(jin, rain, help="helped", line="Quick, thank you.", left="happier", now=now)
    look(now)
