"""What is done to a case: a page or a button for each verb."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from escalations import lifecycle
from escalations.actions import cases
from escalations.actions.endings import can_end
from escalations.actions.reviews import answer_alone
from escalations.actions.steps import NotNow
from escalations.forms import cases as asked
from escalations.masking import without_customer
from escalations.models import Escalation
from escalations.permissions import can_answer, can_rate, can_review
from escalations.queries.case import WITHOUT_HELP
from escalations.queries.duty import leaders_of, rule_of
from escalations.views.case import show_case, visible_case
from escalations.views.going_back import address_after
from escalations.views.verb_pages import Run, Values, Verb, anew, button_of, page_of
from teams.access import SIGNED_IN, access, person_of
from teams.actions.errors import ActionRefused
from teams.models import User
from teams.names import first_name


def _agent_of(current: Escalation) -> str:
    """Of who logged it."""
    return first_name(current.logged_by.name)


# --- Forms as the verbs need them ----------------------------------------------------------------


def _plain(kind: type[asked.CaseForm]) -> Callable[[User, Escalation, Any], asked.CaseForm]:
    return lambda _person, current, data: kind(data, initial={"version": current.version})


def _moment(
    kind: type[asked.MomentForm], *, ahead: timedelta | None
) -> Callable[[User, Escalation, Any], asked.CaseForm]:
    def make(_person: User, current: Escalation, data: Any) -> asked.CaseForm:
        initial: Values = {"version": current.version}
        if ahead is not None and data is None:
            at = timezone.now() + max(ahead, timedelta(minutes=rule_of(current.team).answer_within))
            local = current.team.clock.local(at).replace(second=0, microsecond=0)
            local += timedelta(minutes=-local.minute % 5)
            initial |= {"day": local.date(), "at": local.time()}
        return kind(current.team.clock, data, initial)

    return make


def _hand_over(person: User, current: Escalation, data: Any) -> asked.CaseForm:
    without = {current.logged_by_id}
    if current.state == lifecycle.CLAIMED:
        without.add(current.claimed_by_id or 0)
    people = [one for one in leaders_of(current.team, timezone.now()) if one.pk not in without]
    return asked.HandOverForm(people, data, {"version": current.version})


def _end(person: User, current: Escalation, data: Any) -> asked.CaseForm:
    initial = {"version": current.version, "left": current.left, "outcome": "taken"}
    alone = asked.happy_alone(current) if can_review(person, current) else ""
    return asked.EndForm(data, initial, decided=bool(current.outcome), alone=alone)


def _rate(_person: User, current: Escalation, data: Any) -> asked.CaseForm:
    initial = {"help": current.help, "line": current.help_line, "left": current.left}
    helped = current.outcome not in WITHOUT_HELP
    return asked.RateForm(data, {"version": current.version, **initial}, helped=helped)


# --- The verbs -----------------------------------------------------------------------------------


def _said(text: str) -> Callable[[Escalation], str]:
    return lambda _current: text


def _own(person: User, current: Escalation) -> bool:
    return current.logged_by_id == person.pk


def _either(person: User, current: Escalation) -> bool:
    return _own(person, current) or can_answer(person, current)


def _versioned(action: Callable[..., Escalation], *names: str) -> Run:
    """An action that takes these fields as they are, and the version."""

    def run(person: User, current: Escalation, values: Values, now: datetime) -> Escalation:
        fields = {name: values[name] for name in names if name in values}
        return action(person, current, version=values.get("version"), now=now, **fields)

    return run


def _unversioned(action: Callable[..., Escalation], *names: str) -> Run:
    """The same for what can be said whatever others do."""

    def run(person: User, current: Escalation, values: Values, now: datetime) -> Escalation:
        fields = {name: values[name] for name in names if name in values}
        return action(person, current, now=now, **fields)

    return run


@transaction.atomic
def _ended(person: User, current: Escalation, values: Values, now: datetime) -> Escalation:
    """It is over; and whether the agent could have decided it, where that was said along with it."""
    over = _versioned(cases.resolve, "ending", "left", "outcome")(person, current, values, now)
    if values.get("alone"):
        answer_alone(person, over, happy_alone=values["alone"] == "yes", now=now)
    return over


def _call(person: User, current: Escalation, values: Values, now: datetime) -> Escalation:
    due = _due(values, current)
    try:
        return cases.call_back(
            person, current, due_at=due, text=values["text"], version=values["version"], now=now
        )
    except ActionRefused as refused:
        raise _at_the_time(refused, "due_at") from refused


def _try(person: User, current: Escalation, values: Values, now: datetime) -> Escalation:
    due = _due(values, current)
    try:
        return cases.not_reached(
            person,
            current,
            next_at=due,
            ending=values["ending"],
            version=values["version"],
            now=now,
        )
    except ActionRefused as refused:
        raise _at_the_time(refused, "next_at") from refused


def _due(values: Values, current: Escalation) -> datetime | None:
    """Day and time of a `MomentForm` as an instant."""
    day, at = values.get("day"), values.get("at")
    if day is None or at is None:
        return None
    return asked.instant(current.team.clock, day, at)


def _at_the_time(refused: ActionRefused, field: str) -> ActionRefused:
    """A refusal of the instant stands at the time's field."""
    if refused.field == field:
        refused.field = "at"
    return refused


def _agreed(current: Escalation) -> str:
    """Which case it was, without its customer: a browser may keep what a message says."""
    tail = "" if current.state != lifecycle.CLAIMED else " The call is still to be made."
    about = without_customer(current.about, current.customer_name, current.reference)
    return f"Agreed with {_agent_of(current)}: {about}.{tail}"


CLAIM = Verb(
    lifecycle.CLAIM, _said("Take it"), _said("Take it"), "", can_answer, _plain(asked.ButtonForm),
    _versioned(cases.claim), _said("You have it."),
)  # fmt: skip
TAKE_OVER = Verb(
    lifecycle.HAND_OVER, _said("Take it over"), _said("Take it over"), "", can_answer,
    _plain(asked.ButtonForm),
    lambda person, current, values, now: cases.hand_over(
        person, current, to=person, version=values.get("version"), now=now
    ),
    _said("You have it now."),
)  # fmt: skip
AGREE = Verb(
    lifecycle.DECIDE, _said("Agree"), _said("Agree"), "", can_answer, _plain(asked.ButtonForm),
    _versioned(cases.agree), _agreed, undo=True, asks_alone=True,
)  # fmt: skip
DECIDE = Verb(
    lifecycle.DECIDE, _said("Agree differently"), lambda one: f"Send to {_agent_of(one)}",
    "Your line goes to whoever asked, and it is decided.", can_answer, _plain(asked.DecideForm),
    _versioned(cases.decide, "line"), lambda one: f"{_agent_of(one)} has your answer.", undo=True,
    asks_alone=True,
)  # fmt: skip
DECLINE = Verb(
    lifecycle.DECIDE, _said("Not this time"), lambda one: f"Send to {_agent_of(one)}",
    "Say why, and what helps instead.", can_answer, _plain(asked.DeclineForm),
    _versioned(cases.decline, "line"), lambda one: f"{_agent_of(one)} has your answer.", undo=True,
    asks_alone=True,
)  # fmt: skip
CALL_BACK = Verb(
    lifecycle.CALL_BACK, _said("Promise a call"), _said("Promise it"),
    "It takes the place of what was promised so far.", can_answer,
    _moment(asked.CallForm, ahead=timedelta(minutes=30)), _call, _said("Promised."),
)  # fmt: skip
NOT_REACHED = Verb(
    lifecycle.NOT_REACHED, _said("Could not reach them"), _said("Keep it"),
    "Say when you try again, or how it was left with them.", can_end,
    _moment(asked.TriedForm, ahead=None), _try, _said("Kept."),
)  # fmt: skip
HAND_OVER = Verb(
    lifecycle.HAND_OVER, _said("Hand it over"), _said("Hand it over"),
    "Another leader of the team has it from then on, and is told.", can_answer, _hand_over,
    _versioned(cases.hand_over, "to", "line"),
    lambda one: f"{one.claimed_by.name if one.claimed_by else 'Nobody'} has it now.",
)  # fmt: skip
PUT_BACK = Verb(
    lifecycle.PUT_BACK, _said("Put it back"), _said("Put it back"), "", can_answer,
    _plain(asked.ButtonForm), _versioned(cases.put_back), _said("It waits for somebody else."),
)  # fmt: skip
END = Verb(
    lifecycle.RESOLVE, _said("How did it end?"), _said("End it"),
    "With this the promise is kept, and the case is over.", can_end, _end,
    _ended, _said("It is over."), asks_alone=True,
)  # fmt: skip
WITHDRAW = Verb(
    lifecycle.WITHDRAW, _said("No longer needed"), _said("No longer needed"),
    "Nobody needs to answer it any more.", _own, _plain(asked.LineForm),
    _versioned(cases.withdraw, "line"), _said("Whoever was asked knows."), danger=True,
)  # fmt: skip
REOPEN = Verb(
    lifecycle.REOPEN, _said("Open it again"), _said("Open it again"),
    "The leader on duty is asked anew, with the usual minutes to answer.", _either,
    _plain(asked.ReopenForm), _versioned(cases.reopen, "line"), _said("It is open again."),
)  # fmt: skip
NOTE = Verb(
    lifecycle.NOTE, _said("Add a note"), _said("Keep it"),
    "It stands in the timeline, and stays there.", _either, _plain(asked.NoteForm),
    _unversioned(cases.note, "text"), _said("Kept in the timeline."),
)  # fmt: skip
RATE = Verb(
    lifecycle.RATE, _said("How was it?"), _said("Say it"),
    "How the help was, and how the customer left it.", can_rate, _rate,
    _unversioned(cases.rate, "help", "line", "left"), _said("Thank you. It is kept."),
)  # fmt: skip
ASK_BREAK = Verb(
    lifecycle.ASK_BREAK, _said("Ask for a break"), _said("Ask for a break"), "", _own,
    _plain(asked.ButtonForm), _unversioned(cases.ask_break),
    _said("Your leader knows. Take a breath."),
)  # fmt: skip
SEE_BREAK = Verb(
    lifecycle.SEE_BREAK, _said("Take your break"), _said("Tell them"),
    "Say when the two of you talk, if you know.", can_answer, _plain(asked.LineForm),
    _unversioned(cases.see_break, "line"), lambda one: f"{_agent_of(one)} knows.",
)  # fmt: skip

claim, take_over, agree, put_back, ask_break = (
    button_of(verb) for verb in (CLAIM, TAKE_OVER, AGREE, PUT_BACK, ASK_BREAK)
)
decide, decline, call_back, not_reached, hand_over = (
    page_of(verb) for verb in (DECIDE, DECLINE, CALL_BACK, NOT_REACHED, HAND_OVER)
)
end, withdraw, reopen, note, rate, see_break = (
    page_of(verb) for verb in (END, WITHDRAW, REOPEN, NOTE, RATE, SEE_BREAK)
)


@access(SIGNED_IN)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's answer back, as long as nobody has done anything since."""
    current = visible_case(request, pk)
    text = request.GET.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Http404
    person = person_of(request)
    try:
        cases.undo(person, current, version=int(text), now=timezone.now())
    except NotNow as refused:
        return show_case(request, anew(pk), problem=refused.message, status=409)
    messages.success(request, "Taken back. It stands as it was.")
    return redirect(address_after(request, pk))
