"""Documents follow their things: written with them, in one transaction, and never otherwise than anew."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from escalations.actions.drafts import send, start_draft
from escalations.models import Category
from feedback.actions.ideas import add_idea, withdraw_idea
from feedback.actions.kudos import edit, give, take_back
from teams.models import SearchDocument
from teams.searching import fill_what_is_empty, rebuild, refresh
from tests.feedback.kudos_scene import NOW, WORDS
from tests.guards import kept
from tests.scene import a_goal, a_metric
from tests.search.conftest import anew

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


def all_documents() -> list[tuple[object, ...]]:
    columns = ("kind", "object_id", "title", "detail", "key", "words", "at")
    return sorted(SearchDocument.objects.values_list(*columns), key=repr)


def finds(kind: str, *terms: str) -> list[int]:
    found = SearchDocument.objects.filter(kind=kind, words__holds=terms)
    return list(found.values_list("object_id", flat=True))


def test_a_thanks_is_found_changed_and_gone(supervisor, agent):
    kudos = give(supervisor, to=[agent], words=WORDS, now=NOW)
    assert finds("kudos", "depot") == [kudos.pk]
    edit(supervisor, kudos, words="You rang the harbour on Tuesday.", now=NOW)
    assert (finds("kudos", "depot"), finds("kudos", "harb")) == ([], [kudos.pk])
    take_back(supervisor, kudos, now=NOW + timedelta(seconds=5))
    assert finds("kudos", "harbour") == []


def test_an_idea_that_is_withdrawn_is_gone(agent, supervisor, north):
    idea = add_idea(agent, title="Ring first", words="The lighthouse", team=north, now=NOW)
    assert finds("idea", "lighth") == [idea.pk]
    withdraw_idea(agent, idea, now=NOW)
    assert finds("idea", "lighth") == []


def test_a_draft_is_no_document_until_it_is_sent(agent, supervisor):
    draft = start_draft(
        agent, now=NOW, category=Category.objects.filter(is_urgent=False).first(),
        about="Missed slot", reference="HP-4000", need="decision", said="A day off.",
        proposal="Refund it",
    ).escalation  # fmt: skip
    assert finds("escalation", "missed") == []
    send(agent, draft, now=NOW)
    assert finds("escalation", "missed", "4000") == [draft.pk]
    assert finds("escalation", str(draft.pk)) == [draft.pk]


def test_what_was_rolled_back_is_not_found(supervisor, agent):
    with transaction.atomic():
        give(supervisor, to=[agent], words=WORDS, now=NOW)
        transaction.set_rollback(True)
    assert finds("kudos", "depot") == []


def test_case_16_a_new_name_replaces_the_old_one(administrator, agent):
    """Threat 16: nobody is found by a name that they no longer have."""
    agent.name = "Somebody Else"
    agent.save(update_fields=["name"])
    assert finds("person", "jin") == []
    assert finds("person", "somebody", "else") == [agent.pk]


def test_what_a_document_does_not_depend_on_costs_no_statement(agent):
    agent.uses_keys = False
    with CaptureQueriesContext(connection) as captured:
        agent.save(update_fields=["uses_keys"])
    assert not any("teams_searchdocument" in one["sql"] for one in captured)


def test_a_row_that_is_deleted_is_found_no_more(manager):
    metric = a_metric("Lanterns")
    assert finds("metric", "lantern") == [metric.pk]
    metric.delete()
    assert SearchDocument.objects.filter(kind="metric", title="Lanterns").count() == 0


def test_what_was_there_before_is_filled_in_once(manager, north):
    a_goal(a_metric("Lanterns"), manager, team=north, name="Lanterns")
    before = all_documents()
    SearchDocument.objects.filter(kind="goal").delete()
    assert fill_what_is_empty()["goal"] == 1
    assert all_documents() == before
    assert "goal" not in fill_what_is_empty()


def test_a_rebuild_mends_what_was_changed_past_all_actions(manager, north):
    goal = a_goal(a_metric("Lanterns"), manager, team=north, name="Lanterns")
    before = all_documents()
    SearchDocument.objects.filter(kind="goal").update(words="nonsense")
    SearchDocument.objects.create(
        kind="goal", object_id=10**9, title="Ghost", key="1", words="ghost", at=NOW
    )
    rebuild(["goal"])
    assert all_documents() == before
    type(goal).objects.filter(pk=goal.pk).update(name="Torches")
    goal.refresh_from_db()
    refresh(goal)
    assert finds("goal", "torches") == [goal.pk]


def test_the_command_writes_all_anew_and_says_how_many(manager, north, capsys):
    a_goal(a_metric("Lanterns"), manager, team=north, name="Lanterns")
    before = all_documents()
    SearchDocument.objects.all().delete()
    call_command("index_search", "goal")
    assert capsys.readouterr().out == "goal: 1\n"
    assert {row[0] for row in all_documents()} == {"goal"}
    call_command("index_search")
    assert all_documents() == before


@pytest.mark.parametrize("role", ["agent", "supervisor", "manager", "administrator"])
def test_case_22_as_many_statements_with_a_hundred_times_the_data(
    request, client_of, statements, north, agent, supervisor, manager, administrator, role
):
    """Threat 22: one a kind, whatever is stored."""
    client = client_of(request.getfixturevalue(role))

    def some(number: int) -> None:
        for n in range(number):
            give(supervisor, to=[agent], words=f"{WORDS} {n}", now=NOW)
            add_idea(agent, title=f"Depot {n}", team=north, now=NOW)
        anew()

    some(1)
    few = statements(client, "/search/?q=depot")
    some(100)
    many = statements(client, "/search/?q=depot")
    assert (few, many) == (kept("search", role), kept("search", role))
    assert statements(client, "/search/palette/?q=depot") == kept("search_palette", role)
