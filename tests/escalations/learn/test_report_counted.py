"""The report says what one finds who goes through the cases one by one."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from statistics import median

import pytest

from escalations.models import Amends, Channel, Escalation, Promise, Review, WhyNot
from escalations.queries.report_asked import Asked
from escalations.queries.reports import report_of
from goals import formats
from tests.benchmarks.escalations import make_cases, make_scene
from tests.escalations.learn.cases import NOW

ASKED = Asked(NOW.date() - timedelta(days=364), NOW.date() - timedelta(days=1))
APART = ("alone", "recorded", "withdrawn")


@pytest.fixture
def scene(organisation):
    """Some hundred cases of two teams; some opened again after they were looked back on, some taken back."""
    found = make_scene(2)
    make_cases(found, 700, NOW)
    again = Escalation.objects.filter(state="reviewed").order_by("pk")[100:140]
    for case in again:
        case.reopened = 1
        case.save()
        Review.objects.create(
            escalation=case, round=1, happy_alone=True, avoidable="with_better", why_not="limit",
            by=found.leader, at=NOW,
        )  # fmt: skip
    for case in Escalation.objects.filter(state="resolved").order_by("-pk")[:30]:
        case.outcome = ("withdrawn", "recorded")[case.pk % 2]
        case.answered_at = None
        case.save()
    return found


def one_by_one():
    """The cases of the days that count, and those that do not."""
    sent = [
        case
        for case in Escalation.objects.select_related("cause", "category", "team")
        if case.state != "draft" and ASKED.first <= case.day <= ASKED.last
    ]
    apart = [case for case in sent if case.resolved_at and case.outcome in APART]
    return [case for case in sent if case not in apart], apart


def bars(report, key):
    group = next(group for group in (*report.groups, *report.learning) if group.key == key)
    return {row[0].value: row[1].value for row in group.table.rows}


def test_its_figures_are_those_of_the_cases_counted_one_by_one(scene):
    cases, apart = one_by_one()
    report = report_of(scene.leader, ASKED, NOW.date())
    looked = [case for case in cases if case.avoidable]
    assert len(cases) > 200
    assert report.sums.cases == len(cases)
    assert report.sums.looked_back == len(looked)
    assert report.sums.avoidable == sum(case.avoidable != "no" for case in looked)
    assert report.sums.apart == {name: sum(c.outcome == name for c in apart) for name in APART}
    assert all(report.sums.apart.values())
    ids = {case.pk for case in cases}
    states = Counter(one.state for one in Promise.objects.all() if one.escalation_id in ids)
    assert (report.sums.kept, report.sums.missed) == (states["kept"], states["late"])
    waits = [case.answered_at - case.opened_at for case in cases if case.answered_at]
    assert report.sums.answered == len(waits)
    assert report.facts[1].number == formats.duration(
        median(wait.total_seconds() for wait in waits)
    )


def test_its_groups_are_those_of_the_cases_counted_one_by_one(scene):
    cases, _ = one_by_one()
    report = report_of(scene.leader, ASKED, NOW.date())
    ways = dict(Channel.choices)
    times = ("The first time", "The second time", "The third time or more")
    for key, name in {
        "cause": lambda case: case.cause.name if case.cause else "Not looked back on yet",
        "category": lambda case: case.category.name,
        "channel": lambda case: ways[case.channel],
        "team": lambda case: case.team.name,
        "times": lambda case: times[min(case.earlier, 2)],
    }.items():
        found = next(group for group in report.groups if group.key == key)
        # Causes of several categories bear the same name here: they are added up by it.
        said = Counter()
        for row in found.table.rows:
            said.update({(row[0].value, place): row[place].value for place in (1, 2, 3)})
        counted = Counter()
        for case in cases:
            numbers = (1, bool(case.avoidable), case.avoidable in ("within", "with_better"))
            counted.update({(name(case), place + 1): n for place, n in enumerate(numbers)})
        assert said == counted, key
    hours = Counter(f"{case.hour:02d}" for case in cases)
    assert {cell.hour: int(cell.text) for cell in report.hours.cells if cell.text != "0"} == hours


def test_why_and_amends_are_those_of_the_cases_counted_one_by_one(scene):
    cases, _ = one_by_one()
    report = report_of(scene.leader, ASKED, NOW.date())
    looked = {case.pk: case for case in cases if case.avoidable}
    last = [
        one
        for one in Review.objects.all()
        if one.escalation_id in looked and one.round == looked[one.escalation_id].reopened
    ]
    words = dict(WhyNot.choices)
    assert bars(report, "why") == Counter(words[one.why_not] for one in last if one.why_not)
    assert bars(report, "training") == Counter(
        looked[one.escalation_id].category.name
        for one in last
        if one.why_not in ("training", "unsure")
    )
    ids = {case.pk for case in cases}
    given = [one for one in Amends.objects.all() if one.escalation_id in ids]
    table = next(table for table in report.tables if table.caption == "Amends")
    assert {row[0].value: row[2].value for row in table.rows} == {
        label: sum((one.amount for one in given if one.kind == kind), Decimal(0))
        for kind, label in (("refund", "Refund"), ("credit", "Goodwill credit"))
    }
