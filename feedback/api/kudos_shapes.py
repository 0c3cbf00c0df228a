"""What the API says of a thanks, and what it takes."""

from __future__ import annotations

from rest_framework import serializers

from feedback.actions.kudos import LONGEST, MOST_PEOPLE
from feedback.actions.kudos_answers import LONGEST_REPLY
from feedback.models import Kudos, Reply, Visibility
from teams.api.serializers import StrictSerializer

WHO_READS = [
    (Visibility.PUBLIC.value, "Everyone"),
    (Visibility.TEAM.value, "The team"),
    (Visibility.PRIVATE.value, "Only its author and those it thanks"),
]
"""As the description of the API says it: a private one to several people is not between two alone."""


class KudosNew(StrictSerializer):
    """A thanks. Its words whole, or its three parts, of which one is enough."""

    to = serializers.ListField(
        child=serializers.CharField(max_length=150),
        default=list,
        max_length=MOST_PEOPLE,
        help_text="Logins of whom it is for.",
    )
    to_team = serializers.CharField(
        required=False, help_text="Slug of a team, to thank all who are in it today."
    )
    words = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST)
    moment = serializers.CharField(required=False, allow_blank=True, max_length=300)
    act = serializers.CharField(
        required=False, allow_blank=True, max_length=500, help_text="What they did."
    )
    effect = serializers.CharField(
        required=False, allow_blank=True, max_length=500, help_text="What it changed."
    )
    strengths = serializers.ListField(
        child=serializers.CharField(max_length=50), default=list, help_text="Slugs of strengths."
    )
    visibility = serializers.ChoiceField(choices=WHO_READS, default=Visibility.TEAM)
    goal = serializers.IntegerField(required=False, help_text="Number of a goal it is about.")
    praise = serializers.IntegerField(
        required=False, help_text="Number of a customer's words it is about."
    )
    link = serializers.CharField(
        required=False,
        max_length=200,
        help_text="Address of the escalation, idea or goal it is about: `/escalations/1184/`.",
    )


class KudosRow(StrictSerializer):
    """A thanks as a list has it."""

    id = serializers.IntegerField(source="pk", read_only=True)
    author = serializers.CharField(source="author.username", read_only=True, help_text="Login.")
    to = serializers.SerializerMethodField(help_text="Logins of whom it is for.")
    to_team = serializers.CharField(source="to_team.slug", default=None, read_only=True)
    team = serializers.CharField(source="team.slug", read_only=True, help_text="Whose it is.")
    words = serializers.CharField(read_only=True)
    moment = serializers.CharField(read_only=True)
    act = serializers.CharField(read_only=True)
    effect = serializers.CharField(read_only=True)
    strengths = serializers.SerializerMethodField(help_text="Slugs.")
    visibility = serializers.ChoiceField(choices=WHO_READS, read_only=True)
    goal = serializers.SerializerMethodField(
        help_text="Number of the goal it is about, where you may open that."
    )
    praise = serializers.SerializerMethodField(
        help_text="Number of the customer's words it is about, where you may read those."
    )
    link = serializers.SerializerMethodField(
        help_text="Address of what it is about, for those it is between; else empty."
    )
    saw = serializers.IntegerField(read_only=True, help_text="How many say they saw it too.")
    shared_at = serializers.DateTimeField(read_only=True)
    edited_at = serializers.DateTimeField(read_only=True, allow_null=True)

    def get_to(self, kudos: Kudos) -> list[str]:
        """Those who do not keep it to themselves; all of them for those it is between."""
        is_between = self._is_between(kudos)
        thanked = kudos.recipients.all()
        return [one.user.username for one in thanked if is_between or one.hidden_at is None]

    def get_goal(self, kudos: Kudos) -> int | None:
        """Not even its number where the caller may not open it."""
        return kudos.goal_id if getattr(kudos, "opens_goal", False) else None

    def get_praise(self, kudos: Kudos) -> int | None:
        """The same."""
        return kudos.praise_id if getattr(kudos, "reads_praise", False) else None

    def get_link(self, kudos: Kudos) -> str:
        """As on the card: those it is between may open what it points at."""
        return kudos.link_url if self._is_between(kudos) else ""

    def _is_between(self, kudos: Kudos) -> bool:
        caller = self.context["request"].user.pk
        return kudos.author_id == caller or any(
            one.user_id == caller for one in kudos.recipients.all()
        )

    def get_strengths(self, kudos: Kudos) -> list[str]:
        """In their order."""
        return [one.slug for one in kudos.strengths.all()]


class ReplyShape(StrictSerializer):
    """An answer beneath it."""

    id = serializers.IntegerField(source="pk", read_only=True)
    by = serializers.CharField(source="by.username", read_only=True, help_text="Login.")
    words = serializers.CharField(max_length=LONGEST_REPLY)
    at = serializers.DateTimeField(read_only=True)
    hidden = serializers.SerializerMethodField(
        help_text="True where only those thanked and whoever wrote it read it."
    )

    def get_hidden(self, answer: Reply) -> bool:
        """Kept from others by somebody thanked."""
        return answer.hidden_at is not None


class EditShape(StrictSerializer):
    """What it said until an edit."""

    words = serializers.CharField(read_only=True)
    at = serializers.DateTimeField(read_only=True)


class KudosWhole(KudosRow):
    """A thanks with what others added, and what it said before."""

    saw_by = serializers.SerializerMethodField(help_text="Logins.")
    replies = ReplyShape(many=True, read_only=True)
    edits = EditShape(many=True, read_only=True)

    def get_saw_by(self, kudos: Kudos) -> list[str]:
        """In the order in which they said so."""
        return [one.user.username for one in kudos.sightings.all()]


class KudosWords(StrictSerializer):
    """Other words for a thanks."""

    words = serializers.CharField(max_length=LONGEST)
    version = serializers.IntegerField(
        required=False, help_text="Number of edits you have seen; with another it is a 409."
    )
