"""What is found by what it is called: a kind's own word before a thing's, and other words for pages."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from escalations.models import Escalation
from teams.models import Decision, SearchDocument, User
from teams.queries.search import Asked, found, reach_of
from tests.access.world import NOW
from tests.search.conftest import API, PALETTE, anew, asked, links_of

pytestmark = [pytest.mark.django_db, pytest.mark.either_database]


def test_whoever_can_be_thanked_is_found_by_the_whole_of_what_the_hit_says(world):
    agent = world.people["agent"]
    link = f"{reverse('feedback:kudos_new')}?to={agent.pk}"
    for query in (f"thank {agent.name}", f"Thank {agent.name.split()[0].lower()}"):
        assert link in links_of(asked(world, "supervisor", query, PALETTE)), query
    assert link not in links_of(asked(world, "supervisor", f"case {agent.name}", PALETTE))


@pytest.mark.parametrize("word", ["escalation", "Case"])
def test_a_case_is_found_by_its_kind_and_number(world, word):
    case = Escalation.objects.exclude(state="draft").filter(team=world.north).first()
    assert case is not None
    link = reverse("escalations:case", args=[case.pk])
    assert link in links_of(asked(world, "manager", f"{word} {case.pk}", PALETTE))
    assert link not in links_of(asked(world, "manager", f"thank {case.pk}", PALETTE))


def test_case_3_a_kinds_word_opens_nothing_that_one_may_not_open(world):
    """Threat 3: it stands for the kind, and never for who may read it."""
    for case in Escalation.objects.filter(team=world.north).exclude(state="draft"):
        link = reverse("escalations:case", args=[case.pk])
        assert link not in links_of(asked(world, "stranger", f"case {case.pk}", PALETTE))


def test_it_stays_one_statement_with_words_of_a_kind(world):
    reach = reach_of(User.objects.get(pk=world.people["manager"].pk), NOW)
    with CaptureQueriesContext(connection) as captured:
        found(reach, Asked.of("thank case everything", ""), str)
    assert len(captured) == 1


@pytest.mark.parametrize(
    ("role", "query", "path"),
    [
        ("agent", "notifications", "/settings/notifications/"),
        ("agent", "quiet hours", "/settings/notifications/"),
        ("agent", "theme", "/settings/me/"),
        ("agent", "dark", "/settings/me/"),
        ("agent", "export", "/settings/privacy/"),
        ("manager", "export", "/reports/"),
        ("supervisor", "turnover", "/reports/staying/"),
        ("administrator", "turnover", "/reports/staying/"),
    ],
)
def test_a_page_is_found_by_other_words_for_it(world, role, query, path):
    assert path in links_of(asked(world, role, query, PALETTE))


def test_whom_it_is_not_for_is_not_led_there(world):
    assert "/reports/staying/" not in links_of(asked(world, "agent", "turnover", PALETTE))


def test_five_of_the_same_are_told_apart(world):
    case = Escalation.objects.exclude(outcome="").exclude(state="draft").first()
    assert case is not None
    row = SearchDocument.objects.get(kind="escalation", object_id=case.pk)
    assert row.detail == f"Escalation {case.pk} · {case.get_outcome_display()}"


def test_dates_are_those_of_the_pages(world):
    """A decision has the day it was decided, wherever one looks from; when a goal was set up is not said."""
    decision = Decision.objects.filter(ended_at=None).first()
    assert decision is not None
    decision.decided_on = date(2026, 3, 2)
    decision.save(update_fields=["decided_on"])
    anew()
    mark = f"mark{SearchDocument.objects.get(kind='decision', object_id=decision.pk).pk}x"
    SearchDocument.objects.filter(kind="decision", object_id=decision.pk).update(words=mark)
    found_by = [asked(world, reader, mark, API).json()["groups"] for reader in ("agent", "manager")]
    details = {hit["detail"] for groups in found_by for group in groups for hit in group["results"]}
    assert details == {"2026-03-02"}
    groups = asked(world, "manager", "everything", API, **{"in": "goal"}).json()["groups"]
    assert not any("2026" in hit["detail"] for hit in groups[0]["results"])
