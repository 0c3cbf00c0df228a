"""What is asked while an escalation is written down. Nothing is required until it is sent: the actions see to that."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet

from escalations.actions.drafting import LONGEST
from escalations.models import AmendsKind, Category, Channel, Escalation, Left, Need
from teams.calendar import Clock
from teams.forms.base import TimeOfDayInput
from teams.models import Team

JUST_PASSED = timedelta(minutes=15)
NEED_KEYS = {Need.MANAGER: "m", Need.CALL_BACK: "b", Need.DECISION: "d", Need.RECORD: "r"}
DRAFTED = (
    "category", "channel", "about", "reference", "customer_name", "said", "need", "proposal",
    "promised", "wants_break", "number",
)  # fmt: skip


def _text(name: str, label: str, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST[name], required=False, **more)


class LogForm(forms.Form):
    """The whole page. `page`, `sequence` and `base` tell one page's saves from another's (`actions.drafts`).

    `answer_default` is the time that the page proposed: while it stands there unchanged nothing was promised,
    and the clock starts when it is sent.
    """

    category = forms.ModelChoiceField(
        Category.objects.filter(archived_at=None),
        label="What is it about?",
        required=False,
        error_messages={"invalid_choice": "Choose one of these."},
    )
    about = _text("about", "In a few words")
    reference = _text("reference", "Who is it?")
    said = _text("said", "What was said?", widget=forms.Textarea)
    need = forms.ChoiceField(
        label="What do you need?",
        choices=Need.choices,
        required=False,
        error_messages={"invalid_choice": "Choose one of these."},
    )
    proposal = _text("proposal", "What would you do?")
    number = _text("number", "Number to call")
    answer_by = forms.TimeField(
        label="Answer by",
        required=False,
        widget=TimeOfDayInput,
        error_messages={"invalid": "Give a time of day, for example 09:20."},
    )
    answer_default = forms.CharField(required=False, max_length=5)
    channel = forms.ChoiceField(
        label="Channel",
        choices=Channel.choices,
        required=False,
        error_messages={"invalid_choice": "Choose one of these."},
    )
    customer_name = _text("customer_name", "Customer’s name")
    promised = _text("promised", "What were they told would happen?")
    wants_break = forms.BooleanField(
        label="I would like a break and a word after this", required=False
    )
    team = forms.ModelChoiceField(
        Team.objects.none(),
        label="Team",
        required=False,
        error_messages={"invalid_choice": "Choose one of your teams."},
    )
    decision = _text("proposal", "What did you decide?")
    left = forms.ChoiceField(
        label="How did they leave?", choices=[("", "Not said"), *Left.choices], required=False
    )
    kind = forms.ChoiceField(
        label="What did you give?", choices=[("", "Nothing"), *AmendsKind.choices], required=False
    )
    amount = forms.DecimalField(
        label="How much?",
        required=False,
        max_digits=11,
        decimal_places=2,
        error_messages={"invalid": "Give the amount as a number, for example 25 or 12.50."},
    )
    reason = forms.CharField(
        label="Why more than the month’s budget?", max_length=300, required=False
    )
    page = forms.RegexField(r"^[0-9a-f]{32}$", required=False)
    sequence = forms.IntegerField(min_value=0, max_value=1_000_000_000, required=False)
    base = forms.IntegerField(min_value=0, max_value=1_000_000_000, required=False)

    def __init__(
        self, teams: QuerySet[Team], clock: Clock, now: datetime, data: Any = None, **given: Any
    ) -> None:
        super().__init__(data, **given)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        self.clock, self.now = clock, now

    def drafted(self) -> dict[str, Any]:
        """What a draft keeps of a form that is valid."""
        values = {name: self.cleaned_data[name] for name in DRAFTED}
        values["channel"] = values["channel"] or Channel.PHONE
        return {**values, "answer_by": self._answer_by()}

    def has_words(self) -> bool:
        """Whether anything was written or chosen yet."""
        values = {**self.drafted(), "channel": ""}
        return any(values.values())

    def _answer_by(self) -> datetime | None:
        chosen: time | None = self.cleaned_data["answer_by"]
        if chosen is None or f"{chosen:%H:%M}" == self.cleaned_data["answer_default"]:
            return None
        return next_time(chosen, self.clock, self.now)

    def value(self, name: str) -> Any:
        """What stands in a field: what was sent, or what it began with."""
        return self[name].value()


def next_time(chosen: time, clock: Clock, now: datetime) -> datetime:
    """The next instant of a time of day: today, or tomorrow. What has just passed stays, and is refused when sent:
    whoever chose it a few minutes ago did not mean tomorrow.
    """
    local = clock.local(now)
    found = datetime.combine(local.date(), chosen, ZoneInfo(clock.zone))
    if now - found > JUST_PASSED:
        found = datetime.combine(local.date() + timedelta(days=1), chosen, ZoneInfo(clock.zone))
    return found


def first_values(draft: Escalation, clock: Clock, number: str, saves: int) -> dict[str, Any]:
    """What the form of a draft begins with."""
    values = {name: draft.serializable_value(name) for name in DRAFTED if name != "number"}
    by = draft.answer_by
    return {
        **values,
        "number": number,
        "team": draft.team_id,
        "base": saves,
        "answer_by": None if by is None else f"{clock.local(by):%H:%M}",
    }
