"""What is written down on the way says that something happened, and not a word of it: records, notices, mail, logs.

The verbs are called here with a marker in each of their texts; then everything is looked through but the tables that
the words belong into.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.db import models

from feedback.actions import difficult_talks, notes, releases
from feedback.models import CoachingNote
from feedback.recompute import due
from goals.queries.digest import digest_words
from goals.recompute.digests import send_digests
from teams.actions.errors import ActionRefused
from teams.kinds import kinds
from teams.models import (
    AuditEntry,
    Notice,
    NoticeChoices,
    Organisation,
    SearchDocument,
    TakenCall,
    User,
)
from teams.queries.notices import choices_of
from teams.recompute import mails
from tests.access.world import NOW
from tests.feedback.privacy.doing import private_done, team_done, words
from tests.feedback.privacy.logged import lines_written
from tests.feedback.privacy.planting import NEEDLE

pytestmark = pytest.mark.django_db
MAILS = {
    "mail/digest.txt", "mail/digest.html", "mail/notices.txt", "mail/notices.html", "mail/urgent.txt",
}  # fmt: skip
"""All mail there is. The digest is sent here to everybody, and each kind of notice at once; what is urgent is of escalations alone, and given one
sentence and three addresses."""


def marks(text: str) -> list[str]:
    """Where the needle stands in a text, with some of what follows."""
    return [part[:17] for part in text.split(NEEDLE)[1:]]


@pytest.fixture
def everybody(supervisor, agent, manager, administrator, other_supervisor, stranger) -> list[User]:
    """They all get their digests, and whatever they are told at once as well."""
    people = [supervisor, agent, manager, administrator, other_supervisor, stranger]
    every = [kind.code for kind in kinds()]
    for person in people:
        person.email = f"{person.username}@example.org"
        person.save(update_fields=["email"])
        NoticeChoices.objects.update_or_create(
            user=person, defaults={"digest": "weekdays", "at_once": every}
        )
    return people


@pytest.fixture
def people(
    everybody, supervisor, agent, colleague, manager, administrator, deactivated
) -> dict[str, User]:
    """Whoever does something here, by what they are."""
    return {
        "supervisor": supervisor,
        "agent": agent,
        "colleague": colleague,
        "manager": manager,
        "administrator": administrator,
        "leaver": deactivated,
    }


def everything_done(supervisor: User, agent: User, manager: User) -> None:
    """Each verb of notes, talks and releases, with words in all texts; and each refused once."""
    said_of = {name: words() for name in notes.PARTS}
    day = NOW.date()
    note = notes.write_note(supervisor, agent, **said_of, follow_up_on=day, now=NOW)
    notes.share_note(supervisor, note, now=NOW)
    said_of["effect"] = words()
    notes.edit_note(supervisor, note, **said_of, follow_up_on=day, now=NOW)
    with suppress(ActionRefused):
        notes.edit_note(supervisor, note, situation=words(), version=0, now=NOW)
    with suppress(ActionRefused):
        notes.write_note(supervisor, agent, situation=words() * 400, now=NOW)
    let = releases.release(agent, note, to=manager, until=day, reason=words(), now=NOW)
    releases.open_release(manager, let, now=NOW)
    releases.end_release(agent, let, now=NOW)
    due.look(NOW)
    notes.follow_up_note(supervisor, note, came_of_it=words(), now=NOW)
    other = notes.write_note(supervisor, agent, situation=words(), now=NOW)
    notes.delete_note(supervisor, other, now=NOW)
    talk = difficult_talks.open_talk(
        supervisor,
        agent,
        about=words(),
        seen=words(),
        expectation=words(),
        own_words=words(),
        follow_up_on=day,
        now=NOW,
    )
    difficult_talks.edit_talk(supervisor, talk, about=words(), expectation=words(), now=NOW)
    difficult_talks.write_own_words(supervisor, talk, own_words=words(), now=NOW)
    step = difficult_talks.add_step(supervisor, talk, owner=agent, words=words(), now=NOW)
    more = difficult_talks.add_step(supervisor, talk, owner=agent, words=words(), now=NOW)
    difficult_talks.share_talk(supervisor, talk, now=NOW)
    difficult_talks.end_step(agent, step, done=True, now=NOW)
    difficult_talks.end_step(supervisor, more, done=False, now=NOW)
    releases.release(supervisor, talk, to=manager, until=day, reason=words(), now=NOW)
    due.look(NOW)
    difficult_talks.close_talk(supervisor, talk, outcome="better", outcome_words=words(), now=NOW)


FOUND_BY_THE_TWO = {"kudos", "task", "help"}


def other_tables() -> list[type[models.Model]]:
    """Every table but those of `feedback`."""
    return [model for model in apps.get_models() if model._meta.app_label != "feedback"]


def test_case_15_records_notices_and_all_other_tables_hold_no_private_word(
    time_machine, everybody, supervisor, agent, manager
):
    time_machine.move_to(NOW, tick=False)
    with lines_written() as log:
        everything_done(supervisor, agent, manager)
    told = []
    for model in other_tables():
        for row in model._default_manager.values():
            told += [f"{model.__name__}: {text}" for text in marks(str(row))]
    assert AuditEntry.objects.filter(kind__startswith="feedback.").count() >= 15
    assert Notice.objects.filter(kind__startswith="feedback.").count() >= 6
    assert told == []
    assert marks(log.getvalue()) == []


def test_case_3_mail_says_that_something_waits_and_no_more(
    time_machine, everybody, supervisor, agent, manager
):
    time_machine.move_to(NOW, tick=False)
    everything_done(supervisor, agent, manager)
    organisation = Organisation.objects.get()
    told = [
        f"{person.name}: {text}"
        for person in everybody
        for text in marks(str(digest_words(person, choices_of(person), organisation, NOW)))
    ]
    assert told == []
    with lines_written() as log:
        for hours in range(72):
            moment = NOW + timedelta(hours=hours)
            time_machine.move_to(moment, tick=False)
            send_digests(moment)
            mails.look(moment)
    assert Notice.objects.filter(kind__startswith="feedback.", mailed_at__isnull=False).exists()
    assert {to for sent in mail.outbox for to in sent.to} >= {agent.email, supervisor.email}
    assert [text for sent in mail.outbox for text in marks(sent.message().as_string())] == []
    assert marks(log.getvalue()) == []


def sent_within_days(time_machine: Any, days: int) -> None:
    """All mail of so many days from now."""
    for hours in range(0, 24 * days, 4):
        moment = NOW + timedelta(hours=hours)
        time_machine.move_to(moment, tick=False)
        send_digests(moment)
        mails.look(moment)


def digests_of(people: list[User]) -> list[tuple[User, str]]:
    """Whose digest would hold which words, now."""
    organisation = Organisation.objects.get()
    return [
        (person, text)
        for person in people
        for text in marks(str(digest_words(person, choices_of(person), organisation, NOW)))
    ]


def test_case_15_what_two_say_to_each_other_stands_in_no_other_table_mail_or_log(
    time_machine, everybody, people
):
    time_machine.move_to(NOW, tick=False)
    with lines_written() as log:
        private_done(people)
        told = digests_of(everybody)
        sent_within_days(time_machine, 3)
    kinds_told = set(Notice.objects.values_list("kind", flat=True))
    done = set(AuditEntry.objects.values_list("kind", flat=True))
    for model in other_tables():
        for row in model._default_manager.values():
            # Who finds these is asked of the thing itself, each time: see `teams.models.search`.
            if model is not SearchDocument or row["kind"] not in FOUND_BY_THE_TWO:
                told += [(model.__name__, text) for text in marks(str(row))]
    assert told == []
    assert [text for one in mail.outbox for text in marks(one.message().as_string())] == []
    assert marks(log.getvalue()) == []
    # All of it was done, and told.
    assert len(done) >= 12, done
    assert len(kinds_told) >= 5, kinds_told
    assert mail.outbox


def test_case_15_what_a_team_says_to_itself_is_told_to_nobody_outside_it(
    time_machine, everybody, people
):
    time_machine.move_to(NOW, tick=False)
    inside = {people[one].pk for one in ("supervisor", "agent", "colleague", "manager")}
    with lines_written() as log:
        team_done(people)
        told = [(one.name, text) for one, text in digests_of(everybody) if one.pk not in inside]
        sent_within_days(time_machine, 3)
    noticed = 0
    # Who finds an idea is asked of the idea, each time: see `teams.models.search`.
    for model in {*other_tables()} - {SearchDocument}:
        for row in model._default_manager.values():
            found = marks(str(row))
            if model is Notice and row["user_id"] in inside:
                noticed += bool(found)
            else:
                told += [(model.__name__, text) for text in found]
    assert told == []
    addresses = set(User.objects.filter(pk__in=inside).values_list("email", flat=True))
    outside = [one for one in mail.outbox if not set(one.to) <= addresses]
    assert [text for one in outside for text in marks(one.message().as_string())] == []
    assert marks(log.getvalue()) == []
    assert noticed >= 4


def test_case_3_there_is_no_mail_that_this_suite_does_not_know():
    folder = Path(settings.BASE_DIR) / "templates" / "mail"
    assert {f"mail/{one.name}" for one in folder.rglob("*") if one.is_file()} == MAILS
    urgent = (folder / "urgent.txt").read_text()
    assert set(re.findall(r"{{ *(\w+)", urgent)) == {"text", "url", "choices", "unsubscribe"}


# --- Programs ------------------------------------------------------------------------------------


def test_case_15_a_call_that_may_be_sent_again_is_remembered_without_its_words(
    supervisor, agent, client_of
):
    client: Any = client_of(supervisor)
    body = {"person": "jin", "situation": words(), "shared": True}
    answer = client.post(
        "/api/v1/notes/", body, "application/json", headers={"Idempotency-Key": "once"}
    )
    assert answer.status_code == 201, answer.content
    kept = TakenCall.objects.get()
    assert marks(kept.answer) == []
    again = client.post(
        "/api/v1/notes/", body, "application/json", headers={"Idempotency-Key": "once"}
    )
    assert again.json() == answer.json()
    assert CoachingNote.objects.count() == 1
