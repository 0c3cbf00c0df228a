"""Words wherever people can write any: cases on their whole way, what is learned from them, the playbook, duty.

Made through the actions. `test_every_text.py` holds that no field is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from escalations.actions import cases, drafts
from escalations.actions.amends import (
    answer_request,
    drop_request,
    give_amends,
    reverse_amends,
    set_budget,
)
from escalations.actions.categories import save_category
from escalations.actions.confirming import answer_question, ask_about
from escalations.actions.conflicts import report_conflict, settle_conflict
from escalations.actions.duty import add_on_call
from escalations.actions.levels import set_level
from escalations.actions.limits import add_limit, answer_limit
from escalations.actions.playbook import write_protocol, write_version
from escalations.actions.playbook_checks import NewLine
from escalations.actions.proposing import propose_limit
from escalations.actions.remedies import ask_training, drop_remedy, fix_cause
from escalations.actions.rest import keep_rest
from escalations.actions.reviews import review
from escalations.actions.training_cases import Told, publish_training_case
from escalations.actions.views import write_views
from escalations.actions.words import add_words
from escalations.models import (
    Amends,
    AmendsRequest,
    Category,
    Cause,
    Escalation,
    HelpfulWords,
    Limit,
    LimitAmount,
    LimitProposal,
    Protocol,
    ProtocolLine,
    ProtocolVersion,
    Remedy,
)
from escalations.queries.versions import version_in_force
from teams.models import User
from tests.escalations.scene import NOW, after

Say = Callable[[str, int], str]
"""What is said in a field of that name and length: `model.field`, as Django writes it."""
HOURS = 60
VIEWS = ("customer_wants", "agent_can", "company_offers", "customer_interest", "company_interest", "agreed")  # fmt: skip


@dataclass
class People:
    """Who says it."""

    agent: User
    colleague: User
    supervisor: User
    manager: User
    administrator: User


def length_of(model: type[models.Model], field: str) -> int:
    """How much a field holds; of long texts so much that it is still read."""
    return getattr(model._meta.get_field(field), "max_length", None) or 2_000


class Everything:
    """All of it; the rows that pages are about by the names of their addresses' parameters."""

    def __init__(self, say: Say, people: People) -> None:
        self._say, self.people = say, people
        self.category = Category.objects.get(slug="delivery")
        self.limit = self._limit()
        self._cases()
        self._learning()
        self._playbook()
        self._settings()

    def said(self, model: type[models.Model], field: str) -> str:
        """Words for one field."""
        return self._say(f"{model._meta.model_name}.{field}", length_of(model, field))

    def _limit(self) -> Limit:
        manager = self.people.manager
        limit = add_limit(
            manager, category=self.category, name=self.said(Limit, "name"), kind="refund",
            amounts={0: Decimal(10), 4: Decimal(60)}, reason=self.said(LimitAmount, "reason"), now=NOW,
        )  # fmt: skip
        LimitAmount.objects.create(
            limit=limit, level=5, amount=Decimal(500), set_at=NOW, reason="Agreed."
        )
        return limit

    def draft(self, **more: Any) -> Escalation:
        """What an agent writes."""
        names = ("about", "reference", "customer_name", "said", "proposal", "promised")
        texts = {name: self.said(Escalation, name) for name in names}
        values = {"category": self.category, "need": "decision", **texts, **more}
        return drafts.start_draft(self.people.agent, now=NOW, **values).escalation

    def sent(self, **more: Any) -> Escalation:
        """The same, on its way."""
        return drafts.send(self.people.agent, self.draft(**more), now=NOW)

    def _cases(self) -> None:
        agent, supervisor, manager = self.people.agent, self.people.supervisor, self.people.manager
        step = self.said(Escalation, "decision")
        self.unsent = self.draft(number=self._say("draft.number", 40))
        self.waiting = self.sent()
        cases.note(agent, self.waiting, text=self._say("step.text", 2_000), now=after(1))
        cases.ask_break(agent, self.waiting, line=step[:300], now=after(1))
        give = {"kind": "refund", "what": self.said(Amends, "what")}
        set_budget(manager, self.waiting.team, amount=Decimal(50), now=NOW,
                   reason=self._say("amendsbudget.reason", 300))  # fmt: skip
        self.given = give_amends(
            manager, self.waiting, amount=Decimal(55), reason=self.said(Amends, "reason"),
            now=after(1), **give,
        )  # fmt: skip
        self.asked, refused, dropped = (
            give_amends(
                agent, self.waiting, amount=Decimal(number), now=after(1),
                reason=self.said(AmendsRequest, "line"),
                kind="refund", what=self.said(AmendsRequest, "what"),
            )
            for number in (70, 71, 72)
        )  # fmt: skip
        answer_request(manager, refused, approve=False, line=step[:300], now=after(1))
        drop_request(agent, dropped, now=after(1))

        self.held = self.sent(need="call_back", number=self._say("draft.number", 40),
                              answer_by=after(HOURS))  # fmt: skip
        cases.claim(supervisor, self.held, now=after(2))
        cases.call_back(supervisor, self.held, due_at=after(HOURS), now=after(2),
                        text=self._say("promise.text", 300))  # fmt: skip
        cases.not_reached(supervisor, self.held, ending=step[:300], next_at=after(HOURS), now=after(3))  # fmt: skip
        cases.hand_over(supervisor, self.held, to=manager, line=step[:300], now=after(4))
        cases.put_back(manager, self.held, line=step[:300], now=after(5))
        cases.claim(manager, self.held, now=after(5))

        self.ended = self.sent()
        cases.claim(supervisor, self.ended, now=after(2))
        cases.resolve(supervisor, self.ended, ending=step[:300], outcome="taken", now=after(3))
        cases.reopen(agent, self.ended, line=step[:300], now=after(4))
        cases.decline(supervisor, self.ended, line=step, now=after(5))

        self.closed = self.sent()
        cases.claim(supervisor, self.closed, now=after(2))
        cases.resolve(supervisor, self.closed, ending=self.said(Escalation, "ending"), left="same",
                      outcome="taken", now=after(3))  # fmt: skip

        self.over = self.sent()
        cases.decide(supervisor, self.over, line=step, now=after(2))
        cases.rate(agent, self.over, help="partly", line=self.said(Escalation, "help_line"),
                   left="same", now=after(3))  # fmt: skip
        entry = give_amends(
            manager, self.over, amount=Decimal(5), now=after(3), reason="Goodwill.", **give
        )
        reverse_amends(manager, entry, reason=self._say("amends.reason", 300), now=after(4))

        self.taken_back = self.sent()
        cases.withdraw(agent, self.taken_back, line=step[:300], now=after(2))
        drafts.decide_alone(
            agent, self.draft(need=""), decision=self.said(Escalation, "decision"), now=NOW
        )
        urgent = Category.objects.get(is_urgent=True)
        self.urgent = self.sent(category=urgent, said="", need="manager")
        keep_rest(agent, self.urgent, page="a", sequence=1,
                  fields={"said": self._say("draft.rest", 2_000)})  # fmt: skip

    def _learning(self) -> None:
        supervisor, manager, agent = self.people.supervisor, self.people.manager, self.people.agent
        for case in (self.over, self.ended):
            review(
                supervisor, case, happy_alone=False, why_not="rule", now=after(6),
                cause=self.said(Cause, "name"), learned=self._say("review.learned", 500),
            )  # fmt: skip
        self.over.refresh_from_db()
        self.cause = self.over.cause
        due, text = NOW.date(), self.said(Remedy, "text")
        self.remedy = fix_cause(supervisor, self.over, text=text, owner=supervisor, due_on=due, now=NOW)  # fmt: skip
        ask_training(supervisor, self.over, person=agent, text=text, owner=supervisor, due_on=due, now=NOW)  # fmt: skip
        other = fix_cause(supervisor, self.over, text=text, owner=manager, due_on=due, now=NOW)
        drop_remedy(supervisor, other, why=self.said(Remedy, "dropped_why"), now=NOW)
        views = {name: self._say(f"threeviews.{name}", 500) for name in VIEWS}
        write_views(supervisor, self.over, now=after(6), **views)
        plain = drafts.send(
            agent,
            drafts.start_draft(
                agent, now=NOW, category=self.category, about="A chair", need="decision"
            ).escalation,
            now=NOW,
        )
        cases.decide(supervisor, plain, line="A refund.", now=after(2))
        told = Told(
            self._say("trainingcase.title", 120), self._say("trainingcase.story", 2_000),
            self._say("trainingcase.question", 300), self._say("trainingcase.answer", 2_000),
        )  # fmt: skip
        self.training = publish_training_case(supervisor, plain, told, now=after(6))
        words = self._say("conflict.text", 500)
        self.conflict = report_conflict(agent, cases=(self.over, self.ended), text=words, now=NOW)
        settled = report_conflict(supervisor, cases=(self.over, plain), text=words, now=NOW)
        settle_conflict(supervisor, settled, text=self._say("conflict.settled", 500), now=NOW)
        self.settled = settled

    def _playbook(self) -> None:
        supervisor, agent, manager = self.people.supervisor, self.people.agent, self.people.manager
        line = self.said(ProtocolLine, "text")
        title = self.said(Protocol, "title")
        situation = self.said(ProtocolVersion, "situation")
        self.protocol = write_protocol(
            supervisor, title=title, category=self.category, owner=supervisor,
            review_on=date(2027, 5, 1), situation=f"{situation[:1_900]} once", publish=True,
            lines=[NewLine("yours", line, self.limit)], now=NOW,
        )  # fmt: skip
        first = version_in_force(self.protocol)
        ask = self._say("protocolquestion.text", 500)
        answered = ask_about(agent, first, text=ask, now=NOW)
        answer_question(
            supervisor, answered, answer=self._say("protocolquestion.answer", 500), now=NOW
        )
        self.question = ask_about(self.people.colleague, first, text=ask, now=NOW)
        write_version(
            supervisor, self.protocol, situation=situation, now=NOW, publish=True,
            change=self.said(ProtocolVersion, "change"),
            lines=[NewLine("yours", line, self.limit), NewLine("ask", line), NewLine("never", line)],
        )  # fmt: skip
        self.words = add_words(agent, self.protocol, text=self.said(HelpfulWords, "text"), now=NOW)
        reason = self.said(LimitProposal, "reason")
        refused = propose_limit(supervisor, self.limit, level=0, amount=Decimal(30), reason=reason, now=NOW)  # fmt: skip
        answer_limit(
            manager, refused, agree=False, line=self.said(LimitProposal, "answer"), now=NOW
        )
        self.refused = refused
        self.proposal = propose_limit(supervisor, self.limit, level=0, amount=Decimal(20), reason=reason, now=NOW)  # fmt: skip
        set_level(
            supervisor, agent, category=self.category, level=1, because="training",
            reason=self._say("levelchange.reason", 300), now=NOW,
        )  # fmt: skip

    def _settings(self) -> None:
        self.on_call = add_on_call(
            self.people.supervisor, self.waiting.team, person=self.people.manager, when="outside", now=NOW
        )  # fmt: skip
        billing = Category.objects.get(slug="billing")
        save_category(
            self.people.administrator, billing, name=self.said(Category, "name"), key=billing.key,
            is_urgent=False, now=NOW,
        )  # fmt: skip
