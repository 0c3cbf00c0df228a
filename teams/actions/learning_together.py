"""Learning with others: a colleague who stands by somebody, and what people ask their leads for."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from teams.actions.audit import record
from teams.actions.errors import ActionRefused
from teams.actions.learning import give_path
from teams.actions.learning_rows import line, locked_given
from teams.learning_kinds import PAIRED, WISHED
from teams.models import GivenPath, LearningPath, LearningWish, Pairing, User
from teams.permissions import organisation_day
from teams.permissions.learning import (
    colleagues_for,
    given_led_by,
    paths_visible_to,
    wishes_led_by,
)
from teams.queries.learning_leads import address
from teams.queries.study_answerers import answerers_of
from teams.telling import tell

LONGEST_WISH = 300
LONGEST_ANSWER = 300
MOST_WISHES = 5
NO_WISH = "Say what you want to learn."
NOBODY_READS = "There is nobody yet who could answer: an administrator has to give you a leader."
NO_COLLEAGUE = "Choose somebody of the team who has finished it."


@transaction.atomic
def ask_to_pair(actor: User, given: GivenPath, colleague: User | None, *, now: datetime) -> Pairing:
    """Ask a colleague who has finished the path to stand by somebody. Asked twice, they are asked once.

    Raises ActionRefused, PermissionDenied.
    """
    current = locked_given(given.pk)
    today = organisation_day(now)
    if not given_led_by(actor, today).filter(pk=current.pk).exists():
        raise PermissionDenied
    person = current.person
    if current.finished_at is not None:
        raise ActionRefused("", f"{person.name} has finished it already.")
    if colleague is None or not colleagues_for(current, today).filter(pk=colleague.pk).exists():
        raise ActionRefused("colleague", NO_COLLEAGUE)
    made, is_new = Pairing.objects.get_or_create(
        given=current, colleague=colleague, defaults={"asked_by": actor, "asked_at": now}
    )
    if not is_new:
        if made.answer != Pairing.Answer.NO:
            return made
        raise ActionRefused("colleague", f"{colleague.name} said “not now”. Ask somebody else.")
    record(actor, "asked to pair", current, after={"colleague": colleague.pk}, at=now)
    if colleague.pk != actor.pk:
        tell(
            [colleague],
            PAIRED,
            f"pairing-{made.pk}-asked",
            f"{actor.name} asks: would you stand by {person.name} with “{current.path.name}”?",
            detail="You have finished it yourself. Say yes, or not now.",
            url=reverse("teams:learning"),
            now=now,
        )
    return made


@transaction.atomic
def answer_pairing(actor: User, pairing: Pairing, *, yes: bool, now: datetime) -> Pairing:
    """The colleague says yes or not now; who learns and who asked are told. Said again, it stays.

    Raises ActionRefused, PermissionDenied.
    """
    given = locked_given(pairing.given_id)
    current = Pairing.objects.select_for_update().get(pk=pairing.pk)
    if current.colleague_id != actor.pk:
        raise PermissionDenied
    answer = Pairing.Answer.YES if yes else Pairing.Answer.NO
    if current.answer == answer:
        return current
    if current.answer != Pairing.Answer.OPEN:
        raise ActionRefused("", "You have answered already. Talk to whoever asked you.")
    current.answer, current.answered_at = answer, now
    current.save(update_fields=["answer", "answered_at"])
    record(actor, "answered pairing", given, after={"colleague": actor.pk, "yes": yes}, at=now)
    person, path = given.person, given.path
    if yes:
        tell(
            [person],
            PAIRED,
            f"pairing-{current.pk}-with",
            f"{actor.name} stands by you with “{path.name}”.",
            detail="Ask them anything: they have finished it.",
            url=address(path.pk),
            now=now,
        )
    tell(
        [current.asked_by_id],
        PAIRED,
        f"pairing-{current.pk}-answered",
        f"{actor.name} {'stands by' if yes else 'cannot stand by'} {person.name}"
        f" with “{path.name}”{'.' if yes else ' now.'}",
        url=reverse("teams:learning_team"),
        now=now,
    )
    return current


@transaction.atomic
def withdraw_pairing(actor: User, pairing: Pairing, *, now: datetime) -> None:
    """A colleague who has not answered yet is asked no more, and told. Withdrawn twice, they are told once.

    Raises ActionRefused, PermissionDenied.
    """
    given = locked_given(pairing.given_id)
    if not given_led_by(actor, organisation_day(now)).filter(pk=given.pk).exists():
        raise PermissionDenied
    current = Pairing.objects.select_for_update().filter(pk=pairing.pk).first()
    if current is None:
        return
    if current.answer != Pairing.Answer.OPEN:
        raise ActionRefused("", f"{current.colleague.name} has answered meanwhile.")
    current.delete()
    record(actor, "withdrew pairing", given, before={"colleague": current.colleague_id}, at=now)
    if current.colleague_id != actor.pk:
        tell(
            [current.colleague],
            PAIRED,
            f"pairing-{pairing.pk}-withdrawn",
            f"You need not stand by {given.person.name} with “{given.path.name}”.",
            detail=f"{actor.name} asks no more.",
            url=reverse("teams:learning"),
            now=now,
        )


@transaction.atomic
def ask_for(
    actor: User, *, words: str = "", path: LearningPath | None = None, now: datetime
) -> LearningWish:
    """Ask one's lead (an administrator, where nobody leads one) for a path, or for something in one's own words.
    Asked twice while it waits, it is asked once.

    Raises ActionRefused.
    """
    words = line("words", words, LONGEST_WISH)
    if not words and path is None:
        raise ActionRefused("words", NO_WISH)
    if path is not None and not _may_ask_for(actor, path):
        raise ActionRefused("path", "Choose a path that you do not have yet.")
    User.objects.select_for_update().get(pk=actor.pk)
    who = answerers_of(actor, organisation_day(now))
    if not who:
        raise ActionRefused("words", NOBODY_READS)
    waiting = list(LearningWish.objects.filter(person=actor, answered_at=None))
    for there in waiting:
        if (there.words, there.path_id) == (words, path.pk if path else None):
            return there
    if len(waiting) >= MOST_WISHES:
        raise ActionRefused("words", f"{MOST_WISHES} wait for an answer. Talk to your lead first.")
    made = LearningWish.objects.create(person=actor, words=words, path=path, asked_at=now)
    record(actor, "wished", made, after={"words": words, "path": path}, at=now)
    tell(
        who,
        WISHED,
        f"wish-{made.pk}",
        f"{actor.name} wants to learn: {words or (path.name if path else '')}",
        url=reverse("teams:learning_wish", args=[made.pk]),
        about=actor.pk,
        now=now,
    )
    return made


def _may_ask_for(actor: User, path: LearningPath) -> bool:
    has = GivenPath.objects.filter(path=path, person=actor, ended_at=None).exists()
    return not has and paths_visible_to(actor).filter(pk=path.pk, archived_at=None).exists()


@transaction.atomic
def answer_wish(
    actor: User,
    wish: LearningWish,
    *,
    path: LearningPath | None = None,
    answer: str = "",
    now: datetime,
) -> LearningWish:
    """Give a path, or say something, or both. Sent twice it is answered once.

    Raises ActionRefused, PermissionDenied.
    """
    current = LearningWish.objects.select_for_update().get(pk=wish.pk)
    today = organisation_day(now)
    if not wishes_led_by(actor, today).filter(pk=current.pk).exists():
        raise PermissionDenied
    answer = line("answer", answer, LONGEST_ANSWER)
    if not answer and path is None:
        raise ActionRefused("answer", "Give a path, or say what you think.")
    if current.answered_at is not None:
        who = current.answered_by
        if who == actor and current.answer == answer:
            return current
        raise ActionRefused("", f"{who.name if who else 'Somebody'} has answered this meanwhile.")
    person = current.person
    if path is not None:
        give_path(actor, path, [person], why=answer, now=now)
        current.given = GivenPath.objects.get(path=path, person=person)
    current.answered_at, current.answered_by, current.answer = now, actor, answer
    current.save(update_fields=["answered_at", "answered_by", "answer", "given"])
    record(actor, "answered wish", current, after={"answer": answer, "path": path}, at=now)
    tell(
        [person],
        WISHED,
        f"wish-{current.pk}-answered",
        f"{actor.name} answers what you want to learn"
        f"{f': “{path.name}” is yours.' if path else '.'}",
        detail=answer,
        url=reverse("teams:learning"),
        about=person.pk,
        now=now,
    )
    return current
