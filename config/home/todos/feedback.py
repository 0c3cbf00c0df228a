"""What people say to each other: thanks, ideas, talks, promises, appraisals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse

from config.home.todos.item import ToDo, shortened
from feedback.queries.appraisals.lists import Turn
from feedback.queries.coverage import Gap
from feedback.queries.delegated import (
    CHECK_IN,
    DISCUSSED,
    NEEDS,
    OFFER,
    PAST,
    REPORTED,
    Waiting,
)
from feedback.queries.follow_ups import StepDue, ToFollowUp
from feedback.queries.idea_waits import ANSWER, DO, UNDONE, ToAnswer
from feedback.queries.ideas import Answered
from feedback.queries.one_to_ones.today import AtHand, TalkToday
from feedback.queries.praise import MOST_COUNTED
from feedback.queries.praise import Waiting as PraiseWaiting
from feedback.queries.today import Thanked
from goals.today import lower


def to_follow_up(waiting: Sequence[ToFollowUp]) -> list[ToDo]:
    """What this leader wanted to come back on by today: with whom, and never a word of what about."""
    return [
        ToDo(
            icon="calendar-check",
            tone="",
            title=one.title.removesuffix("."),
            text="Only you see this."
            if one.is_today
            else "Only you see this. Say what came of it, or choose another day.",
            action_url=one.url,
            action_label="Open it",
            mail="Something you wanted to come back on.",
        )
        for one in waiting
    ]


def steps(due: Iterable[StepDue]) -> list[ToDo]:
    """What this person agreed to do in a difficult talk, and never a word of it: others may look at the screen."""
    return [
        ToDo(
            icon="handshake",
            tone="watch" if one.is_late else "",
            title=f"Something you agreed on with {one.other}",
            text=f"{one.stands}. What it is stands in the talk.",
            action_url=reverse("feedback:talk", args=[one.talk_id]),
            action_label="Open it",
            mail=f"Something you agreed to do: {lower(one.stands)}.",
        )
        for one in due
    ]


def ideas_to_answer(waiting: Iterable[ToAnswer]) -> list[ToDo]:
    """Ideas whose answer is due today or late, and those agreed that are to be done, answered where they stand."""
    return [
        ToDo(
            icon="lightbulb",
            tone="watch" if one.late else "",
            title=one.title,
            text=one.text,
            more_url="" if one.own else one.url,
            # Whose own idea it is reads it there: somebody else says that it is done.
            action_url=one.url if one.own else "",
            action_label="Open it" if one.own else "",
            answers=()
            if one.own
            else tuple((name, f"{one.url}{step}/?back=today") for name, step in _IDEAS[one.kind]),
            pk=one.pk,
            mail=f"{_IDEA_MAIL[one.kind]}: {one.title}.",
        )
        for one in waiting
    ]


_IDEAS = {
    ANSWER: (("We do it", "agree"), ("Take a look", "look"), ("Not now", "decline")),
    DO: (("It is done", "done"),),
    UNDONE: (("It is done", "done"), ("Who and when", "agree"), ("Not now", "decline")),
}
_IDEA_MAIL = {
    ANSWER: "An idea waits for your answer",
    DO: "An idea that you see to",
    UNDONE: "An agreed idea that is not done",
}


def idea_answered(answered: Answered | None) -> list[ToDo]:
    """The newest answer that this person has not read; opening it reads it."""
    if answered is None:
        return []
    return [
        ToDo(
            icon="lightbulb",
            tone="",
            title=answered.text,
            text=answered.detail,
            action_url=reverse("teams:inbox_open", args=[answered.notice_pk]),
            action_label="Open it",
            post=True,
            mail="Your idea, or one you back, is answered.",
            mail_path=reverse("teams:inbox"),
        )
    ]


def appraisals(turns: Sequence[Turn]) -> list[ToDo]:
    """The appraisal that waits for this person soonest; how many more there are it says itself."""
    if not turns:
        return []
    first, more = turns[0], len(turns) - 1
    rest = {0: "", 1: " One more waits."}.get(more, f" {more} more wait.")
    return [
        ToDo(
            icon="file-pen",
            tone="watch" if first.is_late else "",
            title=first.title,
            text=f"{first.text}{rest}",
            action_url=first.url,
            action_label=first.label,
            mail=f"An appraisal waits for you.{rest}",
        )
    ]


def talks(at_hand: AtHand) -> list[ToDo]:
    """The one-to-ones of the day: before it what prepares one, afterwards what came of it. Of an earlier day, whether it took
    place, said in one click.
    """
    return [
        _planned(talk)
        if talk.is_past
        else ToDo(
            icon="messages-square",
            tone="",
            title=f"One-to-one with {talk.other} at {talk.at}",
            text="Have you talked? Say so, and book the next one."
            if talk.is_over
            else "Ready for you: goals, thanks, and what you promised each other.",
            action_url=talk.url,
            action_label="Say how it went" if talk.is_over else "Prepare for it",
            action_class="" if talk.is_over else "btn--primary",
            mail=f"One-to-one with {talk.other} at {talk.at}.",
        )
        for talk in at_hand.talks
    ]


def _planned(talk: TalkToday) -> ToDo:
    return ToDo(
        icon="messages-square",
        tone="",
        title=f"One-to-one with {talk.other}, planned for {talk.at}",
        text="Have you talked? If not, move it or call it off.",
        action_url=talk.url,
        action_label="Yes, we talked",
        post=True,
        hidden=(("do", "held"), ("back", "today")),
        more_url=talk.url,
        mail=f"One-to-one with {talk.other}, planned for {talk.at}: have you talked?",
    )


def promises(at_hand: AtHand) -> list[ToDo]:
    """What this person promised in a one-to-one and is due, done in one click."""
    return [
        ToDo(
            icon="handshake",
            tone="watch" if promise.is_late else "",
            title=shortened(promise.words),
            text=f"You promised it to {promise.to}. {promise.stands}.",
            action_url=promise.url,
            action_label="Done",
            post=True,
            hidden=(("do", "done"), ("back", "today")),
            more_url=promise.url,
            mail=f"Something you promised in a one-to-one: {lower(promise.stands)}.",
        )
        for promise in at_hand.promises
    ]


def tasks(waiting: Iterable[Waiting]) -> list[ToDo]:
    """An offer, taken in one click or answered on its page; a check-in one chose; of what one handed over, who needs
    something or is done; what is past its day.
    """
    return [
        ToDo(
            icon="hand-helping",
            tone="watch" if one.is_late or one.kind == NEEDS else "",
            title=_TASKS[one.kind][0].format(who=one.who, what=shortened(one.what)),
            text=one.text,
            action_url=f"{one.url}accept/" if one.accept_with else one.url,
            action_label="Take it on"
            if one.accept_with
            else _TASKS[one.kind][1].format(who=one.who),
            post=bool(one.accept_with),
            hidden=(*one.accept_with, ("back", "today")) if one.accept_with else (),
            more_url=one.url if one.accept_with else "",
            in_row=one.in_short,
        )
        for one in waiting
    ]


_TASKS = {
    OFFER: ("{who} offers you a task: {what}", "Answer {who}"),
    CHECK_IN: ("A check-in you chose: {what}", "Check in"),
    NEEDS: ("{who} needs something for: {what}", "Answer {who}"),
    DISCUSSED: ("{who} asks you to change: {what}", "See what {who} says"),
    REPORTED: ("{who} says it is done: {what}", "Say what came of it"),
    PAST: ("Past its day, with {who}: {what}", "Open the task"),
}


def thanks_due(gap: Gap | None) -> list[ToDo]:
    """One person who has not been thanked for two weeks or more, with what they did: see `queries.today`."""
    if gap is None:
        return []
    since = f"has not been thanked for {gap.wait}"
    if gap.never:
        since = "has not been thanked here yet"
    return [
        ToDo(
            icon="heart",
            tone="kudos",
            title=f"{gap.first_name} {since}",
            text=gap.evidence,
            action_url=f"{gap.thank_url}&back=today",
            action_label=f"Thank {gap.first_name}",
            action_class="btn--kudos",
            more_url=reverse("feedback:coverage"),
            mail="Somebody has waited a while for a word of thanks.",
            mail_path=reverse("feedback:coverage"),
        )
    ]


def praise_to_pass_on(waiting: PraiseWaiting | None) -> list[ToDo]:
    """Customers' words that nobody has told those they are for: how many, and the ones that wait longest."""
    if waiting is None:
        return []
    number = waiting.number
    listed = f"{reverse('feedback:praise')}?show=untold"
    many = f"Over {MOST_COUNTED}" if number > MOST_COUNTED else str(number)
    title = "A customer’s words wait to be passed on"
    if number > 1:
        title = f"{many} customers’ words wait to be passed on"
    one_url = reverse("feedback:praise_item", args=[waiting.pk])
    return [
        ToDo(
            icon="quote",
            tone="kudos",
            title=title,
            text=f"“{shortened(waiting.words)}”",
            action_url=one_url if number == 1 else listed,
            action_label="Pass it on" if number == 1 else "Pass them on",
            action_class="btn--kudos",
            mail=f"{title}.",
            mail_path=listed,
        )
    ]


def thanked_lately(thanks: Sequence[Thanked]) -> list[ToDo]:
    """A thanks that came since yesterday, in its own words; of a private one only from whom. Opening it reads it."""
    return [
        ToDo(
            icon="heart",
            tone="kudos",
            title=f"{one.author} thanks you",
            text=shortened(one.words) if one.words else "It is for you alone.",
            action_url=reverse("feedback:kudos_read", args=[one.pk]),
            action_label="Read it",
            post=True,
            mail=f"{one.author} thanks you.",
            mail_path=reverse("feedback:kudos_item", args=[one.pk]),
        )
        for one in thanks[:1]
    ]
