"""What tasks ask: the offer, and each answer with its line and its days."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from feedback.actions.delegated import NO_RESULT, NO_WHAT, NO_WHY
from feedback.actions.delegated_holding import MOST_OWN_DAYS
from feedback.actions.delegated_rows import LONGEST_LINE, LONGEST_WHAT
from feedback.models import DelegatedTask, Going, Rhythm, Strength, Wish
from feedback.permissions.delegated import people_to_hand_to
from feedback.queries.delegated_people import wishes_it_could_fit
from teams.forms.base import DayField
from teams.models import User
from teams.names import first_name

NOTHING = ""
STRENGTH, WISH = "strength-", "wish-"
OWN_DAYS = tuple(f"own_{n}" for n in range(1, MOST_OWN_DAYS + 1))
FEWEST_OWN_DAYS = 3
_NTH = (
    "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth",
    "Eleventh", "Twelfth",
)  # fmt: skip
_SPOKEN = {"rows": 2, "class": "input--serif", "data-grow": "true", "maxlength": LONGEST_LINE}


class Versioned(forms.Form):
    """Carries the version of the task that it was drawn from."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1
    )

    def values(self) -> dict[str, Any]:
        """The arguments of the action."""
        return dict(self.cleaned_data)


def _spoken(label: str, missing: str = "", hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=LONGEST_LINE,
        required=bool(missing),
        widget=forms.Textarea(attrs=_SPOKEN),
        error_messages={"required": missing} if missing else None,
    )


class OfferForm(forms.Form):
    """A task for somebody one leads. What it fits can be a strength, or what they said of themself."""

    to = forms.ModelChoiceField(
        label="Who could take it on?",
        queryset=User.objects.none(),
        empty_label="Choose somebody",
        error_messages={
            "required": "Choose somebody you lead.",
            "invalid_choice": "Choose somebody you lead.",
        },
    )
    what = forms.CharField(
        label="What is the task?",
        help_text="In a line, for example “Write down how we settle lost parcels”.",
        max_length=LONGEST_WHAT,
        error_messages={"required": NO_WHAT},
    )
    why = _spoken("Why does it matter?", NO_WHY)
    fits = forms.ChoiceField(
        label="Which strength or wish does it fit?",
        required=False,
        error_messages={"invalid_choice": "Choose something that they said, or a strength."},
    )
    decide_alone = _spoken(
        "What may they decide alone?", hint="So that nobody has to ask twice: money, time, words."
    )
    due_on = DayField(label="By when?", error_messages={"required": "Say by when."})

    def __init__(
        self, viewer: User, person: User | None, today: date, data: Any = None, initial: Any = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["to"].queryset = people_to_hand_to(viewer, today).order_by("name", "pk")  # type: ignore[attr-defined]
        self.fields["fits"].choices = _fits(viewer, person, today)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What it fits as the strength or the wish that it names."""
        given = super().clean() or {}
        fits = given.pop("fits", "") or ""
        given["strength"] = given["wish"] = None
        if fits.startswith(STRENGTH):
            given["strength"] = Strength.objects.filter(pk=int(fits[len(STRENGTH) :])).first()
        elif fits.startswith(WISH):
            given["wish"] = Wish.objects.filter(pk=int(fits[len(WISH) :])).first()
        return given


def _fits(viewer: User, person: User | None, today: date) -> list[Any]:
    """Nothing special; what the person chosen said, by kind; the strengths. Two statements."""
    found: list[Any] = [(NOTHING, "Nothing special")]
    if person is not None:
        said = [
            (f"{WISH}{wish.pk}", f"{wish.get_kind_display()}: {wish.words}")
            for wish in wishes_it_could_fit(viewer, person, today)
        ]
        if said:
            found.append((f"What {first_name(person.name)} says", said))
    strengths = Strength.objects.filter(archived_at=None)
    found.append(("Strengths", [(f"{STRENGTH}{one.pk}", one.name) for one in strengths]))
    return found


class ReviseForm(Versioned):
    """The offer in other words, with a line."""

    what = forms.CharField(
        label="What is the task?", max_length=LONGEST_WHAT, error_messages={"required": NO_WHAT}
    )
    why = _spoken("Why does it matter?", NO_WHY)
    decide_alone = _spoken("What may they decide alone?")
    due_on = DayField(label="By when?", error_messages={"required": "Say by when."})
    words = _spoken("A line with it")


class _Chosen(Versioned):
    """Which check-ins suit whoever holds it. There are as many days as it begins with or was sent with, three at least."""

    rhythm = forms.ChoiceField(
        label="Which check-ins suit you?",
        choices=Rhythm.choices,
        widget=forms.RadioSelect,
        initial=Rhythm.HALFWAY,
        error_messages={"required": "Choose which check-ins suit you."},
    )

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        known = set(self.initial) | set(data or ())
        last = max((n for n, name in enumerate(OWN_DAYS, 1) if name in known), default=0)
        for name, nth in list(zip(OWN_DAYS, _NTH, strict=True))[: max(last, FEWEST_OWN_DAYS)]:
            label = f"{nth} day of your own" if name == OWN_DAYS[0] else f"{nth} day"
            self.fields[name] = DayField(label=label, required=False)
        self.order_fields(["version", "rhythm", *OWN_DAYS])

    def values(self) -> dict[str, Any]:
        """The days of one's own together."""
        given = dict(self.cleaned_data)
        days = [given.pop(name) for name in OWN_DAYS if name in given]
        return {**given, "own_days": [day for day in days if day is not None]}


class AcceptForm(_Chosen):
    """Yes."""

    words = _spoken("A line with it")


class PlanForm(_Chosen):
    """Other check-ins."""


class AskForm(Versioned):
    """Yes, but otherwise."""

    words = _spoken("What would have to change?", "Say what would have to change, in a line.")


class DeclineForm(Versioned):
    """No."""

    words = _spoken(
        "Why not this time?", "Say why not this time, in a line.", "No is fine: it is an offer."
    )


class CheckInForm(Versioned):
    """How it is going."""

    going = forms.ChoiceField(
        label="How is it going?",
        choices=Going.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how it is going."},
    )
    words = _spoken(
        "In a line", hint="What you need, or what you did. May stay empty while it goes well."
    )


class GiveBackForm(Versioned):
    """It does not work out."""

    words = _spoken("Why do you give it back?", "Say why you give it back, in a line.")


class AnswerForm(Versioned):
    """An answer to a check-in."""

    words = _spoken("Your answer", "Say it in a line. The two of you read it.")
    due_on = DayField(label="Another day it is due, if you like", required=False)


class CarryOnForm(Versioned):
    """Something is missing."""

    words = _spoken("What is missing?", "Say what is missing, in a line.")
    due_on = DayField(label="Another day it is due, if you like", required=False)


class CloseForm(Versioned):
    """What came of it."""

    came_of_it = _spoken(
        "What came of it?", NO_RESULT, "What is different now? It stands beside their name."
    )


class WithdrawForm(Versioned):
    """It is needed no longer."""

    words = _spoken("Why do you take it back?", "Say why you take it back, in a line.")


def offer_of(task: DelegatedTask) -> dict[str, Any]:
    """What the form for the offer begins with."""
    return {
        "what": task.what,
        "why": task.why,
        "decide_alone": task.decide_alone,
        "due_on": task.due_on,
    }


def plan_of(task: DelegatedTask, today: date) -> dict[str, Any]:
    """What the form for check-ins begins with: of days of one's own those to come, as no others can be chosen."""
    own = (day for day in map(date.fromisoformat, task.own_days) if day > today)
    return {"rhythm": task.rhythm, **dict(zip(OWN_DAYS, own, strict=False))}
