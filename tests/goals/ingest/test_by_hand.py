"""Readings that somebody enters on a page: whose, when on the team's wall, once, and with a reason."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied

from goals.actions.metrics import archive_metric
from goals.ingest.by_hand import Entry, enter_reading
from goals.ingest.corrections import exclude_reading
from goals.models import Metric, Reading, TeamDay
from goals.queries.sources import freshness
from goals.recompute.run import run_until_done
from teams.actions.errors import ActionRefused
from teams.actions.memberships import move_agent
from teams.models import AuditEntry
from tests.scene import NOW, a_metric, a_ratio

pytestmark = pytest.mark.django_db
IDENT = UUID("6b8f0a52-3c53-4a57-9a53-0d4b7f1f6a11")


@pytest.fixture
def solved(organisation):
    return a_metric()


@pytest.fixture
def entry(north, agent):
    """Jin solved four on 3 November, at half past nine in London."""
    return Entry(
        IDENT, north, agent, date(2025, 11, 3), time(9, 30), Decimal(4), None, "The log was down."
    )


def test_it_goes_through_the_funnel_and_on_record(solved, entry, supervisor, north):
    made = enter_reading(supervisor, solved, entry, now=NOW)
    run_until_done(NOW)
    assert TeamDay.objects.get(team_id=north.pk).value == 4
    assert made.at == datetime(2025, 11, 3, 9, 30, tzinfo=UTC)
    assert made.source.name == "Entered by hand"
    one = AuditEntry.objects.get(kind="goals.reading")
    assert (one.verb, one.actor, one.reason) == ("entered", supervisor, "The log was down.")
    assert one.after["value"] == "4.0000"


def test_nobody_waits_for_hands(solved, entry, supervisor, organisation):
    enter_reading(supervisor, solved, entry, now=NOW)
    later = NOW.replace(day=28)
    assert freshness(organisation.clock, later).sources == ()


def test_case_20_a_form_sent_twice_is_entered_once(solved, entry, supervisor):
    first = enter_reading(supervisor, solved, entry, now=NOW)
    assert enter_reading(supervisor, solved, entry, now=NOW) == first
    assert AuditEntry.objects.filter(verb="entered").count() == 1
    with pytest.raises(ActionRefused, match="sent before"):
        enter_reading(supervisor, solved, replace(entry, value=Decimal(5)), now=NOW)
    exclude_reading(supervisor, first, reason="Not his.", now=NOW)
    with pytest.raises(ActionRefused, match="sent before"):
        enter_reading(supervisor, solved, entry, now=NOW)
    assert not Reading.objects.exists()


def test_a_ratio_has_a_weight_and_the_team_may_have_figures_of_its_own(
    entry, supervisor, north, organisation
):
    happy = a_ratio("Happy customers")
    whole = replace(entry, agent=None, weight=Decimal(5))
    made = enter_reading(supervisor, happy, whole, now=NOW)
    assert (made.agent_id, made.weight) == (0, 5)
    for weight in (None, Decimal(-1)):
        with pytest.raises(ActionRefused) as refused:
            enter_reading(
                supervisor, happy, replace(whole, ident=UUID(int=1), weight=weight), now=NOW
            )
        assert refused.value.field == "weight"


def test_case_04_nobody_enters_figures_of_their_own(
    solved, entry, supervisor, agent, stranger, other_supervisor
):
    for nobody in (agent, stranger, other_supervisor):
        with pytest.raises(PermissionDenied):
            enter_reading(nobody, solved, entry, now=NOW)
    with pytest.raises(ActionRefused, match="of their own"):
        enter_reading(supervisor, solved, replace(entry, agent=supervisor), now=NOW)
    assert not Reading.objects.exists()


def test_case_19_the_person_was_in_the_team_on_that_day(
    solved, entry, supervisor, agent, south, administrator
):
    move_agent(None, agent, south, date(2025, 11, 3))
    with pytest.raises(ActionRefused, match="Jin Park was not an agent of North on 3 November"):
        enter_reading(supervisor, solved, entry, now=NOW)
    enter_reading(supervisor, solved, replace(entry, day=date(2025, 10, 31)), now=NOW)
    enter_reading(administrator, solved, replace(entry, ident=UUID(int=1), team=south), now=NOW)
    assert Reading.objects.count() == 2


def test_case_17_the_hour_that_was_skipped_is_refused_the_one_that_came_twice_is_asked(
    solved, entry, supervisor
):
    skipped = replace(entry, day=date(2025, 3, 30), at=time(1, 30))
    with pytest.raises(ActionRefused, match="01:30 did not exist on 30 March 2025") as refused:
        enter_reading(supervisor, solved, skipped, now=NOW)
    assert refused.value.field == "at"
    twice = replace(entry, day=date(2025, 10, 26), at=time(1, 30))
    with pytest.raises(ActionRefused, match="01:30 happened twice") as refused:
        enter_reading(supervisor, solved, twice, now=NOW)
    assert refused.value.field == "twice"
    made = enter_reading(supervisor, solved, replace(twice, twice="first"), now=NOW)
    assert made.at == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    again = replace(twice, ident=UUID(int=1), twice="second")
    assert enter_reading(supervisor, solved, again, now=NOW).at.hour == 1


@pytest.mark.parametrize("day", [date(2025, 11, 21), date(1999, 12, 31), date(2030, 1, 1)])
def test_a_day_still_to_come_or_too_long_ago_is_refused(solved, entry, supervisor, day):
    with pytest.raises(ActionRefused) as refused:
        enter_reading(supervisor, solved, replace(entry, day=day), now=NOW)
    assert refused.value.field == "day"


def test_a_metric_that_is_put_away_takes_no_figures(solved, entry, supervisor):
    archive_metric(None, solved, now=NOW)
    with pytest.raises(ActionRefused, match="put away"):
        enter_reading(supervisor, Metric.objects.get(), entry, now=NOW)
