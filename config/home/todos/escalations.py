"""What escalations and the playbook ask for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.urls import reverse

from config.home.todos.item import ToDo
from escalations.queries.asked_for import AskedFor
from escalations.queries.breaks import BreakAsked
from escalations.queries.confirming import ToConfirm
from escalations.queries.looking_back import ToLookBackOn
from escalations.queries.mine import Asked
from escalations.queries.queue import Queue, Row
from escalations.queries.remedies_due import RemedyDue


def to_finish(asked: Iterable[Asked]) -> list[ToDo]:
    """An agent's own escalations: answers to pass on, drafts that are back, how the help was."""
    looks = {
        "end": ("phone-outgoing", "watch", "Say how it ended", "btn--primary"),
        "draft": ("file-pen", "", "Go on", ""),
        "rate": ("handshake", "", "Say how it was", ""),
    }
    # The title of an answer names who gave it and what about: mail does not, as little as its notice.
    mail = {
        "end": "An escalation of yours is answered: how did it end?",
        "draft": "Finish what you began to log.",
        "rate": "How was the help?",
    }
    found: list[ToDo] = []
    for one in asked:
        icon, tone, label, css = looks[one.kind]
        words = mail[one.kind]
        found.append(ToDo(icon, tone, one.title, one.text, one.url, label, css, mail=words))
    return found


def escalations(queue: Queue) -> list[ToDo]:
    """What waits for this leader: customers on the line, what nobody has taken, what they have; oldest promise first."""
    rows = [row for group in queue.groups for row in group.rows if not row.is_own]
    return _listed(sorted(rows, key=lambda row: not row.is_on_the_line))


def on_the_line(queue: Queue) -> int:
    """How many of those are of a customer who waits for this leader to come now."""
    return sum(row.is_on_the_line for group in queue.groups for row in group.rows if not row.is_own)


def held(queue: Queue) -> list[ToDo]:
    """Of those, what this leader has taken: it is with nobody else."""
    rows = [row for group in queue.groups for row in group.rows if row.is_mine]
    return _listed([row for row in rows if not row.is_own])


def _listed(rows: Sequence[Row]) -> list[ToDo]:
    waits = [_escalation(row) for row in rows if row.can_act or row.can_take]
    return [*waits, *(_to_end(row) for row in rows if row.can_end and not row.can_act)]


def in_row(row: Row) -> ToDo | None:
    """What waits of one case, where it can be answered at once."""
    found = _listed([] if row.is_own else [row])
    return found[0] if found and found[0].post else None


def _escalation(row: Row) -> ToDo:
    clock = f", {row.clock.words}" if row.clock else ""
    said = f" {row.first_name} suggests: {row.proposal}" if row.proposal else ""
    values: tuple[tuple[str, object], ...] = (("version", row.version), ("back", "today"))
    verb, label = ("", "")
    if row.can_agree and not row.can_join:
        verb, label = "agree/", f"Agree with {row.first_name}"
    elif row.can_take or row.can_join:
        # Whoever takes it goes on there.
        verb, label, values = "claim/", row.take_label, values[:1]
    elif row.can_end:
        return _to_end(row)
    return ToDo(
        icon=row.icon,
        tone=row.tone,
        title=row.about,
        text=f"{row.who} {row.asks}{clock}.{said}",
        action_url=f"{row.base}{verb}",
        action_label=label or "Answer it",
        action_class="btn--primary" if row.tone else "",
        post=bool(verb),
        hidden=values if verb else (),
        more_url=row.base if verb else "",
        mail=f"{row.about}: {row.who} {row.asks}{clock}.",
        mail_path=row.base,
    )


def _to_end(row: Row) -> ToDo:
    clock = f" {row.clock.words.capitalize()}." if row.clock else ""
    return ToDo(
        icon="phone-outgoing",
        tone=row.clock.tone,
        title=f"How did it end? {row.about}",
        text=f"{row.held}.{clock}",
        action_url=f"{row.base}end/",
        action_label="Say how it ended",
        more_url=row.base,
        mail=f"How did it end? {row.about}.{clock}",
        mail_path=row.base,
    )


def breaks(asked: Iterable[BreakAsked]) -> list[ToDo]:
    """Who asked for a break after a hard contact. No words for mail: whom a contact upset is theirs to tell."""
    return [
        ToDo(
            icon="coffee",
            tone="watch",
            title=f"{one.who} asks for a break and a word",
            text=f"After: {one.about}.",
            action_url=one.agree_url,
            action_label="Tell them to take it",
            action_class="btn--primary",
            post=True,
            hidden=(("back", "today"),),
            more_url=one.url,
        )
        for one in asked
    ]


def protocols_to_confirm(waiting: Sequence[ToConfirm]) -> list[ToDo]:
    """The newest version this person has not agreed to yet; how many more there are it says itself."""
    if not waiting:
        return []
    newest, more = waiting[0], len(waiting) - 1
    rest = {0: "", 1: " One more waits."}.get(more, f" {more} more wait.")
    return [
        ToDo(
            icon="book-open",
            tone="",
            title=f"Confirm: {newest.name}",
            text=f"{newest.why}{rest}",
            action_url=newest.url,
            action_label="Read and confirm",
            mail=f"Confirm: {newest.name}.{rest}",
        )
    ]


def amends_asked(waiting: Sequence[AskedFor]) -> list[ToDo]:
    """Amends above somebody's limit that wait for this leader's word, the oldest two; agreed to from there, unless the
    team's budget does not cover it: then a yes needs a reason, so it is said on a page.
    """
    return [_amends(one) for one in waiting[:2]]


def _amends(one: AskedFor) -> ToDo:
    url = reverse("escalations:amends_asked", args=[one.case, one.pk])
    shown = ToDo(
        icon="banknote",
        tone="watch",
        title=f"Give {one.amount}? {one.about}",
        text=f"{one.who} asks for it: {one.what}",
        action_url=url,
        mail="Amends wait for your yes.",
        mail_path=url,
    )
    if one.left:
        text = f"{shown.text.rstrip('.')}. {one.left}."
        return replace(shown, text=text, action_url=f"{url}?back=today", action_label="Decide")
    return replace(
        shown,
        action_label=f"Agree to {one.amount}",
        post=True,
        hidden=(("as", "agreed"), ("back", "today")),
        more_url=url,
    )


def remedies_due(due: Iterable[RemedyDue]) -> list[ToDo]:
    """What this person sees to so that a cause does not come back: said to be done from there."""
    return [
        ToDo(
            icon="wrench",
            tone="watch" if one.is_late else "",
            title=one.text,
            text=f"{one.when}. So that it does not come back: {one.cause}.",
            action_url=reverse("escalations:remedy_done", args=[one.pk]),
            action_label="It is done",
            post=True,
            hidden=(("back", "today"),),
            more_url=reverse("escalations:remedies"),
            mail=f"Something is yours to change: {one.when[0].lower()}{one.when[1:]}.",
        )
        for one in due
    ]


def cases_to_look_back_on(found: ToLookBackOn) -> list[ToDo]:
    """Cases that are over and of which nobody has said whether they had to come to a leader."""
    if not found.number:
        return []
    title = {1: "One case to look back on"}.get(
        found.number, f"{found.number} cases to look back on"
    )
    return [
        ToDo(
            icon="lightbulb",
            tone="",
            title=title,
            text="Would you have been happy for them to be decided alone? What stops the next one?",
            action_url=found.url,
            action_label="Look back",
            mail=f"{title}.",
        )
    ]
