"""Cases 3, 4, 14, 15 and 16 of the threat model, all through escalations: words of a case and who finds them.

The rest is beside it: `test_threats_text.py`, `test_every_text.py`, `test_threats_requests.py`,
`test_threats_people.py`, `test_threats_at_once.py`, and the
playbook's own in `playbook/test_threats.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from escalations.actions import cases, drafts
from escalations.actions.amends import answer_request, give_amends
from escalations.actions.conflicts import report_conflict, settle_conflict
from escalations.actions.duty import add_on_call
from escalations.actions.levels import set_level
from escalations.actions.limits import answer_limit
from escalations.actions.proposing import propose_limit
from escalations.actions.remedies import finish_remedy, fix_cause, raise_limit
from escalations.actions.reviews import review
from escalations.actions.views import write_views
from escalations.models import (
    AmendsRequest,
    Category,
    Conflict,
    Escalation,
    Limit,
    LimitAmount,
    Remedy,
)
from escalations.notice_kinds import ASKED, DUE_SOON, OVERDUE
from escalations.permissions import level_of
from escalations.recompute.alerts import look
from escalations.tasks import sweep
from goals.recompute.digests import send_digests
from teams.actions import join_team
from teams.actions.errors import ActionRefused
from teams.models import AuditEntry, Notice, NoticeChoices, Role, User
from teams.recompute import mails
from tests.escalations.scene import NOW, a_draft, after, sent
from tests.shown import shown_in_mail

pytestmark = pytest.mark.django_db
SECRET = "qzxvurbleWORD"
NUMBER = "ZQ-7719358204"
TOMORROW = NOW + timedelta(days=1)


@pytest.fixture(autouse=True)
def _moment(time_machine):
    time_machine.move_to(NOW, tick=False)


def addresses(entries=None, names=()) -> Iterator[tuple[str, set[str]]]:
    """Every address of ours with what it is asked by."""
    for entry in entries if entries is not None else get_resolver().url_patterns:
        if isinstance(entry, URLResolver):
            inside = (*names, entry.namespace) if entry.namespace else names
            yield from addresses(entry.url_patterns, inside)
        elif entry.name:
            asked = entry.pattern.converters or entry.pattern.regex.groupindex
            yield ":".join((*names, entry.name)), set(asked)


def paths(case) -> list[str]:
    """Every address that has no parameter, or a case's, or North's."""
    found = set()
    for name, asked in addresses():
        given = {"pk": case.pk, "slug": "north", "kind": "fix"}
        if asked <= set(given) and not name.endswith("logout"):
            found.add(reverse(name, kwargs={each: given[each] for each in asked}))
    words = ("/playbook/?q=", "/escalations/?team=north&q=", "/admin/teams/user/?q=",
             "/api/v1/escalations/?search=", "/escalations/new/panel/?q=")  # fmt: skip
    return (
        sorted(found)
        + [f"{path}{word}" for path in words for word in (SECRET, NUMBER)]
        + ["/no/such/page/", f"/api/v1/escalations/{case.pk}/", f"/people/{case.logged_by_id}/"]
    )


def leaks(client, case) -> list[str]:
    """Where the marker is found: in bodies, but for a page that shows back what was asked of it, and in headers."""
    found = []
    for path in paths(case):
        answer = client.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = body.decode(errors="replace") + str(answer.headers)
        asked_back = 1 if "=" in path and SECRET.lower() in path.lower() else 0
        seen = text.lower().count(SECRET.lower()) + text.count(NUMBER) + text.count("7719358204")
        if seen and not asked_back and NUMBER not in path:
            found.append(path)
    assert len(paths(case)) > 80
    return found


def full(person, **fields) -> dict[str, str]:
    return {
        "about": f"About {SECRET}", "said": f"{SECRET} said", "reference": NUMBER,
        "customer_name": f"Mrs {SECRET}", "proposal": f"{SECRET}: refund", **fields,
    }  # fmt: skip


@pytest.fixture
def loud(caplog):
    caplog.set_level("DEBUG")
    return caplog


@pytest.mark.either_database
def test_case_03_a_draft_is_its_writers_alone(
    client_of, agent, colleague, supervisor, manager, administrator, stranger, loud
):
    case = a_draft(agent, **full(agent), promised=f"{SECRET} by noon", finish_at=after(-1))
    sweep()
    assert leaks(client_of(agent), case), "its writer finds it, so the search finds something"
    for person in (colleague, supervisor, manager, administrator, stranger):
        assert leaks(client_of(person), case) == [], person
    assert leaks(Client(raise_request_exception=False), case) == []
    assert SECRET not in json.dumps(
        list(AuditEntry.objects.values("before", "after", "reason")), default=str
    )
    assert not Notice.objects.exclude(user=agent).exists()
    assert SECRET not in loud.text


@pytest.fixture
def told(agent, supervisor, manager, loud) -> Escalation:
    """A case with the marker wherever something can be written about it, on its whole way."""
    for person in User.objects.all():
        User.objects.filter(pk=person.pk).update(email=f"{person.username}@example.org")
    case = sent(agent, **full(agent), need="manager")
    look(after(5))
    cases.note(agent, case, text=f"{SECRET} note", now=after(5))
    cases.claim(supervisor, case, now=after(6))
    sides = dict.fromkeys(("customer_wants", "agent_can", "company_offers"), SECRET)
    write_views(supervisor, case, now=after(6), **sides)
    give_amends(supervisor, case, kind="refund", amount=Decimal(5), what=SECRET, reason=SECRET,
                now=after(7))  # fmt: skip
    cases.decide(supervisor, case, line=f"{SECRET} line", now=after(8))
    if Escalation.objects.get(pk=case.pk).state == "claimed":
        cases.resolve(supervisor, case, ending=f"{SECRET} end", now=after(9))
    cases.rate(agent, case, help="partly", line=f"{SECRET} help", left="same", now=after(10))
    review(supervisor, case, happy_alone=False, why_not="rule", cause="Late", learned=SECRET,
           now=after(11))  # fmt: skip
    fix_cause(supervisor, case, text=f"{SECRET} fix", owner=supervisor, due_on=NOW.date(),
              now=after(12))  # fmt: skip
    other = sent(agent, about="Another")
    report_conflict(supervisor, cases=(case, other), text=f"{SECRET} both", now=after(12))
    look(after(60))
    case.refresh_from_db()
    return case


@pytest.mark.either_database
def test_case_03_what_is_said_of_a_case_is_found_by_nobody_elsewhere(
    told, client_of, agent, supervisor, colleague, administrator, stranger, other_supervisor
):
    for person in (agent, supervisor):
        assert leaks(client_of(person), told), person
    for person in (colleague, administrator, stranger, other_supervisor):
        assert leaks(client_of(person), told) == [], person
    assert leaks(Client(raise_request_exception=False), told) == []


def test_case_03_neither_mail_nor_record_nor_log_holds_what_a_customer_said(
    told, agent, supervisor, manager, loud
):
    send_digests(TOMORROW)
    texts = [shown_in_mail(each) for each in mail.outbox]
    assert texts, "somebody was written to at once"
    for text in texts:
        assert NUMBER not in text
        assert f"Mrs {SECRET}" not in text
        assert f"{SECRET} said" not in text
        assert f"{SECRET} note" not in text
    trail = json.dumps(list(AuditEntry.objects.values("before", "after")), default=str)
    assert NUMBER not in trail
    assert f"{SECRET} said" not in trail
    assert f"Mrs {SECRET}" not in trail
    assert SECRET not in loud.text
    assert NUMBER not in loud.text
    allowed = {agent.pk, supervisor.pk, manager.pk}
    heard = Notice.objects.filter(text__contains=SECRET) | Notice.objects.filter(
        detail__contains=SECRET
    )
    assert set(heard.values_list("user", flat=True)) <= allowed


@pytest.fixture
def to_call_back(agent, supervisor, manager) -> Escalation:
    """A case whose own words hold the customer: the number to call, and an order in what it is about."""
    for person in User.objects.all():
        User.objects.filter(pk=person.pk).update(email=f"{person.username}@example.org")
        NoticeChoices.objects.create(user=person, at_once=[DUE_SOON, OVERDUE, ASKED])
    draft = drafts.start_draft(
        agent, category=Category.objects.get(slug="delivery"), about=f"Mrs {SECRET} of {NUMBER} rang twice",
        reference=NUMBER, customer_name=f"Mrs {SECRET}", need="call_back", number="07700 900123",
        answer_by=after(60), now=NOW,
    )  # fmt: skip
    return drafts.send(agent, draft.escalation, now=NOW)


def test_case_03_the_number_to_call_back_is_in_no_mail_and_no_leaders_inbox(
    to_call_back, agent, supervisor, manager
):
    promise = to_call_back.promises.get()
    assert "07700 900123" in promise.text, "the page says whom to call"
    cases.claim(supervisor, to_call_back, now=after(1))
    asked = give_amends(supervisor, to_call_back, kind="other", amount=Decimal(900),
                        what=f"A sofa for {NUMBER}", now=after(2))  # fmt: skip
    assert isinstance(asked, AmendsRequest)
    cases.hand_over(supervisor, to_call_back, to=manager, line="Ring 07700 900123", now=after(3))
    cases.note(agent, to_call_back, text="She rang", now=after(4))
    look(after(58))
    look(after(61))
    mails.look(after(62))
    heard = Notice.objects.exclude(user=agent)
    assert {"escalations.due_soon", "escalations.overdue"} <= set(
        heard.values_list("kind", flat=True)
    )
    kept = [f"{each.text} {each.detail}" for each in heard]
    texts = [shown_in_mail(each) for each in mail.outbox]
    assert texts
    for text in kept + texts:
        for word in ("07700", "900123", NUMBER, "7719358204", SECRET):
            assert word not in text


def test_case_16_in_reports_a_customer_is_masked_for_everybody(told, client_of, manager):
    client = client_of(manager)
    for name in ("escalations:report_rows", "escalations:report_rows_csv"):
        text = client.get(reverse(name)).content.decode()
        assert "Late" in text or "About" in text, name
        assert NUMBER not in text
        assert "7719358204" not in text
        assert f"Mrs {SECRET}" not in text
        assert f"{SECRET} said" not in text


# --- 4: self-dealing -----------------------------------------------------------------------------


@pytest.fixture
def limits(agent, supervisor, manager) -> Limit:
    case = sent(agent)
    limit = Limit.objects.create(category=case.category, name="Refund", kind="refund")
    for level, amount in ((0, 20), (4, 75), (5, 200)):
        LimitAmount.objects.create(
            limit=limit, level=level, amount=Decimal(amount), set_at=NOW, reason="Agreed."
        )
    return limit


def test_case_04_amends_of_ones_own_case_are_approved_by_somebody_else(
    limits, agent, supervisor, manager, client_of
):
    """Not by who asked, not by whose case it is, and not by an agent at all."""
    case = sent(supervisor, team=supervisor.memberships.get().team)
    asked = give_amends(supervisor, case, kind="refund", amount=Decimal(90), now=after(1))
    assert isinstance(asked, AmendsRequest)
    for person in (supervisor, agent):
        with pytest.raises(PermissionDenied):
            answer_request(person, asked, approve=True, now=after(2))
    page = reverse("escalations:amends_asked", args=[case.pk, asked.pk])
    assert client_of(supervisor).post(page, {"as": "approved"}).status_code == 403
    asked.refresh_from_db()
    assert asked.state == "waiting"
    answer_request(manager, asked, approve=True, now=after(3))


def test_case_04_nobody_answers_reviews_or_settles_their_own(agent, supervisor, manager, north):
    own = sent(supervisor, team=north)
    for act in (
        lambda: cases.claim(supervisor, own, now=after(1)),
        lambda: cases.agree(supervisor, own, now=after(1)),
        lambda: cases.decline(supervisor, own, line="No.", now=after(1)),
        lambda: review(supervisor, own, happy_alone=True, cause="Late", now=after(1)),
    ):
        with pytest.raises(PermissionDenied):
            act()
    cases.agree(manager, own, now=after(2))
    with pytest.raises(PermissionDenied):
        cases.rate(manager, own, help="helped", left="same", now=after(3))
    with pytest.raises(PermissionDenied):
        settle_conflict(
            agent,
            report_conflict(agent, cases=(sent(agent), sent(agent)), text="Both.", now=NOW),
            text="Mine holds.",
            now=NOW,
        )
    assert Conflict.objects.get().settled_at is None


def test_case_04_one_who_rises_still_does_not_answer_what_they_logged(agent, supervisor, north):
    own = sent(agent)
    join_team(None, agent, north, Role.SUPERVISOR, NOW.date())
    risen = User.objects.get(pk=agent.pk)
    with pytest.raises(PermissionDenied):
        cases.agree(risen, own, now=after(1))
    with pytest.raises(PermissionDenied):
        set_level(
            risen, risen, category=own.category, level=3, because="judgement", reason="I am good.",
            now=NOW,
        )  # fmt: skip


def test_case_04_nobody_agrees_to_the_limit_that_they_proposed(limits, supervisor, manager):
    proposal = propose_limit(
        manager, limits, level=0, amount=Decimal(30), reason="We always agree.", now=NOW
    )
    with pytest.raises(PermissionDenied):
        answer_limit(manager, proposal, agree=True, now=NOW)
    with pytest.raises(PermissionDenied):
        answer_limit(supervisor, proposal, agree=True, now=NOW)
    assert LimitAmount.objects.filter(limit=limits, level=0).count() == 1
    assert level_of(manager, limits.category) == 5


def test_case_04_what_waits_for_a_managers_word_is_not_done_by_saying_so(
    limits, agent, supervisor, manager, client_of
):
    case = sent(agent)
    cases.agree(supervisor, case, now=after(1))
    review(supervisor, case, happy_alone=True, why_not="limit", cause="Late", now=after(2))
    proposal = raise_limit(
        supervisor, case, limit=limits, level=0, amount=Decimal(30), reason="So.", now=after(3)
    )
    made = Remedy.objects.get()
    client = client_of(supervisor)
    for page in (reverse("escalations:remedies"), reverse("escalations:learn", args=[case.pk])):
        text = client.get(page).content.decode()
        assert "A manager decides" in text
        assert "It is done" not in text
    with pytest.raises(ActionRefused, match="A manager decides on it first"):
        finish_remedy(supervisor, made, now=after(4))
    client.post(reverse("escalations:remedy_done", args=[made.pk]))
    made.refresh_from_db()
    assert made.done_on is None
    answer_limit(manager, proposal, agree=True, now=after(5))
    made.refresh_from_db()
    assert made.done_on == NOW.date()


# --- 15: who, when, before, after ----------------------------------------------------------------


def test_case_15_each_step_of_a_case_leaves_who_when_and_what_it_was_before(
    told, supervisor, agent
):
    trail = AuditEntry.objects.filter(kind="escalations.escalation", object_id=told.pk)
    by_verb = {entry.verb: entry for entry in trail}
    assert {"send", "note", "claim", "decide", "rate", "review"} <= by_verb.keys()
    claim = by_verb["claim"]
    assert (claim.actor, claim.at) == (supervisor, after(6))
    assert (claim.before, claim.after) == ({"state": "open"}, {"state": "claimed"})
    assert by_verb["rate"].actor == agent


def test_case_15_duty_is_on_record_too(north, supervisor, manager):
    add_on_call(supervisor, north, person=manager, when="outside", now=NOW)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.actor, entry.at) == (supervisor, NOW)
    assert entry.after["person"]
