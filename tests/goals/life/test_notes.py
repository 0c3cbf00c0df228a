"""Notes about days: on the chart, in the list, one's own to mend."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from goals.actions.notes import add_note, edit_note, remove_note
from goals.charts import PaceChart, draw_pace_chart
from goals.charts.pace import Note
from goals.charts.scale import value_at
from goals.models import GoalNote
from goals.queries.goal import read_goal, subject_of
from goals.queries.goal_charts import pace_chart
from goals.queries.goal_notes import notes_of, with_notes
from teams.actions.errors import ActionRefused
from teams.models import AuditEntry
from tests.goals.life.conftest import DECEMBER
from tests.goals.november import a_goal_of, words
from tests.scene import NOW

pytestmark = pytest.mark.django_db

DOWN = "CRM down for 2 h 40. We took names and called everyone back by 18:00."


def url(goal, name="note_new", *more):
    return reverse(f"goals:{name}", args=[goal.pk, *more])


@pytest.fixture
def note(goal, supervisor):
    return add_note(supervisor, goal, day=date(2025, 11, 11), text=DOWN, now=NOW)


def chart_for(viewer, goal):
    detail = read_goal(viewer, goal, subject_of(viewer, goal, None), on=None, now=NOW)
    return with_notes(pace_chart(detail), detail, notes_of(detail, viewer))


def test_notes_are_lettered_in_the_order_of_their_days_and_stand_on_the_line(goal, note, agent):
    add_note(agent, goal, day=date(2025, 11, 4), text="New returns reply is live.", now=NOW)
    chart = chart_for(agent, goal)
    assert [(disc.letter, disc.value) for disc in chart.notes] == [("A", 398.0), ("B", 1393.0)]
    assert chart.notes[1].text == f"B: Marcus Webb, 11 Nov: {DOWN}"


def test_a_note_on_a_day_off_stands_on_the_day_before_and_two_of_a_day_beside_one_another(
    goal, agent
):
    for day in (8, 7):
        add_note(agent, goal, day=date(2025, 11, day), text="Snow.", now=NOW)
    first, second = chart_for(agent, goal).notes
    assert first.at == pytest.approx(5 / 20)
    assert second.at < first.at


def test_the_page_lists_them_latest_first_with_who_and_when(goal, note, agent, client_of):
    page = words(client_of(agent).get(url(goal, "goal")))
    assert "A Marcus Webb , 11 Nov" in page
    assert DOWN in page


def test_anyone_of_the_team_adds_one(goal, agent, client_of):
    answer = client_of(agent).post(url(goal), {"day": "2025-11-19", "text": "Two of us were ill."})
    assert answer.status_code == 302
    note = GoalNote.objects.get()
    assert (note.by, note.day, note.text) == (agent, date(2025, 11, 19), "Two of us were ill.")


def test_who_is_not_of_the_team_adds_none(goal, administrator, stranger, client_of):
    sent = {"day": "2025-11-19", "text": "From outside."}
    assert client_of(administrator).post(url(goal), sent).status_code == 403
    assert client_of(stranger).post(url(goal), sent).status_code == 404
    with pytest.raises(PermissionDenied):
        add_note(stranger, goal, day=date(2025, 11, 19), text="From outside.", now=NOW)
    assert not GoalNote.objects.exists()


def test_a_goal_of_one_agent_is_noted_on_by_them_and_their_leads(
    goal, supervisor, manager, agent, colleague, north
):
    own = a_goal_of(goal.metric, supervisor, team=north, scope="agent", agent=agent, name="Jin's")
    add_note(agent, own, day=NOW.date(), text="Mine.", now=NOW)
    add_note(manager, own, day=NOW.date(), text="Well done.", now=NOW)
    with pytest.raises(PermissionDenied):
        add_note(colleague, own, day=NOW.date(), text="Hm.", now=NOW)


@pytest.mark.parametrize(
    ("day", "text", "field"),
    [
        (date(2025, 11, 21), "Tomorrow.", "day"),
        (date(2025, 10, 31), "Before.", "day"),
        (None, "When?", "day"),
        (date(2025, 11, 20), "  ", "text"),
        (date(2025, 11, 20), "x" * 401, "text"),
    ],
)
def test_what_cannot_be_noted_is_refused_at_its_field(goal, agent, day, text, field):
    with pytest.raises(ActionRefused) as refused:
        add_note(agent, goal, day=day, text=text, now=NOW)
    assert refused.value.field == field


def test_case_20_a_note_sent_twice_is_one(goal, note, supervisor):
    again = add_note(supervisor, goal, day=note.day, text=note.text, now=NOW)
    assert again == note
    later = add_note(supervisor, goal, day=note.day, text=note.text, now=DECEMBER)
    assert later != note


def test_ones_own_note_is_mended_with_a_trace(goal, note, supervisor, client_of):
    client = client_of(supervisor)
    form = client.get(url(goal, "note_edit", note.pk)).context["form"]
    sent = {"day": "2025-11-12", "text": "CRM down.", "version": form.initial["version"]}
    assert client.post(url(goal, "note_edit", note.pk), sent).status_code == 302
    note.refresh_from_db()
    assert (note.day, note.text, note.edited_at) == (date(2025, 11, 12), "CRM down.", NOW)
    trace = AuditEntry.objects.get(verb="edited", kind="goals.goalnote")
    assert (trace.before["text"], trace.after["text"]) == (DOWN, "CRM down.")
    assert "12 Nov , mended" in words(client.get(url(goal, "goal")))
    edit_note(supervisor, note, day=note.day, text=note.text, now=DECEMBER)
    assert AuditEntry.objects.filter(verb="edited").count() == 1


def test_case_20_a_stale_form_is_409_with_both_texts_kept(goal, note, supervisor, client_of):
    client = client_of(supervisor)
    version = client.get(url(goal, "note_edit", note.pk)).context["form"].initial["version"]
    edit_note(supervisor, note, day=note.day, text="The first window's.", now=NOW)
    sent = {"day": "2025-11-12", "text": "The second window's.", "version": version}
    answer = client.post(url(goal, "note_edit", note.pk), sent)
    assert answer.status_code == 409
    page = words(answer)
    assert "The first window's." in page
    assert "The second window's." in page
    note.refresh_from_db()
    assert note.text == "The first window's."


def test_a_note_is_taken_out_of_sight_and_stays_on_record(goal, note, supervisor, client_of):
    client = client_of(supervisor)
    assert client.post(url(goal, "note_remove", note.pk)).status_code == 302
    assert DOWN not in words(client.get(url(goal, "goal")))
    assert client.get(url(goal, "note_edit", note.pk)).status_code == 404
    assert AuditEntry.objects.get(verb="removed").before["text"] == DOWN
    remove_note(supervisor, note, now=DECEMBER)
    assert AuditEntry.objects.filter(verb="removed").count() == 1


def test_case_2_somebody_elses_note_is_theirs(goal, note, manager, agent, stranger, client_of):
    for person, status in ((manager, 403), (agent, 403), (stranger, 404)):
        client = client_of(person)
        assert client.get(url(goal, "note_edit", note.pk)).status_code == status
        assert client.post(url(goal, "note_remove", note.pk)).status_code == status
        with pytest.raises(PermissionDenied):
            remove_note(person, note, now=NOW)
    note.refresh_from_db()
    assert note.removed_at is None


def test_case_2_a_note_is_reached_through_its_own_goal_only(
    goal, note, supervisor, north, client_of
):
    other = a_goal_of(goal.metric, supervisor, team=north, name="Another")
    assert client_of(supervisor).get(url(other, "note_edit", note.pk)).status_code == 404


def test_on_a_phone_the_figure_so_far_lies_over_no_disc():
    line = ((0.0, 0.0), (0.9, 8251.0))
    chart = PaceChart(
        id="p", title="Pace", desc="", actual=line, pace=line, goal=10000, goal_label="Goal",
        today=0.9, so_far_label="8,251 so far",
    )  # fmt: skip
    phone = re.compile(r'at-phone" x="[^"]+" dx="-14" y="([\d.]+)"')
    alone = float(phone.search(draw_pace_chart(chart))[1])
    height = value_at(line, 0.75)
    disc = Note("B", 0.75, height, "B: snow")
    drawing = draw_pace_chart(replace(chart, notes=(disc,)))
    beside = float(phone.search(drawing)[1])
    disc_y = float(re.search(r'<circle cx="[^"]+" cy="([\d.]+)" r="9"', drawing)[1])
    assert abs(disc_y - (alone - 5)) < 19
    assert abs(disc_y - (beside - 5)) >= 19
