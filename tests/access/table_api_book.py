"""Who may do what through the API of the playbook, limits, categories, causes and duty. Part of the table."""

from __future__ import annotations

from typing import Any

from escalations.models import Cause
from tests.access.table import (
    ADMINISTRATOR,
    AGENT,
    API_READERS,
    KEEPERS,
    LEAD_NORTH,
    LEADERS,
    MANAGERS,
    ONLY_SEND,
    PEOPLE,
    TOKENS,
    Roles,
    Row,
    Where,
    limit,
    north,
    protocol,
    roles,
)
from tests.access.world import ABSENT, World

READER = roles("reader")
DONE = {"POST": {204}}


def _set(who: Roles, at: Where, sees: Roles = PEOPLE, **body: Any) -> Row:
    """Done by a few; whoever sees it besides may not."""
    return Row(at, post=who, forbidden={"POST": sees - who | TOKENS}, body=body)


def _without_answer(who: Roles, at: Where) -> Row:
    return Row(at, post=who, forbidden={"POST": PEOPLE - who | TOKENS}, reached=DONE)


def _changed(who: Roles, at: Where, **body: Any) -> Row:
    """Read by everybody, changed by a few."""
    return Row(
        at,
        get=API_READERS,
        patch=who,
        forbidden={**ONLY_SEND, "PATCH": PEOPLE - who | TOKENS},
        body=body,
    )


def _added(who: Roles, **body: Any) -> Row:
    """Listed for everybody, added to by a few."""
    return Row(
        get=API_READERS,
        post=who,
        forbidden={**ONLY_SEND, "POST": PEOPLE - who | TOKENS},
        body=body,
    )


def slug_of_category(world: World) -> dict[str, Any]:
    return {"slug": world.book.category.slug}


def cause(world: World) -> dict[str, Any]:
    return {"pk": Cause.objects.get(name="Carrier late").pk}


def on_call(world: World) -> dict[str, Any]:
    return {"slug": world.north.slug, "entry": world.cases.on_call.pk}


def words_of(world: World) -> dict[str, Any]:
    return {"slug": world.book.protocol.slug, "words": world.book.words.pk}


def question(world: World) -> dict[str, Any]:
    return {"slug": world.book.protocol.slug, "question": world.book.question.pk}


SEES_DUTY = AGENT | LEAD_NORTH | ADMINISTRATOR
CONTENT = {"situation": "It came late.", "lines": [{"kind": "ask", "text": "A slot"}]}

BOOK: dict[str, Row] = {
    # Set by administrators.
    "api:category-list": _added(ADMINISTRATOR, name="Gift cards", key=8),
    "api:category-detail": _changed(ADMINISTRATOR, slug_of_category, name="Deliveries"),
    "api:category-away": _set(ADMINISTRATOR, slug_of_category),
    "api:category-restore": _set(ADMINISTRATOR, slug_of_category),
    "api:category-move": _set(ADMINISTRATOR, slug_of_category, up=False),
    # Set by managers.
    "api:limit-list": _added(
        MANAGERS, category="delivery", name="A voucher", kind="credit", amounts={"0": "10"},
        reason="So.",
    ),
    "api:limit-detail": _changed(MANAGERS, limit, amounts={"1": "30"}, reason="So."),
    "api:limit-away": _set(MANAGERS, limit),
    "api:limit-restore": _set(MANAGERS, limit),
    # Named by leaders; to nobody else are they there.
    "api:cause-detail": Row(
        cause,
        get=LEADERS | READER,
        patch=LEADERS,
        forbidden={**ONLY_SEND, "PATCH": TOKENS},
        body={"name": "Carrier late again"},
    ),
    "api:cause-merge": _set(LEADERS, cause, LEADERS, into=ABSENT),
    "api:cause-away": Row(cause, post=LEADERS, forbidden={"POST": TOKENS}, reached=DONE),
    # The team's leaders say who is asked; administrators set budgets.
    "api:duty-minutes": _set(
        LEAD_NORTH, north, SEES_DUTY, answer_within=20, warn_before=5, pass_on_after=6
    ),
    "api:duty-on-call": _set(LEAD_NORTH, north, SEES_DUTY, person="priya", when="outside"),
    "api:duty-on-call-entry": Row(
        on_call,
        patch=LEAD_NORTH,
        forbidden={"PATCH": SEES_DUTY - LEAD_NORTH | TOKENS},
        body={"away_until": "2026-12-01"},
    ),
    "api:duty-on-call-move": _set(LEAD_NORTH, on_call, SEES_DUTY, up=True),
    "api:duty-on-call-off": _set(LEAD_NORTH, on_call, SEES_DUTY),
    "api:duty-budget": _set(MANAGERS, north, SEES_DUTY, amount="500"),
    # Written by leaders, kept by its owner, managers and administrators.
    "api:protocol-list": _added(LEADERS, title="Left outside", category="delivery", **CONTENT),
    "api:protocol-detail": _changed(KEEPERS, protocol, review_on="2027-02-01"),
    "api:protocol-versions": Row(
        protocol,
        get=API_READERS,
        post=LEADERS,
        forbidden={**ONLY_SEND, "POST": PEOPLE - LEADERS | TOKENS},
        body={**CONTENT, "change": "Late."},
    ),
    "api:protocol-draft": Row(
        protocol,
        get=LEADERS | READER,
        forbidden={"GET": PEOPLE - LEADERS | ONLY_SEND["GET"]},
    ),
    "api:protocol-difference": Row(
        protocol, get=API_READERS, forbidden=ONLY_SEND, query="?from=1&to=1"
    ),
    "api:protocol-publish": _set(KEEPERS, protocol, token="x"),
    "api:protocol-discard": _without_answer(KEEPERS, protocol),
    "api:protocol-reviewed": _without_answer(KEEPERS, protocol),
    "api:protocol-away": _without_answer(KEEPERS, protocol),
    "api:protocol-restore": _without_answer(KEEPERS, protocol),
    # Words and questions.
    "api:protocol-words": _set(PEOPLE, protocol, text="I can see why."),
    "api:protocol-words-used": _set(PEOPLE, words_of),
    "api:protocol-words-away": _without_answer(KEEPERS | AGENT, words_of),
    "api:protocol-questions": Row(protocol, get=API_READERS, forbidden=ONLY_SEND),
    "api:protocol-question-answer": _set(KEEPERS, question, answer="Yes."),
}  # fmt: skip
