"""What stands beside the form: limits by level, lines by whose they are to decide, words that helped."""

from datetime import date
from decimal import Decimal

import pytest

from escalations.models import (
    Category,
    Confirmation,
    HelpfulWords,
    LevelChange,
    LimitAmount,
    ProtocolLine,
    WordsUsed,
)
from escalations.queries.limits import limit_for
from escalations.queries.panel import PanelLine, panel_for
from tests.escalations.playbook.things import NOW, TODAY, a_limit, a_protocol, delivery

pytestmark = pytest.mark.django_db


def raised(person, level, by):
    return LevelChange.objects.create(
        person=person, category=delivery(), level=level, because="training", reason="Passed.", by=by,
        at=NOW,
    )  # fmt: skip


# --- Up to how much ------------------------------------------------------------------------------


def test_a_limit_is_that_of_the_level_or_of_the_next_below(agent, supervisor, manager):
    a_limit(l0="20", l2="75", l4="200")
    assert limit_for(agent, delivery(), "refund") == Decimal(20)
    raised(agent, 1, supervisor)
    assert limit_for(agent, delivery(), "refund") == Decimal(20)
    raised(agent, 3, supervisor)
    assert limit_for(agent, delivery(), "refund") == Decimal(75)
    assert limit_for(supervisor, delivery(), "refund") == Decimal(200)
    assert limit_for(manager, delivery(), "refund") == Decimal(200)


def test_without_an_amount_nothing_may_be_given(agent, supervisor):
    a_limit(l1="20")
    assert limit_for(agent, delivery(), "refund") is None
    assert limit_for(supervisor, delivery(), "credit") is None
    assert limit_for(supervisor, Category.objects.get(slug="billing"), "refund") is None
    assert limit_for(supervisor, None, "refund") is None


def test_the_amount_set_last_holds_and_nought_is_nothing(agent, manager):
    limit = a_limit(l0="20")
    for amount in ("30", "25", "0"):
        LimitAmount.objects.create(
            limit=limit, level=0, amount=Decimal(amount), set_by=manager, set_at=NOW, reason="So."
        )
        expected = Decimal(amount) or None
        assert limit_for(agent, delivery(), "refund") == expected


def test_of_several_limits_of_a_kind_the_highest_counts_and_none_put_away(agent):
    a_limit(l0="20")
    other = a_limit("Refund the item", l0="45")
    assert limit_for(agent, delivery(), "refund") == Decimal(45)
    other.archived_at = NOW
    other.save()
    assert limit_for(agent, delivery(), "refund") == Decimal(20)


# --- The panel -----------------------------------------------------------------------------------


def test_a_panel_says_what_is_ones_own_and_what_is_not(organisation, agent, supervisor):
    limit = a_limit(l0="75")
    a_protocol(
        supervisor,
        lines=(
            ("yours", "Refund the delivery charge"),
            ("yours", "A priority slot, any day"),
            ("ask", "Cancelling a made-to-order piece"),
            ("never", "Never promise a driver’s exact arrival time"),
        ),
        limit=limit,
    )
    panel = panel_for(agent, delivery(), organisation, TODAY)
    assert (panel.title, panel.version) == ("Late delivery, third time", "version 1")
    assert panel.url == "/playbook/late-delivery/"
    assert panel.yours == (
        PanelLine("Refund the delivery charge", "£75"),
        PanelLine("A priority slot, any day"),
    )
    assert [line.text for line in panel.ask] == ["Cancelling a made-to-order piece"]
    assert [line.text for line in panel.never] == ["Never promise a driver’s exact arrival time"]
    assert panel.confirmed == "You have not confirmed it yet."
    assert not panel.is_urgent_script


def test_what_a_level_may_not_decide_yet_is_asked_about_first(organisation, agent, supervisor):
    limit = a_limit(l1="75")
    version = a_protocol(supervisor, lines=(("yours", "Refund it"),), limit=limit)
    ProtocolLine.objects.create(
        version=version, position=2, kind="yours", text="Replace it", from_level=2
    )
    panel = panel_for(agent, delivery(), organisation, TODAY)
    assert panel.yours == ()
    assert panel.ask == (PanelLine("Refund it"), PanelLine("Replace it"))
    raised(agent, 2, supervisor)
    panel = panel_for(agent, delivery(), organisation, TODAY)
    assert panel.yours == (PanelLine("Refund it", "£75"), PanelLine("Replace it"))


def test_a_confirmation_is_named_for_a_year(organisation, agent, supervisor):
    version = a_protocol(supervisor)
    Confirmation.objects.create(version=version, person=agent, day=date(2026, 11, 6), at=NOW)
    panel = panel_for(agent, delivery(), organisation, TODAY)
    assert panel.confirmed == "You confirmed it on 6 Nov."
    panel = panel_for(agent, delivery(), organisation, date(2027, 11, 6))
    assert panel.confirmed == "You have not confirmed it yet."


def test_words_that_helped_come_with_whose_they_are(organisation, agent, colleague, supervisor):
    version = a_protocol(supervisor)
    words = HelpfulWords.objects.create(
        protocol=version.protocol, text="I’d be fed up too.", whose=colleague, added_by=supervisor,
        added_at=NOW,
    )  # fmt: skip
    for person in (agent, supervisor):
        WordsUsed.objects.create(words=words, person=person, day=TODAY)
    (shown,) = panel_for(agent, delivery(), organisation, TODAY).words
    assert (shown.text, shown.whose, shown.used) == ("I’d be fed up too.", "Dele", "used 2 times")


def test_several_protocols_of_a_category_are_read_together(organisation, agent, supervisor):
    a_protocol(supervisor)
    second = a_protocol(
        supervisor, "Left in the rain", (("never", "Never say it is dry"),), slug="left-in-the-rain"
    )
    Confirmation.objects.create(version=second, person=agent, day=TODAY, at=NOW)
    panel = panel_for(agent, delivery(), organisation, TODAY)
    assert (panel.title, panel.version) == ("Delivery", "2 protocols")
    assert panel.confirmed == "You confirmed 1 of them."
    assert (len(panel.yours), len(panel.never)) == (1, 1)


def test_without_a_protocol_the_limits_stand_alone(organisation, agent):
    a_limit(l0="75")
    a_limit("Goodwill credit", kind="credit", l2="50")
    panel = panel_for(agent, delivery(), organisation, TODAY)
    assert panel.title == "Delivery"
    assert panel.yours == (PanelLine("Refund the delivery charge", "£75"),)


def test_a_panel_takes_seven_statements_whatever_there_is(
    organisation, agent, supervisor, django_assert_max_num_queries
):
    limit = a_limit(l0="75")
    for number in range(5):
        a_protocol(supervisor, f"Late {number}", slug=f"late-{number}", limit=limit)
    with django_assert_max_num_queries(8):
        panel_for(agent, delivery(), organisation, TODAY)
