"""The pages of notes and talks, and the threats that they stand up to, by case."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from feedback.actions.difficult_talks import add_step, share_talk
from feedback.actions.notes import edit_note, share_note, write_note
from feedback.actions.releases import release
from feedback.models import CoachingNote, Kudos, Release, Talk
from goals.actions.goals import create_goal
from goals.models import Metric
from teams.models import Notice

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
XSS = "<script>alert(1)</script>"


def url(name: str, *args: int) -> str:
    return reverse(f"feedback:{name}", args=args)


def test_a_leader_reads_their_own_notes_and_nobody_elses(
    client_of, supervisor, manager, agent, private, shared
):
    write_note(manager, agent, situation="Priya saw this", now=NOW)
    page = client_of(supervisor).get(url("notes", agent.pk)).content.decode()
    assert "Only mine" in page
    assert "Between us" in page
    assert "Priya saw this" not in page
    assert "Only mine" not in client_of(manager).get(url("notes", agent.pk)).content.decode()


def test_a_leader_of_others_is_told_whose_such_notes_are(
    client_of, other_supervisor, administrator, agent, private
):
    for who in (other_supervisor, administrator):
        answer = client_of(who).get(url("notes", agent.pk))
        assert answer.status_code == 403
        assert "Coaching notes are between Jin and Marcus" in answer.content.decode()
        assert "Only mine" not in answer.content.decode()


def test_the_person_finds_what_is_shared_and_not_what_it_is_for_its_author(
    client_of, agent, private, shared
):
    client = client_of(agent)
    assert client.get(url("notes", agent.pk)).url == url("shared_notes")
    listed = client.get(url("shared_notes")).content.decode()
    assert "Between us" in listed
    assert "Only mine" not in listed
    page = client.get(url("note", shared.pk)).content.decode()
    for tone in ("Something to change", "something to change", "correct"):
        assert tone not in page + listed


def test_both_see_what_a_shared_note_said_before(client_of, supervisor, agent, shared):
    edit_note(supervisor, shared, situation="Between the two of us", now=NOW)
    for who in (supervisor, agent):
        page = client_of(who).get(url("note", shared.pk)).content.decode()
        assert "Until 20 Nov" in page
        assert "Between us" in page


def test_a_stale_form_answers_409_and_keeps_both_texts(client_of, supervisor, private):
    edit_note(supervisor, private, situation="The first window", now=NOW)
    answer = client_of(supervisor).post(
        url("note_edit", private.pk), {"situation": "The second window", "version": "0"}
    )
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "The first window" in page
    assert "The second window" in page
    private.refresh_from_db()
    assert private.situation == "The first window"
    version = str(private.version)
    client_of(supervisor).post(
        url("note_edit", private.pk), {"situation": "The second window", "version": version}
    )
    private.refresh_from_db()
    assert private.situation == "The second window"


def test_own_words_of_a_stale_form_are_not_lost(client_of, supervisor, talk):
    Talk.objects.filter(pk=talk.pk).update(version=3)
    page = client_of(supervisor).post(
        url("talk_own_words", talk.pk), {"own_words": "What I thought", "version": "0"}
    )
    assert "What I thought" in page.content.decode()
    talk.refresh_from_db()
    assert talk.own_words == "Calm"


def test_a_linked_goal_is_shown_to_whoever_may_open_it(
    client_of, supervisor, agent, manager, north, south, stranger
):
    metric = Metric.objects.create(slug="m", name="Handled", kind="total", unit="count")
    goal = create_goal(
        None, name="North answers first", metric=metric, cadence="monthly", scope="team", team=north,
        starts_on=NOW.date(), target=Decimal(4), why="So.", owner=manager, now=NOW,
    )  # fmt: skip
    note = write_note(supervisor, agent, situation="Tuesday", goal=goal, shared=True, now=NOW)
    assert "North answers first" in client_of(agent).get(url("note", note.pk)).content.decode()
    agent.memberships.update(team=south)
    assert "North answers first" not in client_of(agent).get(url("note", note.pk)).content.decode()


def test_the_balance_is_of_ones_own_words_in_words_and_without_a_target(
    client_of, supervisor, manager, agent, north
):
    for tone, many in (("praise", 3), ("correct", 2), ("", 4)):
        for number in range(many):
            write_note(supervisor, agent, situation=f"{tone}{number}", tone=tone, now=NOW)
    write_note(manager, agent, situation="Another's", tone="correct", now=NOW)
    old = write_note(supervisor, agent, situation="Long ago", tone="correct", now=NOW)
    CoachingNote.objects.filter(pk=old.pk).update(written_at=NOW - timedelta(days=500))
    Kudos.objects.create(author=supervisor, team=north, words="Well done", shared_at=NOW)
    Kudos.objects.create(
        author=supervisor, team=north, words="Oh", shared_at=NOW, taken_back_at=NOW
    )
    page = client_of(supervisor).get(url("balance")).content.decode()
    assert "you thanked people once. 3 notes were on something to keep, 2 on" in page
    assert "For each thing to change you named about 2 to keep." in page
    assert "There is no right number here" in page
    assert client_of(agent).get(url("balance")).status_code == 404


def test_a_persons_page_says_how_many_there_are_to_whom_they_are_for(
    client_of, supervisor, manager, administrator, agent, private, shared
):
    address = reverse("teams:person", args=[agent.pk])
    assert "2 notes of yours." in client_of(supervisor).get(address).content.decode()
    assert "1 note shared with you." in client_of(agent).get(address).content.decode()
    assert "of yours." not in client_of(manager).get(address).content.decode()
    assert "note" not in client_of(administrator).get(address).content.decode().split("<main")[1]


def test_today_says_with_whom_to_follow_up_and_nothing_of_what(client_of, supervisor, agent):
    write_note(supervisor, agent, situation="Secret", follow_up_on=NOW.date(), now=NOW)
    page = client_of(supervisor).get("/").content.decode()
    assert "You wanted to follow up with Jin today" in page
    assert "Secret" not in page


def test_a_page_says_who_reads_it_by_now(client_of, supervisor, manager, agent, shared):
    entry = release(supervisor, shared, to=manager, until=NOW.date(), reason="To help.", now=NOW)
    for address in (
        url("note", shared.pk),
        url("notes", agent.pk),
        url("note_follow_up", shared.pk),
    ):
        assert "You, Jin and Priya" in client_of(supervisor).get(address).content.decode()
    assert "You, Marcus and Priya" in client_of(agent).get(url("shared_notes")).content.decode()
    client_of(supervisor).post(url("release_end", entry.pk))
    page = client_of(supervisor).get(url("note", shared.pk)).content.decode()
    assert "You and Jin" in page
    assert "Priya</span>" not in page


def test_who_leads_nobody_any_more_finds_what_they_wrote(
    client_of, supervisor, agent, private, talk
):
    supervisor.memberships.update(ends_on=NOW.date() - timedelta(days=3))
    client = client_of(supervisor)
    page = client.get(url("notes", agent.pk)).content.decode()
    assert "Only mine" in page
    assert "Late again" in page
    client.post(url("note_follow_up", private.pk), {"came_of_it": "I moved on."})
    private.refresh_from_db()
    assert private.came_of_it == "I moved on."


def test_words_of_somebody_who_stopped_leading_while_writing_are_not_lost(
    client_of, supervisor, agent, private, talk
):
    supervisor.memberships.update(ends_on=NOW.date() - timedelta(days=3))
    client = client_of(supervisor)
    for address, field, words in (
        (url("note_edit", private.pk), "situation", "New words of mine"),
        (url("talk_edit", talk.pk), "about", "New words of mine"),
        (url("talk_step_add", talk.pk), "words", "New words of mine"),
    ):
        answer = client.post(address, {field: words})
        assert answer.status_code == 403
        page = answer.content.decode()
        assert words in page
        assert "You no longer lead Jin" in page
    private.refresh_from_db()
    assert private.situation == "Only mine"


def test_the_form_that_closes_a_talk_says_who_reads_it(client_of, supervisor, talk):
    client = client_of(supervisor)
    assert "unless you share the talk later" in client.get(url("talk", talk.pk)).content.decode()
    share_talk(supervisor, talk, now=NOW)
    assert "Jin reads this too." in client.get(url("talk", talk.pk)).content.decode()


def test_today_says_that_something_agreed_is_due_and_never_what(client_of, supervisor, agent, talk):
    share_talk(supervisor, talk, now=NOW)
    add_step(supervisor, talk, owner=agent, words="Secret", due_on=NOW.date(), now=NOW)
    page = client_of(agent).get("/").content.decode()
    assert "Something you agreed on with Marcus" in page
    assert "Secret" not in page


def test_a_talk_opened_by_mistake_is_deleted_on_a_page(client_of, supervisor, talk):
    client = client_of(supervisor)
    assert url("talk_delete", talk.pk) in client.get(url("talk", talk.pk)).content.decode()
    assert "Delete the talk" in client.get(url("talk_delete", talk.pk)).content.decode()
    client.post(url("talk_delete", talk.pk))
    assert not Talk.objects.exists()


# --- Threats -------------------------------------------------------------------------------------


def test_case_2_a_number_is_no_key(client_of, private, shared, talk, manager, agent):
    addresses = [
        url(name, thing.pk)
        for thing, names in (
            (private, ("note", "note_edit", "note_share", "note_follow_up", "note_delete", "note_release")),
            (talk, ("talk", "talk_edit", "talk_share", "talk_own_words", "talk_step_add", "talk_close", "talk_release")),
        )
        for name in names
    ]  # fmt: skip
    for who in (manager, agent):
        client = client_of(who)
        for address in addresses:
            assert client.post(address).status_code in {404, 405}, address
            assert client.get(address).status_code in {404, 405}, address
    private.refresh_from_db()
    assert private.shared_at is None


def test_a_step_that_is_dropped_has_an_undo(client_of, supervisor, agent, talk):
    step = add_step(supervisor, talk, owner=agent, words="Alarm", now=NOW)
    client, again = client_of(supervisor), url("talk_step_again", talk.pk, step.pk)
    page = client.post(url("talk_step_drop", talk.pk, step.pk), follow=True).content.decode()
    assert "<p>Dropped.</p>" in page
    assert f'action="{again}"' in page
    page = client.post(again, follow=True).content.decode()
    assert f'action="{url("talk_step_drop", talk.pk, step.pk)}"' in page
    step.refresh_from_db()
    assert step.dropped_at is None


def test_case_2_a_step_is_reached_through_its_own_talk(client_of, supervisor, agent, talk):
    from feedback.actions.difficult_talks import add_step, open_talk

    step = add_step(supervisor, talk, owner=agent, words="Alarm", now=NOW)
    other = open_talk(supervisor, agent, about="Else", expectation="That", now=NOW)
    answer = client_of(supervisor).post(url("talk_step_done", other.pk, step.pk))
    assert answer.status_code == 404
    step.refresh_from_db()
    assert step.done_at is None


def test_case_4_nobody_writes_about_themself_or_changes_what_is_said_of_them(
    client_of, supervisor, agent, shared
):
    assert (
        client_of(supervisor)
        .post(url("note_new", supervisor.pk), {"situation": "I was great", "readers": "me"})
        .status_code
        == 403
    )
    for name in ("note_edit", "note_delete", "note_follow_up", "note_share"):
        assert client_of(agent).post(url(name, shared.pk), {"situation": "x"}).status_code == 403
    shared.refresh_from_db()
    assert shared.situation == "Between us"


def test_case_5_what_people_write_is_text(client_of, supervisor, agent, manager):
    note = write_note(
        supervisor, agent, situation=XSS, behaviour=XSS, effect=XSS, next_step=XSS, now=NOW
    )
    share_note(supervisor, note, now=NOW)
    release(agent, note, to=manager, until=NOW.date(), reason=XSS, now=NOW)
    for who in (supervisor, agent):
        for address in (url("note", note.pk), url("shared_notes"), url("notes", agent.pk)):
            assert XSS not in client_of(who).get(address, follow=True).content.decode()
    given = Release.objects.get()
    client = client_of(manager)
    client.post(url("released_open", given.pk))
    for address in (url("released"), url("released_item", given.pk)):
        assert XSS not in client.get(address).content.decode()


def test_case_14_a_form_sets_what_it_asks_and_nothing_else(
    client_of, supervisor, agent, manager, private
):
    more = {
        "author": str(manager.pk), "person": str(supervisor.pk), "shared_at": "2026-11-01",
        "written_at": "2020-01-01", "came_of_it": "All", "pk": "99", "shared": "True",
        "readers": "two",
    }  # fmt: skip
    client_of(supervisor).post(
        url("note_edit", private.pk), {"situation": "Mine", "version": "0", **more}
    )
    private.refresh_from_db()
    assert private.situation == "Mine"
    assert (private.author, private.person, private.shared_at) == (supervisor, agent, None)
    assert (private.came_of_it, private.written_at) == ("", NOW)
    assert not Notice.objects.exists()


def test_case_14_programs_are_refused_what_is_not_asked(client_of, supervisor, agent, private):
    client = client_of(supervisor)
    for extra in ({"author": "priya"}, {"shared_at": "2026-11-01T00:00:00Z"}, {"person": "dele"}):
        answer = client.patch(
            f"/api/v1/notes/{private.pk}/", {"situation": "Mine", **extra}, "application/json"
        )
        assert answer.status_code == 400, extra
    private.refresh_from_db()
    assert private.situation == "Only mine"


# --- Programs ------------------------------------------------------------------------------------


def test_programs_write_change_share_and_delete_by_the_same_rules(
    client_of, supervisor, agent, manager
):
    client, reader = client_of(supervisor), client_of(agent)
    made = client.post(
        "/api/v1/notes/", {"person": "jin", "situation": "Friday", "tone": "praise"}, "application/json"
    ).json()  # fmt: skip
    address = f"/api/v1/notes/{made['id']}/"
    assert reader.get(address).status_code == 404
    changed = client.patch(address, {"effect": "Much"}, "application/json")
    assert changed.status_code == 200
    stale = client.patch(address, {"effect": "Less", "version": 0}, "application/json")
    assert stale.status_code == 409
    assert client.post(f"{address}share/", {}, "application/json").status_code == 200
    seen = reader.get(address).json()
    assert (seen["situation"], seen["effect"], seen["tone"]) == ("Friday", "Much", None)
    assert client.get(address).json()["tone"] == "praise"
    assert [row["id"] for row in reader.get("/api/v1/notes/?shared=true").json()["results"]] == [
        made["id"]
    ]
    assert client_of(manager).get(address).status_code == 404
    assert reader.post(f"{address}delete/", {}, "application/json").status_code == 403
    assert client.post(f"{address}delete/", {}, "application/json").status_code == 204
    assert not CoachingNote.objects.exists()


def test_programs_are_told_where_something_is_missing(client_of, supervisor, agent, stranger):
    client = client_of(supervisor)
    for body, field in (
        ({"person": "jin"}, "situation"),
        ({"person": "tom", "situation": "Friday"}, "person"),
        ({"person": "jin", "situation": "Friday", "goal": 999_999}, "goal"),
        ({"person": "jin", "situation": "Friday", "follow_up_on": "2020-01-01"}, "follow_up_on"),
    ):
        answer = client.post("/api/v1/notes/", body, "application/json")
        assert answer.status_code == 400, body
        assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert not CoachingNote.objects.exists()


def test_programs_see_a_talk_to_its_end_and_own_words_are_their_authors(
    client_of, supervisor, agent
):
    client, reader = client_of(supervisor), client_of(agent)
    body = {"person": "jin", "about": "Late", "expectation": "In time", "own_words": "Calm"}
    made = client.post("/api/v1/talks/", body, "application/json").json()
    address = f"/api/v1/talks/{made['id']}/"
    step = {"owner": "jin", "words": "Alarm"}
    assert client.post(f"{address}steps/", step, "application/json").status_code == 200
    assert reader.get(address).status_code == 404
    client.post(f"{address}share/", {}, "application/json")
    seen = reader.get(address).json()
    assert (seen["own_words"], seen["steps"][0]["words"]) == (None, "Alarm")
    assert client.get(address).json()["own_words"] == "Calm"
    done = {"step": seen["steps"][0]["id"], "done": True}
    assert reader.post(f"{address}steps/end/", done, "application/json").status_code == 200
    end = {"outcome": "better", "outcome_words": "Much."}
    assert reader.post(f"{address}close/", end, "application/json").status_code == 403
    assert client.post(f"{address}close/", end, "application/json").status_code == 200
    assert reader.get(address).json()["outcome"] == "better"
