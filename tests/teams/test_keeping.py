"""How long things are kept: chosen by an administrator, told in numbers first, gone at night and once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from escalations.actions import cases
from escalations.models import Draft, Escalation
from feedback.models import Praise
from teams.actions.erasing import listed
from teams.actions.keeping import set_keeping
from teams.calendar import Clock
from teams.keeping import kept_since, kinds
from teams.models import AuditEntry, Keeping, SearchDocument, User
from teams.queries.privacy import is_erased
from teams.recompute import keeping
from tests.escalations.scene import a_draft, after, sent

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
CUSTOMERS, DRAFTS = "escalations.customers", "escalations.drafts"
PRAISED, LEFT = "feedback.customers", "teams.left"
NAME = "Mrs Quillfeather"


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


def page_of(client):
    return " ".join(client.get(reverse("teams:keeping")).content.decode().split())


def chosen(**more):
    return {kind.key: "0" for kind in kinds()} | more


@pytest.fixture
def old_case(agent, supervisor) -> Escalation:
    """Over since March 2025."""
    case = sent(agent, customer_name=NAME, reference="Q-1", said=f"{NAME} was cross.")
    cases.decide(supervisor, case, line="A refund.", now=after(5))
    Escalation.objects.filter(pk=case.pk).update(resolved_at=datetime(2025, 3, 1, tzinfo=UTC))
    Draft.objects.create(escalation=case, started="one", page="one", number="0171 9")
    return Escalation.objects.get(pk=case.pk)


# --- What goes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("months", "now", "since"),
    [
        (6, NOW, datetime(2026, 5, 19, 23, tzinfo=UTC)),
        (12, NOW, datetime(2025, 11, 20, tzinfo=UTC)),
        (2, datetime(2026, 4, 30, 12, tzinfo=UTC), datetime(2026, 2, 28, tzinfo=UTC)),
        (11, datetime(2026, 11, 30, 12, tzinfo=UTC), datetime(2025, 12, 30, tzinfo=UTC)),
        (120, datetime(2028, 2, 29, 12, tzinfo=UTC), datetime(2018, 2, 28, tzinfo=UTC)),
    ],
)
def test_months_are_counted_by_the_calendar(months, now, since):
    assert kept_since(months, Clock("Europe/London"), now) == since


def test_case_16_of_a_case_that_is_long_over_the_customer_goes_and_what_was_learned_stays(
    old_case, agent
):
    younger = sent(agent, customer_name=NAME, reference="Q-2", said="Cross.")
    set_keeping(None, {CUSTOMERS: 12}, now=NOW)
    keeping.look(NIGHT)
    old, young = (Escalation.objects.get(pk=one.pk) for one in (old_case, younger))
    assert (old.customer_name, old.reference, old.reference_key, old.said) == ("", "", "", "")
    assert Draft.objects.get(escalation=old_case).number == ""
    assert (old.about, old.decision, old.outcome) == (
        old_case.about, old_case.decision, old_case.outcome,
    )  # fmt: skip
    assert (young.customer_name, young.reference) == (NAME, "Q-2")
    found = SearchDocument.objects.filter(words__contains="was cross")
    assert not found.exists()
    assert Keeping.objects.get().gone == 1


def test_case_16_it_can_run_again_and_again(old_case, agent):
    set_keeping(None, {CUSTOMERS: 12, DRAFTS: 3}, now=NOW)
    keeping.look(NIGHT)
    after_once = list(Escalation.objects.values())
    told = AuditEntry.objects.count()
    Keeping.objects.update(run_on=None)
    keeping.look(NIGHT)
    assert list(Escalation.objects.values()) == after_once
    assert AuditEntry.objects.count() == told
    assert set(Keeping.objects.values_list("gone", flat=True)) == {0}


def test_cases_that_nobody_sent_go_by_when_they_were_last_written_to(agent):
    old, new = a_draft(agent), a_draft(agent)
    Escalation.objects.filter(pk=old.pk).update(saved_at=NOW - timedelta(days=100))
    Escalation.objects.filter(pk=new.pk).update(saved_at=NOW - timedelta(days=80))
    set_keeping(None, {DRAFTS: 3}, now=NOW)
    keeping.look(NIGHT)
    assert list(Escalation.objects.values_list("pk", flat=True)) == [new.pk]
    entry = AuditEntry.objects.get(kind="escalations.escalation", object_id=old.pk, verb="discard")
    assert (entry.actor, entry.before) == (None, {"state": "draft"})


def test_which_customer_praised_somebody_goes_and_the_words_stay(north, supervisor):
    rows = [
        Praise.objects.create(
            team=north, words="She stayed on the line.", channel="letter", customer=NAME,
            said_on=day, added_by=supervisor, added_at=NOW,
        )
        for day in (date(2025, 11, 19), date(2025, 11, 20))
    ]  # fmt: skip
    set_keeping(None, {PRAISED: 12}, now=NOW)
    keeping.look(NIGHT - timedelta(days=1, hours=-1))
    assert [Praise.objects.get(pk=row.pk).customer for row in rows] == [NAME, NAME], "not yet"
    keeping.look(NIGHT)
    assert [Praise.objects.get(pk=row.pk).customer for row in rows] == ["", ""]
    assert set(Praise.objects.values_list("words", flat=True)) == {"She stayed on the line."}


def test_case_16_who_left_long_ago_is_erased_and_stands_on_the_list(
    deactivated, agent, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.DATA_DIR = tmp_path
    set_keeping(None, {LEFT: 24}, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        keeping.look(NIGHT)
    assert [pk for pk, _, _ in listed()] == [deactivated.pk]
    gone = User.objects.get(pk=deactivated.pk)
    assert is_erased(gone)
    assert not is_erased(User.objects.get(pk=agent.pk))
    keeping.look(NIGHT + timedelta(days=1))
    assert AuditEntry.objects.filter(verb="erased").count() == 1


# --- When ----------------------------------------------------------------------------------------


def test_it_is_once_a_night_by_the_organisations_clock(old_case, django_assert_num_queries):
    set_keeping(None, {CUSTOMERS: 12}, now=NOW)
    for hour in (13, 22, 23):
        keeping.look(NOW.replace(hour=hour))
    keeping.look(datetime(2026, 11, 21, 2, 59, tzinfo=UTC))
    assert Escalation.objects.get(pk=old_case.pk).customer_name == NAME
    keeping.look(datetime(2026, 11, 21, 3, 0, tzinfo=UTC))
    assert Escalation.objects.get(pk=old_case.pk).customer_name == ""
    with django_assert_num_queries(3):
        keeping.look(datetime(2026, 11, 21, 3, 1, tzinfo=UTC))


def test_where_nothing_is_limited_a_look_is_one_statement(
    organisation, old_case, django_assert_num_queries
):
    with django_assert_num_queries(1):
        keeping.look(NIGHT)
    assert Escalation.objects.get(pk=old_case.pk).customer_name == NAME


# --- The page ------------------------------------------------------------------------------------


def test_what_would_go_is_told_before_it_is_saved(old_case, administrator, client_of):
    client = client_of(administrator)
    assert "Customers in cases that are over" in page_of(client)
    answer = client.post(reverse("teams:keeping"), chosen(**{CUSTOMERS: "12", DRAFTS: "6"}))
    said = " ".join(answer.content.decode().split())
    assert answer.status_code == 200
    assert "1 is older than that." in said
    assert "What is older goes next night" in said
    assert not Keeping.objects.exists()
    sure = chosen(**{CUSTOMERS: "12", DRAFTS: "6", "sure": "1"})
    answer = client.post(reverse("teams:keeping"), sure, follow=True)
    assert "Next night 1 goes" in answer.content.decode()
    assert dict(Keeping.objects.values_list("kind", "months")) == {CUSTOMERS: 12, DRAFTS: 6}
    entry = AuditEntry.objects.filter(verb="kept", actor=administrator).earliest("id")
    assert entry.before["months"] is None


def test_what_lets_nothing_go_is_saved_at_once_and_taken_back(administrator, client_of):
    client = client_of(administrator)
    answer = client.post(reverse("teams:keeping"), chosen(**{LEFT: "60"}), follow=True)
    assert "How long things are kept is saved." in answer.content.decode()
    assert Keeping.objects.get().months == 60
    client.post(reverse("teams:keeping"), chosen())
    assert not Keeping.objects.exists()
    assert AuditEntry.objects.filter(verb="kept").count() == 2
    again = client.post(reverse("teams:keeping"), chosen(), follow=True)
    assert "Nothing was changed." in again.content.decode()


def test_chosen_anew_the_page_no_longer_says_what_went_by_the_old_choice(
    old_case, administrator, client_of
):
    set_keeping(None, {CUSTOMERS: 12}, now=NOW)
    keeping.look(NIGHT)
    client = client_of(administrator)
    assert "21 November 2026: 1 went." in page_of(client)
    set_keeping(None, {CUSTOMERS: 6}, now=NIGHT)
    assert "1 went." not in page_of(client)


def test_what_is_not_on_the_list_is_refused(administrator, client_of):
    answer = client_of(administrator).post(reverse("teams:keeping"), chosen(**{LEFT: "1"}))
    assert "Choose how long from the list." in answer.content.decode()
    client_of(administrator).post(reverse("teams:keeping"), {DRAFTS: "12"})
    assert not Keeping.objects.exists()


def test_what_is_chosen_by_day_can_be_chosen_otherwise_before_night(old_case):
    set_keeping(None, {CUSTOMERS: 12}, now=NOW)
    set_keeping(None, {CUSTOMERS: None}, now=NOW)
    keeping.look(NIGHT)
    assert Escalation.objects.get(pk=old_case.pk).customer_name == NAME
