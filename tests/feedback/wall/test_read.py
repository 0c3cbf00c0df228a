"""A thanks leaves *Today* once whoever it is for has read it, on whichever page."""

from __future__ import annotations

import re

import pytest

from feedback.actions.kudos_answers import hide, read
from feedback.models import Recipient
from teams.models import AuditEntry
from tests.feedback.kudos_scene import NOW, SECOND, thanks

pytestmark = pytest.mark.django_db
NEWS = "Marcus thanks you"
WALL = "/kudos/?show=for-me"


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def kudos(supervisor, agent):
    return thanks(supervisor, agent)


@pytest.fixture
def jin(client_of, agent):
    return client_of(agent)


def page(client, path="/"):
    return client.get(path).content.decode()


def offered(text):
    """The address that says it is read, and the numbers that go with it."""
    forms = re.findall(
        r'<form method="post" action="(/kudos/(?:\d+/)?read/)".*?</form>', text, re.DOTALL
    )
    found = re.search(rf'action="{forms[0]}".*?</form>', text, re.DOTALL) if forms else None
    return (forms[0], re.findall(r'name="kudos" value="(\d+)"', found[0])) if found else None


def test_opened_from_today_it_is_read_and_today_is_asked_anew(jin, kudos):
    first = jin.get("/")
    assert NEWS in first.content.decode()
    address, _ = offered(first.content.decode())
    opened = jin.post(address, follow=True)
    assert opened.redirect_chain == [(f"/kudos/{kudos.pk}/", 302)]
    assert kudos.words in opened.content.decode()
    # The browser still has the page of a moment ago.
    again = jin.get("/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert NEWS not in again.content.decode()


@pytest.mark.parametrize("path", ["/kudos/{pk}/", WALL])
def test_wherever_it_stands_whole_it_can_be_said_to_be_read_once(jin, kudos, path):
    here = path.format(pk=kudos.pk)
    address, numbers = offered(page(jin, here))
    assert Recipient.objects.get().read_at is None  # Looking marks nothing.
    assert NEWS in page(jin)
    assert jin.post(address, {"kudos": numbers})["Location"] == here
    assert NEWS not in page(jin)
    assert offered(page(jin, here)) is None


def test_sent_by_the_page_itself_nothing_is_answered(jin, kudos):
    for address in ("/kudos/read/", f"/kudos/{kudos.pk}/read/"):
        answer = jin.post(address, {"kudos": [kudos.pk]}, headers={"HX-Request": "true"})
        assert (answer.status_code, answer.content) == (200, b"")


def test_read_again_the_first_time_stays(kudos, agent):
    assert read(agent, [kudos.pk], now=NOW) == 1
    assert read(agent, [kudos.pk], now=NOW + SECOND) == 0
    assert Recipient.objects.get().read_at == NOW


def test_that_it_was_read_is_nobody_elses_to_know(jin, client_of, kudos, supervisor):
    entries = AuditEntry.objects.count()
    before = page(client_of(supervisor), f"/kudos/{kudos.pk}/")
    jin.post(f"/kudos/{kudos.pk}/read/")
    assert AuditEntry.objects.count() == entries
    after = page(client_of(supervisor), f"/kudos/{kudos.pk}/")
    without_tokens = [
        re.sub(r'csrfmiddlewaretoken" value="\w+"', "", text) for text in (before, after)
    ]
    assert without_tokens[0] == without_tokens[1]


def test_case_02_nobody_reads_it_for_somebody_else(client_of, kudos, supervisor, colleague, agent):
    other = thanks(supervisor, colleague, words="Other words.")
    for person in (supervisor, colleague):
        assert client_of(person).post(f"/kudos/{kudos.pk}/read/").status_code == 403
        client_of(person).post("/kudos/read/", {"kudos": [kudos.pk, "0", "x", "9" * 30]})
    assert not Recipient.objects.exclude(read_at=None).exists()
    client_of(agent).post("/kudos/read/", {"kudos": [kudos.pk, other.pk]})
    assert list(Recipient.objects.exclude(read_at=None).values_list("user", flat=True)) == [
        agent.pk
    ]


def test_of_several_that_one_thanks_each_reads_for_themself(
    supervisor, agent, colleague, client_of
):
    both = thanks(supervisor, agent, colleague)
    hide(agent, both, now=NOW)
    read(agent, [both.pk], now=NOW)
    assert NEWS not in page(client_of(agent))
    assert NEWS in page(client_of(colleague))
