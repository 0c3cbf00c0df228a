"""One of everything in the playbook, for the matrix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from escalations.actions.confirming import ask_about
from escalations.actions.limits import add_limit
from escalations.actions.playbook import write_protocol, write_version
from escalations.actions.playbook_checks import NewLine
from escalations.actions.proposing import propose_limit
from escalations.actions.words import add_words
from escalations.models import (
    Category,
    HelpfulWords,
    Limit,
    LimitProposal,
    Protocol,
    ProtocolQuestion,
    ProtocolVersion,
)
from teams.models import User


@dataclass(frozen=True)
class Book:
    """A protocol of Marcus's in use, with a draft; Jin's words and question; a limit and a proposal of Marcus's."""

    protocol: Protocol
    draft: ProtocolVersion
    words: HelpfulWords
    question: ProtocolQuestion
    limit: Limit
    proposal: LimitProposal
    category: Category


def make_book(people: Mapping[str, User], now: datetime) -> Book:
    """Through the actions, as anybody would."""
    delivery = Category.objects.get(slug="delivery")
    marcus = people["supervisor"]
    limit = add_limit(
        people["manager"],
        category=delivery,
        name="Refund the charge",
        kind="refund",
        amounts={0: Decimal(20)},
        reason="So far.",
        now=now,
    )
    line = NewLine("yours", "Refund the charge", limit)
    protocol = write_protocol(
        marcus,
        title="Late delivery",
        category=delivery,
        owner=marcus,
        review_on=date(2027, 5, 1),
        situation="The van missed its slot.",
        lines=[line],
        publish=True,
        now=now,
    )
    published = protocol.versions.get()
    question = ask_about(people["agent"], published, text="Every time?", now=now)
    draft = write_version(
        marcus,
        protocol,
        situation="The van missed its slot.",
        change="Ask first.",
        lines=[line, NewLine("ask", "A slot")],
        now=now,
    )
    words = add_words(people["agent"], protocol, text="I’d be fed up too.", now=now)
    proposal = propose_limit(
        marcus, limit, level=0, amount=Decimal(30), reason="We always agree.", now=now
    )
    return Book(protocol, draft, words, question, limit, proposal, delivery)
