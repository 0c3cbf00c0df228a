"""The state of the data: put together alike on either database, moved on by everything that a page could show."""

from datetime import timedelta

import pytest
from django.urls import reverse

from goals.models import EngineState, Import, Job, Source, StaleCalendar
from goals.queries import state
from goals.queries.state import ask_state, person_and_state, read_state, read_state_for
from teams.actions.audit import record
from teams.models import AuditEntry, Notice, User
from teams.telling import tell
from tests.scene import NOW, a_source

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(minutes=1)
FILE = {"state": Import.State.DONE, "file_name": "calls.csv", "digest": "0" * 64, "created_at": NOW}
CHANGES = {
    "the engine": lambda _: EngineState.objects.update(version=8),
    "an action": lambda manager: record(manager, "changed", manager),
    "an arrival": lambda _: Source.objects.update(last_arrived_at=LATER),
    "an import begins": lambda manager: Import.objects.create(created_by=manager, **FILE),
    "an import ends": lambda _: Import.objects.update(done_at=LATER),
    "an import is undone": lambda _: Import.objects.update(undone_at=LATER),
    "a job is parked": lambda _: Job.objects.filter(parked_at=None).update(parked_at=NOW),
    "a job is parked anew": lambda _: Job.objects.exclude(parked_at=None).update(parked_at=LATER),
    "a job is released": lambda _: Job.objects.update(parked_at=None),
    "a calendar is stale": lambda _: StaleCalendar.objects.create(team_id=0),
    "calendars are fresh": lambda _: StaleCalendar.objects.all().delete(),
}


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def world(manager):
    """One of everything that the state asks about."""
    EngineState.objects.update_or_create(pk=1, defaults={"version": 7})
    record(manager, "changed", manager)
    a_source("Phones", NOW)
    Import.objects.create(created_by=manager, done_at=NOW, undone_at=NOW, **FILE)
    Job.objects.create(kind=Job.Kind.CLOCK, parked_at=NOW)
    Job.objects.create(kind=Job.Kind.DAY)
    StaleCalendar.objects.create(team_id=0)
    tell([manager], "goals.turned", "k", "Calls are behind.", url="/goals/", now=NOW)


@pytest.mark.parametrize("change", CHANGES)
def test_the_state_moves_on_with(world, manager, change):
    before = read_state()
    assert read_state() == before
    CHANGES[change](manager)
    assert read_state() != before


def test_an_entry_that_commits_late_moves_it_on(world, manager):
    """Whoever took a number first may commit last."""
    number = record(manager, "changed", manager).pk

    def entry(pk):
        AuditEntry(pk=pk, at=NOW, actor=manager, verb="changed", kind="x", object_id=1).save(
            force_insert=True
        )

    entry(number + 5)
    before = read_state()
    entry(number + 3)
    assert read_state() != before


def test_of_an_inbox_only_its_own_persons_part_moves_on(world, manager, supervisor):
    shared, mine, unread = read_state_for(manager.pk)
    _, theirs, none = read_state_for(supervisor.pk)
    assert (unread, none) == (1, 0)
    Notice.objects.filter(user=manager).update(read_at=NOW)
    assert read_state_for(manager.pk) == (shared, theirs, 0)
    assert mine != theirs


def test_the_function_and_the_written_statement_ask_the_same(on_postgres, world, manager):
    """Two texts of one question; PostgreSQL keeps the one, every other database asks the other."""
    planned = ask_state(manager.pk, planned=True)
    plain = ask_state(manager.pk, planned=False)
    assert None not in planned
    assert [_instant(part) for part in planned] == [_instant(part) for part in plain]


def test_a_person_and_the_state_come_in_one_statement(
    world, manager, supervisor, django_assert_num_queries
):
    with django_assert_num_queries(1):
        person, answers = person_and_state(manager.pk)
    assert person == manager
    assert _columns(person) == _columns(User.objects.get(pk=manager.pk))
    assert answers == ask_state(manager.pk)
    assert answers != ask_state(supervisor.pk), "one has a notice more"
    assert person_and_state(0) is None


def _columns(person):
    return {name: value for name, value in vars(person).items() if not name.startswith("_")}


def test_a_page_read_with_its_person_is_shut_to_who_has_left(world, client_of, manager):
    client = client_of(manager)
    etag = client.get(reverse("home"))["ETag"]
    User.objects.filter(pk=manager.pk).update(is_active=False)
    answer = client.get(reverse("home"), headers={"If-None-Match": etag})
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (
        302,
        reverse("teams:login"),
    )


def _instant(part):
    """An instant as either text writes it: `+00` here is `+00:00` there."""
    return part.removesuffix(":00") if "+00:00" in part else part


def test_a_page_asked_for_again_draws_no_token_for_nobody(world, client_of, manager, monkeypatch):
    client = client_of(manager)
    etag = client.get(reverse("home"))["ETag"]
    drawn = []
    monkeypatch.setattr("goals.views.unchanged.get_token", drawn.append)
    answer = client.get(reverse("home"), headers={"If-None-Match": etag})
    assert answer.status_code == 304
    assert drawn == []


def test_what_another_release_kept_is_not_shown(monkeypatch):
    """Its results may be of another shape: code is put in place while the cache lives on."""
    assert state.kept("s", "what", lambda: ("old",)) == ("old",)
    assert state.kept("s", "what", lambda: ("new",)) == ("old",)
    monkeypatch.setattr(state, "release", lambda: "another")
    assert state.kept("s", "what", lambda: ("new",)) == ("new",)
