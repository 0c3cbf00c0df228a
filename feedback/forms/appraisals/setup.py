"""What managers and administrators are asked: job profiles, templates, rounds, who leads whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.db.models import Q
from django.forms import BoundField

from feedback.actions.appraisals.cycles import FIELDS
from feedback.actions.appraisals.profiles import ROLES
from feedback.actions.appraisals.templates import MOST, Looked
from feedback.appraisal_words import LEVEL_NAMES, Described
from feedback.models import Cycle, JobProfile, ProfileLine, Template
from feedback.queries.appraisals.templates import lines_of, rows_of, templates_in_use
from teams.actions.versions import version_of
from teams.forms.base import DayField
from teams.models import Role, User

_LINES = {"rows": 6}
SPARE = 1


class ProfileForm(forms.Form):
    """A job profile; actions and attitudes are lines of a text."""

    name = forms.CharField(
        label="Name",
        help_text="For example: Customer service agent.",
        max_length=80,
        error_messages={"required": "Give it a name."},
    )
    role = forms.ChoiceField(label="Role", choices=[(role, Role(role).label) for role in ROLES])
    purpose = forms.CharField(
        label="What is the role there for?",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "input--serif"}),
    )
    actions = forms.CharField(
        label="What one does",
        help_text="Actions, one line each.",
        required=False,
        widget=forms.Textarea(attrs=_LINES),
    )
    attitudes = forms.CharField(
        label="How one is",
        help_text="Attitudes, one line each.",
        required=False,
        widget=forms.Textarea(attrs=_LINES),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, profile: JobProfile | None, data: Any = None) -> None:
        initial: dict[str, Any] = {}
        if profile is not None:
            initial = {
                "name": profile.name,
                "role": profile.role,
                "purpose": profile.purpose,
                "actions": "\n".join(lines_of(profile, ProfileLine.Kind.ACTION)),
                "attitudes": "\n".join(lines_of(profile, ProfileLine.Kind.ATTITUDE)),
                "version": profile.version,
            }
        super().__init__(data, initial=initial)

    def values(self) -> dict[str, Any]:
        """The arguments of `save_profile`."""
        data = dict(self.cleaned_data)
        return {
            **data,
            "actions": data["actions"].splitlines(),
            "attitudes": data["attitudes"].splitlines(),
        }


class LookedRow(NamedTuple):
    """The fields of one competency."""

    number: int
    name: BoundField
    about: BoundField
    levels: list[BoundField]


class TemplateForm(forms.Form):
    """What an appraisal looks at, a block a competency. `rows` is how many blocks there are."""

    name = forms.CharField(
        label="Name", max_length=80, error_messages={"required": "Give it a name."}
    )
    profile = forms.ModelChoiceField(
        JobProfile.objects.none(),
        label="Job profile",
        help_text="Its actions and attitudes stand beside the page on which one writes.",
        required=False,
        empty_label="None",
    )
    rows = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST)
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)

    def __init__(
        self,
        template: Template | None,
        data: Any = None,
        *,
        name: str = "",
        start: Sequence[Described] = (),
        token: str = "",
    ) -> None:
        shown = [(one.name, one.about, *one.levels) for one in start]
        initial: dict[str, Any] = {"name": name, "token": token}
        if template is not None:
            shown = [tuple(row) for row in rows_of(template)]  # type: ignore[misc]
            initial |= {"name": template.name, "profile": template.profile_id}
        initial["rows"] = min(max(len(shown), 1), MOST)
        for place, (title, about, *levels) in enumerate(shown, 1):
            initial |= {f"name_{place}": title, f"about_{place}": about}
            initial |= {f"level_{place}_{n}": words for n, words in enumerate(levels, 1)}
        super().__init__(data, initial=initial)
        chosen = Q(archived_at=None) | Q(pk=template.profile_id if template else None)
        self.fields["profile"].queryset = JobProfile.objects.filter(chosen)  # type: ignore[attr-defined]
        self.count = self._counted(data, initial["rows"])
        for place in range(1, self.count + 1):
            self._add(place)

    def _counted(self, data: Any, there: int) -> int:
        """How many blocks: as many as were sent, one more where that was asked for."""
        if data is None:
            return there
        text = str(data.get("rows", ""))
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else there
        return max(1, min(number, MOST))

    def _add(self, place: int) -> None:
        self.fields[f"name_{place}"] = forms.CharField(
            label="What is looked at?", max_length=80, required=False
        )
        self.fields[f"about_{place}"] = forms.CharField(
            label="What it is about", max_length=300, required=False
        )
        for level, words in enumerate(LEVEL_NAMES, 1):
            self.fields[f"level_{place}_{level}"] = forms.CharField(
                label=words, max_length=300, required=False, widget=forms.Textarea({"rows": 2})
            )

    def blocks(self) -> list[LookedRow]:
        """The fields by competency, for the template."""
        return [
            LookedRow(
                place,
                self[f"name_{place}"],
                self[f"about_{place}"],
                [self[f"level_{place}_{level}"] for level in range(1, len(LEVEL_NAMES) + 1)],
            )
            for place in range(1, self.count + 1)
        ]

    def clean(self) -> dict[str, Any]:
        """Empty blocks are left out; one that is begun is finished."""
        data = super().clean() or {}
        for block in self.blocks():
            names = [block.name.name, *(one.name for one in block.levels)]
            if any(data.get(name) for name in (*names, block.about.name)):
                for name in names:
                    if not data.get(name) and name not in self.errors:
                        words = "Name what is looked at." if name == names[0] else (
                            "Say what this level looks like in practice."
                        )  # fmt: skip
                        self.add_error(name, words)
        return data

    def looked(self) -> list[Looked]:
        """What was written, without the empty blocks."""
        data = self.cleaned_data
        found: list[Looked] = []
        for block in self.blocks():
            if data.get(block.name.name):
                levels = [data[one.name] for one in block.levels]
                found.append(
                    Looked(
                        data[block.name.name],
                        data[block.about.name],
                        (levels[0], levels[1], levels[2], levels[3]),
                    )
                )
        return found


class CycleForm(forms.Form):
    """A round: what it is called, what it looks at and back on, until when what is done."""

    name = forms.CharField(
        label="Name",
        help_text="For example: Autumn 2026.",
        max_length=80,
        error_messages={"required": "Give it a name."},
    )
    template = forms.TypedChoiceField(
        label="What does it look at?",
        coerce=int,
        empty_value=None,
        error_messages={"required": "Choose what it looks at."},
    )
    covers_from = DayField(label="Looks back from")
    covers_until = DayField(label="Looks back until")
    self_by = DayField(label="People write by")
    leader_by = DayField(label="Leaders write by")
    sign_by = DayField(label="Talked about and signed by")
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)

    def __init__(self, cycle: Cycle | None, data: Any = None, **initial: Any) -> None:
        if cycle is not None:
            initial = {
                **{name: getattr(cycle, name) for name in FIELDS},
                "version": version_of(cycle, FIELDS),
            }
        super().__init__(data, initial=initial)
        if cycle is not None:
            del self.fields["template"]
        else:
            choices = [(str(pk), name) for pk, name in templates_in_use()]
            self.fields["template"].choices = [("", "Choose"), *choices]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """The arguments of `save_cycle`."""
        data = dict(self.cleaned_data)
        if "template" in data:
            data["template"] = Template.objects.filter(pk=data["template"]).first()
        data["version"] = data["version"] or None
        return data


class LeadsForm(forms.Form):
    """Who leads whom: a choice for each person, `Not this time` among them."""

    def __init__(
        self, people: Sequence[User], leads: Mapping[int, Sequence[User]], data: Any = None
    ) -> None:
        super().__init__(data)
        self.people = people
        for one in people:
            may = leads.get(one.pk, ())
            self.fields[f"leader_{one.pk}"] = forms.ChoiceField(
                label=one.name,
                choices=[*((str(each.pk), each.name) for each in may), ("", "Not this time")],
                initial=str(may[0].pk) if may else "",
                required=False,
            )

    def leads(self) -> dict[int, int]:
        """Person's id → leader's id, of those who take part."""
        chosen = {one.pk: self.cleaned_data[f"leader_{one.pk}"] for one in self.people}
        return {person: int(leader) for person, leader in chosen.items() if leader}


class HandOverForm(forms.Form):
    """Another leader, and why."""

    leader = forms.TypedChoiceField(
        label="Who leads it from now on?",
        coerce=int,
        empty_value=None,
        error_messages={"required": "Choose who leads it from now on."},
    )
    reason = forms.CharField(
        label="Why?",
        help_text="Both of the two read it.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "class": "input--serif"}),
        error_messages={"required": "Say why, in a line. Both read it."},
    )

    def __init__(self, leaders: Sequence[User], data: Any = None) -> None:
        super().__init__(data)
        choices = [(str(one.pk), one.name) for one in leaders]
        self.fields["leader"].choices = [("", "Choose"), *choices]  # type: ignore[attr-defined]


def next_days(today: date) -> dict[str, date]:
    """Days to begin with: this year until now, written within two and three weeks, signed within five."""
    return {
        "covers_from": today.replace(month=1, day=1),
        "covers_until": today,
        "self_by": date.fromordinal(today.toordinal() + 14),
        "leader_by": date.fromordinal(today.toordinal() + 21),
        "sign_by": date.fromordinal(today.toordinal() + 35),
    }
