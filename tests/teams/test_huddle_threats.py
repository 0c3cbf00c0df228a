"""The threat cases of the design, as far as huddles are concerned."""

from datetime import timedelta

import html5lib
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from teams.actions import huddle_record as record
from teams.actions import huddles as actions
from teams.actions import leave
from teams.actions.memberships import move_agent
from teams.models import AuditEntry, Huddle, HuddleEntry, Notice
from tests.teams.huddle_scene import BEFORE, DAY, NOW, YESTERDAY, anew, brought, held, ready, said
from tests.teams.test_threats import XSS

pytestmark = pytest.mark.django_db
__all__ = ["brought"]
NORTH = "?team=north"
WRITES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture(autouse=True)
def _morning(time_machine, brought):
    time_machine.move_to(NOW, tick=False)


def url(name, *more, day=DAY):
    return reverse(f"teams:{name}", args=[str(day), *more]) + NORTH


def test_case_02_ids_of_others_lead_nowhere(
    manager, agent, stranger, other_supervisor, north, south, client_of
):
    """In the path, the query and the body."""
    huddle = ready(manager, north)
    entry = record.commit_to(agent, huddle, words="Ring them", now=NOW)
    theirs = client_of(other_supervisor)
    for name in ("huddle_day", "huddle_prepare", "huddle_run", "huddle_record"):
        assert theirs.get(url(name)).status_code == 404
    at = reverse("teams:huddle_entry", args=[str(DAY), entry.pk])
    # South's huddle of that day, and an entry of North's under it.
    ready(other_supervisor, south)
    assert theirs.post(f"{at}?team=south", {"do": "out"}).status_code == 404
    answer = client_of(agent).post(url("huddle_catch"), {"words": "x", "whose": stranger.pk})
    assert answer.status_code == 400
    answer = client_of(manager).post(url("huddle_record"), {"here": [stranger.pk]})
    assert answer.status_code == 400
    assert list(HuddleEntry.objects.all()) == [entry]
    assert anew(huddle).state == Huddle.State.READY


def test_case_04_nobody_prepares_without_leading(agent, north, client_of):
    for body in ({"ready": "yes"}, {"pick": "focus 0 goal:1"}, {"accept": str(agent.pk)}):
        assert client_of(agent).post(url("huddle_prepare"), body).status_code == 403
    assert client_of(agent).post(url("huddle_record"), {"here": [agent.pk]}).status_code == 403
    assert not Huddle.objects.exists()


@pytest.mark.parametrize("payload", XSS)
def test_case_05_markup_stays_text(manager, agent, north, client_of, payload):
    """In everything that people write into a huddle, wherever it is shown."""
    huddle = ready(manager, north)
    words = payload[:300]
    record.commit_to(agent, huddle, words=words, now=NOW)
    record.add_to_huddle(agent, huddle, words=words, now=NOW)
    shown = [client_of(manager).get(url("huddle_run")).content.decode()]
    refused = client_of(agent).post(url("huddle_add"), {"words": words.ljust(301, "x")})
    shown.append(refused.content.decode())
    held(manager, north, DAY, here=[agent], call_to_action=words, inspired=words, now=NOW)
    shown += [
        client_of(manager).get(url(name)).content.decode()
        for name in ("huddle_day", "huddle_record")
    ]
    for page in shown:
        tree = html5lib.parse(page, namespaceHTMLElements=False)
        main = tree.find(".//main")
        assert main is not None
        tags = {one.tag for one in main.iter() if isinstance(one.tag, str)}
        assert not tags & {
            "script",
            "img",
            "iframe",
            "object",
            "embed",
            "style",
            "video",
            "base",
            "link",
            "meta",
        }
        wild = [
            name
            for one in main.iter()
            for name, value in one.attrib.items()
            if name.startswith("on")
            or (
                str(value).startswith("javascript:")
                # What somebody typed stands in the value of its own field.
                and name != "value"
            )
        ]
        assert wild == []


def test_case_13_looking_changes_nothing(manager, agent, north, client_of):
    held(manager, north, YESTERDAY, here=[agent], now=BEFORE)
    addresses = [
        reverse("teams:huddle"),
        url("huddle_prepare"),
        url("huddle_run"),
        url("huddle_record"),
        url("huddle_day"),
        url("huddle_day", day=YESTERDAY),
        url("huddle_record", day=YESTERDAY),
    ]
    browser = client_of(manager)
    browser.get("/")
    with CaptureQueriesContext(connection) as asked:
        for address in addresses:
            assert browser.get(address).status_code in (200, 302)
    written = [one["sql"] for one in asked if one["sql"].lstrip().upper().startswith(WRITES)]
    assert written == []
    for name in ("huddle_react", "huddle_add", "huddle_catch"):
        assert browser.get(url(name)).status_code == 405


def test_case_15_every_step_is_on_record(manager, agent, north):
    huddle = actions.pick_part(manager, north, DAY, kind="focus", key="goal:2", now=NOW)
    actions.mark_away(manager, north, DAY, agent.pk, now=NOW)
    actions.mark_away(manager, north, DAY, agent.pk, is_away=False, now=NOW)
    actions.choose_speaker(manager, north, DAY, agent.pk, now=NOW)
    ready(manager, north)
    record.react_to(agent, huddle, now=NOW)
    held(manager, north, DAY, here=[agent], call_to_action="Ring.", now=NOW)
    entries = AuditEntry.objects.filter(kind="teams.huddle", object_id=huddle.pk).order_by("pk")
    assert [one.verb for one in entries] == [
        "drafted", "picked", "marked as away", "marked as there", "chose who speaks",
        "made ready", "read", "held",
    ]  # fmt: skip
    assert entries[1].after == {"focus": "goal:2"}


def test_case_19_whoever_left_reads_it_no_more(
    manager, administrator, agent, south, north, client_of
):
    huddle = ready(manager, north)
    browser = client_of(agent)
    assert browser.get(url("huddle_day")).status_code == 200
    move_agent(administrator, agent, south, DAY)
    for name in ("huddle_day", "huddle_run"):
        assert browser.get(url(name)).status_code == 404
    assert browser.post(url("huddle_add"), {"words": "Still here"}).status_code == 404
    assert not huddle.entries.exists()


def test_case_19_what_leavers_shared_stays_and_they_are_chosen_no_more(
    manager, administrator, agent, colleague, north, client_of
):
    actions.choose_speaker(manager, north, YESTERDAY, agent.pk, now=BEFORE)
    held(manager, north, YESTERDAY, here=[agent], inspired="A lighthouse.", now=BEFORE)
    huddle = actions.choose_speaker(manager, north, DAY, agent.pk, now=NOW)
    leave(administrator, agent, DAY, "Moved abroad")
    page = client_of(manager).get(url("huddle_day", day=YESTERDAY)).content.decode()
    assert "Jin Park" in page
    assert "A lighthouse." in page
    # Chosen before they left: the page still opens, and somebody else can be chosen.
    assert client_of(manager).get(url("huddle_prepare")).status_code == 200
    actions.choose_speaker(manager, north, DAY, colleague.pk, now=NOW)
    assert anew(huddle).speaker_id == colleague.pk
    tomorrow = actions.begin_huddle(manager, north, DAY + timedelta(days=3), now=NOW)
    assert tomorrow.speaker_id != agent.pk


def test_case_19_a_team_without_people(administrator, manager, supervisor, north, client_of):
    leave(administrator, supervisor, DAY, "Moved")
    page = client_of(manager).get(url("huddle_prepare"))
    assert page.status_code == 200
    held(manager, north, DAY, here=[manager], now=NOW)
    assert not Notice.objects.exists()


def test_case_20_two_leaders_at_once_and_both_texts_are_kept(manager, supervisor, north, client_of):
    """Preparing: the second is told who was quicker, how it stands, and what they wanted."""
    first = {"pick": "focus 0 goal:2", "version": "0"}
    second = {"pick": "focus 0 goal:1", "version": "0"}
    assert client_of(manager).post(url("huddle_prepare"), first).status_code == 302
    answer = client_of(supervisor).post(url("huddle_prepare"), second)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Priya Nair changed this huddle at 08:50." in page
    assert "You chose “First contact” for focus." in page
    assert said(Huddle.objects.get(), "focus") == ["goal:2"]
    version = Huddle.objects.get().version
    again = client_of(supervisor).post(url("huddle_prepare"), {**second, "version": version})
    assert again.status_code == 302
    assert said(Huddle.objects.get(), "focus") == ["goal:1"]


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ({"ready": "yes"}, "You said that it is ready."),
        ({"away": "agent"}, "You said that Jin Park is away."),
        ({"accept": "agent"}, "You chose Jin Park to share what inspires them."),
        ({"choose": "yes", "person": "agent"}, "You chose Jin Park to share what inspires them."),
        ({"choose": "yes", "person": "0"}, "It stands as below."),
    ],
)
def test_case_20_whatever_was_wanted_is_said(
    manager, supervisor, agent, north, client_of, body, kept
):
    actions.pick_part(manager, north, DAY, kind="focus", key="goal:2", now=NOW)
    sent = {name: str(agent.pk) if value == "agent" else value for name, value in body.items()}
    answer = client_of(supervisor).post(url("huddle_prepare"), {**sent, "version": "0"})
    assert answer.status_code == 409
    assert kept in answer.content.decode()
    assert not Huddle.objects.get().speaker_accepted


def test_case_20_two_records_at_once_and_both_texts_are_kept(
    manager, supervisor, agent, north, client_of
):
    huddle = ready(manager, north)
    body = {"version": huddle.version, "here": [agent.pk], "call_to_action": "Ring the depot."}
    assert client_of(manager).post(url("huddle_record"), body).status_code == 302
    body["call_to_action"] = "Write to the depot."
    answer = client_of(supervisor).post(url("huddle_record"), body)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert page.count("Ring the depot.") == 1
    assert page.count("Write to the depot.") == 2
    assert anew(huddle).call_to_action == "Ring the depot."
    body["version"] = anew(huddle).version
    assert client_of(supervisor).post(url("huddle_record"), body).status_code == 302
    assert anew(huddle).call_to_action == "Write to the depot."


def test_case_20_pressed_twice_it_is_done_once(manager, agent, colleague, north, client_of):
    browser = client_of(manager)
    for body in (
        {"pick": "kudos 1 said:3", "version": "0"},
        {"accept": str(agent.pk), "version": "1"},
        {"away": str(colleague.pk), "version": "2"},
        {"ready": "yes", "version": "3"},
    ):
        for _ in range(2):
            assert browser.post(url("huddle_prepare"), body).status_code == 302
    huddle = Huddle.objects.get()
    assert huddle.version == 4
    for _ in range(2):
        browser.post(url("huddle_catch"), {"words": "Ring them", "whose": agent.pk})
        browser.post(url("huddle_add"), {"words": "Good"})
    assert huddle.entries.count() == 2
    body = {"version": "4", "here": [agent.pk], "call_to_action": "Ring."}
    for _ in range(2):
        assert browser.post(url("huddle_record"), body).status_code == 302
    assert anew(huddle).version == 5
    assert Notice.objects.filter(user=colleague).count() == 1


def test_case_20_a_press_without_a_button_does_nothing(manager, north, client_of):
    assert client_of(manager).post(url("huddle_prepare"), {}).status_code == 409
    assert not Huddle.objects.exists()
