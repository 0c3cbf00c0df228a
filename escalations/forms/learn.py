"""What looking back on a case asks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet

from escalations.actions.remedies import USUAL_DAYS
from escalations.models import Escalation, Limit, Protocol, WhyNot
from teams.forms.base import DayField
from teams.models import Membership, User

SPOKEN = {"rows": 3, "class": "input--serif"}
NOTHING = "none"
YES, NO = "yes", "no"


class ReviewForm(forms.Form):
    """Could the agent have decided it? `version` is the case's when the form was drawn."""

    happy_alone = forms.ChoiceField(
        label="Would you have been happy for them to decide this alone?",
        choices=[(YES, "Yes"), (NO, "No")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you would have been happy for them to decide it."},
    )
    why_not = forms.ChoiceField(
        label="What stood in the way?",
        choices=[(NOTHING, "Nothing: it was theirs to decide"), *WhyNot.choices],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what stood in the way, or that nothing did."},
    )
    cause = forms.CharField(
        label="What was behind it?",
        help_text="Choose one that is known, or name a new one: “Carrier missed the slot”.",
        max_length=80,
        widget=forms.TextInput(attrs={"list": "causes", "autocomplete": "off"}),
        error_messages={
            "required": "Say what was behind it, for example “Carrier missed the slot”."
        },
    )
    learned = forms.CharField(
        label="What did we learn?",
        help_text="About the work, not about single people. The agent reads it.",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs=SPOKEN),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, data: Any, initial: dict[str, Any], *, agent: str) -> None:
        super().__init__(data, initial=initial)
        label = f"Would you have been happy for {agent} to decide this alone?"
        self.fields["happy_alone"].label = label

    def values(self) -> dict[str, Any]:
        """The arguments of the action."""
        given = self.cleaned_data
        why_not = given["why_not"]
        return {
            "happy_alone": given["happy_alone"] == YES,
            "why_not": "" if why_not == NOTHING else why_not,
            "cause": given["cause"],
            "learned": given["learned"],
            "version": given["version"],
        }


class RemedyForm(forms.Form):
    """Who sees to it, by when."""

    text = forms.CharField(
        label="What is to be done?",
        max_length=300,
        widget=forms.Textarea(attrs={**SPOKEN, "rows": 2}),
        error_messages={"required": "Say what is to be done."},
    )
    owner = forms.ModelChoiceField(
        User.objects.none(),
        label="Who sees to it?",
        empty_label=None,
        error_messages={
            "required": "Say who sees to it.",
            "invalid_choice": "Choose somebody from the list.",
        },
    )
    due_on = DayField(label="By when?", error_messages={"required": "Say by when."})

    def __init__(self, data: Any, case: Escalation, by: User, today: date) -> None:
        due = today + timedelta(days=USUAL_DAYS)
        super().__init__(data, initial={"owner": by.pk, "due_on": due})
        self.case, self.today = case, today
        self.prepare()

    def prepare(self) -> None:
        """What may be chosen in this case."""
        self._people("owner")

    def _people(self, name: str, **narrowed: Any) -> None:
        here = Membership.objects.on(self.today).filter(team=self.case.team_id, **narrowed)
        people = User.objects.filter(pk__in=here.values("user_id"), is_active=True)
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = people.order_by("name")

    def values(self) -> dict[str, Any]:
        """The arguments of the action."""
        return dict(self.cleaned_data)


class TrainingForm(RemedyForm):
    """Who is to learn what, and who sees to it."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        label="Who is to be trained?",
        empty_label="Choose",
        error_messages={
            "required": "Say who is to be trained.",
            "invalid_choice": "Choose somebody of the team.",
        },
    )
    field_order = ("person", "text", "owner", "due_on")

    def prepare(self) -> None:
        """Anybody of the team; the case's agent stands there first."""
        super().prepare()
        self._people("person")
        self.initial["person"] = self.case.logged_by_id
        self.fields["text"].label = "What are they to learn?"
        self.fields["text"].error_messages["required"] = "Say what they are to learn."


class LimitForm(forms.Form):
    """Which limit, for whom, up to how much, and why."""

    limit = forms.ModelChoiceField(
        Limit.objects.none(),
        label="Which limit?",
        empty_label="Choose",
        error_messages={
            "required": "Choose a limit of this kind of case.",
            "invalid_choice": "Choose a limit of this kind of case.",
        },
    )
    level = forms.TypedChoiceField(
        label="For agents from which level on?",
        choices=[(str(level), f"Level {level}") for level in range(4)],
        coerce=int,
    )
    amount = forms.DecimalField(
        label="Up to how much?",
        max_digits=11,
        decimal_places=2,
        error_messages={
            "required": "Say up to how much, as a number.",
            "invalid": "Write the amount as a number, for example 25 or 7.50.",
        },
    )
    reason = forms.CharField(
        label="Why?",
        help_text="The manager who decides reads it beside this case.",
        max_length=300,
        widget=forms.Textarea(attrs={**SPOKEN, "rows": 2}),
        error_messages={"required": "Say why, in a sentence."},
    )

    def __init__(self, data: Any, case: Escalation) -> None:
        super().__init__(data)
        field = self.fields["limit"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Limit.objects.filter(category=case.category_id, archived_at=None)

    def values(self) -> dict[str, Any]:
        """The arguments of the action."""
        return dict(self.cleaned_data)


class ProtocolForm(forms.Form):
    """Which protocol changes, or how a new one is called."""

    protocol = forms.ModelChoiceField(
        Protocol.objects.none(),
        label="Which protocol?",
        empty_label="A new one",
        required=False,
        error_messages={"invalid_choice": "Choose a protocol for this kind of case."},
    )
    title = forms.CharField(
        label="How is a new one called?",
        help_text="The situation in a few words: “A third missed delivery”.",
        max_length=120,
        required=False,
    )
    change = forms.CharField(
        label="What is new?",
        help_text="Everybody who confirms it reads this first.",
        max_length=300,
        widget=forms.Textarea(attrs={**SPOKEN, "rows": 2}),
        error_messages={"required": "Say what is new, in a sentence."},
    )

    def __init__(self, data: Any, case: Escalation) -> None:
        super().__init__(data)
        field = self.fields["protocol"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = protocols_of(case)

    def values(self) -> dict[str, Any]:
        """The arguments of the action."""
        return dict(self.cleaned_data)


def protocols_of(case: Escalation) -> QuerySet[Protocol]:
    """What one may change from this case."""
    return Protocol.objects.filter(category=case.category_id, archived_at=None).order_by("title")


class DropForm(forms.Form):
    """Why it is not done after all."""

    why = forms.CharField(
        label="Why not?",
        max_length=300,
        widget=forms.Textarea(attrs={**SPOKEN, "rows": 2}),
        error_messages={"required": "Say why, for whoever wonders next time."},
    )


class CauseForm(forms.Form):
    """How a cause is called."""

    name = forms.CharField(
        label="How is it called?",
        max_length=80,
        error_messages={
            "required": "Say what was behind it, for example “Carrier missed the slot”."
        },
    )
