"""The steps of a task, as forms on its page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from feedback import delegated_life as life
from feedback.actions import delegated as giving
from feedback.actions import delegated_holding as holding
from feedback.forms import delegated as asked
from feedback.models import DelegatedTask
from teams.names import first_name


@dataclass(frozen=True, slots=True)
class Verb:
    """A step: its address's name, what unfolds it, what its button says, and what is said once it is taken."""

    step: str
    name: str
    title: str
    submit: str
    run: Callable[..., DelegatedTask]
    make: type[asked.Versioned]
    done: str
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """A step with its form, as the page shows it; `is_open` where it is what one came for."""

    verb: Verb
    form: asked.Versioned
    title: str
    submit: str
    is_open: bool


def form_for(verb: Verb, task: DelegatedTask, today: date, data: Any = None) -> asked.Versioned:
    """Its form, with ids of its own. `today` is the team's day."""
    initial: dict[str, Any] = {"version": task.version}
    if verb.step == life.REVISE:
        initial |= asked.offer_of(task)
    elif verb.step == life.PLAN:
        initial |= asked.plan_of(task, today)
    return verb.make(data, initial=initial, auto_id=f"{verb.name}_%s")


def step_forms(
    task: DelegatedTask,
    steps: Iterable[str],
    today: date,
    sent: tuple[Verb, asked.Versioned] | None = None,
) -> tuple[Offered, ...]:
    """Those this person may take as it stands; `sent` is one that was refused, to be mended where it was."""
    open_to = set(steps)
    names = {"holder": first_name(task.to.name), "giver": first_name(task.by.name)}
    found: list[Offered] = []
    for verb in VERBS:
        if verb.step not in open_to:
            continue
        is_sent = sent is not None and sent[0] is verb
        form = sent[1] if sent is not None and is_sent else form_for(verb, task, today)
        opens = is_sent if sent is not None else _opens(verb, task)
        found.append(
            Offered(verb, form, verb.title.format(**names), verb.submit.format(**names), opens)
        )
    return tuple(found)


def _opens(verb: Verb, task: DelegatedTask) -> bool:
    """What waits for this person stands open."""
    return verb.is_first and (verb.step != life.ANSWER or task.needs_since is not None)


ACCEPT = Verb(
    life.ACCEPT, "task_accept", "Take it on", "Take it on", holding.accept_task, asked.AcceptForm,
    "It is yours. {giver} knows.", is_first=True,
)  # fmt: skip
ASK = Verb(
    life.ASK, "task_ask", "Ask for a change", "Send to {giver}", holding.ask_for_change, asked.AskForm,
    "{giver} has your line.",
)  # fmt: skip
DECLINE = Verb(
    life.DECLINE, "task_decline", "Not this time", "Send to {giver}", holding.decline_task,
    asked.DeclineForm, "{giver} has your answer. No is fine.",
)  # fmt: skip
CHECK_IN = Verb(
    life.CHECK_IN, "task_check_in", "Check in", "Check in", holding.check_in, asked.CheckInForm,
    "{giver} has your check-in.", is_first=True,
)  # fmt: skip
PLAN = Verb(
    life.PLAN, "task_plan", "Choose other check-ins", "Keep these", holding.plan_check_ins,
    asked.PlanForm, "Kept.",
)  # fmt: skip
GIVE_BACK = Verb(
    life.GIVE_BACK, "task_give_back", "Give it back", "Give it back", holding.give_back,
    asked.GiveBackForm, "It is given back. {giver} knows.",
)  # fmt: skip
ANSWER = Verb(
    life.ANSWER, "task_answer", "Answer {holder}", "Send to {holder}", giving.answer_task,
    asked.AnswerForm, "{holder} has your answer.", is_first=True,
)  # fmt: skip
CLOSE = Verb(
    life.CLOSE, "task_close", "Say what came of it", "Close it", giving.close_task, asked.CloseForm,
    "It is done. {holder} knows.", is_first=True,
)  # fmt: skip
CARRY_ON = Verb(
    life.CARRY_ON, "task_carry_on", "Something is missing", "Send to {holder}", giving.carry_on,
    asked.CarryOnForm, "{holder} knows what is missing.",
)  # fmt: skip
REVISE = Verb(
    life.REVISE, "task_revise", "Change the offer", "Offer it so", giving.revise_task,
    asked.ReviseForm, "{holder} has the offer as it is now.",
)  # fmt: skip
WITHDRAW = Verb(
    life.WITHDRAW, "task_withdraw", "Take it back", "Take it back", giving.withdraw_task,
    asked.WithdrawForm, "It is taken back. {holder} knows.",
)  # fmt: skip
VERBS = (
    ACCEPT, ASK, DECLINE, CHECK_IN, PLAN, GIVE_BACK, ANSWER, CLOSE, CARRY_ON, REVISE, WITHDRAW,
)  # fmt: skip
