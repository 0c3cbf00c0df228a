"""Writing down what a customer said, for whom, and a file of many."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from feedback.actions.praise import LONGEST_NAME
from feedback.models import Praise
from feedback.permissions.praise import people_praised_in, teams_to_praise
from feedback.queries.holding import holds
from teams.forms.base import DayField
from teams.models import Team, User
from teams.permissions import organisation_day

NOT_THERE = "Somebody you chose is not in that team, and was not on that day. Choose from the list."
WHERE = "Choose where they said it."
MOST_LISTED = 30
"""Of a larger team only those found by name, and those chosen, stand in the list."""


class TeamChoice(forms.ModelChoiceField[Team]):
    """One of one's own teams; asked only of who has several."""

    def __init__(self, person: User, **more: Any) -> None:
        super().__init__(
            teams_to_praise(person),
            label="Team",
            empty_label=None,
            error_messages={"invalid_choice": "Choose one of your teams."},
            **more,
        )


class FindField(forms.CharField):
    """A name to look for among those who may be meant."""

    def __init__(self) -> None:
        super().__init__(
            label="Find somebody",
            required=False,
            max_length=LONGEST_NAME,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
            help_text="Of the team, or of it on that day. With nothing here the list is theirs anew.",
        )


def offered(everyone: QuerySet[User], chosen: Iterable[str], find: str) -> QuerySet[User]:
    """Whom to show of those who may be meant: all where they are few; else who is chosen, and who is found by name."""
    rows = everyone.order_by("name", "pk")
    if not find.strip() and rows.count() <= MOST_LISTED:
        return rows
    shown = {int(pk) for pk in chosen if pk.isascii() and pk.isdigit() and len(pk) < 18}
    named = rows
    for word in find.replace("\x00", "")[:LONGEST_NAME].split():
        named = named.filter(holds("name", word))
    if find.strip():
        shown |= set(named.values_list("pk", flat=True)[:MOST_LISTED])
    return rows.filter(pk__in=shown)


def _day(field: forms.Field, text: str) -> date | None:
    try:
        found: date | None = field.clean(text)
    except forms.ValidationError:
        return None
    return found


class PraiseForm(forms.Form):
    """A customer's words. The people offered are those of one's own teams; the action holds them to the one."""

    words = forms.CharField(
        label="What they said",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write down what they said, in their own words."},
    )
    channel = forms.ChoiceField(
        label="Where they said it",
        choices=[("", "Choose"), *Praise.Channel.choices],
        error_messages={"required": WHERE, "invalid_choice": WHERE},
    )
    said_on = DayField(label="When", error_messages={"required": "Say on which day."})
    people = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label="For whom",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": NOT_THERE},
    )
    find = FindField()
    customer = forms.CharField(
        label="Who said it",
        max_length=LONGEST_NAME,
        required=False,
        help_text="Shown to the team alone.",
    )

    def __init__(
        self, person: User, now: datetime, data: Any = None, *, begun: QueryDict | None = None
    ) -> None:
        today = organisation_day(now)
        super().__init__(data, initial={"said_on": today})
        if begun is not None:
            # Not sent yet, only looked at again with other people to choose from: nothing is refused.
            self.initial = {**begun.dict(), "people": begun.getlist("people")}
        sent = data if data is not None else begun if begun is not None else QueryDict()
        teams = list(teams_to_praise(person))
        team = next(
            (one for one in teams if str(one.pk) == sent.get("team")), teams[0] if teams else None
        )
        if team is not None:
            said_on = _day(self.fields["said_on"], sent.get("said_on", "")) or today
            everyone = people_praised_in(team, said_on, now)
            self.fields["people"].queryset = offered(  # type: ignore[attr-defined]
                everyone, sent.getlist("people"), sent.get("find", "")
            )
        if len(teams) > 1:
            self.fields = {"team": TeamChoice(person), **self.fields}

    def team_of(self, person: User) -> Team | None:
        """The team chosen, or the only one there is."""
        chosen: Team | None = self.cleaned_data.get("team") or teams_to_praise(person).first()
        return chosen


class ForWhomForm(forms.Form):
    """Whom a customer's words are for."""

    people = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label="For whom",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": NOT_THERE, "required": "Choose somebody."},
    )
    find = FindField()

    def __init__(
        self, praise: Praise, now: datetime, data: Any = None, *, begun: QueryDict | None = None
    ) -> None:
        chosen = [str(one.pk) for one in praise.people.all()]
        super().__init__(data, initial={"people": chosen})
        sent = data if data is not None else begun
        if begun is not None:
            self.initial = {"people": begun.getlist("people"), "find": begun.get("find", "")}
        if sent is not None:
            chosen += sent.getlist("people")
        everyone = people_praised_in(praise.team, praise.said_on, now)
        self.fields["people"].queryset = offered(  # type: ignore[attr-defined]
            everyone, chosen, sent.get("find", "") if sent is not None else ""
        )


class CommentsForm(forms.Form):
    """A file of comments, or what was read of one and is to be brought in."""

    file = forms.FileField(
        label="The file",
        required=False,
        help_text="CSV or a workbook, with a column of words and one of dates.",
    )

    def __init__(self, person: User, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        if teams_to_praise(person).count() > 1:
            self.fields = {"team": TeamChoice(person), **self.fields}

    def team_of(self, person: User) -> Team | None:
        """The team chosen, or the only one there is."""
        chosen: Team | None = self.cleaned_data.get("team") or teams_to_praise(person).first()
        return chosen
