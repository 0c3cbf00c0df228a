"""Who is on leave: nobody counts on them at a huddle, whether they went before it was drafted or since."""

import pytest
from django.urls import reverse

from teams.actions import huddles as actions
from teams.actions.absences import set_away
from teams.actions.errors import ActionRefused
from teams.calendar import ONE_DAY
from teams.queries.calendars import led_by
from teams.queries.huddle_today import huddles_to_finish
from tests.teams.huddle_scene import BEFORE, DAY, NOW, YESTERDAY, anew, brought, held, ready

pytestmark = pytest.mark.django_db
__all__ = ["brought"]


@pytest.fixture(autouse=True)
def _morning(time_machine, brought):
    time_machine.move_to(NOW, tick=False)


def url(name):
    return f"{reverse(f'teams:{name}', args=[str(DAY)])}?team=north"


def away(person, since=DAY, back=DAY + ONE_DAY):
    set_away(person, person, starts_on=since, back_on=back, today=since, now=BEFORE)


def test_whoever_is_on_leave_is_neither_suggested_nor_counted_on(
    manager, agent, colleague, north, client_of
):
    held(manager, north, YESTERDAY, here=[manager], now=BEFORE)
    away(manager)
    # Of three since the same day Priya is last by name: with Dele away too it is Jin.
    away(colleague, YESTERDAY)
    page = " ".join(client_of(manager).get(url("huddle_prepare")).content.decode().split())
    assert "Accept Jin" in page
    assert "Dele Adeyemi is away" in page
    assert huddles_to_finish(led_by(manager), NOW)[0].speaker == "Jin"
    huddle = actions.begin_huddle(manager, north, DAY, now=NOW)
    assert huddle.speaker_id == agent.pk
    with pytest.raises(ActionRefused, match="away"):
        actions.choose_speaker(manager, north, DAY, colleague.pk, now=NOW)
    # Who is there all the same is marked so, and may be chosen.
    huddle = actions.mark_away(manager, north, DAY, colleague.pk, is_away=False, now=NOW)
    huddle = actions.choose_speaker(manager, north, DAY, colleague.pk, now=NOW)
    assert (huddle.speaker_id, huddle.speaker_accepted) == (colleague.pk, True)
    assert huddles_to_finish(led_by(manager), NOW)[0].title.startswith("Finish the 09:00 huddle")


@pytest.mark.parametrize("is_ready", [False, True])
def test_whoever_was_chosen_and_is_away_since_makes_room_for_the_next(
    manager, agent, colleague, north, client_of, is_ready
):
    actions.choose_speaker(manager, north, DAY, colleague.pk, now=BEFORE)
    if is_ready:
        ready(manager, north, now=BEFORE)
    away(colleague)
    (asked,) = huddles_to_finish(led_by(manager), NOW)
    assert asked.title == "Choose who shares at the 09:00 huddle"
    assert asked.text == "Dele Adeyemi was to, and is away today."
    assert "Accept Jin" in client_of(manager).get(url("huddle_prepare")).content.decode()
    part = client_of(manager).get(f"{url('huddle_run')}&part=4").content.decode()
    assert '<p class="present__name">Jin Park</p>' in part
    # Said to be away once more, the next in turn is written down.
    huddle = actions.mark_away(manager, north, DAY, colleague.pk, now=NOW)
    assert (huddle.speaker_id, huddle.speaker_accepted) == (agent.pk, False)


def test_what_inspired_is_told_of_who_shared_and_not_of_whoever_is_away(
    manager, agent, colleague, north
):
    actions.choose_speaker(manager, north, DAY, colleague.pk, now=BEFORE)
    ready(manager, north, now=BEFORE)
    away(colleague)
    huddle = held(manager, north, DAY, here=[agent, manager], now=NOW, inspired="A film.")
    assert anew(huddle).speaker_id == agent.pk
