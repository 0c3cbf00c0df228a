"""What of `escalations` can be found: cases that were sent, protocols and training cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from escalations.models import Escalation, Outcome, Protocol, ProtocolVersion, TrainingCase
from escalations.permissions import (
    can_log,
    can_write_protocols,
    escalations_visible_to,
    protocols_visible_to,
)
from teams.models import User
from teams.searching import Beside, Document, Source, Things, Verb, register_source, register_verbs


def register() -> None:
    """Called once, when the app is ready."""
    register_source(
        Source(
            kind="protocol",
            label="Playbook",
            icon="book-open",
            things=Things(
                Protocol,
                _protocol,
                frozenset({"title", "slug", "archived_at"}),
                (Beside(ProtocolVersion, frozenset({"published_at"}), _of_version),),
            ),
            visible=_protocols,
            address=lambda key: reverse("escalations:protocol", args=[key]),
            place=6,
            by_name=True,
        )
    )
    register_source(
        Source(
            kind="training_case",
            label="Training cases",
            icon="graduation-cap",
            things=Things(
                TrainingCase,
                _training_case,
                frozenset({"title", "story", "question", "answer", "archived_at"}),
            ),
            visible=_training_cases,
            address=lambda key: reverse("escalations:training_case", args=[int(key)]),
            place=7,
        )
    )
    register_source(
        Source(
            kind="escalation",
            label="Escalations",
            icon="corner-up-right",
            things=Things(
                Escalation,
                _case,
                frozenset(
                    {
                        "opened_at",
                        "about",
                        "reference",
                        "customer_name",
                        "said",
                        "proposal",
                        "decision",
                        "outcome",
                    }
                ),
            ),
            visible=_cases,
            address=lambda key: reverse("escalations:case", args=[int(key)]),
            place=8,
            calls="escalation case",
        )
    )
    register_verbs("escalations", _verbs)


def _of_version(version: ProtocolVersion) -> Protocol:
    return version.protocol


def _protocol(protocol: Protocol) -> Document:
    """As it was published last. A draft that follows is its writers' until then."""
    published = protocol.versions.filter(published_at__isnull=False).order_by("number").last()
    texts: tuple[str, ...] = ()
    if published is not None:
        lines = published.lines.order_by("position").values_list("text", flat=True)
        texts = (published.situation, *lines)
    detail = "Put away" if protocol.archived_at else "" if published else "Not published yet"
    return Document(protocol.title, texts, protocol.slug, detail, protocol.created_at)


def _protocols(user: User, now: datetime) -> QuerySet[Protocol]:
    return protocols_visible_to(user)


def _training_case(case: TrainingCase) -> Document | None:
    if case.archived_at is not None:
        return None
    texts = (case.story, case.question, case.answer)
    return Document(case.title, texts, detail=case.question, at=case.made_at)


def _training_cases(user: User, now: datetime) -> QuerySet[TrainingCase]:
    """Everybody's: names were taken out before they became such."""
    return TrainingCase.objects.filter(archived_at=None)


def _case(case: Escalation) -> Document | None:
    """What was sent. A draft is being written, and waits in its agent's own list."""
    if case.state == Escalation.State.DRAFT:
        return None
    number = f"Escalation {case.pk}"
    texts = (
        str(case.pk),
        case.reference,
        case.reference_key,
        case.customer_name,
        case.said,
        case.proposal,
        case.decision,
    )
    came = str(Outcome(case.outcome).label) if case.outcome else "Not answered yet"
    return Document(
        case.about or number,
        texts,
        # Of five that are about the same thing, which one it is.
        detail=f"{number} · {came}",
        at=case.opened_at or case.created_at,
    )


def _cases(user: User, now: datetime) -> QuerySet[Escalation]:
    return escalations_visible_to(user)


def _verbs(person: User) -> Iterator[Verb]:
    if can_log(person):
        url = reverse("escalations:log")
        yield Verb("Log escalation", url, "corner-up-right", "new customer case manager")
    if can_write_protocols(person):
        url = reverse("escalations:protocol_new")
        yield Verb("Write a protocol", url, "book-open", "new playbook")
