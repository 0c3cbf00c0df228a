"""The forms about people: who they are, their roles, moving and leaving."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db.models import QuerySet

from teams.actions.people import PERSON_FIELDS
from teams.actions.versions import version_of
from teams.forms.base import DayField
from teams.models import Role, Team, User

ROLES = tuple((role.value, role.label) for role in (Role.AGENT, Role.SUPERVISOR, Role.MANAGER))
_WHICH_DAY = {"required": "Choose the day."}


class PersonForm(forms.Form):
    """Name, login name and e-mail."""

    name = forms.CharField(
        max_length=150,
        error_messages={"required": "Say what the person is called."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    username = forms.CharField(
        label="Name they sign in with",
        max_length=150,
        validators=[
            UnicodeUsernameValidator(
                message="Leave out spaces and other signs: letters, digits and . + - _ @ only, for example priya.nair."
            )
        ],
        error_messages={"required": "Choose a name to sign in with, for example priya."},
        help_text="Letters, digits and . + - _ @ only.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    email = forms.EmailField(
        label="E-mail",
        required=False,
        max_length=254,
        error_messages={"invalid": "Write the address in full, for example priya@example.com."},
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, data: Any = None, *, person: User | None = None) -> None:
        values: dict[str, Any] = {}
        if person is not None:
            values = {name: getattr(person, name) for name in PERSON_FIELDS}
            values["version"] = version_of(person, PERSON_FIELDS)
        super().__init__(data, initial=values)

    def values(self) -> dict[str, Any]:
        """What the action takes; call on a valid form."""
        return {name: self.cleaned_data[name] for name in PERSON_FIELDS if name in self.fields}


class MeForm(PersonForm):
    """What a person may change about themself. The login name is the administrators' to change."""

    def __init__(self, person: User, data: Any = None) -> None:
        super().__init__(data, person=person)
        del self.fields["username"]
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["name"].error_messages["required"] = "Say what we may call you."
        self.fields["email"].widget.attrs["autocomplete"] = "email"


class JoinForm(forms.Form):
    """A role in a team from a day on."""

    team = forms.ModelChoiceField(
        Team.objects.none(),
        empty_label="Choose a team",
        error_messages={
            "required": "Choose a team.",
            "invalid_choice": "Choose a team from the list.",
        },
    )
    role = forms.ChoiceField(
        choices=ROLES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a role."},
    )
    starts_on = DayField(
        label="From",
        help_text="The first day in the team. Figures from before it do not count for them there.",
        error_messages=_WHICH_DAY,
    )

    def __init__(
        self,
        teams: QuerySet[Team],
        today: date,
        data: Any = None,
        *,
        required: bool = True,
        role: str = Role.AGENT,
    ) -> None:
        super().__init__(data, initial={"starts_on": today, "role": role})
        team = self.fields["team"]
        if isinstance(team, forms.ModelChoiceField):
            team.queryset = teams
            if not required:
                team.required = False
                team.empty_label = "No team yet"
            # Where there is one team, it is that one: somebody in none has nothing to see.
            only = list(teams[:2])
            if len(only) == 1:
                team.initial = only[0].pk


class MoveForm(forms.Form):
    """An agent's new team, from a day on, and why."""

    to_team = forms.ModelChoiceField(
        Team.objects.none(),
        label="To",
        empty_label="Choose a team",
        error_messages={
            "required": "Choose the new team.",
            "invalid_choice": "Choose a team from the list.",
        },
    )
    on = DayField(label="First day in the new team", error_messages=_WHICH_DAY)
    reason = forms.CharField(
        label="Why",
        max_length=300,
        required=False,
        help_text="It stays with the person's history.",
    )

    def __init__(self, teams: QuerySet[Team], today: date, data: Any = None) -> None:
        super().__init__(data, initial={"on": today})
        to_team = self.fields["to_team"]
        if isinstance(to_team, forms.ModelChoiceField):
            to_team.queryset = teams


class RoleForm(forms.Form):
    """Another role in the same team."""

    role = forms.ChoiceField(
        choices=ROLES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a role."},
    )
    on = DayField(label="First day in the new role", error_messages=_WHICH_DAY)
    reason = forms.CharField(label="Why", max_length=300, required=False)

    def __init__(self, current: str, today: date, data: Any = None) -> None:
        super().__init__(data, initial={"role": current, "on": today})


class EndForm(forms.Form):
    """The last day of something; the day after is the first on which it no longer holds."""

    last_day = DayField(label="Last day", error_messages=_WHICH_DAY)
    reason = forms.CharField(
        label="Why",
        max_length=300,
        error_messages={"required": "Say why in a few words. It stays with the record."},
    )

    def __init__(self, today: date, data: Any = None) -> None:
        super().__init__(data, initial={"last_day": today})

    @property
    def first_day_without(self) -> date:
        """What the actions call `on`."""
        last: date = self.cleaned_data["last_day"]
        return last + timedelta(days=1)

    def clean_last_day(self) -> date:
        """Leave room for the day after."""
        last: date = self.cleaned_data["last_day"]
        if last == date.max:
            raise forms.ValidationError("Choose an earlier day.")
        return last


class GrantForm(forms.Form):
    """Who shall be an administrator."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        empty_label="Choose a person",
        error_messages={
            "required": "Choose a person.",
            "invalid_choice": "Choose a person from the list.",
        },
    )

    def __init__(self, people: QuerySet[User], data: Any = None) -> None:
        super().__init__(data)
        person = self.fields["person"]
        if isinstance(person, forms.ModelChoiceField):
            person.queryset = people


class KeysForm(forms.Form):
    """Whether single keys open pages."""

    keys = forms.ChoiceField(
        label="Single keys",
        choices=[
            ("on", "Open pages: E to log an escalation, K to thank somebody, N for a note"),
            ("off", "Do nothing"),
        ],
        widget=forms.RadioSelect,
    )


class ThemeForm(forms.Form):
    """Light, dark, or as the device says."""

    theme = forms.ChoiceField(choices=User.Theme.choices, widget=forms.RadioSelect)
