"""The digests of everybody in a world of one of everything: no link that its reader cannot open, no private word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import mail
from django.db import connection, transaction
from django.test import Client

from feedback.models import Agreement, Kudos, Visibility
from goals.queries.digest import DigestWords, digest_words, few_words
from goals.recompute.digests import send_digests
from teams.models import Notice, NoticeChoices, Organisation, User
from teams.telling import tell
from tests.access.world import NOW, World
from tests.access.world_one_to_ones import OF_ONE, OF_THE_TWO
from tests.cast import BACKEND
from tests.goals.november import words

pytestmark = pytest.mark.django_db
ROLES = (
    "agent", "colleague", "stranger", "supervisor", "other_supervisor", "manager", "other_manager",
    "administrator", "second_administrator",
)  # fmt: skip


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One of everything, for all tests of this file."""
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False):
        with transaction.atomic():
            made = World()
            for role, person in made.people.items():
                User.objects.filter(pk=person.pk).update(email=f"{role}@example.com")
            yield made
            transaction.set_rollback(True)
        connection.close()


def said_to(person: User) -> list[DigestWords]:
    """Both that this person may get."""
    organisation = Organisation.objects.get()
    found = []
    for say in (digest_words, few_words):
        reader = User.objects.get(pk=person.pk)
        found.append(say(reader, NoticeChoices(user=reader), organisation, NOW))
    return [one for one in found if one is not None]


def shown(one: DigestWords) -> str:
    return "\n".join([one.subject, one.lead, one.healthy, *(line.text for line in one.lines)])


@pytest.mark.parametrize("role", ROLES)
def test_every_link_opens_for_its_reader(world: World, role: str) -> None:
    person = world.people[role]
    client = Client()
    client.force_login(person, backend=BACKEND)
    digests = said_to(person)
    paths = [path for one in digests for path in one.paths]
    if role in ("agent", "supervisor", "manager"):
        assert paths, "a digest that says nothing proves nothing"
    for path in paths:
        assert client.get(path).status_code == 200, path


@pytest.mark.parametrize("role", ROLES)
def test_no_private_word_is_in_any(world: World, role: str) -> None:
    private = [
        *Agreement.objects.values_list("words", flat=True),
        OF_THE_TWO,
        OF_ONE,
        *Kudos.objects.filter(visibility=Visibility.PRIVATE).values_list("words", flat=True),
    ]
    assert len(private) >= 3
    for one in said_to(world.people[role]):
        for planted in private:
            assert planted not in shown(one)


def test_the_first_sentence_is_that_of_today(world: World) -> None:
    person = world.people["supervisor"]
    client = Client()
    client.force_login(person, backend=BACKEND)
    lead = said_to(person)[0].lead
    assert "need" in lead
    assert lead in words(client.get("/"))


def test_what_is_gone_or_no_longer_ones_own_is_left_out(world: World) -> None:
    person = world.people["manager"]
    Notice.objects.filter(user=person).delete()
    for key, url in (("a", "/kudos/999999999/"), ("b", "/no/such/page/"), ("c", "/goals/")):
        tell([person], "goals.revised", f"gone-{key}", f"Revised {key}.", url=url, now=NOW)
    texts = "\n".join(shown(one) for one in said_to(person))
    assert "Revised a." not in texts
    assert "Revised b." not in texts


def test_the_mails_lead_to_this_site_alone(world: World) -> None:
    mail.outbox = []
    send_digests(NOW)
    assert mail.outbox
    for sent in mail.outbox:
        for line in sent.body.splitlines():
            if "http" in line:
                assert urlsplit(line.strip()).netloc == "127.0.0.1:8000", line
