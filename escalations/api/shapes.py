"""Escalations as they are answered. Whoever may open a case reads it whole, the customer's words too."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from escalations.api.steps import allowed_to
from escalations.models import (
    Amends,
    AmendsKind,
    AmendsRequest,
    Avoidable,
    Channel,
    Escalation,
    Help,
    Left,
    Need,
    Outcome,
    Promise,
    Step,
    WhyNot,
)
from teams.api.serializers import PageOf, StrictSerializer, exact

TOLD = (
    "need", "outcome", "due_at", "tries", "left", "help", "kind", "amount", "what", "avoidable",
    "happy_alone", "why_not", "cause", "undo", "refused", "dropped", "with_answer", "corrects",
)  # fmt: skip
"""What of an entry's data is told as it is; people in it are told by their logins."""


def _login(source: str, **more: Any) -> serializers.CharField:
    return serializers.CharField(source=f"{source}.username", default=None, read_only=True, **more)


class PromiseSerializer(StrictSerializer):
    """What the customer was told would happen by when."""

    text = serializers.CharField(read_only=True)
    due_at = serializers.DateTimeField(read_only=True)
    state = serializers.ChoiceField(choices=Promise.State.choices, read_only=True)
    made_by = _login("made_by")
    made_at = serializers.DateTimeField(read_only=True)
    ended_at = serializers.DateTimeField(read_only=True, allow_null=True)


class StepSerializer(StrictSerializer):
    """One entry of the timeline, which is only ever added to."""

    number = serializers.IntegerField(read_only=True)
    kind = serializers.ChoiceField(choices=Step.Kind.choices, read_only=True)
    by = _login("by", help_text="Login; null where the clock did it.")
    at = serializers.DateTimeField(read_only=True)
    text = serializers.CharField(read_only=True)
    to = serializers.SerializerMethodField(help_text="Logins of who was asked or given it.")
    details = serializers.SerializerMethodField(help_text="What the kind of entry needs.")

    def get_to(self, step: Step) -> list[str]:
        """Whom it went to."""
        logins: dict[int, str] = self.context["logins"]
        return [logins[pk] for pk in people_in(step) if pk in logins]

    def get_details(self, step: Step) -> dict[str, Any]:
        """Its data without ids."""
        return {name: step.data[name] for name in TOLD if name in step.data}


def people_in(step: Step) -> list[int]:
    """The ids of those whom an entry names as asked or given it."""
    to = step.data.get("to") if isinstance(step.data, dict) else None
    found = to if isinstance(to, list) else [to]
    return [pk for pk in found if isinstance(pk, int)]


class AmendsSerializer(StrictSerializer):
    """One entry of the ledger."""

    id = serializers.IntegerField(read_only=True)
    kind = serializers.ChoiceField(choices=AmendsKind.choices, read_only=True)
    what = serializers.CharField(read_only=True)
    amount = serializers.SerializerMethodField(help_text="Below zero in a counter-entry.")
    day = serializers.DateField(read_only=True)
    given_by = _login("given_by")
    approved_by = _login("approved_by", help_text="Within whose limit it was given.")
    given_at = serializers.DateTimeField(read_only=True)
    reverses = serializers.IntegerField(source="reverses_id", read_only=True, allow_null=True)
    reason = serializers.CharField(read_only=True)

    def get_amount(self, entry: Amends) -> str:
        """In the organisation's currency."""
        return exact(entry.amount, 2)


class AmendsRequestSerializer(StrictSerializer):
    """Amends above the limit of who would give them."""

    id = serializers.IntegerField(read_only=True)
    kind = serializers.ChoiceField(choices=AmendsKind.choices, read_only=True)
    what = serializers.CharField(read_only=True)
    amount = serializers.SerializerMethodField()
    state = serializers.ChoiceField(choices=AmendsRequest.State.choices, read_only=True)
    asked_by = _login("asked_by")
    asked_at = serializers.DateTimeField(read_only=True)
    answered_by = _login("answered_by")
    answered_at = serializers.DateTimeField(read_only=True, allow_null=True)
    line = serializers.CharField(read_only=True)

    def get_amount(self, asked: AmendsRequest) -> str:
        """In the organisation's currency."""
        return exact(asked.amount, 2)


class ReviewSerializer(StrictSerializer):
    """A look back; one for each time the case ended."""

    happy_alone = serializers.BooleanField(read_only=True)
    why_not = serializers.ChoiceField(choices=WhyNot.choices, read_only=True)
    avoidable = serializers.ChoiceField(
        choices=Avoidable.choices,
        read_only=True,
        help_text="Empty while the look back has only begun.",
    )
    learned = serializers.CharField(read_only=True)
    by = _login("by")
    at = serializers.DateTimeField(read_only=True)


class EscalationRow(StrictSerializer):
    """A case as it stands, in a list."""

    id = serializers.IntegerField(read_only=True)
    state = serializers.ChoiceField(choices=Escalation.State.choices, read_only=True)
    version = serializers.IntegerField(
        read_only=True, help_text="Send it back with a step: what happened since is then a 409."
    )
    team = serializers.CharField(source="team.slug", read_only=True)
    category = serializers.CharField(source="category.slug", default=None, read_only=True)
    channel = serializers.ChoiceField(choices=Channel.choices, read_only=True)
    about = serializers.CharField(read_only=True)
    reference = serializers.CharField(read_only=True)
    customer_name = serializers.CharField(read_only=True)
    need = serializers.ChoiceField(choices=Need.choices, read_only=True)
    proposal = serializers.CharField(read_only=True)
    logged_by = _login("logged_by")
    created_at = serializers.DateTimeField(read_only=True)
    opened_at = serializers.DateTimeField(read_only=True, allow_null=True)
    day = serializers.DateField(read_only=True, allow_null=True, help_text="The team's day.")
    on_duty = _login("on_duty", help_text="Login of the leader who was told.")
    claimed_by = _login("claimed_by")
    claimed_at = serializers.DateTimeField(read_only=True, allow_null=True)
    answered_at = serializers.DateTimeField(read_only=True, allow_null=True)
    due_at = serializers.DateTimeField(
        read_only=True, allow_null=True, help_text="When the open promise is due."
    )
    promise = serializers.SerializerMethodField()
    decided_by = _login("decided_by")
    outcome = serializers.ChoiceField(choices=Outcome.choices, read_only=True)
    decision = serializers.CharField(read_only=True)
    ending = serializers.CharField(read_only=True)
    left = serializers.ChoiceField(choices=Left.choices, read_only=True)
    resolved_at = serializers.DateTimeField(read_only=True, allow_null=True)
    reviewed_at = serializers.DateTimeField(read_only=True, allow_null=True)
    reopened = serializers.IntegerField(read_only=True)
    cause = serializers.CharField(source="cause.name", default=None, read_only=True)
    avoidable = serializers.ChoiceField(choices=Avoidable.choices, read_only=True)
    earlier = serializers.IntegerField(read_only=True)
    help = serializers.ChoiceField(choices=Help.choices, read_only=True)
    help_line = serializers.CharField(read_only=True)
    wants_break = serializers.BooleanField(read_only=True)

    @extend_schema_field(PromiseSerializer(allow_null=True))
    def get_promise(self, case: Escalation) -> Any:
        """The open promise, else the last one; null where none was made."""
        promises = sorted(case.promises.all(), key=lambda one: one.pk)
        if not promises:
            return None
        still = [one for one in promises if one.state == Promise.State.OPEN]
        return PromiseSerializer((still or promises)[-1]).data


class EscalationWhole(EscalationRow):
    """A case with all that belongs to it."""

    said = serializers.CharField(read_only=True)
    timeline = StepSerializer(source="steps", many=True, read_only=True)
    promises = PromiseSerializer(many=True, read_only=True)
    amends = AmendsSerializer(many=True, read_only=True)
    amends_requests = AmendsRequestSerializer(many=True, read_only=True)
    reviews = ReviewSerializer(many=True, read_only=True)
    allowed = serializers.SerializerMethodField(
        help_text="What you may do now, each an address under the case."
    )

    def get_allowed(self, case: Escalation) -> list[str]:
        """What the state allows and you may do."""
        return allowed_to(self.context["request"].user, case)


class EscalationPageOf(PageOf):
    """Some of the escalations."""

    results = EscalationRow(many=True)
