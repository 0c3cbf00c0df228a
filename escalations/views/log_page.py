"""What the page of an escalation in the making shows beside its form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from escalations import lifecycle
from escalations.forms.log import NEED_KEYS, LogForm, first_values
from escalations.models import Category, Channel, Escalation, Need, Outcome
from escalations.permissions import teams_to_log_for
from escalations.queries.clocks import moment
from escalations.queries.duty import leader_on_duty, rule_of
from escalations.queries.earlier import earlier_of
from escalations.queries.mine import case_url, drafts_left, last_two
from escalations.queries.panel import panel_for
from escalations.queries.promptness import on_duty_words, whom_it_goes_to
from goals import dates
from teams.access import person_of
from teams.calendar import Clock
from teams.models import Organisation, Team, User
from teams.names import first_name
from teams.permissions import standing_of


@dataclass(frozen=True, slots=True)
class Tile:
    """A radio button drawn as a tile, and the key that picks it."""

    value: str
    name: str
    key: str
    checked: bool
    is_urgent: bool = False


def clock_for(person: User, organisation: Organisation) -> Clock:
    """The clock on this person's wall: their first team's."""
    own = standing_of(person).own_teams
    return Clock(own[0].time_zone) if own and own[0].time_zone else organisation.clock


def blank_form(request: HttpRequest) -> LogForm:
    """The form before anything is written."""
    return form_of(request, None)


def form_of(request: HttpRequest, draft: Escalation | None, data: Any = None) -> LogForm:
    """The form of a draft (None: of a new one), with what was sent or what stands in it."""
    person, now = person_of(request), timezone.now()
    teams = teams_to_log_for(person).order_by("name", "pk")
    if draft is None:
        clock = clock_for(person, Organisation.objects.get(pk=1))
        return LogForm(teams, clock, now, data, initial={"base": 0})
    clock = draft.team.clock
    writing = getattr(draft, "writing", None)
    number, saves = (writing.number, writing.saves) if writing is not None else ("", 0)
    return LogForm(teams, clock, now, data, initial=first_values(draft, clock, number, saves))


def page_of(request: HttpRequest, form: LogForm, draft: Escalation | None) -> dict[str, Any]:
    """The page whole. About twenty statements, whatever was logged before."""
    person, now = person_of(request), timezone.now()
    organisation = Organisation.objects.get(pk=1)
    categories = list(Category.objects.filter(archived_at=None))
    chosen = str(form.value("category") or "")
    category = next((one for one in categories if str(one.pk) == chosen), None)
    teams = list(form.fields["team"].queryset)  # type: ignore[attr-defined]
    team = draft.team if draft is not None else _chosen(form, teams)
    is_sent = draft is not None and draft.state != lifecycle.DRAFT
    rule = rule_of(team)
    leader = leader_on_duty(team, now, without={person.pk})
    goes_to = "" if leader is not None else whom_it_goes_to(team, person.pk, now)
    local = form.clock.local(now)
    default = local + timedelta(minutes=rule.answer_within)
    reference = str(form.value("reference") or "")
    pk = 0 if draft is None else draft.pk
    return {
        "form": form,
        "draft": draft,
        "focus": not form.errors,
        "is_sent": is_sent,
        "sent": sent_words(draft) if draft is not None and is_sent else "",
        "fills_in": draft is not None and is_sent and _fills_in(draft),
        "rest": _rest(draft),
        "base": getattr(getattr(draft, "writing", None), "saves", 0),
        "case_url": case_url(pk) if is_sent else "",
        "page_name": form.value("page") if form.is_bound else token_hex(16),
        "sequence": _sequence(form) + 1,
        "tiles": [
            Tile(str(one.pk), one.name, str(one.key), str(one.pk) == chosen, one.is_urgent)
            for one in categories
        ],
        "needs": [
            Tile(need.value, need.label, NEED_KEYS[need], need.value == form.value("need"))
            for need in Need
        ],
        "channel": _channel(form),
        "teams": teams if len(teams) > 1 and draft is None else [],
        "team": team,
        "category": category,
        "panel": panel_for(person, category, organisation, team.clock.day_of(now)),
        "earlier": earlier_of(person, reference, organisation.currency, now, without=pk)
        if reference
        else None,
        "to": _to(leader, goes_to, team),
        "duty": on_duty_words(leader, team, now, goes_to),
        "due": moment(draft.due_at, now, team.clock) if draft and draft.due_at else "",
        "saved": dates.clock_time(form.clock.local(draft.saved_at).time()) if draft else "",
        "answer_default": form.value("answer_default") or f"{default:%H:%M}"
        if form.is_bound
        else f"{default:%H:%M}",
        "minute": local.hour * 60 + local.minute,
        "within": rule.answer_within,
        "last": last_two(person, now),
        "left_over": drafts_left(person, now, without=pk),
    }


def _to(leader: User | None, goes_to: str, team: Team) -> str:
    """Whom the button names."""
    if leader is not None:
        return first_name(leader.name)
    return f"{team.name}’s leaders" if not goes_to or goes_to.endswith(team.name) else goes_to


def _chosen(form: LogForm, teams: list[Team]) -> Team:
    asked = str(form.value("team") or "")
    return next((one for one in teams if str(one.pk) == asked), teams[0])


def _channel(form: LogForm) -> str:
    """`By phone`: how they speak to us, for the line that opens the rest."""
    chosen = str(form.value("channel") or Channel.PHONE)
    label = dict(Channel.choices).get(chosen, "")
    return label if chosen == Channel.FACE or not label else f"By {label.lower()}"


def _sequence(form: LogForm) -> int:
    """The number of the last save that the page sent."""
    sent = str(form.data.get("sequence", "")) if form.is_bound else ""
    return int(sent) if sent.isdecimal() and len(sent) < 10 else 0


def _rest(case: Escalation | None) -> dict[str, str]:
    """What is written on and not added yet."""
    writing = getattr(case, "writing", None)
    return {} if writing is None else dict(writing.rest)


def _fills_in(case: Escalation) -> bool:
    """What went out before everything was written, or was written on: the rest can still be added."""
    urgent = case.category is not None and case.category.is_urgent
    lacks = urgent and case.state in lifecycle.WAITING and not (case.said and case.reference)
    return lacks or bool(_rest(case))


def sent_words(case: Escalation) -> str:
    """`Sent to Priya at 09:08`."""
    at = dates.clock_time(case.team.clock.local(case.opened_at or case.saved_at).time())
    if case.outcome == Outcome.ALONE:
        return f"Decided by you at {at}"
    if case.outcome == Outcome.RECORDED:
        return f"Kept as a record at {at}"
    if case.on_duty:
        to = first_name(case.on_duty.name)
    else:
        asked_at = case.opened_at or case.saved_at
        to = whom_it_goes_to(case.team, case.logged_by_id, asked_at) or "administrators"
    return f"Sent to {to} at {at}"
