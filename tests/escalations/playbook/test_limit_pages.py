"""The pages of limits, levels and categories."""

from decimal import Decimal

import pytest

from escalations.actions.proposing import propose_limit
from escalations.models import Category, LevelChange, Limit, LimitProposal
from escalations.queries.limits import limit_for
from tests.escalations.playbook.test_evidence import a_case
from tests.escalations.playbook.test_pages import words_of
from tests.escalations.playbook.things import NOW, a_limit, delivery

pytestmark = pytest.mark.django_db
LIMITS = "/playbook/limits/"


@pytest.fixture
def limit():
    return a_limit(l0="75", l2="150", l4="200")


@pytest.fixture
def evidence(limit, agent, north, supervisor):
    """Thirty-one refunds up to £100, all but two agreed to as suggested."""
    for number in range(31):
        outcome = "differently" if number < 2 else "agreed"
        a_case(agent, north, supervisor, amount="90", outcome=outcome)


def test_everybody_sees_where_each_limit_is_and_which_is_theirs(client_of, limit, agent):
    page = words_of(client_of(agent).get(LIMITS))
    assert "Refund the delivery charge" in page
    assert "Levels 0 to 1 You £75" in page
    assert "Set it" not in page
    assert "Propose" not in page
    LevelChange.objects.create(
        person=agent, category=delivery(), level=3, because="training", reason="Passed.", at=NOW
    )
    page = words_of(client_of(agent).get(LIMITS))
    assert "Level 3 You £150 As level 2" in page


def test_the_page_opens_with_what_holds_us_back(client_of, evidence, supervisor):
    page = words_of(client_of(supervisor).get(LIMITS))
    assert "One limit seems to hold us back: Refund the delivery charge." in page
    assert (
        "Agreed to 94% of refunds up to £100 in the last 90 days, 31 cases. Raise the limit?"
        in page
    )
    assert "Propose £100" in page


def limits_of(client):
    page = client.get(LIMITS).context["page"]
    return {limit.name: limit for group in page.groups for limit in group.limits}


def test_what_is_settled_is_one_line_and_what_holds_us_back_stands_open(
    client_of, evidence, supervisor, agent
):
    a_limit("Goodwill credit", kind="credit", l0="5", l4="50")
    client = client_of(supervisor)
    found = limits_of(client)
    settled = next(limit for limit in found.values() if limit.is_settled)
    assert settled.in_short == "Levels 0 to 3 £5, supervisors £50, managers £50"
    assert settled.yours == "£50"
    assert not found["Refund the delivery charge"].is_settled
    text = client.get(LIMITS).content.decode()
    assert text.count('<details class="limit">') == text.count('<details class="limit" open>') == 1


def test_one_click_proposes_and_one_click_agrees(client_of, evidence, supervisor, manager, agent):
    path = f"{LIMITS}{Limit.objects.get().pk}/propose/"
    answer = client_of(supervisor).post(path, {"level": "0", "amount": "100"}, follow=True)
    assert "Proposed, with the evidence. A manager decides." in words_of(answer)
    proposal = LimitProposal.objects.get()
    assert proposal.reason.startswith("Agreed to 94% of refunds up to £100")
    page = words_of(client_of(manager).get(LIMITS))
    assert "Refund the delivery charge: £75 to £100" in page
    assert "Marcus Webb proposes £100" in page
    client_of(manager).post(f"{LIMITS}proposals/{proposal.pk}/", {"do": "agree"})
    assert limit_for(agent, delivery(), "refund") == Decimal(100)


def test_an_amount_of_ones_own_needs_a_reason(client_of, limit, supervisor):
    path = f"{LIMITS}{limit.pk}/propose/"
    answer = client_of(supervisor).post(path, {"level": "0", "amount": "90"})
    assert "Say why, in a sentence." in words_of(answer)
    assert "Write a number" in words_of(
        client_of(supervisor).post(path, {"level": "0", "amount": "many"})
    )
    assert not LimitProposal.objects.exists()


def test_declining_needs_a_line(client_of, limit, supervisor, manager):
    proposal = propose_limit(supervisor, limit, level=0, amount=Decimal(90), reason="So.", now=NOW)
    path = f"{LIMITS}proposals/{proposal.pk}/"
    assert "Say why not, in a line." in words_of(
        client_of(manager).post(path, {"do": "decline", "line": " "})
    )
    client_of(manager).post(path, {"do": "decline", "line": "After Christmas."})
    page = words_of(client_of(supervisor).get(path))
    assert "Not this time" in page
    assert "After Christmas." in page


def test_case_04_whoever_proposed_it_is_not_asked_and_not_heard(client_of, limit, manager):
    proposal = propose_limit(manager, limit, level=0, amount=Decimal(90), reason="So.", now=NOW)
    path = f"{LIMITS}proposals/{proposal.pk}/"
    assert "Agree with" not in words_of(client_of(manager).get(path))
    assert client_of(manager).post(path, {"do": "agree"}).status_code == 403
    proposal.refresh_from_db()
    assert proposal.state == "open"


def test_a_limit_is_set_with_a_reason_and_a_stale_form_keeps_both(
    client_of, limit, manager, administrator, agent
):
    path = f"{LIMITS}{limit.pk}/"
    form = client_of(manager).get(path).context["form"]
    seen = {name: value for name, value in form.initial.items() if value}
    assert "level_5" not in form.fields
    refused = client_of(manager).post(path, {**seen, "level_0": "80"})
    assert "Say why so much." in words_of(refused)
    gone = client_of(manager).post(path, {**seen, "level_0": "", "reason": "So."})
    assert "Write 0 to take it away." in words_of(gone)
    client_of(administrator).post(path, {**seen, "level_0": "85", "reason": "Theirs."})
    stale = client_of(manager).post(path, {**seen, "level_0": "80", "reason": "Mine."})
    assert stale.status_code == 409
    assert "85" in words_of(stale)
    assert limit_for(agent, delivery(), "refund") == Decimal(85)
    again = {
        **seen,
        "level_0": "80",
        "reason": "Mine.",
        "seen": stale.context["form"]["seen"].value(),
    }
    assert client_of(manager).post(path, again).status_code == 302
    assert limit_for(agent, delivery(), "refund") == Decimal(80)


def test_a_level_is_set_by_the_page_and_a_stale_one_is_refused(client_of, supervisor, agent):
    path = f"/playbook/levels/{agent.pk}/"
    client = client_of(supervisor)
    was = client.get(path).context["form"]["was"].value()
    sent = {
        "category": "delivery", "level": "2", "because": "training", "reason": "Passed.", "was": was,
    }  # fmt: skip
    assert client.post(path, sent).status_code == 302
    assert "Delivery: raised to 2" in words_of(client_of(agent).get(path))
    stale = client.post(path, {**sent, "level": "1", "reason": "Other."})
    assert stale.status_code == 409
    assert LevelChange.objects.count() == 1
    page = words_of(client_of(agent).get(f"/people/{agent.pk}/"))
    assert "What you may decide alone" in page


def test_the_person_page_shows_levels_to_the_person_and_their_leads_alone(
    client_of, agent, supervisor, administrator
):
    path = f"/people/{agent.pk}/"
    assert "What they may decide alone" in words_of(client_of(supervisor).get(path))
    assert "may decide alone" not in words_of(client_of(administrator).get(path))
    assert "may decide alone" not in words_of(
        client_of(supervisor).get(f"/people/{supervisor.pk}/")
    )


def test_a_leader_reads_what_is_special_and_the_rest_in_a_line(client_of, agent, supervisor):
    path = f"/people/{agent.pk}/"
    plain = words_of(client_of(supervisor).get(path))
    assert "Levels by category" not in plain
    assert "Nothing special yet in Delivery" in plain
    LevelChange.objects.create(
        person=agent, category=delivery(), level=2, because="judgement", reason="So.", at=NOW
    )
    page = words_of(client_of(supervisor).get(path))
    assert "Levels by category" in page
    assert "Nothing special yet in Delivery" not in page
    assert "Nothing special" not in words_of(client_of(agent).get(path))


def test_categories_are_kept_by_administrators(client_of, administrator):
    client = client_of(administrator)
    sent = {"name": "Packaging", "key": "8"}
    assert client.post("/settings/categories/new/", sent).status_code == 302
    taken = client.post("/settings/categories/new/", {"name": "More", "key": "1"})
    assert "Delivery has this digit. Free: 9." in words_of(taken)
    made = Category.objects.get(name="Packaging")
    client.post(f"/settings/categories/{made.pk}/move/", {"do": "up"})
    client.post(f"/settings/categories/{made.pk}/away/")
    page = words_of(client.get("/settings/categories/"))
    assert "Put away What was logged under them keeps them Packaging" in page
    form = client.get(f"/settings/categories/{made.pk}/").context["form"]
    stale = {"name": "Boxes", "key": "8", "version": "0" * 16}
    assert client.post(f"/settings/categories/{made.pk}/", stale).status_code == 409
    good = {"name": "Boxes", "key": "8", "version": form["version"].value()}
    assert client.post(f"/settings/categories/{made.pk}/", good).status_code == 302
