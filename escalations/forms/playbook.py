"""What the pages of the playbook ask: a protocol and its lines, words, questions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.db.models import Q, QuerySet
from django.forms import BoundField

from escalations.actions.playbook_checks import LONGEST_SITUATION, MOST_LINES, NewLine
from escalations.models import (
    HIGHEST,
    MANAGER_LEVEL,
    SUPERVISOR_LEVEL,
    Category,
    Limit,
    Protocol,
    ProtocolLine,
    ProtocolVersion,
)
from escalations.queries.limit_page import categories_in_use
from teams.forms.base import DayField
from teams.models import Membership, User

SPOKEN = {"rows": 2, "class": "input--serif"}
SPARE = 2
"""Empty rows that wait for what is yours to decide."""
LEVELS = (
    ("0", "Everybody"),
    *((str(level), f"Level {level} and up") for level in range(1, HIGHEST + 1)),
    (str(SUPERVISOR_LEVEL), "Supervisors and up"),
    (str(MANAGER_LEVEL), "Managers"),
)
_TITLE_MISSING = {"required": "Name the situation in a few words."}


def owners_on(today: date, current: int | None = None) -> QuerySet[User]:
    """Who may look after a protocol: whoever leads a team on a day, administrators, and who does now."""
    held = Membership.objects.on(today)
    leads = held.leads().values("user_id")
    office = held.filter(team=None).values("user_id")
    may = Q(pk__in=leads) | Q(pk__in=office)
    return User.objects.filter((may & Q(is_active=True)) | Q(pk=current)).order_by("name", "pk")


class YoursRow(NamedTuple):
    """The fields of one line that is yours to decide."""

    number: int
    text: BoundField
    limit: BoundField
    level: BoundField


class ContentForm(forms.Form):
    """What a version says. Lines that are yours to decide have a row each; the others are lines of a text.

    `token` is that of the version the form was drawn from. `rows` is how many rows there are.
    """

    situation = forms.CharField(
        label="When does it apply?",
        help_text="Say what happened, and what customers say then: the search finds it by their words.",
        max_length=LONGEST_SITUATION,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say when it applies, and what customers say then."},
    )
    ask = forms.CharField(
        label="Ask first",
        help_text="One line each.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    never = forms.CharField(
        label="Not ours to bend",
        help_text="One line each.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    change = forms.CharField(
        label="What is new?",
        help_text="A sentence. Everybody reads it before they confirm.",
        max_length=300,
        widget=forms.Textarea(attrs=SPOKEN),
        error_messages={"required": "Say what is new, in a sentence."},
    )
    of_all_categories = False
    rows = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST_LINES)
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)

    def __init__(
        self,
        data: Any = None,
        *,
        limits: QuerySet[Limit],
        version: ProtocolVersion | None = None,
        token: str = "",
        is_draft: bool = False,
    ) -> None:
        lines = [] if version is None else list(version.lines.all())
        yours = [line for line in lines if line.kind == ProtocolLine.Kind.YOURS]
        super().__init__(data, initial=_initial(version, lines, yours, token, is_draft=is_draft))
        count = min(len(yours) + SPARE, MOST_LINES)
        if data is not None:
            asked = str(data.get("rows", ""))
            count = int(asked) if asked.isascii() and asked.isdigit() else count
            count += SPARE if "more" in data else 0
            count = max(1, min(count, MOST_LINES))
        self.count = count
        self.initial["rows"] = count
        for number in range(1, count + 1):
            self._add_row(number, limits, yours[number - 1] if number <= len(yours) else None)

    def _add_row(self, number: int, limits: QuerySet[Limit], line: ProtocolLine | None) -> None:
        self.fields[f"text_{number}"] = forms.CharField(
            label=f"Line {number}", required=False, max_length=200
        )
        field = LimitChoice if self.of_all_categories else forms.ModelChoiceField
        self.fields[f"limit_{number}"] = field(
            limits, label="Up to the limit", required=False, empty_label="No amount"
        )
        self.fields[f"level_{number}"] = forms.ChoiceField(
            label="For", choices=LEVELS, required=False
        )
        if line is not None:
            self.initial[f"text_{number}"] = line.text
            self.initial[f"limit_{number}"] = line.limit_id
            self.initial[f"level_{number}"] = str(line.from_level)

    @property
    def yours(self) -> list[YoursRow]:
        """The rows, for the template."""
        return [
            YoursRow(n, self[f"text_{n}"], self[f"limit_{n}"], self[f"level_{n}"])
            for n in range(1, self.count + 1)
        ]

    def lines(self) -> list[NewLine]:
        """All lines in order, of a form that is valid."""
        data = self.cleaned_data
        found = [
            NewLine(
                "yours",
                data[f"text_{n}"],
                data[f"limit_{n}"],
                int(data[f"level_{n}"] or 0),
            )
            for n in range(1, self.count + 1)
            if data.get(f"text_{n}", "").strip()
        ]
        for kind in ("ask", "never"):
            found += [NewLine(kind, text) for text in data[kind].splitlines() if text.strip()]
        return found

    def clean(self) -> dict[str, Any]:
        """A limit or a level without words is a line that was forgotten."""
        data = super().clean() or {}
        for n in range(1, self.count + 1):
            named = data.get(f"limit_{n}") or data.get(f"level_{n}") not in ("", "0", None)
            if named and not data.get(f"text_{n}", "").strip():
                self.add_error(f"text_{n}", "Write what may be decided, or take the limit out.")
        return data

    def written(self) -> dict[str, str]:
        """What it says, part by part as text, for a comparison. Of a form that is valid."""
        return written(
            self.cleaned_data["situation"], self.cleaned_data.get("change", ""), self.lines()
        )


class LimitChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A limit with its category, for a form that offers those of several."""

    def label_from_instance(self, obj: Any) -> str:
        """`Delivery: Refund the delivery charge`."""
        return f"{obj.category.name}: {obj.name}"


def written(situation: str, change: str, lines: Sequence[NewLine]) -> dict[str, str]:
    """A version part by part as text."""
    found = {"When it applies": situation, "What is new": change}
    for kind, label in ProtocolLine.Kind.choices:
        found[str(label)] = "; ".join(_sentence(line) for line in lines if line.kind == kind)
    return found


def written_in(version: ProtocolVersion) -> dict[str, str]:
    """The same of a version that stands."""
    lines = version.lines.select_related("limit")
    return written(
        version.situation,
        version.change,
        [NewLine(line.kind, line.text, line.limit, line.from_level) for line in lines],
    )


def _sentence(line: NewLine) -> str:
    text = line.text
    if line.limit is not None:
        text += f" (up to the limit “{line.limit.name}”)"
    return f"{text} (from level {line.from_level})" if line.from_level else text


def _initial(
    version: ProtocolVersion | None,
    lines: list[ProtocolLine],
    yours: list[ProtocolLine],
    token: str,
    *,
    is_draft: bool,
) -> dict[str, Any]:
    if version is None:
        return {"token": token}
    return {
        "situation": version.situation,
        "change": version.change if is_draft else "",
        "ask": "\n".join(line.text for line in lines if line.kind == "ask"),
        "never": "\n".join(line.text for line in lines if line.kind == "never"),
        "token": token,
    }


class AboutForm(forms.Form):
    """What stands around a protocol: its name, category, owner, next review."""

    title = forms.CharField(
        label="What is the situation called?",
        help_text="For example: Late delivery, third time.",
        max_length=120,
        error_messages=_TITLE_MISSING,
    )
    category = forms.ModelChoiceField(
        Category.objects.none(),
        label="Category",
        empty_label="Choose",
        error_messages={"required": "Choose what it is about."},
    )
    owner = forms.ModelChoiceField(
        User.objects.none(),
        label="Who looks after it?",
        help_text="They answer questions, and are reminded when it is to be looked at again.",
        empty_label=None,
        error_messages={"required": "Choose who looks after it."},
    )
    review_on = DayField(
        label="Look at it again on",
        error_messages={"required": "Say when it is to be looked at again."},
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)

    def __init__(
        self, data: Any = None, *, today: date, protocol: Protocol | None = None, **initial: Any
    ) -> None:
        if protocol is not None:
            initial = {
                "title": protocol.title,
                "category": protocol.category_id,
                "owner": protocol.owner_id,
                "review_on": protocol.review_on,
                **initial,
            }
        super().__init__(data, initial=initial)
        categories = categories_in_use()
        if protocol is not None:
            categories |= Category.objects.filter(pk=protocol.category_id)
        self.fields["category"].queryset = categories  # type: ignore[attr-defined]
        self.fields["owner"].queryset = owners_on(  # type: ignore[attr-defined]
            today, protocol.owner_id if protocol else None
        )


class NewProtocolForm(ContentForm):
    """A protocol from the start: around it, and what its first version says."""

    of_all_categories = True

    def __init__(
        self, data: Any = None, *, today: date, limits: QuerySet[Limit], **initial: Any
    ) -> None:
        super().__init__(data, limits=limits)
        del self.fields["change"]
        around = AboutForm(today=today)
        for name in ("title", "category", "owner", "review_on"):
            self.fields[name] = around.fields[name]
        self.initial.update(initial)


class WordsForm(forms.Form):
    """Words that have helped, and whose they are."""

    text = forms.CharField(
        label="What did you say that helped?",
        max_length=300,
        widget=forms.Textarea(attrs=SPOKEN),
        error_messages={"required": "Write the words, as one says them."},
    )
    whose = forms.ModelChoiceField(
        User.objects.none(),
        label="Whose words are they?",
        required=False,
        empty_label="Mine",
    )

    def __init__(self, people: QuerySet[User], data: Any = None) -> None:
        super().__init__(data, prefix="words")
        self.fields["whose"].queryset = people  # type: ignore[attr-defined]


class QuestionForm(forms.Form):
    """A question before one agrees."""

    text = forms.CharField(
        label="What do you want to know?",
        max_length=500,
        widget=forms.Textarea(attrs=SPOKEN),
        error_messages={"required": "Write your question."},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="question")


class AnswerForm(forms.Form):
    """What the owner says to it."""

    answer = forms.CharField(
        label="Your answer",
        max_length=500,
        help_text="Everybody who reads the protocol reads it.",
        widget=forms.Textarea(attrs=SPOKEN),
        error_messages={"required": "Write your answer."},
    )
