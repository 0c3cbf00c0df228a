"""What is done so that it does not come back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from escalations.actions import remedies
from escalations.actions.remedies_done import limit_answered, protocol_published
from escalations.actions.reviews import review
from escalations.models import (
    Limit,
    LimitAmount,
    LimitProposal,
    Protocol,
    ProtocolLine,
    ProtocolVersion,
    Remedy,
)
from escalations.queries.remedies_due import remedies_due
from escalations.recompute.remedies_due import look
from teams.actions.errors import ActionRefused
from teams.actions.memberships import end_membership
from teams.models import Membership, Notice
from tests.escalations.learn.cases import NOW

DUE = date(2026, 12, 4)


@pytest.fixture
def case(a_case, manager):
    made = a_case()
    review(manager, made, happy_alone=True, why_not="limit", cause="Late", now=NOW)
    return made


@pytest.fixture
def limit(delivery, manager):
    made = Limit.objects.create(category=delivery, name="Refund the charge", kind="refund")
    LimitAmount.objects.create(
        limit=made, level=1, amount=15, set_by=manager, set_at=NOW, reason="So."
    )
    return made


def test_somebody_fixes_the_cause_by_a_day_and_is_told(case, manager, supervisor):
    made = remedies.fix_cause(
        manager, case, text="Ring the carrier", owner=supervisor, due_on=DUE, now=NOW
    )
    assert (made.kind, made.cause.name, made.from_case) == ("fix", "Late", case)
    assert "Ring the carrier" in Notice.objects.get(user=supervisor).text
    remedies.finish_remedy(supervisor, made, now=NOW)
    made.refresh_from_db()
    assert made.done_on == NOW.date()
    assert Notice.objects.filter(user=manager, text="Done: Ring the carrier").exists()


def test_what_is_dropped_says_why(case, manager, supervisor):
    made = remedies.fix_cause(manager, case, text="Ring", owner=manager, due_on=DUE, now=NOW)
    with pytest.raises(ActionRefused):
        remedies.drop_remedy(manager, made, why=" ", now=NOW)
    remedies.drop_remedy(supervisor, made, why="They went out of business.", now=NOW)
    with pytest.raises(ActionRefused):
        remedies.finish_remedy(manager, made, now=NOW)


def test_training_is_for_a_person_of_the_team(case, manager, agent, stranger):
    with pytest.raises(ActionRefused) as refused:
        remedies.ask_training(
            manager, case, person=stranger, text="Calm calls", due_on=DUE, now=NOW
        )
    assert refused.value.field == "person"
    made = remedies.ask_training(
        manager, case, person=agent, text="Calm calls", due_on=DUE, now=NOW
    )
    assert (made.person, made.owner) == (agent, manager)
    assert Notice.objects.filter(user=agent, text__contains="training for you").exists()


def test_a_limit_is_proposed_with_the_case_and_ends_with_its_answer(case, manager, limit):
    made = remedies.raise_limit(
        manager, case, limit=limit, level=1, amount=Decimal(30), reason="We always agree.", now=NOW
    )
    assert (made.state, made.from_case, made.limit) == ("open", case, limit)
    with pytest.raises(ActionRefused):
        remedies.raise_limit(
            manager, case, limit=limit, level=1, amount=Decimal(40), reason="So.", now=NOW
        )
    made.state = LimitProposal.State.AGREED
    made.save()
    limit_answered(made, by=manager, now=NOW)
    assert Remedy.objects.get(proposal=made).done_on == NOW.date()


@pytest.mark.parametrize("amount", ["0", "15", "1e12", "20.001", "NaN"])
def test_an_amount_that_makes_no_sense_is_refused(case, manager, limit, amount):
    with pytest.raises(ActionRefused) as refused:
        remedies.raise_limit(
            manager, case, limit=limit, level=1, amount=Decimal(amount), reason="So.", now=NOW
        )
    assert refused.value.field == "amount"
    assert not LimitProposal.objects.exists()


def test_a_protocol_is_started_from_the_case_with_the_lines_it_had(case, manager, delivery):
    old = Protocol.objects.create(
        title="Missed delivery",
        slug="missed",
        category=delivery,
        owner=manager,
        review_on=DUE,
        created_at=NOW,
    )
    first = ProtocolVersion.objects.create(
        protocol=old, number=1, situation="It did not come.", change="New.", written_by=manager,
        written_at=NOW, published_at=NOW,
    )  # fmt: skip
    ProtocolLine.objects.create(version=first, position=1, kind="yours", text="Send it again.")
    draft = remedies.write_protocol(manager, case, protocol=old, change="Refund at once.", now=NOW)
    assert (draft.number, draft.published_at, draft.from_case) == (2, None, case)
    assert [line.text for line in draft.lines.all()] == ["Send it again."]
    again = remedies.write_protocol(manager, case, protocol=old, change="Again.", now=NOW)
    assert again == draft
    protocol_published(draft, by=manager, now=NOW)
    done = Remedy.objects.filter(protocol=old, done_on=NOW.date())
    assert {made.text for made in done} == {
        "Missed delivery: Refund at once.",
        "Missed delivery: Again.",
    }


def test_a_new_protocol_has_a_title_of_its_own(case, manager):
    made = remedies.write_protocol(manager, case, title="Late again", change="New.", now=NOW)
    assert (made.protocol.slug, made.protocol.owner) == ("late-again", manager)
    with pytest.raises(ActionRefused) as refused:
        remedies.write_protocol(manager, case, title="late AGAIN", change="New.", now=NOW)
    assert refused.value.field == "title"


def test_nothing_is_done_about_a_case_without_a_cause(a_case, manager, agent):
    case = a_case()
    with pytest.raises(ActionRefused, match="what was behind it"):
        remedies.fix_cause(manager, case, text="Ring", owner=manager, due_on=DUE, now=NOW)
    with pytest.raises(PermissionDenied):
        remedies.fix_cause(agent, case, text="Ring", owner=manager, due_on=DUE, now=NOW)


@pytest.mark.parametrize("due", [None, date(2026, 11, 19), date(2028, 1, 1)])
def test_a_day_that_is_none_is_refused(case, manager, due):
    with pytest.raises(ActionRefused) as refused:
        remedies.fix_cause(manager, case, text="Ring", owner=manager, due_on=due, now=NOW)
    assert refused.value.field == "due_on"


# --- Past its day --------------------------------------------------------------------------------


def later(days):
    return NOW + timedelta(days=days)


def told_late():
    return list(
        Notice.objects.filter(kind="escalations.remedy_due").values_list("user__username", "text")
    )


def test_what_is_due_stands_on_today_of_its_owner_and_is_done_there(
    case, manager, agent, colleague, client_of, time_machine
):
    made = remedies.fix_cause(manager, case, text="Ring them", owner=agent, due_on=DUE, now=NOW)
    assert remedies_due(agent, DUE - timedelta(days=4)) == ()
    (found,) = remedies_due(agent, DUE - timedelta(days=3))
    assert (found.when, found.is_late) == ("Due on Fri 4 Dec", False)
    (found,) = remedies_due(agent, DUE + timedelta(days=1))
    assert (found.when, found.is_late) == ("Was due on Fri 4 Dec", True)
    time_machine.move_to(later(15), tick=False)
    for person in (colleague, manager):
        assert "Ring them" not in client_of(person).get("/").content.decode()
    client = client_of(agent)
    assert "Ring them" in client.get("/").content.decode()
    answer = client.post(f"/escalations/remedies/{made.pk}/done/", {"back": "today"}, follow=True)
    assert answer.redirect_chain == [("/#needs-you", 302)]
    assert "Ring them" not in answer.content.decode()


def test_what_a_manager_has_still_to_answer_is_nobodys_to_do(case, manager, limit):
    remedies.raise_limit(
        manager, case, limit=limit, level=1, amount=Decimal(30), reason="So.", now=NOW
    )
    assert remedies_due(manager, DUE + timedelta(days=30)) == ()
    assert look(later(17)) == 1
    assert told_late() == []


def test_past_its_day_its_owner_is_told_once(case, manager, agent):
    remedies.fix_cause(manager, case, text="Ring them", owner=agent, due_on=DUE, now=NOW)
    look(later(14))
    assert told_late() == [], "its day is not over"
    for days in (15, 15, 16):
        look(later(days))
    assert told_late() == [("jin", "Was due on Fri 4 Dec: Ring them")]


def test_where_its_owner_is_gone_the_teams_leaders_are_told(case, manager, supervisor, agent):
    remedies.fix_cause(manager, case, text="Ring them", owner=agent, due_on=DUE, now=NOW)
    end_membership(None, Membership.objects.get(user=agent), later(2).date())
    look(later(15))
    assert {who for who, _ in told_late()} == {manager.username, supervisor.username}


def test_where_a_draft_is_being_written_the_remedy_is_made_with_it(
    case, manager, supervisor, delivery, client_of
):
    """It was refused, so recurrence was never measured."""
    protocol = Protocol.objects.create(
        title="Late", slug="late", category=delivery, owner=supervisor, review_on=DUE,
        created_at=NOW,
    )  # fmt: skip
    draft = ProtocolVersion.objects.create(
        protocol=protocol, number=1, situation="Late.", change="Sundays.", written_by=supervisor,
        written_at=NOW,
    )  # fmt: skip
    asked = {"protocol": protocol, "change": "A slot on Saturday", "now": NOW}
    assert remedies.write_protocol(manager, case, **asked) == draft
    assert remedies.write_protocol(manager, case, **asked) == draft
    made = Remedy.objects.get()
    assert (made.protocol, made.owner, made.text) == (
        protocol,
        supervisor,
        "Late: A slot on Saturday",
    )
    draft.refresh_from_db()
    assert draft.change == "Sundays.", "whoever is writing takes it up"
    draft.published_at = NOW
    draft.save()
    protocol_published(draft, by=supervisor, now=NOW)
    made.refresh_from_db()
    assert made.done_on == NOW.date()
