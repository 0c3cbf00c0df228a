"""Help among peers: logged, told, confirmed, shared and thanked; who reads of it; and that nobody is ever counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from feedback.actions.help import (
    confirm_help,
    log_help,
    set_help_aside,
    share_help,
    take_help_back,
)
from feedback.actions.kudos import give, take_back
from feedback.models import Help, Kudos, Visibility
from feedback.queries.help_words import help_in, when_it_flows
from teams.actions import create_person, join_team
from teams.actions.errors import ActionRefused
from teams.actions.memberships import move_agent
from teams.evidence import evidence_about
from teams.models import AuditEntry, Notice, SearchDocument
from teams.permissions import forget_standing
from tests.guards import kept

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WHAT = "the quillwort refund screen"


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def one(agent, colleague, supervisor, manager):
    """Dele helped Jin."""
    return log_help(agent, colleague, what=WHAT, now=NOW)


def told(person):
    return list(Notice.objects.filter(user=person, kind="feedback.help").values_list("text", flat=True))  # fmt: skip


def text_of(answer, status=200):
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def test_it_is_logged_in_one_form_and_the_helper_is_told_once(agent, colleague, client_of):
    client = client_of(agent)
    page = text_of(client.get("/help-given/"))
    assert '<option value="Dele Adeyemi">' in page
    sent = {"which": "got", "who": "Dele", "what": WHAT, "day": "2026-11-20", "hour": "10:00"}
    shown = text_of(client.post("/help-given/", sent, follow=True))
    client.post("/help-given/", sent)
    for words in ("Dele Adeyemi helped you", WHAT, "about 10:00", "Thank Dele"):
        assert words in shown
    assert Help.objects.get().state == "counts"
    assert told(colleague) == ["Jin Park says that you helped. Thank you for that."]
    assert WHAT not in Notice.objects.get(user=colleague).detail


def test_what_the_helper_logs_counts_once_the_other_says_so(
    agent, colleague, supervisor, client_of
):
    helper = client_of(colleague)
    sent = {
        "which": "gave", "who": "jin", "what": WHAT, "day": "2026-11-20", "hour": "09:00",
        "shared": "on",
    }  # fmt: skip
    helper.post("/help-given/", sent)
    one = Help.objects.get()
    assert (one.state, one.shared) == ("waiting", False)
    assert told(agent) == ["Dele Adeyemi writes that they helped you. Was it so?"]
    assert client_of(supervisor).get(f"/help-given/{one.pk}/").status_code == 404
    assert helper.post(f"/help-given/{one.pk}/answer/", {"so": "yes"}).status_code == 403
    assert "Was it so?" in text_of(client_of(agent).get("/help-given/"))
    client_of(agent).post(f"/help-given/{one.pk}/answer/", {"so": "yes", "shared": "1"})
    one.refresh_from_db()
    assert (one.state, one.shared) == ("counts", True)
    assert told(colleague) == ["Jin Park says that you helped. Thank you for that."]
    assert WHAT in text_of(client_of(supervisor).get(f"/help-given/{one.pk}/"))


def test_what_was_not_so_counts_for_nothing_and_nobody_is_told(
    agent, colleague, north, supervisor, client_of
):
    one = log_help(colleague, agent, what=WHAT, was_helped=False, now=NOW)
    client_of(agent).post(f"/help-given/{one.pk}/answer/", {"so": "no"})
    assert Help.objects.get().state == "set_aside"
    assert told(colleague) == []
    assert "No help has been written down" in help_in(supervisor, north, NOW).words
    with pytest.raises(PermissionDenied):
        confirm_help(agent, one, now=NOW)


def test_it_becomes_thanks_in_one_click(one, agent, colleague, client_of):
    client = client_of(agent)
    link = text_of(client.get(f"/help-given/{one.pk}/")).split('btn--kudos" href="')[1].split('"')[0]  # fmt: skip
    composer = text_of(client.get(link.replace("&amp;", "&")))
    words = f"On Friday 20 November, about 10:05, you helped me with {WHAT}."
    assert words in composer
    assert f"fact=help-{one.pk}" in link.replace("&amp;", "&") or f'value="help-{one.pk}"' in composer  # fmt: skip
    sent = {"to": str(colleague.pk), "words": words, "fact": f"help-{one.pk}", "do": "share"}
    client.post("/kudos/new/", sent)
    kudos = Kudos.objects.get()
    one.refresh_from_db()
    assert one.kudos == kudos
    shown = text_of(client.get(f"/help-given/{one.pk}/"))
    assert ("Thanked" in shown, "Thank Dele" in shown) == (True, False)
    with pytest.raises(ActionRefused):
        take_help_back(agent, one, now=NOW)
    take_back(agent, kudos, now=NOW + timedelta(seconds=9))
    assert "Thank Dele" in text_of(client.get(f"/help-given/{one.pk}/"))


def test_a_leader_thanks_from_the_list_and_it_leaves_the_list(
    one, north, agent, colleague, supervisor, manager, client_of
):
    client, where = client_of(supervisor), "/help-given/?show=team"
    page = text_of(client.get(where))
    assert "Thank Dele" in page
    link = page.split('btn--kudos" href="')[1].split('"')[0].replace("&amp;", "&")
    assert link == f"/kudos/new/?to={colleague.pk}&fact=help-{one.pk}"
    assert f"help-{one.pk}" in text_of(client.get(link))
    words = "On Friday at 10:05 you helped a colleague, so that she went home in time."
    sent = {"to": str(colleague.pk), "words": words, "fact": f"help-{one.pk}", "do": "share"}
    client.post("/kudos/new/", sent)
    assert Kudos.objects.get().link_url == f"/help-given/{one.pk}/"
    for leader in (supervisor, manager):
        assert WHAT not in text_of(client_of(leader).get(where))
        assert help_in(leader, north, NOW).to_thank == ""
    # Who was helped may still say it themself.
    assert "Thank Dele" in text_of(client_of(agent).get(f"/help-given/{one.pk}/"))


def test_case_03_a_private_thanks_for_it_is_known_to_the_two_alone(
    one, north, agent, colleague, supervisor, client_of
):
    """Threat 3: neither a mark, nor a list it is gone from, nor a count tells a leader of it."""
    share_help(agent, one, shared=True, now=NOW)
    third = make_third(agent)
    before = help_in(supervisor, north, NOW)
    give(
        agent, to=[colleague], words="You took the refund screen over for me.", now=NOW,
        visibility=Visibility.PRIVATE, link_url=f"/help-given/{one.pk}/",
    )  # fmt: skip
    assert Help.objects.get().kudos is not None
    paths = (f"/help-given/{one.pk}/", "/help-given/?show=shared")
    for person, knows in ((agent, True), (colleague, True), (supervisor, False), (third, False)):
        shown = [text_of(client_of(person).get(path)) for path in paths]
        assert ('<span class="tag">Thanked' in shown[0]) is knows, person
        assert '<span class="tag">Thanked' not in shown[1], person
        thanked = client_of(person).get(f"/api/v1/help/{one.pk}/").json()["thanked"]
        assert thanked is knows, person
    assert WHAT in text_of(client_of(supervisor).get("/help-given/?show=team"))
    assert help_in(supervisor, north, NOW) == before


def test_thanks_rest_on_help_of_long_ago_and_for_several(
    one, agent, colleague, client_of, time_machine
):
    third = make_third(agent)
    time_machine.move_to(NOW + timedelta(days=60), tick=False)
    words = "In November you helped me with the refund screen, and you both stayed on."
    sent = {"to": [str(colleague.pk), str(third.pk)], "words": words, "fact": f"help-{one.pk}", "do": "share"}  # fmt: skip
    client_of(agent).post("/kudos/new/", sent)
    one.refresh_from_db()
    assert one.kudos == Kudos.objects.get()


def test_case_20_what_is_pressed_twice_says_how_it_stands(agent, colleague, client_of):
    asked = log_help(colleague, agent, what=WHAT, was_helped=False, now=NOW)
    client = client_of(agent)
    answers = [
        text_of(client.post(f"/help-given/{asked.pk}/answer/", {"so": so}, follow=True))
        for so in ("yes", "no")
    ]
    assert "It counts now." in answers[0]
    assert "You have answered already: Logged." in answers[1]
    helper = client_of(colleague)
    again = [text_of(helper.post(f"/help-given/{asked.pk}/back/", follow=True)) for _ in range(2)]
    assert "Taken back. Nobody reads it." in again[0]
    assert "It is taken back already." in again[1]


def test_only_the_one_who_was_helped_marks_it_thanked(one, supervisor, colleague, agent):
    link = f"/help-given/{one.pk}/"
    give(supervisor, to=[colleague], words="You took it over.", link_url=link, now=NOW)
    give(agent, to=[supervisor], words="You listened.", link_url=link, now=NOW)
    assert Help.objects.get().kudos is None


# --- Who reads it ----------------------------------------------------------------------------------

PATHS = ("/help-given/", "/help-given/?show=shared", "/help-given/?show=team", "/teams/north/",
         "/kudos/", "/", "/inbox/", "/search/?q=quillwort", "/search/palette/?q=quillwort",
         "/api/v1/help/")  # fmt: skip


def readers(one, people, client_of):
    found = []
    for person in people:
        client = client_of(person)
        answers = [client.get(path) for path in (*PATHS, f"/help-given/{one.pk}/")]
        if any(WHAT in answer.content.decode() for answer in answers):
            found.append(person.username)
    return found


@pytest.mark.either_database
def test_case_03_the_two_their_leaders_and_where_it_is_shared_the_team(
    one, agent, colleague, supervisor, manager, stranger, other_supervisor, administrator, client_of
):
    third = make_third(agent)
    people = (agent, colleague, third, supervisor, manager, stranger, other_supervisor, administrator)  # fmt: skip
    assert readers(one, people, client_of) == ["jin", "dele", "marcus", "priya"]
    share_help(agent, one, shared=True, now=NOW)
    assert readers(one, people, client_of) == ["jin", "dele", "amy", "marcus", "priya"]
    share_help(agent, one, shared=False, now=NOW)
    take_help_back(agent, one, now=NOW)
    assert readers(one, people, client_of) == []
    assert told(colleague) == []
    assert not SearchDocument.objects.filter(kind="help").exists()


def make_third(agent):
    """Amy, of the same team."""
    person = create_person(
        None, name="Amy Stone", username="amy", password="a fine long passphrase"
    )
    join_team(None, person, agent.memberships.get().team, "agent", NOW.date() - timedelta(days=9))
    return person


def test_help_across_teams_is_read_by_the_leaders_of_both(
    agent, stranger, supervisor, other_supervisor, client_of
):
    one = log_help(agent, stranger, what=WHAT, now=NOW)
    assert (one.team.name, one.helper_team.name) == ("North", "South")
    both = (agent, stranger, supervisor, other_supervisor)
    assert readers(one, both, client_of) == ["jin", "tom", "marcus", "ewa"]


def test_case_19_a_new_leader_learns_nothing_by_office(
    one, agent, colleague, supervisor, other_supervisor, south, administrator, client_of
):
    move_agent(administrator, agent, south, NOW.date())
    forget_standing(agent)
    assert readers(one, (other_supervisor, supervisor, agent), client_of) == ["marcus", "jin"]


def test_case_19_whoever_comes_to_lead_the_team_reads_what_is_given_from_then_on(
    one, agent, colleague, other_supervisor, north, administrator, client_of, time_machine
):
    join_team(administrator, other_supervisor, north, "supervisor", NOW.date() + timedelta(days=1))
    time_machine.move_to(NOW + timedelta(days=1), tick=False)
    forget_standing(other_supervisor)
    later = log_help(agent, colleague, what=f"{WHAT}, again", now=NOW + timedelta(days=1))
    page = text_of(client_of(other_supervisor).get("/help-given/?show=team"))
    assert f"{WHAT}, again" in page
    assert f">{WHAT}<" not in page
    assert client_of(other_supervisor).get(f"/help-given/{one.pk}/").status_code == 404
    assert client_of(other_supervisor).get(f"/help-given/{later.pk}/").status_code == 200


def test_case_15_the_record_holds_no_words(one, agent, colleague):
    share_help(agent, one, shared=True, now=NOW)
    entries = AuditEntry.objects.filter(kind="feedback.help")
    assert {entry.verb for entry in entries} == {"logged", "shared"}
    assert not any("quillwort" in f"{entry.before}{entry.after}{entry.reason}" for entry in entries)


def test_case_01_only_whose_it_is_does_something_with_it(one, agent, colleague, supervisor):
    for person in (colleague, supervisor):
        for act in (
            lambda p: share_help(p, one, shared=True, now=NOW),
            lambda p: take_help_back(p, one, now=NOW),
            lambda p: confirm_help(p, one, now=NOW) if p is not agent else None,
            lambda p: set_help_aside(p, one, now=NOW),
        ):
            with pytest.raises(PermissionDenied):
                act(person)


def test_case_04_nobody_helps_themself(agent):
    with pytest.raises(ActionRefused):
        log_help(agent, agent, what=WHAT, now=NOW)
    team = agent.memberships.get().team
    with pytest.raises(IntegrityError), transaction.atomic():
        Help.objects.create(
            helped=agent, helper=agent, team=team, helper_team=team, what=WHAT, at=NOW,
            state="counts", logged_by=agent, logged_at=NOW,
        )  # fmt: skip


def test_case_05_markup_is_text(agent, colleague, client_of):
    one = log_help(agent, colleague, what="<script>alert(1)</script>", shared=True, now=NOW)
    for path in ("/help-given/", f"/help-given/{one.pk}/", "/search/?q=alert"):
        text = text_of(client_of(agent).get(path))
        assert "<script>alert" not in text
        assert "&lt;script&gt;" in text


# --- What may be said ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("says", "field"),
    [
        ({"what": " "}, "what"),
        ({"what": "x" * 141}, "what"),
        ({"what": "a\x00b"}, "what"),
        ({"at": NOW + timedelta(hours=1)}, "day"),
        ({"at": NOW - timedelta(days=40)}, "day"),
        ({"case": "999999"}, "case"),
        ({"case": "/goals/1/"}, "case"),
        ({"case": "over there"}, "case"),
    ],
)
def test_what_is_no_help_is_refused_at_its_field(agent, colleague, says, field):
    with pytest.raises(ActionRefused) as refused:
        log_help(agent, colleague, **{"what": WHAT, "now": NOW, **says})
    assert refused.value.field == field
    assert not Help.objects.exists()


def test_who_left_helped_nobody_and_who_is_in_no_team_logs_nothing(
    agent, deactivated, administrator
):
    with pytest.raises(ActionRefused):
        log_help(agent, deactivated, what=WHAT, now=NOW)
    with pytest.raises(PermissionDenied):
        log_help(administrator, agent, what=WHAT, now=NOW)


def test_a_name_that_may_be_several_asks_which(agent, colleague, client_of):
    make_third(agent)
    colleague.name = "Amy Adeyemi"
    colleague.save()
    sent = {"which": "got", "who": "Amy", "what": WHAT, "day": "2026-11-20", "hour": "10:00"}
    text = text_of(client_of(agent).post("/help-given/", sent))
    assert (
        "That may be Amy Adeyemi (North), Amy Stone (North). Write the whole name, or their login."
        in text
    )
    assert WHAT in text
    assert "There is nobody called “Zed”." in text_of(
        client_of(agent).post("/help-given/", {**sent, "who": "Zed"})
    )


# --- The team as a whole ---------------------------------------------------------------------------


def test_case_03_the_team_hears_how_often_and_when_and_never_who(
    north, agent, colleague, supervisor, client_of
):
    assert "No help has been written down" in help_in(agent, north, NOW).words
    for n in range(4):
        log_help(agent, colleague, what=f"part {n}", at=NOW - timedelta(hours=n * 24), now=NOW)
    assert help_in(agent, north, NOW).words == "Help was logged a few times in the last four weeks."
    log_help(colleague, agent, what="part 9", at=NOW - timedelta(hours=26), now=NOW)
    log_help(colleague, agent, what="part 10", at=NOW - timedelta(days=29), now=NOW)
    words = "Help was logged 5 times in the last four weeks, most often between 10:00 and 12:00."
    assert help_in(agent, north, NOW).words == words
    text = text_of(client_of(agent).get("/teams/north/"))
    assert words in text
    assert "thanked yet" not in text
    leads = text_of(client_of(supervisor).get("/teams/north/"))
    assert "5 of it are not openly thanked yet" in leads
    listed = text_of(client_of(supervisor).get("/help-given/?show=team&team=north"))
    assert "Dele Adeyemi helped Jin Park" in listed
    assert "Not openly thanked yet" not in text_of(client_of(agent).get("/help-given/?show=team"))


@pytest.mark.parametrize(
    ("hours", "first"),
    [([10, 10, 11, 15], 10), ([23, 0, 23], 23), (list(range(24)), None), ([9], 9)],
)
def test_when_help_flows(hours, first):
    assert when_it_flows(hours) == first


def test_as_evidence_it_names_whom_only_where_that_is_known(
    one, agent, colleague, supervisor, stranger
):
    def words(viewer):
        found = evidence_about(viewer, [colleague.pk], NOW - timedelta(days=9), NOW)[colleague.pk]
        return [fact.words for fact in found if fact.kind == "help"]

    assert words(agent) == [f"helped me with {WHAT}"]
    assert words(supervisor) == ["helped a colleague who asked"]
    assert words(stranger) == []
    share_help(agent, one, shared=True, now=NOW)
    assert words(supervisor) == [f"helped Jin with {WHAT}"]


def test_page_by_page(agent, colleague, client_of):
    for n in range(31):
        log_help(agent, colleague, what=f"Number {n:02d}.", at=NOW - n * MINUTE, now=NOW)
    client = client_of(agent)
    first = text_of(client.get("/help-given/"))
    assert ("Number 00." in first, "Number 30." in first) == (True, False)
    older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "Number 30." in text_of(client.get(older))
    assert client.get("/help-given/?before=x~y&show=none").status_code == 200


# --- The API ---------------------------------------------------------------------------------------


def test_through_the_api(agent, colleague, supervisor, client_of):
    client, helper = client_of(agent), client_of(colleague)
    body, headers = {"other": "dele", "what": WHAT}, {"Idempotency-Key": "k-1"}
    made = client.post("/api/v1/help/", body, "application/json", headers=headers)
    assert made.status_code == 201, made.content
    again = client.post("/api/v1/help/", body, "application/json", headers=headers)
    assert (again.json(), Help.objects.count()) == (made.json(), 1)
    path = f"/api/v1/help/{made.json()['id']}/"
    assert client.post(f"{path}share/", {"shared": True}, "application/json").json()["shared"]
    assert helper.post(f"{path}share/", {}, "application/json").status_code == 403
    asked = helper.post("/api/v1/help/", {"other": "jin", "what": "else", "i_helped": True}, "application/json")  # fmt: skip
    theirs = f"/api/v1/help/{asked.json()['id']}/"
    assert asked.json()["state"] == "waiting"
    assert client_of(supervisor).get(theirs).status_code == 404
    assert client.post(f"{theirs}confirm/", {}, "application/json").json()["state"] == "counts"
    third = helper.post("/api/v1/help/", {"other": "jin", "what": "more", "i_helped": True}, "application/json")  # fmt: skip
    aside = f"/api/v1/help/{third.json()['id']}/set-aside/"
    assert client.post(aside, {}, "application/json").json()["state"] == "set_aside"
    assert client.post(f"{path}back/", {}, "application/json").status_code == 204
    assert client.get(path).status_code == 404
    assert len(client.get("/api/v1/help/").json()["results"]) == 2
    bad = client.post("/api/v1/help/", {"other": "nobody", "what": "x"}, "application/json")
    assert bad.status_code == 400


@pytest.mark.parametrize(
    ("name", "role"),
    [("feedback:help", "agent"), ("feedback:help", "supervisor"), ("feedback:help_item", "agent")],
)
def test_case_22_a_page_takes_as_many_statements_with_thirty_times_the_data(
    request, client_of, statements, one, agent, colleague, name, role
):
    client = client_of(request.getfixturevalue(role))
    where = "/help-given/" if name == "feedback:help" else f"/help-given/{one.pk}/"
    few = statements(client, where)
    for n in range(28):
        log_help(agent, colleague, what=f"Number {n}", now=NOW)
    assert (few, statements(client, where)) == (kept(name, role), kept(name, role))
