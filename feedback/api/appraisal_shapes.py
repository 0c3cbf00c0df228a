"""What programs send and get of appraisals."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from feedback.models import Evidence
from teams.api.serializers import StrictSerializer


class Words(serializers.CharField):
    """A text. How long it may be, the action says."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            **{"required": False, "allow_blank": True, "trim_whitespace": False, **more}
        )


class AppraisalKept(serializers.Serializer[Any]):
    """That it is kept: read it under its number."""

    id = serializers.IntegerField()
    state = serializers.CharField()
    version = serializers.IntegerField()


class AppraisalSaidSerializer(serializers.Serializer[Any]):
    """What one side says of one competency."""

    who = serializers.CharField()
    level = serializers.CharField(help_text="In words; empty where none was given.")
    described = serializers.CharField()
    words = serializers.CharField()


class AppraisalLevelSerializer(serializers.Serializer[Any]):
    """One of the four levels of a competency."""

    level = serializers.IntegerField()
    name = serializers.CharField()
    described = serializers.CharField()


class AppraisalLineSerializer(serializers.Serializer[Any]):
    """A competency, and what each side that you may read says of it."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    about = serializers.CharField()
    levels = AppraisalLevelSerializer(many=True)
    said = AppraisalSaidSerializer(many=True)


class AppraisalEvidenceSerializer(serializers.Serializer[Any]):
    """Something it rests on."""

    id = serializers.IntegerField()
    competency = serializers.IntegerField(
        allow_null=True, help_text="The number of what it speaks for; null for the whole."
    )
    kind = serializers.CharField()
    # What a field is called elsewhere; here it is a member of the answer.
    label = serializers.CharField()  # type: ignore[assignment]
    url = serializers.CharField(help_text="A path of this site; may be empty.")
    by = serializers.CharField()


class AppraisalWholeSerializer(serializers.Serializer[Any]):
    """An appraisal as its page shows it to you now."""

    id = serializers.IntegerField()
    cycle = serializers.CharField()
    person = serializers.CharField(help_text="Name.")
    leader = serializers.CharField(help_text="Name.")
    state = serializers.CharField()
    turn = serializers.CharField(help_text="In words.")
    out = serializers.BooleanField(help_text="Whether the person is out of the round.")
    trace = serializers.ListField(
        child=serializers.CharField(),
        help_text="Where it left its usual way, and why, in the order of time.",
    )
    competencies = AppraisalLineSerializer(many=True)
    whole = AppraisalSaidSerializer(many=True)
    evidence = AppraisalEvidenceSerializer(many=True)
    talked_on = serializers.DateField(allow_null=True)
    agreed = serializers.CharField()
    disagreement = serializers.CharField()
    able = serializers.ListField(child=serializers.CharField(), help_text="What you may do now.")
    part_token = serializers.CharField(help_text="Of your own part as it stands, for `save`.")
    settled_token = serializers.CharField(help_text="Of what both settled, for `talk`.")
    disagreement_token = serializers.CharField(help_text="Of the disagreement, for `disagree`.")
    whole_token = serializers.CharField(help_text="Of all that would be signed, for `sign`.")
    version = serializers.IntegerField()


class AppraisalSaysBody(StrictSerializer):
    """What you say of one competency."""

    competency = serializers.IntegerField(min_value=1, max_value=2**62)
    level = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=4)
    words = Words()


class AppraisalPartBody(StrictSerializer):
    """Your own part, or some of it; what is left out stays."""

    says = AppraisalSaysBody(many=True, required=False)
    whole = Words(required=False, help_text="On the time as a whole.")
    token = serializers.CharField(
        required=False, max_length=32, help_text="`part_token` as read: changed since, it is 409."
    )


class AppraisalSignBody(StrictSerializer):
    """What you sign."""

    token = serializers.CharField(max_length=32, help_text="`whole_token` of what you have read.")


class AppraisalTalkBody(StrictSerializer):
    """When the two talked, and what they aim for."""

    talked_on = serializers.DateField()
    agreed = Words(required=True)
    token = serializers.CharField(
        required=False,
        max_length=32,
        help_text="`settled_token` as read: changed since, it is 409.",
    )


class AppraisalDisagreeBody(StrictSerializer):
    """Where the person sees it otherwise."""

    disagreement = Words(required=True, help_text="Empty takes it away, until you sign.")
    token = serializers.CharField(
        required=False,
        max_length=32,
        help_text="`disagreement_token` as read: changed since, it is 409.",
    )


class AppraisalReasonBody(StrictSerializer):
    """Why an appraisal leaves its usual way."""

    reason = Words(required=True, help_text="Both of the two read it.")


class AppraisalSuggestionSerializer(serializers.Serializer[Any]):
    """Something that could be put in: both of the two may open it."""

    kind = serializers.CharField()
    object_id = serializers.IntegerField()
    # What a field is called elsewhere; here it is a member of the answer.
    label = serializers.CharField()  # type: ignore[assignment]
    url = serializers.CharField(help_text="A path of this site.")


class AppraisalEvidenceBody(StrictSerializer):
    """One of the suggestions, or words of your own for what no page knows of."""

    kind = serializers.ChoiceField(choices=Evidence.Kind.choices, required=False)
    object_id = serializers.IntegerField(required=False, min_value=1, max_value=2**62)
    words = Words()
    competency = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=2**62, help_text="What it is about."
    )


class AppraisalPutInSerializer(AppraisalKept):
    """That it is put in."""

    evidence = serializers.IntegerField(help_text="Its number.")
