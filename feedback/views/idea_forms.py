"""The answers to an idea, as forms on its page and as pages of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms

from feedback import idea_life
from feedback.actions import idea_answers as actions
from feedback.forms import ideas as asked
from feedback.models import Idea
from feedback.queries.idea_people import who_may_own
from teams.models import User
from teams.names import first_name

A_WEEK = timedelta(days=7)
A_MONTH = timedelta(days=30)
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: its address's name, what its button says, and what is said once it is given."""

    step: str
    name: str
    title: str
    submit: str
    lede: str
    icon: str
    run: Callable[..., Idea]
    done: str
    make: Callable[..., asked.Versioned]


@dataclass(frozen=True, slots=True)
class Offered:
    """An answer with its form, as the idea's page shows it."""

    answer: Answer
    form: forms.Form
    title: str
    submit: str


def form_for(
    answer: Answer,
    person: User,
    idea: Idea,
    today: date,
    data: Any = None,
    auto_id: str = "id_%s",
) -> asked.Versioned:
    """Its form, with days that one may as well leave as they are; `today` is the idea's team's."""
    more = {"initial": _initial(person, idea, today), "auto_id": auto_id}
    if answer.make is asked.AgreeForm:
        return asked.AgreeForm(who_may_own(person, idea, today), data, **more)
    return answer.make(data, **more)


def _initial(person: User, idea: Idea, today: date) -> Values:
    """Another week for a look, a month for doing it, and oneself."""
    values: Values = {
        "version": idea.version,
        "answer_by": today + A_WEEK,
        "do_by": today + A_MONTH,
        "owner": person.pk,
    }
    if idea.state != idea_life.AGREED:
        return values
    there = {"reason": idea.reason, "do_by": idea.do_by, "owner": idea.owner_id or person.pk}
    return values | there


def named_for(answer: Answer, idea: Idea) -> tuple[str, str]:
    """Its title and what its button says. Agreed already, it is asked who does it and by when, once more."""
    if answer is AGREE and idea.state == idea_life.AGREED:
        return "Who takes care of it, and by when", "Keep it"
    return answer.title, answer.submit.format(first_name(idea.author.name))


def answer_forms(
    person: User, idea: Idea, today: date, steps: Iterable[str]
) -> tuple[Offered, ...]:
    """Those that this person may give as it stands, each with ids of its own."""
    return tuple(
        Offered(
            answer,
            form_for(answer, person, idea, today, auto_id=f"{answer.step}_%s"),
            *named_for(answer, idea),
        )
        for answer in ANSWERS
        if answer.step in steps
    )


AGREE = Answer(
    idea_life.AGREE, "idea_agree", "We do it", "We do it",
    "Say why, who takes care of it, and by when.", "circle-check", actions.agree_to_idea,
    "Agreed. {} knows.", asked.AgreeForm,
)  # fmt: skip
LOOK = Answer(
    idea_life.LOOK, "idea_look", "Take a look", "Take a look",
    "Say what you want to find out first, and by when you answer.", "eye",
    actions.look_at_idea, "{} knows that you look at it.", asked.LookForm,
)  # fmt: skip
DECLINE = Answer(
    idea_life.DECLINE, "idea_decline", "Not now", "Send to {}",
    "Say why. It can be opened again.", "clock", actions.decline_idea,
    "{} has your answer.", asked.DeclineForm,
)  # fmt: skip
DONE = Answer(
    idea_life.FINISH, "idea_done", "It is done", "It is done",
    "Say what came of it. {} is credited with it.", "party-popper", actions.finish_idea,
    "Done, thanks to {}.", asked.DoneForm,
)  # fmt: skip
REOPEN = Answer(
    idea_life.REOPEN, "idea_reopen", "Open it again", "Open it again",
    "It is promised an answer anew.", "rotate-ccw", actions.reopen_idea,
    "It is open again.", asked.ReopenForm,
)  # fmt: skip
ANSWERS = (AGREE, LOOK, DECLINE, DONE, REOPEN)
