"""What the playbook brings to a huddle: what is new or was changed lately, and holds."""

from datetime import UTC, date, datetime, timedelta

import pytest

from escalations.actions.playbook import write_protocol
from escalations.actions.playbook_checks import NewLine
from escalations.models import Category, Protocol
from escalations.queries.huddle import LATELY, candidates

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


def written(lead, title, *, now=NOW, publish=True):
    return write_protocol(
        lead, title=title, category=Category.objects.get(slug="delivery"), owner=lead,
        review_on=date(2027, 5, 1), situation="The van missed its slot.", lines=[NewLine("ask", "A new slot")], publish=publish,
        now=now,
    )  # fmt: skip


def test_only_what_is_new_and_holds(manager, north):
    new = written(manager, "Late delivery")
    written(manager, "Draft", publish=False)
    written(manager, "Long known", now=NOW - LATELY - timedelta(days=1))
    away = written(manager, "Put away")
    Protocol.objects.filter(pk=away.pk).update(archived_at=NOW)
    (one,) = candidates(north, NOW.date(), NOW)
    assert (one.key, one.title) == (f"protocol:{new.pk}:1", "Late delivery")
    assert one.url == "/playbook/late-delivery/"
