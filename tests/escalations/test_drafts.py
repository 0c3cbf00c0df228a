"""Drafts and what becomes of them: kept, sent once, to whom, with which clocks."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from escalations.actions import drafts, rest
from escalations.actions.steps import NotNow
from escalations.models import (
    Amends,
    AmendsBudget,
    Draft,
    Escalation,
    Limit,
    LimitAmount,
    Step,
    UrgentMail,
)
from teams.actions.errors import ActionRefused, Stale
from teams.models import AuditEntry, Notice
from tests.escalations.together import MINUTE, NOW, a_draft, delivery, over, safety, sent

pytestmark = pytest.mark.django_db
ONE, OTHER = "1" * 32, "2" * 32


@pytest.fixture(autouse=True)
def _moment(time_machine):
    time_machine.move_to(NOW, tick=False)


def kept(case: Escalation) -> Escalation:
    return Escalation.objects.get(pk=case.pk)


# --- While it is written -------------------------------------------------------------------------


def test_a_draft_is_a_row_from_its_first_words(agent, north):
    saved = drafts.start_draft(agent, page=ONE, sequence=1, now=NOW, about="Sofa", said="Late.")
    assert (kept(saved.escalation).about, kept(saved.escalation).said) == ("Sofa", "Late.")
    assert (saved.escalation.team, saved.escalation.state, saved.saves) == (north, "draft", 1)
    assert Notice.objects.count() == 0


def test_a_draft_begun_twice_by_one_page_is_one(agent):
    first = drafts.start_draft(agent, page=ONE, sequence=1, now=NOW, about="Sofa")
    again = drafts.start_draft(agent, page=ONE, sequence=2, now=NOW, about="Sofa late")
    assert first.escalation.pk == again.escalation.pk
    assert kept(first.escalation).about == "Sofa late"


def test_case_20_an_older_save_that_comes_late_changes_nothing(agent):
    case = drafts.start_draft(agent, page=ONE, sequence=1, now=NOW, about="Sofa").escalation
    drafts.save_draft(agent, case, page=ONE, sequence=3, now=NOW, about="Sofa is late")
    late = drafts.save_draft(agent, case, page=ONE, sequence=2, now=NOW, about="Sofa is")
    assert late.late
    assert kept(case).about == "Sofa is late"


def test_case_20_another_page_is_told_of_what_it_has_not_seen(agent):
    case = drafts.start_draft(agent, page=ONE, sequence=1, now=NOW, about="Sofa").escalation
    drafts.save_draft(agent, case, page=ONE, sequence=2, now=NOW, about="Sofa is late")
    with pytest.raises(Stale):
        drafts.save_draft(agent, case, page=OTHER, sequence=1, base=1, now=NOW, about="Chair")
    assert kept(case).about == "Sofa is late"
    drafts.save_draft(agent, case, page=OTHER, sequence=1, base=1, now=NOW, about="Sofa is late")
    drafts.save_draft(agent, case, page=OTHER, sequence=2, base=2, now=NOW, about="Chair")
    with pytest.raises(Stale):
        drafts.save_draft(agent, case, page=ONE, sequence=9, base=2, now=NOW, about="Table")
    assert kept(case).about == "Chair"


@pytest.mark.parametrize(
    ("field", "value"),
    [("about", "x" * 201), ("said", "x" * 20_001), ("about", "a\x00b"), ("need", "all"),
     ("channel", "fax"), ("answer_by", NOW.replace(tzinfo=None))],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_by_its_field(agent, field, value):
    with pytest.raises(ActionRefused) as refused:
        drafts.start_draft(agent, now=NOW, **{field: value})
    assert refused.value.field == field
    assert not Escalation.objects.exists()


def test_case_14_no_other_field_is_taken(agent, colleague):
    for field in ("logged_by", "state", "outcome", "team_id", "version"):
        with pytest.raises(TypeError):
            drafts.start_draft(agent, now=NOW, **{field: colleague.pk})


def test_nobody_writes_anothers_draft(agent, colleague, manager):
    case = a_draft(agent)
    for other in (colleague, manager):
        for verb in (drafts.send, drafts.finish_later, drafts.discard_draft, drafts.record_only):
            with pytest.raises(PermissionDenied):
                verb(other, case, now=NOW)
        with pytest.raises(PermissionDenied):
            drafts.save_draft(other, case, now=NOW, about="Mine")


def test_case_02_only_for_a_team_one_belongs_to(agent, south):
    with pytest.raises(PermissionDenied):
        drafts.start_draft(agent, team=south, now=NOW, about="Sofa")


def test_case_16_a_discarded_draft_leaves_nothing_but_that_there_was_one(agent):
    case = a_draft(agent, said="Mrs Okafor of 12 Mill Lane", reference="HP-482913")
    pk = case.pk
    drafts.discard_draft(agent, case, now=NOW)
    assert not Escalation.objects.exists()
    assert not Draft.objects.exists()
    trace = AuditEntry.objects.filter(kind="escalations.escalation", object_id=pk)
    assert trace.count() == 2
    assert not any("Mill" in str((one.before, one.after)) for one in trace)


@pytest.mark.parametrize(
    ("at", "back"),
    [
        (NOW, datetime(2026, 11, 20, 17, tzinfo=UTC)),
        (datetime(2026, 11, 20, 18, tzinfo=UTC), datetime(2026, 11, 23, 9, tzinfo=UTC)),
        (datetime(2026, 6, 5, 10, tzinfo=UTC), datetime(2026, 6, 5, 16, tzinfo=UTC)),
    ],
)
def test_put_off_it_comes_back_when_the_shift_ends(agent, at, back):
    case = drafts.finish_later(agent, a_draft(agent, now=at), now=at)
    assert kept(case).finish_at == back


# --- Sending -------------------------------------------------------------------------------------


def test_what_is_sent_is_whole(agent, manager, supervisor):
    case = kept(sent(agent, reference="HP-482 913", proposal="Refund it"))
    assert (case.state, case.version, case.on_duty) == ("open", 1, supervisor)
    assert (case.day, case.hour, case.opened_at) == (NOW.date(), 10, NOW)
    assert (case.due_at, case.overdue_at) == (NOW + 15 * MINUTE, NOW + 15 * MINUTE)
    assert (case.due_soon_at, case.pass_on_at) == (NOW + 10 * MINUTE, None)
    promise = case.promises.get()
    assert (promise.state, promise.due_at, promise.made_by) == ("open", case.due_at, agent)
    notice = Notice.objects.get()
    assert notice.user == supervisor
    assert "Jin Park asks for a decision: Sofa missed its slot" in notice.text
    assert "482" not in notice.text + notice.detail
    assert [(step.kind, step.number) for step in case.steps.all()] == [("send", 1)]


def test_case_20_sent_twice_it_is_sent_once(agent, supervisor):
    case = a_draft(agent)
    for _ in range(3):
        drafts.send(agent, case, now=NOW)
    assert Step.objects.count() == Notice.objects.count() == case.promises.count() == 1


def test_begun_again_by_a_page_that_has_sent_it_stays_sent(agent, supervisor):
    case = drafts.start_draft(
        agent, page=ONE, now=NOW, category=delivery(), about="Sofa", need="manager"
    ).escalation
    drafts.send(agent, case, now=NOW)
    again = drafts.start_draft(agent, page=ONE, sequence=1, now=NOW, about="Other")
    assert (again.escalation.pk, kept(case).about) == (case.pk, "Sofa")


@pytest.mark.parametrize("missing", ["category", "about", "need"])
def test_three_things_are_asked_for_and_no_more(agent, supervisor, missing):
    case = a_draft(agent, **{missing: None if missing == "category" else ""})
    with pytest.raises(ActionRefused) as refused:
        drafts.send(agent, case, now=NOW)
    assert refused.value.field == missing
    assert kept(case).state == "draft"
    assert not Notice.objects.exists()


def test_a_manager_now_is_passed_on_soon(agent, supervisor):
    case = kept(sent(agent, need="manager"))
    assert case.pass_on_at == case.due_at == NOW + 5 * MINUTE
    assert case.due_soon_at is None


def test_a_call_back_is_promised_for_its_time_and_number(agent, supervisor):
    case = sent(agent, need="call_back", number="07700 900123", answer_by=NOW + 90 * MINUTE)
    promise = case.promises.get()
    assert (promise.text, promise.due_at) == (
        "We call them back on 07700 900123", NOW + 90 * MINUTE,
    )  # fmt: skip
    assert kept(case).due_soon_at == NOW + 85 * MINUTE


def test_a_time_that_has_passed_is_refused(agent, supervisor):
    case = a_draft(agent, answer_by=NOW - MINUTE)
    with pytest.raises(ActionRefused) as refused:
        drafts.send(agent, case, now=NOW)
    assert refused.value.field == "answer_by"


def test_where_nobody_is_on_duty_all_leaders_are_told(agent, manager, supervisor):
    night = datetime(2026, 11, 20, 23, tzinfo=UTC)
    case = sent(agent, now=night)
    assert kept(case).on_duty is None
    assert set(Notice.objects.values_list("user__username", flat=True)) == {"priya", "marcus"}


def test_leaders_are_not_asked_about_their_own(supervisor, manager):
    assert kept(sent(supervisor)).on_duty == manager


def test_a_record_asks_nobody(agent, supervisor):
    case = kept(sent(agent, need="record"))
    assert (case.state, case.outcome, case.resolved_at) == ("resolved", "recorded", NOW)
    assert not case.promises.exists()
    assert not Notice.objects.exists()


def test_decided_alone_it_is_over(agent, supervisor):
    case = a_draft(agent, need="", proposal="Priority slot")
    drafts.decide_alone(agent, case, decision="", left="happier", now=NOW)
    drafts.decide_alone(agent, case, decision="Other", now=NOW)
    found = kept(case)
    assert (found.state, found.outcome, found.decision) == ("resolved", "alone", "Priority slot")
    assert (found.decided_by, found.left) == (agent, "happier")
    assert Step.objects.get().kind == "decide_alone"


def test_decided_alone_it_says_what(agent):
    with pytest.raises(ActionRefused) as refused:
        drafts.decide_alone(agent, a_draft(agent), decision=" ", now=NOW)
    assert refused.value.field == "decision"


def test_earlier_ones_are_counted_and_give_the_name(agent, colleague, stranger, supervisor):
    over(sent(colleague, reference="HP 482913", customer_name="Mrs Okafor"), supervisor, now=NOW)
    sent(stranger, reference="HP482913")
    case = kept(sent(agent, reference="hp-482913"))
    assert (case.earlier, case.customer_name) == (1, "Mrs Okafor")


# --- Safety and legal ----------------------------------------------------------------------------


def test_what_is_urgent_goes_out_as_soon_as_its_words_have_settled(agent, supervisor):
    typing = drafts.start_draft(
        agent, page=ONE, sequence=1, now=NOW, category=safety(), about="Gas"
    )
    assert kept(typing.escalation).state == "draft"
    assert not Notice.objects.exists()
    supervisor.email = "marcus@example.org"
    supervisor.save()
    drafts.save_draft(
        agent, typing.escalation, page=ONE, sequence=2, settled=True, now=NOW, about="Gas smell"
    )
    case = kept(typing.escalation)
    assert (case.state, case.need, case.on_duty) == ("open", "manager", supervisor)
    notice = Notice.objects.get()
    assert (notice.user, notice.kind) == (supervisor, "escalations.safety")
    assert "Gas smell" in notice.text
    assert UrgentMail.objects.get().user == supervisor


def test_what_is_urgent_always_needs_a_manager(agent, supervisor):
    assert kept(sent(agent, category=safety(), need="decision")).need == "manager"
    assert kept(sent(agent, category=safety(), need="record")).state == "open"
    for verb in (drafts.record_only, lambda *a, **k: drafts.decide_alone(*a, decision="So", **k)):
        with pytest.raises(ActionRefused):
            verb(agent, a_draft(agent, category=safety()), now=NOW)


def test_what_is_written_on_is_kept_until_it_is_added(agent, supervisor):
    case = sent(agent, category=safety(), said="It smells.")
    page = {"page": ONE}
    whole = {"said": "It smells. Of gas.", "reference": "HP-1"}
    rest.keep_rest(agent, case, **page, sequence=2, fields=whole)
    rest.keep_rest(agent, case, **page, sequence=1, fields={"said": "It smells. Of"})
    found = kept(case)
    assert found.writing.rest == {"said": "Of gas.", "reference": "HP-1"}
    assert (found.said, found.reference, found.steps.count()) == ("It smells.", "", 1)
    with pytest.raises(Stale):
        rest.keep_rest(
            agent, case, page=OTHER, sequence=1, base=0, fields={"said": "It smells. Not."}
        )
    with pytest.raises(PermissionDenied):
        rest.keep_rest(supervisor, case, **page, sequence=3, fields=whole)
    rest.fill_in(agent, case, **whole, now=NOW)
    found = kept(case)
    assert (found.writing.rest, found.said, found.reference) == ({}, "It smells.", "HP-1")
    assert [(step.kind, step.text) for step in found.steps.all()][1:] == [("note", "Of gas.")]


def test_what_an_urgent_one_lacked_is_added_and_nothing_replaced(agent, supervisor):
    case = sent(agent, category=safety(), reference="HP-1234")
    rest.fill_in(agent, case, said="It smells.", reference="HP-9999", now=NOW)
    rest.fill_in(agent, case, said="Changed.", now=NOW)
    found = kept(case)
    assert (found.said, found.reference) == ("It smells.", "HP-1234")
    notes = [(step.kind, step.text) for step in found.steps.all()][1:]
    assert notes == [("note", "It smells."), ("note", "Changed.")]


# --- What is one's own to give -------------------------------------------------------------------


@pytest.fixture
def up_to_25(administrator):
    """Everybody may give a refund of £25 in deliveries."""
    limit = Limit.objects.create(category=delivery(), name="Delivery charge", kind="refund")
    LimitAmount.objects.create(
        limit=limit, level=0, amount=Decimal(25), set_by=administrator, set_at=NOW, reason="Agreed."
    )


def test_decided_alone_with_what_is_ones_own_to_give(agent, up_to_25):
    case = a_draft(agent, wants_break=True)
    given = {"decision": "Refunded", "kind": "refund", "amount": Decimal("24.50"), "now": NOW}
    for _ in range(2):
        drafts.decide_alone(agent, case, **given)
    entry = Amends.objects.get()
    assert (entry.amount, entry.given_by, entry.approved_by) == (Decimal("24.50"), agent, agent)
    assert [step.kind for step in case.steps.all()] == ["decide_alone", "amend", "ask_break"]


@pytest.mark.parametrize(
    ("kind", "amount", "field"),
    [("refund", "25.01", "amount"), ("credit", "5", "kind"), ("", "5", "kind"),
     ("refund", "0", "amount"), ("refund", "-5", "amount")],
)  # fmt: skip
def test_case_04_more_than_ones_own_is_refused_and_nothing_is_written(
    agent, up_to_25, kind, amount, field
):
    case = a_draft(agent)
    with pytest.raises(ActionRefused) as refused:
        drafts.decide_alone(agent, case, decision="So", kind=kind, amount=Decimal(amount), now=NOW)
    assert refused.value.field == field
    assert kept(case).state == "draft"
    assert not Amends.objects.exists()


def test_over_the_months_budget_it_is_sent_instead(agent, manager, up_to_25):
    AmendsBudget.objects.create(
        team=agent.memberships.get().team, since=date(2026, 11, 1), amount=Decimal(10), set_at=NOW
    )
    case = a_draft(agent)
    with pytest.raises(ActionRefused) as refused:
        drafts.decide_alone(agent, case, decision="So", kind="refund", amount=Decimal(20), now=NOW)
    assert refused.value.field == "amount"
    assert kept(case).state == "draft"


def test_over_the_months_budget_its_manager_says_why_on_the_page(manager, client_of, up_to_25):
    AmendsBudget.objects.create(
        team=manager.memberships.get().team, since=date(2026, 11, 1), amount=Decimal(10), set_at=NOW
    )
    case = a_draft(manager)
    given = {
        "category": case.category_id, "about": case.about, "need": "decision", "base": 1,
        "do": "alone", "decision": "So", "kind": "refund", "amount": "20",
    }  # fmt: skip
    page = f"/escalations/new/{case.pk}/"
    text = client_of(manager).post(page, given).content.decode()
    assert "A manager may go over it, and says why." in text
    assert 'name="reason"' in text
    client_of(manager).post(page, {**given, "reason": "She has waited a month."})
    assert Amends.objects.get().reason == "She has waited a month."
    assert kept(case).outcome == "alone"


# --- A break -------------------------------------------------------------------------------------


def test_a_break_asked_for_while_writing_stands_in_the_timeline(agent, supervisor):
    case = sent(agent, wants_break=True)
    assert kept(case).wants_break
    assert Notice.objects.filter(user=supervisor, kind="escalations.break").count() == 1
    assert [step.kind for step in case.steps.all()] == ["send", "ask_break"]


def test_a_break_can_be_asked_for_after(agent, colleague, supervisor):
    case = sent(agent)
    for _ in range(2):
        drafts.ask_for_break(agent, case, now=NOW)
    assert kept(case).wants_break
    assert [step.kind for step in case.steps.all()] == ["send", "ask_break"]
    with pytest.raises(PermissionDenied):
        drafts.ask_for_break(colleague, case, now=NOW)


def test_what_is_sent_is_not_written_over(agent, supervisor):
    case = sent(agent)
    for verb in (drafts.finish_later, drafts.discard_draft):
        with pytest.raises(NotNow):
            verb(agent, case, now=NOW)
    with pytest.raises(NotNow):
        drafts.save_draft(agent, case, now=NOW, about="Other")
    assert kept(case).about == "Sofa missed its slot"
