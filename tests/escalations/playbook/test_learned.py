"""What learning takes from escalations, and what follows there once a leader says that somebody is ready."""

import pytest

from escalations.models import Category, Confirmation, LevelChange, Protocol
from escalations.queries import materials
from teams.actions import grant_administrator
from teams.actions.errors import ActionRefused
from teams.actions.learning import do_step, give_path, say_ready
from teams.actions.learning_paths import add_step, make_path
from teams.materials import openings, source_of
from tests.cast import SINCE
from tests.escalations.playbook.things import NOW, TODAY, a_limit, a_protocol, delivery

pytestmark = pytest.mark.django_db


@pytest.fixture
def opening(supervisor, north):
    """A path of North that opens level 2 in Delivery."""
    path = make_path(
        supervisor, name="Calm calls", why="Settle it yourself.", kind="need", team=north,
        opens=f"level:{delivery().pk}:2", now=NOW,
    )  # fmt: skip
    add_step(supervisor, path, title="Listen in", due_days=3, now=NOW)
    return path


def done(supervisor, path, person):
    """All of it is done, and waits for a word."""
    given = give_path(supervisor, path, [person], now=NOW)[0]
    return do_step(person, given, path.steps.get(), now=NOW)


def test_case_15_the_level_follows_a_leaders_word_with_its_reason_once(opening, supervisor, agent):
    given = done(supervisor, opening, agent)
    assert not LevelChange.objects.exists()
    say_ready(supervisor, given, now=NOW)
    say_ready(supervisor, given, now=NOW)
    change = LevelChange.objects.get()
    assert (change.person, change.category, change.level) == (agent, delivery(), 2)
    assert (change.because, change.by) == ("training", supervisor)
    assert change.reason == "Ready after “Calm calls”."


def test_a_level_that_is_as_high_already_stays(opening, supervisor, agent):
    LevelChange.objects.create(
        person=agent, category=delivery(), level=3, because="judgement", reason="So.", at=NOW
    )
    say_ready(supervisor, done(supervisor, opening, agent), now=NOW)
    assert LevelChange.objects.get().level == 3


def test_case_04_whoever_may_not_set_the_level_does_not_by_a_path(
    opening, supervisor, agent, administrator
):
    given = done(supervisor, opening, agent)
    with pytest.raises(ActionRefused, match="a leader of Jin Park’s team"):
        say_ready(administrator, given, now=NOW)
    given.refresh_from_db()
    assert given.finished_at is None
    assert not LevelChange.objects.exists()


def test_a_category_that_is_put_away_opens_nothing_more(opening, supervisor, agent):
    given = done(supervisor, opening, agent)
    Category.objects.filter(pk=delivery().pk).update(archived_at=NOW)
    say_ready(supervisor, given, now=NOW)
    assert not LevelChange.objects.exists()
    assert not any(one.key.startswith(f"level:{delivery().pk}:") for one in openings())


def test_a_protocol_to_confirm_is_brought_with_who_has_confirmed_it(manager, agent, colleague):
    version = a_protocol(manager)
    protocol = version.protocol
    source = source_of("protocol")
    assert [one.pk for one in source.offered(agent)] == [protocol.pk]
    people = frozenset([agent.pk, colleague.pk])
    assert source.done(people, frozenset([protocol.pk])) == set()
    Confirmation.objects.create(version=version, person=agent, day=TODAY, at=NOW)
    assert source.done(people, frozenset([protocol.pk])) == {(agent.pk, protocol.pk)}
    Protocol.objects.update(archived_at=NOW)
    assert list(source.offered(agent)) == []


@pytest.mark.parametrize(
    "key", ["", "level:x:1", "level:1", "level:1:9", "other:1:1", "level:999:1"]
)
def test_what_is_no_level_opens_none(key, db):
    assert materials.level_of_key(key) is None


def test_an_administrator_who_leads_says_it_as_a_leader(opening, supervisor, agent):
    grant_administrator(None, supervisor, SINCE)
    say_ready(supervisor, done(supervisor, opening, agent), now=NOW)
    assert LevelChange.objects.get().by == supervisor


def learning_of(client):
    return " ".join(client.get("/learning/team/").content.decode().split())


def a_level(agent, level):
    return LevelChange.objects.create(
        person=agent, category=delivery(), level=level, because="judgement", reason="So.", at=NOW
    )


def test_before_a_leader_says_ready_the_page_says_what_follows(
    opening, supervisor, agent, client_of, time_machine
):
    time_machine.move_to(NOW, tick=False)
    a_limit("Refund by hand", l1="15", l2="40", l3="90")
    done(supervisor, opening, agent)
    client = client_of(supervisor)
    page = learning_of(client)
    assert "Jin gets level 2 in Delivery and may decide alone: Refund by hand, up to £40." in page
    assert "Say that Jin is ready" in page
    a_level(agent, 3)
    assert "Jin has level 3 in Delivery already: no limit rises." in learning_of(client)


def test_a_path_promises_no_level_that_somebody_has(opening, agent, client_of, time_machine):
    time_machine.move_to(NOW, tick=False)
    where = f"/learning/{opening.pk}/"
    assert "Opens: Level 2 in Delivery" in client_of(agent).get(where).content.decode()
    a_level(agent, 2)
    page = client_of(agent).get(where).content.decode()
    assert "You have level 2 in Delivery already." in page
    assert "Opens:" not in page
