"""The threat cases of the design, as far as the playbook and authority are concerned."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.urls import reverse

from escalations.actions.confirming import answer_question, ask_about, confirm_version
from escalations.actions.levels import set_level
from escalations.actions.limits import add_limit
from escalations.actions.playbook import write_protocol, write_version
from escalations.actions.playbook_checks import NewLine
from escalations.actions.proposing import propose_limit
from escalations.actions.words import add_words
from escalations.models import (
    Category,
    Confirmation,
    HelpfulWords,
    LevelChange,
    Limit,
    LimitProposal,
    Protocol,
    ProtocolQuestion,
)
from escalations.permissions import level_of
from escalations.queries.versions import token_of, version_in_force
from teams.models import AuditEntry
from tests.escalations.playbook.things import NOW, a_limit, a_protocol, delivery
from tests.teams.test_threats import elements, mouthfuls

pytestmark = pytest.mark.django_db


def filled(words, number, supervisor, manager, agent, colleague):
    """A protocol that was changed once, a limit, a level and all that is said around them, in these words."""
    at = NOW + timedelta(minutes=number)
    limit = add_limit(
        manager, category=delivery(), name=words[:70], kind="refund",
        amounts={0: Decimal(20)}, reason=words, now=at,
    )  # fmt: skip
    protocol = write_protocol(
        supervisor, title=words, category=delivery(), owner=supervisor,
        review_on=date(2027, 5, 1), situation=words, lines=[NewLine("yours", words, limit)],
        publish=True, now=at,
    )  # fmt: skip
    first = version_in_force(protocol)
    question = ask_about(agent, first, text=words, now=at)
    answer_question(supervisor, question, answer=words, now=at)
    ask_about(colleague, first, text=words, now=at)
    confirm_version(agent, first, now=at)
    write_version(
        supervisor, protocol, situation=f"{words} again", change=words,
        lines=[NewLine("yours", words, limit), NewLine("ask", words), NewLine("never", words)],
        publish=True, now=at,
    )  # fmt: skip
    write_version(
        supervisor, protocol, situation=words, change=words,
        lines=[NewLine("yours", f"{words} more", limit)], now=at,
    )  # fmt: skip
    add_words(agent, protocol, text=words, now=at)
    proposal = propose_limit(supervisor, limit, level=0, amount=Decimal(30), reason=words, now=at)
    set_level(
        supervisor, agent, category=delivery(), level=1 + number % 2, because="training",
        reason=words, now=at,
    )  # fmt: skip
    Category.objects.filter(slug="billing").update(name=words[:40])
    return protocol, limit, proposal


@pytest.mark.either_database
def test_case_05_nothing_people_say_becomes_an_element_or_an_attribute(
    client_of, supervisor, manager, agent, colleague, administrator
):
    """Each payload in each text field: every page keeps the elements it has with plain words."""
    browsers = {"m": client_of(manager), "a": client_of(agent), "d": client_of(administrator)}
    plain = {}
    for number, words in enumerate(["Plain words", *mouthfuls(110)]):
        for model in (LimitProposal, HelpfulWords, Confirmation, ProtocolQuestion):
            model.objects.all().delete()
        Protocol.objects.update(archived_at=NOW, title="Old")
        Limit.objects.update(archived_at=NOW)
        protocol, limit, proposal = filled(words, number, supervisor, manager, agent, colleague)
        Limit.objects.exclude(pk=limit.pk).update(archived_at=NOW, category=delivery())
        question = ProtocolQuestion.objects.filter(answered_at=None).get()
        slug = protocol.slug
        looks = {
            "list": ("a", "/playbook/"),
            "found": ("a", f"/playbook/?q={'again'}"),
            "protocol": ("m", f"/playbook/{slug}/?from=1&to=2"),
            "read": ("a", f"/playbook/{slug}/"),
            "edit": ("m", f"/playbook/{slug}/edit/"),
            "about": ("m", f"/playbook/{slug}/about/"),
            "confirm": ("a", f"/playbook/{slug}/confirm/"),
            "answer": ("m", reverse("escalations:question_answer", args=[slug, question.pk])),
            "proposal": ("m", f"/playbook/limits/proposals/{proposal.pk}/"),
            "limit": ("m", f"/playbook/limits/{limit.pk}/"),
            "today": ("a", "/"),
            "categories": ("d", "/settings/categories/"),
        }
        cache.clear()
        for name, (who, path) in looks.items():
            answer = browsers[who].get(path)
            assert answer.status_code == 200, (words, path)
            seen = elements(answer.content)
            assert plain.setdefault(name, seen) == seen, (words, name)


def test_case_14_a_form_sets_nothing_it_does_not_ask_for(client_of, supervisor, manager, agent):
    limit = a_limit(l0="20")
    client = client_of(supervisor)
    initial = client.get("/playbook/new/").context["form"].initial
    client.post(
        "/playbook/new/",
        {
            **initial, "title": "Late", "category": delivery().pk, "situation": "S.", "ask": "A",
            "slug": "limits", "archived_at": "2020-01-01", "number": "9", "publish": "1",
            "published_at": "2020-01-01", "written_by": manager.pk, "created_at": "2020-01-01",
        },
    )  # fmt: skip
    protocol = Protocol.objects.get()
    version = protocol.versions.get()
    assert (protocol.slug, protocol.archived_at, version.number) == ("late", None, 1)
    assert (version.written_by, version.published_at) == (supervisor, NOW)
    client.post(
        f"/playbook/limits/{limit.pk}/propose/",
        {
            "level": "0", "amount": "30", "reason": "So.", "state": "agreed", "by": manager.pk,
            "evidence": '{"cases": 900}', "answered_by": supervisor.pk,
        },
    )  # fmt: skip
    proposal = LimitProposal.objects.get()
    assert (proposal.state, proposal.by, proposal.evidence["cases"]) == ("open", supervisor, 0)
    client_of(agent).post("/playbook/late/words/", {"words-text": "Gladly.", "added_by": manager.pk,
                                                    "used": "99", "whose": manager.pk})  # fmt: skip
    words = HelpfulWords.objects.get()
    assert (words.added_by, words.whose, words.uses.count()) == (agent, agent, 0)
    client_of(agent).post(
        "/playbook/late/confirm/", {"version": "1", "person": manager.pk, "day": "2030-01-01"}
    )
    confirmation = Confirmation.objects.get()
    assert (confirmation.person, confirmation.day) == (agent, NOW.date())


def test_case_04_an_agent_raises_neither_a_level_nor_a_limit(client_of, agent, supervisor):
    limit = a_limit(l0="20")
    client = client_of(agent)
    sent = {"category": "delivery", "level": "3", "because": "judgement", "reason": "I am good."}
    assert client.post(f"/playbook/levels/{agent.pk}/", sent).status_code == 403
    for path, body in (
        (f"/playbook/limits/{limit.pk}/propose/", {"level": "0", "amount": "900", "reason": "So."}),
        (f"/playbook/limits/{limit.pk}/", {"name": "x", "level_0": "900", "reason": "So."}),
        (f"/playbook/limits/{limit.pk}/away/", {}),
    ):
        assert client.post(path, body).status_code == 403
    assert level_of(agent, delivery()) == 0
    assert not LevelChange.objects.exists()
    assert not LimitProposal.objects.exists()


def test_case_04_a_supervisor_does_not_set_their_own_level(client_of, supervisor):
    sent = {"category": "delivery", "level": "3", "because": "judgement", "reason": "So."}
    path = f"/playbook/levels/{supervisor.pk}/"
    assert client_of(supervisor).post(path, sent).status_code == 403


def test_case_02_a_limit_of_another_category_is_refused_in_a_form(client_of, supervisor):
    version = a_protocol(supervisor)
    other = Limit.objects.create(
        category=Category.objects.get(slug="billing"), name="Charge", kind="refund"
    )
    client = client_of(supervisor)
    form = client.get("/playbook/late-delivery/edit/").context["form"]
    sent = {**{name: value or "" for name, value in form.initial.items()}, "change": "More."}
    answer = client.post("/playbook/late-delivery/edit/", {**sent, "limit_1": other.pk})
    assert answer.status_code == 200
    assert answer.context["form"].errors["limit_1"]
    assert version.protocol.versions.count() == 1


def test_case_15_each_write_leaves_who_when_and_what(supervisor, manager, agent):
    limit = add_limit(
        manager, category=delivery(), name="Refund", kind="refund", amounts={0: Decimal(20)},
        reason="So far.", now=NOW,
    )  # fmt: skip
    version = a_protocol(supervisor)
    write_version(
        supervisor, version.protocol, situation="S.", change="New.", lines=[NewLine("ask", "A")],
        token=token_of(version), publish=True, now=NOW,
    )  # fmt: skip
    confirm_version(agent, version_in_force(version.protocol), now=NOW)
    propose_limit(supervisor, limit, level=0, amount=Decimal(30), reason="Asked for.", now=NOW)
    found = {(entry.actor, entry.verb) for entry in AuditEntry.objects.all()}
    assert {
        (manager, "created"), (manager, "set amounts"), (supervisor, "drafted"),
        (supervisor, "published"), (agent, "confirmed"), (supervisor, "proposed"),
    } <= found  # fmt: skip


def test_text_at_its_longest_with_emoji_and_marks_is_kept_as_it_is(client_of, supervisor, agent):
    words = "\u202eabc \U0001f6cb\ufe0f " + "ä" * 150
    protocol = write_protocol(
        supervisor, title=words[:100], category=delivery(), owner=supervisor,
        review_on=date(2027, 5, 1), situation="x " * 1400, lines=[NewLine("yours", words)],
        publish=True, now=NOW,
    )  # fmt: skip
    assert version_in_force(protocol).lines.get().text == words
    assert words in client_of(agent).get(f"/playbook/{protocol.slug}/").content.decode()
