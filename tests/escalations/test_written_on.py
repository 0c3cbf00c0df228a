"""Words that are typed after a case went out, from its own page or from another one: none of them is lost."""

import pytest
from django.urls import reverse

from escalations.models import Escalation
from tests.escalations.together import MINUTE, NOW, a_draft, over, safety, sent

pytestmark = pytest.mark.django_db
SAVE = "/escalations/new/save/"
PAGE, OTHER = "a" * 32, "b" * 32


@pytest.fixture(autouse=True)
def _moment(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def jin(client_of, agent, supervisor):
    return client_of(agent)


def kept(case):
    return Escalation.objects.select_related("writing").get(pk=case.pk)


def page_of(case):
    return reverse("escalations:draft", args=[case.pk])


def whole(case, **fields):
    """The form as a page has it that has not seen the case since."""
    there = {
        "category": case.category_id, "about": case.about, "need": case.need, "said": case.said,
        "reference": case.reference, "proposal": case.proposal,
    }  # fmt: skip
    return {**there, "draft": case.pk, "page": OTHER, "sequence": 1, "base": 1, **fields}


def notes(case):
    return [step.text for step in case.steps.filter(kind="note")]


def test_case_20_of_two_pages_the_one_that_still_writes_loses_nothing(jin, agent):
    case = a_draft(agent, said="She waited.")
    before = whole(case, said="She waited. She is in tears.", proposal="Send a van today")
    jin.post(page_of(case), whole(case, page=PAGE, sequence=5, do="send"))
    answer = jin.post(SAVE, before)
    assert (answer.status_code, answer.json()["sent"][:7]) == (200, "Sent to")
    assert kept(case).writing.rest == {"said": "She is in tears.\nSend a van today"}
    assert "She is in tears." in jin.get(page_of(case)).content.decode()
    for _ in range(2):
        jin.post(page_of(case), {**before, "do": "send"})
    assert (kept(case).said, notes(case)) == ("She waited.", ["She is in tears.\nSend a van today"])
    assert kept(case).writing.rest == {}


def test_words_that_differ_are_kept_whole_and_older_ones_not_again(jin, agent, supervisor):
    case = sent(agent, said="The door is blue.")
    jin.post(SAVE, whole(case, said="The door", page=OTHER))
    assert kept(case).writing.rest == {}
    jin.post(page_of(case), whole(case, said="The gate is green.", do="send"))
    assert (kept(case).said, notes(case)) == ("The door is blue.", ["The gate is green."])


def test_a_late_save_of_the_page_that_sent_it_adds_nothing(jin, agent):
    case = a_draft(agent, about="Sofa missed")
    jin.post(page_of(case), whole(case, page=PAGE, sequence=9, said="It rains.", do="send"))
    jin.post(SAVE, whole(case, page=PAGE, sequence=8, about="Sofa mised", said="It"))
    assert kept(case).writing.rest == {}


def test_case_20_safety_takes_words_also_after_it_was_ended(jin, agent, supervisor):
    case = over(sent(agent, category=safety()), supervisor, now=NOW)
    typed = whole(case, said="The flat below smells, too.", reference="HP-7")
    assert jin.post(SAVE, typed).status_code == 200
    assert kept(case).writing.rest == {"said": "The flat below smells, too.", "reference": "HP-7"}
    jin.post(page_of(case), {**typed, "do": "send"})
    assert (kept(case).said, kept(case).reference) == ("The flat below smells, too.", "HP-7")
    assert notes(case) == ["The flat below smells, too."]


def test_who_it_is_about_is_added_beside_what_was_sent(jin, agent, supervisor):
    case = sent(agent, reference="HP-1")
    jin.post(page_of(case), whole(case, reference="HP-2", do="send"))
    assert (kept(case).reference, notes(case)) == ("HP-1", ["HP-2"])


def test_case_20_two_pages_that_both_write_on_are_told(jin, agent, supervisor):
    case = sent(agent)
    assert jin.post(SAVE, whole(case, said="First.")).status_code == 200
    answer = jin.post(SAVE, whole(case, said="Second.", page="c" * 32))
    assert answer.status_code == 409
    assert kept(case).writing.rest == {"said": "First."}


def test_the_case_says_that_something_is_not_added_yet_to_its_writer_alone(
    jin, agent, supervisor, client_of
):
    case = sent(agent)
    words = "You wrote on after it was sent."
    address = reverse("escalations:case", args=[case.pk])
    assert words not in jin.get(address).content.decode()
    jin.post(SAVE, whole(case, said="One more thing."))
    assert words in jin.get(address).content.decode()
    assert words not in client_of(supervisor).get(address).content.decode()


# --- What was promised, and for when -------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "due"),
    [
        ("10:30", NOW + 25 * MINUTE),
        ("09:55", None),
        ("08:00", NOW + (24 * 60 - 125) * MINUTE),
    ],
)
def test_a_time_that_has_passed_is_tomorrows_unless_it_has_just_passed(jin, agent, chosen, due):
    case = a_draft(agent)
    answer = jin.post(page_of(case), whole(case, need="call_back", answer_by=chosen, do="send"))
    if due is None:
        assert "That time has passed. Give a later one." in answer.content.decode()
        assert kept(case).state == "draft"
        return
    assert kept(case).due_at == due
    text = " ".join(jin.get(page_of(case)).content.decode().split())
    assert f"Promised by {'Sat 21 Nov, 08:00' if chosen == '08:00' else '10:30'}." in text


def test_the_own_list_names_the_day_where_it_is_another(jin, agent, supervisor):
    case = a_draft(agent)
    jin.post(page_of(case), whole(case, need="call_back", answer_by="08:00", do="send"))
    assert "Due Sat 21 Nov, 08:00." in jin.get("/escalations/").content.decode()


def test_what_the_customer_was_told_is_the_promise(jin, agent):
    case = a_draft(agent)
    jin.post(page_of(case), whole(case, promised="Priya rings before noon", do="send"))
    assert [one.text for one in kept(case).promises.all()] == ["Priya rings before noon"]


def test_a_leaders_own_list_goes_on_as_their_own(client_of, supervisor, agent, monkeypatch):
    monkeypatch.setattr("escalations.queries.mine.A_PAGE", 2)
    for number in range(3):
        Escalation.objects.filter(pk=sent(agent, about=f"Case {number}").pk).update(
            logged_by=supervisor, state="resolved", outcome="recorded", resolved_at=NOW
        )
    leader = client_of(supervisor)
    text = leader.get("/escalations/?mine=1").content.decode()
    older = text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    page = leader.get("/escalations/" + older).content.decode()
    assert "Your escalations" in page
    assert "Case 0" in page
