"""Who finds what: exactly what they may open. Of the rest nothing tells: no title, number, order or length."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from escalations.models import Category, Escalation
from feedback.models import Kudos, Recipient, Visibility
from goals.models import Goal
from teams.models import SearchDocument, User
from teams.permissions import standing_of
from teams.queries.search import A_FEW, reach_of
from teams.search_words import terms_of
from teams.searching import sources
from tests.access.world import NOW
from tests.as_before import as_before
from tests.search.conftest import (
    API,
    FACES,
    ROLES,
    anew,
    asked,
    links_of,
    with_documents,
    words_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.either_database]
HIDDEN = 60


def test_there_is_something_of_every_kind(world):
    there = set(SearchDocument.objects.values_list("kind", flat=True))
    assert {source.of or source.kind for source in sources()} == there


@pytest.mark.parametrize("role", ROLES)
def test_case_1_one_finds_a_thing_exactly_if_one_may_open_it(world, role):
    """Threat 1: role × object, through every face of the search."""
    wrong, opened = [], 0
    for source, document in with_documents():
        url, mark = source.address(document.key), f"mark{document.pk}x"
        with as_before():
            may = world.callers[role].get(url, follow=True).status_code == 200
        opened += may
        if source.of:
            # Whom one may thank: people of teams that are there, not oneself.
            person = User.objects.get(pk=document.object_id)
            in_a_team = person.memberships.filter(team__isnull=False, ends_on=None).exists()
            may = person != world.people[role] and person.is_active and in_a_team
        for path in FACES:
            found = url in links_of(asked(world, role, mark, path))
            if found != may:
                wrong.append(f"{role} {'finds' if found else 'does not find'} {document} ({path})")
    assert wrong == []
    assert opened > 5


@pytest.mark.parametrize("path", FACES)
@pytest.mark.parametrize("role", ["stranger", "agent", "administrator"])
def test_case_3_what_one_may_not_open_changes_not_a_letter(world, role, path):
    """Threat 3: counts, order, limits and lengths are the same, whatever else there is."""
    kinds = ["", *(source.kind for source in sources())]
    before = {kind: words_of(_everything(world, role, path, kind)) for kind in kinds}
    assert len(links_of(_everything(world, role, path, ""))) > 3
    with transaction.atomic():
        planted = _plant(world, role)
        after = {kind: words_of(_everything(world, role, path, kind)) for kind in kinds}
        transaction.set_rollback(True)
    assert planted >= 3 * HIDDEN
    assert after == before


def _everything(world, role, path, kind):
    anew()
    return asked(world, role, "everything", path, **({"in": kind} if kind else {}))


def _plant(world, role: str) -> int:
    """Newer than all there is and called like it: thanks between two others, cases, goals and challenges of others."""
    before = SearchDocument.objects.count()
    theirs = world.south if role == "agent" else world.north
    who = world.people["stranger" if role == "agent" else "colleague"]
    lead = world.people["other_manager" if role == "agent" else "manager"]
    for n in range(HIDDEN):
        at = NOW + timedelta(seconds=n)
        kudos = Kudos.objects.create(
            author=who, team=theirs, words=f"everything {n}", visibility=Visibility.PRIVATE,
            shared_at=at,
        )  # fmt: skip
        Recipient.objects.create(kudos=kudos, user=lead, shared_at=at)
        Escalation.objects.create(
            team=theirs, logged_by=who, state=Escalation.State.OPEN, about=f"everything {n}",
            created_at=at, saved_at=at, opened_at=at, day=at.date(), hour=9, need="record",
            category=Category.objects.first(),
        )  # fmt: skip
        Goal.objects.create(
            name=f"everything {n}", metric=world.metric, scope="agent", agent=who, team=theirs,
            cadence="daily", starts_on=at.date(), why="So.", owner=lead, created_by=lead,
            created_at=at,
        )  # fmt: skip
    return SearchDocument.objects.count() - before


def test_case_3_what_two_people_keep_between_them_is_nowhere_in_the_documents(world):
    """Threat 3: notes, talks, one-to-ones, wishes, appraisals and answers to the pulse are not even kept."""
    models = {source.things.model.__name__ for source in sources() if source.things}
    assert models == {
        "User", "Team", "Goal", "Metric", "Challenge", "Protocol", "TrainingCase", "Escalation",
        "Kudos", "Praise", "Idea", "Decision", "DelegatedTask", "PlanLine", "Help",
    }  # fmt: skip


def test_case_3_no_name_but_a_persons_own_is_kept(world):
    """Whom a thanks is for may be hidden, so it is not found by their name."""
    recipient = Recipient.objects.filter(kudos__taken_back_at=None).first()
    assert recipient is not None
    name = terms_of(recipient.user.name)
    kinds = SearchDocument.objects.filter(words__holds=name).values_list("kind", flat=True)
    assert set(kinds) == {"person"}
    assert SearchDocument.objects.filter(kind="kudos", object_id=recipient.kudos_id).exists()


def test_case_19_whoever_leaves_a_team_finds_nothing_of_it_at_once(world):
    """Threat 19: what was kept for them counts no longer."""
    supervisor = world.people["supervisor"]
    goal = Goal.objects.filter(scope="team", team=world.north).first()
    url = reverse("goals:goal", args=[goal.pk])
    mark = f"mark{SearchDocument.objects.get(kind='goal', object_id=goal.pk).pk}x"
    assert url in links_of(asked(world, "supervisor", mark))
    with transaction.atomic():
        # As the day does it: no action, no entry in the record.
        supervisor.memberships.update(ends_on=NOW.date())
        assert links_of(asked(world, "supervisor", mark)) == set()
        transaction.set_rollback(True)


def test_case_19_whoever_searched_before_they_left_finds_nothing_by_other_words_either(world):
    """Threat 19: what they could find is kept beside what they found."""
    supervisor = world.people["supervisor"]
    goal = Goal.objects.filter(scope="team", team=world.north).first()
    url = reverse("goals:goal", args=[goal.pk])
    mark = f"mark{SearchDocument.objects.get(kind='goal', object_id=goal.pk).pk}x"
    with transaction.atomic():
        assert links_of(asked(world, "supervisor", "everything"))
        supervisor.memberships.update(ends_on=NOW.date())
        assert url not in links_of(asked(world, "supervisor", mark))
        transaction.set_rollback(True)


@pytest.mark.parametrize("role", ROLES)
def test_case_19_what_one_may_find_rests_on_ones_standing_and_nothing_that_was_read(world, role):
    """Threat 19: it is kept while other things change, so no rule may put what it read into the statement."""
    person = User.objects.get(pk=world.people[role].pk)
    standing_of(person)
    with CaptureQueriesContext(connection) as captured:
        reach = reach_of(person, NOW)
    assert len(reach.things) > 10
    assert {sql["sql"].partition(" FROM ")[2].split()[0] for sql in captured} <= {
        '"teams_organisation"'
    }


def test_what_was_found_stands_by_kind_then_the_newest_first_or_by_name(world):
    anew()
    answer = asked(world, "manager", "everything", API)
    groups = answer.json()["groups"]
    shown = [group["kind"] for group in groups]
    assert shown == [source.kind for source in sources() if source.kind in shown]
    assert len(shown) > 8
    for source, group in zip((s for s in sources() if s.kind in shown), groups, strict=True):
        rows = SearchDocument.objects.filter(kind=source.of or source.kind)
        ranked = [source.address(row.key) for row in rows.order_by(*_order(source))]
        places = [ranked.index(hit["url"]) for hit in group["results"]]
        assert places == sorted(places), source.kind


def _order(source):
    return ("title", "id") if source.by_name else ("-at", "-id")


def test_case_2_a_kind_that_is_none_of_ours_is_all(world):
    """Threat 2: `in=` chooses among kinds, never a table."""
    everything = links_of(asked(world, "agent", "everything"))
    for kind in ("auditentry", "user", "note", "kudos' OR 1=1 --", "\x00", "do", "go"):
        assert links_of(asked(world, "agent", "everything", **{"in": kind})) == everything


@pytest.mark.parametrize(
    ("sent", "field", "said"),
    [
        ({"q": ""}, "q", "Say which words to look for."),
        ({"q": " \x00 "}, "q", "Say which words to look for."),
        (
            {"q": "depot", "in": "auditentry"},
            "in",
            "There is no such kind. Choose one of thank, person",
        ),
    ],
)
def test_a_program_is_told_what_is_wrong(world, sent, field, said):
    with as_before():
        answer = world.callers["agent"].get(API, sent)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert said in str(answer.json()["errors"])


def test_of_one_kind_there_are_more(world):
    with transaction.atomic():
        lead = world.people["manager"]
        for n in range(A_FEW + 2):
            Goal.objects.create(
                name=f"Lanterns {n}", metric=world.metric, scope="organisation", cadence="daily",
                starts_on=NOW.date(), why="So.", owner=lead, created_by=lead,
                created_at=NOW + timedelta(seconds=n),
            )  # fmt: skip
        few = words_of(asked(world, "agent", "lantern"))
        all_of_them = words_of(asked(world, "agent", "lantern", **{"in": "goal"}))
        transaction.set_rollback(True)
    assert few.count("<bdi>Lanterns") == A_FEW
    assert few.index("Lanterns 6") < few.index("Lanterns 5")
    assert "in=goal" in few
    assert all_of_them.count("<bdi>Lanterns") == A_FEW + 2
    assert "Look everywhere" in all_of_them
