"""Naming causes, and making one of two."""

import pytest
from django.core.exceptions import PermissionDenied

from escalations.actions import remedies
from escalations.actions.causes import cause_named, merge_causes, put_cause_away, rename_cause
from escalations.actions.reviews import review
from escalations.models import Category, Cause
from escalations.queries.causes import cause_groups
from teams.actions.errors import ActionRefused
from teams.models import AuditEntry
from tests.escalations.learn.cases import NOW


@pytest.fixture
def late(delivery):
    return Cause.objects.create(category=delivery, name="Late")


@pytest.fixture
def slow(delivery):
    return Cause.objects.create(category=delivery, name="Slow carrier")


def test_two_become_one_with_their_cases(a_case, manager, late, slow):
    case = a_case()
    review(manager, case, happy_alone=True, cause="Late", now=NOW)
    merge_causes(manager, late, into=slow, now=NOW)
    case.refresh_from_db()
    late.refresh_from_db()
    assert case.cause == slow
    assert late.archived_at == NOW
    assert case.steps.last().data["cause"] == "Late"
    assert AuditEntry.objects.get(verb="merged").after == {"into": slow.pk, "cases": 1}


def test_what_cannot_be_one(manager, late, slow):
    refund = Cause.objects.create(category=Category.objects.get(slug="refund"), name="Late")
    put_cause_away(manager, slow, now=NOW)
    slow.refresh_from_db()
    for other in (late, None, refund, slow):
        with pytest.raises(ActionRefused) as refused:
            merge_causes(manager, late, into=other, now=NOW)
        assert refused.value.field == "into"


def test_a_cause_is_called_otherwise_but_not_as_another_one(manager, late, slow):
    assert rename_cause(manager, late, name="Came late", now=NOW).name == "Came late"
    with pytest.raises(ActionRefused):
        rename_cause(manager, late, name="slow CARRIER", now=NOW)


def test_one_that_was_put_away_comes_back_when_it_is_named(manager, delivery, late):
    put_cause_away(manager, late, now=NOW)
    assert cause_named(manager, delivery, "late", now=NOW).archived_at is None


def test_agents_name_no_causes(agent, late):
    with pytest.raises(PermissionDenied):
        rename_cause(agent, late, name="Mine", now=NOW)


# --- The page ------------------------------------------------------------------------------------


def test_the_page_says_how_often_lately_and_what_is_being_changed(
    a_case, manager, agent, late, slow, client_of
):
    case, old = a_case(), a_case(days=60)
    for each in (case, old):
        review(manager, each, happy_alone=True, cause="Late", now=NOW)
    remedies.fix_cause(manager, case, text="Ring them", owner=manager, due_on=NOW.date(), now=NOW)
    (group,) = cause_groups(manager, NOW)
    one, other = group.lines
    assert (one.name, one.year.text, one.lately.text) == ("Late", "2", "1")
    assert (one.change, one.stands) == ("Ring them", "By Fri 20 Nov")
    assert (other.year.text, other.year.url, other.change) == ("0", "", "")
    client = client_of(manager)
    page = client.get("/escalations/causes/").content.decode()
    assert page.count("<thead") == 1
    for number in (one.year, one.lately):
        assert number.url.replace("&", "&amp;") in page
        rows = client.get(number.url).content.decode()
        assert rows.count(f'href="/escalations/{case.pk}/"') == 1
        assert rows.count(f'href="/escalations/{old.pk}/"') == (number is one.year)


def test_what_was_done_last_is_told_with_whether_it_helped(a_case, manager, late):
    case = a_case(days=50)
    review(manager, case, happy_alone=True, cause="Late", now=NOW)
    made = remedies.fix_cause(
        manager, case, text="Ring them", owner=manager, due_on=NOW.date(), now=NOW
    )
    remedies.finish_remedy(manager, made, now=NOW)
    (group,) = cause_groups(manager, NOW)
    assert group.lines[0].stands == "Done on Fri 20 Nov. Too early to say whether it helped"


def test_an_administrator_has_sums_and_no_rows(a_case, manager, late, administrator):
    review(manager, a_case(), happy_alone=True, cause="Late", now=NOW)
    (group,) = cause_groups(administrator, NOW)
    assert (group.lines[0].year.text, group.lines[0].year.url) == ("1", "")
