"""What the pages of appraisals take, refuse and keep; and the same for programs."""

from __future__ import annotations

import json
from datetime import timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse

from feedback.actions.appraisals import evidence, settling, writing
from feedback.models import Appraisal, Evidence, Template
from feedback.queries.appraisals.words import competencies_of, part_token, said_by, whole_token
from tests.feedback.appraisals_scene import (
    LEADER_SAYS,
    NOW,
    PERSON_SAYS,
    TODAY,
    a_cycle,
    a_template,
    an_appraisal,
    brought_to,
    says,
)
from tests.feedback.kudos_scene import thanks
from tests.teams.test_threats import elements, mouthfuls

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def made(manager, agent, supervisor):
    return an_appraisal(manager, agent, supervisor)


def at(name: str, appraisal: Appraisal, *more: int) -> str:
    return reverse(f"feedback:{name}", args=[appraisal.pk, *more])


def again(appraisal: Appraisal) -> Appraisal:
    return Appraisal.objects.select_related("cycle", "person", "leader").get(pk=appraisal.pk)


def part(appraisal: Appraisal, words: str, **more: str) -> dict[str, str]:
    """What a page sends."""
    rows = competencies_of(appraisal.cycle.template_id)
    sent = {f"level_{one.pk}": "3" for one in rows}
    return {**sent, **{f"words_{one.pk}": words for one in rows}, "own": "", **more}


def test_a_round_without_anything_to_look_at_leads_to_where_that_is_written(manager, client_of):
    path = reverse("feedback:appraisal_cycle_new")
    page = client_of(manager).get(path).content.decode()
    assert "First, what they look at" in page
    assert f'href="{reverse("feedback:appraisal_templates")}"' in page
    assert 'name="covers_from"' not in page
    a_template(manager)
    page = client_of(manager).get(path).content.decode()
    assert "First, what they look at" not in page
    assert 'name="covers_from"' in page


def test_case_20_a_stale_draft_answers_409_and_keeps_both_texts(made, agent, client_of):
    client = client_of(agent)
    token = part_token({}, "")
    assert (
        client.post(at("appraisal_write", made), part(made, "First", token=token)).status_code
        == 302
    )
    answer = client.post(at("appraisal_write", made), part(made, "Second", token=token))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Reliably. First" in page
    assert "Reliably. Second" in page
    assert {words for _, words in said_by(made, "person").values()} == {"First"}
    # Sent again over what stands, with the token of the page.
    fresh = part_token(said_by(made, "person"), "")
    assert f'value="{fresh}"' in page


def test_words_written_too_late_are_shown_and_not_lost(made, agent, client_of):
    brought_to(made, "leader")
    answer = client_of(agent).post(at("appraisal_write", made), part(made, "Too late, alas"))
    page = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "Marcus Webb writes now" in page
    assert "Too late, alas" in page


def test_evidence_in_ones_own_words_at_the_wrong_moment_is_shown_and_not_lost(
    made, agent, client_of
):
    brought_to(made, "leader")
    answer = client_of(agent).post(at("appraisal_evidence", made), {"words": "Too late, alas"})
    assert answer.status_code == 409
    assert "Too late, alas" in answer.content.decode()


def test_case_20_where_only_the_day_differs_both_days_are_shown(made, agent, supervisor, client_of):
    found = brought_to(made, "sign")
    client = client_of(agent)
    sent = client.get(at("appraisal_talk", found)).context["form"].initial
    day = TODAY - timedelta(days=2)
    settling.agree(supervisor, found, talked_on=day, next_words=found.next_words, now=NOW)
    body = {**sent, "talked_on": str(TODAY - timedelta(days=1))}
    answer = client.post(at("appraisal_talk", found), body)
    assert answer.status_code == 409
    differences = answer.context["conflict"].differences
    assert [(one.label, one.theirs, one.yours) for one in differences] == [
        ("When did you talk?", "18 November 2026", "19 November 2026")
    ]


def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(made, agent, client_of):
    sent = part(made, "", do="send", own="My own words")
    first = competencies_of(made.cycle.template_id)[0]
    del sent[f"level_{first.pk}"]
    answer = client_of(agent).post(at("appraisal_write", made), sent)
    page = unescape(answer.content.decode())
    assert answer.status_code == 200
    assert "Listens: choose a level, or say in a line why you cannot." in page
    assert "My own words" in page
    assert again(made).state == "self"


def test_case_14_no_field_of_the_row_can_be_set_from_outside(made, agent, client_of, manager):
    more = {
        "state": "signed", "leader": str(manager.pk), "leader_words": "x", "person": "1",
        "leader_sent_at": "2026-11-20", "person_signed_at": "2026-11-20", "side": "leader",
    }  # fmt: skip
    client_of(agent).post(at("appraisal_write", made), part(made, "Mine", **more))
    client = client_of(agent)
    client.post("/api/v1/appraisals/" + f"{made.pk}/save/", more, "application/json")
    now = again(made)
    assert (now.state, now.leader, now.leader_words) == ("self", made.leader, "")
    assert (now.leader_sent_at, now.person_signed_at) == (None, None)


def test_case_02_evidence_of_another_appraisal_is_not_reached_through_ones_own(
    made, agent, colleague, supervisor, manager, client_of
):
    other = an_appraisal(manager, colleague, supervisor, made.cycle)
    entry = evidence.add_own_evidence(colleague, other, words="Theirs", now=NOW)
    client = client_of(agent)
    assert client.post(at("appraisal_evidence_remove", made, entry.pk)).status_code == 404
    assert client.post(at("appraisal_evidence_remove", other, entry.pk)).status_code == 404
    assert Evidence.objects.filter(pk=entry.pk).exists()


def test_case_02_a_draft_entry_of_the_other_is_not_there(made, agent, supervisor, client_of):
    found = brought_to(made, "self")
    entry = evidence.add_own_evidence(agent, found, words="Not sent", now=NOW)
    answer = client_of(supervisor).post(at("appraisal_evidence_remove", found, entry.pk))
    assert answer.status_code == 404


def test_case_20_signing_what_changed_meanwhile_is_refused_and_says_so(
    made, agent, supervisor, client_of
):
    found = brought_to(made, "sign")
    token = whole_token(found)
    settling.agree(supervisor, found, talked_on=TODAY, next_words="Something else", now=NOW)
    answer = client_of(agent).post(at("appraisal_sign", found), {"token": token})
    assert answer.status_code == 409
    assert "Read it once more" in answer.content.decode()
    assert again(found).person_signed_at is None


def test_case_13_nothing_changes_by_looking(made, agent, client_of):
    found = brought_to(made, "sign")
    client = client_of(agent)
    for name in ("appraisal_sign", "appraisal_take_back"):
        assert client.get(at(name, found)).status_code == 405
    assert again(found).version == found.version


def test_case_05_no_word_of_an_appraisal_becomes_an_element_or_an_attribute(
    made, agent, supervisor, manager, client_of
):
    browsers = {"a": client_of(agent), "s": client_of(supervisor), "m": client_of(manager)}
    plain: dict[str, list] = {}
    for words in ["Plain words", *mouthfuls(80)]:
        with transaction.atomic():
            writing.send_part(agent, made, says=says(made, words), own=words, now=NOW)
            evidence_entry = None
            writing.send_part(supervisor, made, says=says(made, words), own=words, now=NOW)
            if words.replace("\x00", "").strip():
                evidence_entry = evidence.add_own_evidence(agent, made, words=words, now=NOW)
            settling.agree(agent, made, talked_on=TODAY, next_words=words, now=NOW)
            settling.disagree(agent, made, words=words, now=NOW)
            cache.clear()
            for name, who in (
                ("appraisal", "a"),
                ("appraisal", "s"),
                ("appraisal_evidence", "s"),
                ("appraisal_talk", "s"),
                ("appraisal_disagree", "a"),
            ):
                answer = browsers[who].get(at(name, made))
                assert answer.status_code == 200
                seen = elements(answer.content)
                assert evidence_entry is not None
                assert plain.setdefault(name + who, seen) == seen, (words, name)
            transaction.set_rollback(True)


def test_a_template_is_written_from_the_words_to_start_with(manager, client_of):
    client = client_of(manager)
    path = reverse("feedback:appraisal_template_new") + "?start=agents"
    form = client.get(path).context["form"]
    sent = {name: str(value or "") for name, value in form.initial.items()}
    more = client.post(path, {**sent, "more": "1"})
    assert more.context["form"].count == 6
    assert more.context["form"]["name_1"].value() == sent["name_1"]
    assert client.post(path, sent).status_code == 302
    assert Template.objects.get().competencies.count() == 5
    # In use, it is the next version that is saved.
    found = Template.objects.get()
    a_cycle(manager, found)
    path = reverse("feedback:appraisal_template_edit", args=[found.pk])
    form = client.get(path).context["form"]
    sent = {name: str(value or "") for name, value in form.initial.items()}
    assert client.post(path, {**sent, "name_1": "Hears"}).status_code == 302
    assert [one.number for one in Template.objects.order_by("number")] == [1, 2]


def test_a_round_is_made_and_opened_on_its_pages(manager, agent, supervisor, client_of):
    template = a_template(manager)
    client = client_of(manager)
    path = reverse("feedback:appraisal_cycle_new")
    form = client.get(path).context["form"]
    sent = {name: str(value) for name, value in form.initial.items()}
    answer = client.post(path, {**sent, "name": "Autumn", "template": str(template.pk)})
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert "Jin Park" in page.content.decode()
    done = client.post(
        answer["Location"],
        {f"leader_{agent.pk}": str(supervisor.pk), f"leader_{supervisor.pk}": ""},
    )
    assert done.status_code == 302
    assert Appraisal.objects.get().leader == supervisor


# --- What evidence speaks for --------------------------------------------------------------------


def test_evidence_is_put_to_a_competency_and_stands_there(made, agent, client_of):
    first, second = competencies_of(made.cycle.template_id)
    client = client_of(agent)
    path = at("appraisal_evidence", made)
    answer = client.post(path, {"words": "Card of listening", "competency": str(first.pk)})
    # The next one is probably of the same.
    assert answer["Location"] == f"{path}?for={first.pk}"
    assert client.get(answer["Location"]).context["form"]["competency"].value() == str(first.pk)
    client.post(path, {"words": "Card of it all", "competency": ""})
    assert {one.label: one.competency for one in Evidence.objects.all()} == {
        "Card of listening": first, "Card of it all": None,
    }  # fmt: skip
    for name in ("appraisal", "appraisal_evidence"):
        page = client.get(at(name, made)).context["page"]
        assert [[one.label for one in line.evidence] for line in page.lines] == [
            ["Card of listening"], [],
        ]  # fmt: skip
        text = client.get(at(name, made)).content.decode()
        listens, solves = text.rindex("Card of listening"), text.rindex("Card of it all")
        assert text.index("Listens") < listens < solves
        assert text.count("Card of listening") == text.count("Card of it all")
    assert client.get(f"{path}?for=x<b>").status_code == 200
    other = client.post(path, {"words": "A letter", "competency": str(second.pk + 99)})
    assert "Choose one of those that this appraisal looks at." in other.content.decode()
    assert "A letter" in other.content.decode()


def test_a_suggestion_is_put_to_a_competency(made, agent, colleague, client_of):
    kudos = thanks(colleague, agent, now=NOW - timedelta(days=3))
    first = competencies_of(made.cycle.template_id)[0]
    body = {"what": f"kudos-{kudos.pk}", "competency": str(first.pk)}
    answer = client_of(agent).post(at("appraisal_evidence", made), body)
    assert answer.status_code == 302
    assert Evidence.objects.get().competency == first
    read = client_of(agent).get(f"/api/v1/appraisals/{made.pk}/").json()
    assert read["evidence"][0]["competency"] == first.pk


def test_words_are_kept_on_the_way_to_evidence(made, agent, client_of):
    first = competencies_of(made.cycle.template_id)[0]
    client, path = client_of(agent), at("appraisal_write", made)
    page = client.get(path).content.decode()
    assert f'value="evidence-{first.pk}"' in page
    answer = client.post(path, part(made, "Half a sentence", do=f"evidence-{first.pk}"))
    assert answer["Location"] == f"{at('appraisal_evidence', made)}?for={first.pk}"
    assert {words for _, words in said_by(made, "person").values()} == {"Half a sentence"}
    assert again(made).state == "self"
    answer = client.post(path, part(made, "A whole one", do="evidence"))
    assert answer["Location"] == at("appraisal_evidence", made)
    assert {words for _, words in said_by(made, "person").values()} == {"A whole one"}
    # What cannot be kept is shown where it was written, and nothing goes on.
    answer = client.post(path, part(made, "x" * 3001, do="evidence"))
    assert answer.status_code == 200
    assert "x" * 3001 in answer.content.decode()


# --- Programs ------------------------------------------------------------------------------------


def api(client, appraisal: Appraisal, step: str, body: dict) -> tuple[int, dict]:
    answer = client.post(
        f"/api/v1/appraisals/{appraisal.pk}/{step}/", json.dumps(body), "application/json"
    )
    return answer.status_code, answer.json()


def test_programs_save_and_send_ones_own_part_and_sign(made, agent, supervisor, client_of):
    mine, theirs = client_of(agent), client_of(supervisor)
    rows = competencies_of(made.cycle.template_id)
    body = {"says": [{"competency": one.pk, "level": 3, "words": PERSON_SAYS} for one in rows]}
    assert api(mine, made, "save", body)[0] == 200
    assert PERSON_SAYS not in theirs.get(f"/api/v1/appraisals/{made.pk}/").content.decode()
    status, kept = api(mine, made, "send", {})
    assert (status, kept["state"]) == (200, "leader")
    assert PERSON_SAYS not in json.dumps(kept)
    assert PERSON_SAYS in theirs.get(f"/api/v1/appraisals/{made.pk}/").content.decode()
    body = {"says": [{"competency": one.pk, "level": 2, "words": LEADER_SAYS} for one in rows]}
    assert api(theirs, made, "save", body)[0] == 200
    assert LEADER_SAYS not in mine.get(f"/api/v1/appraisals/{made.pk}/").content.decode()
    assert api(mine, made, "save", {"whole": "More"})[0] == 409
    assert api(theirs, made, "send", {})[0] == 200
    settling.agree(agent, made, talked_on=TODAY, next_words="Aim", now=NOW)
    found = mine.get(f"/api/v1/appraisals/{made.pk}/").json()
    assert api(mine, made, "sign", {"token": "0" * 16})[0] == 409
    assert api(mine, made, "sign", {"token": found["whole_token"]})[0] == 200
    assert again(made).person_signed_at == NOW


def test_programs_hear_where_what_they_sent_is_wrong(made, agent, client_of):
    client = client_of(agent)
    status, problem = api(client, made, "send", {})
    first = competencies_of(made.cycle.template_id)[0]
    assert status == 400
    assert problem["errors"][0]["field"] == f"level_{first.pk}"
    status, problem = api(client, made, "save", {"says": [{"competency": first.pk, "level": 9}]})
    assert status == 400
    status, problem = api(client, made, "save", {"leader_words": "x"})
    assert (status, problem["errors"][0]["field"]) == (400, "leader_words")
