"""The huddle among what needs a leader now."""

from __future__ import annotations

from config.home.todos import ToDo
from config.home.visit import Visit
from goals.queries.state import kept
from teams.queries.huddle_today import ToFinish, huddles_to_finish


def huddles(visit: Visit) -> list[ToDo]:
    """Huddles of today that are not ready; where somebody is only to be accepted, in one click."""
    waiting = kept(
        visit.state,
        ("huddles", visit.user.pk, visit.minute),
        lambda: huddles_to_finish(visit.led, visit.now),
    )
    return [_todo(one) for one in waiting]


def _todo(one: ToFinish) -> ToDo:
    if one.speaker_id is None:
        return ToDo("megaphone", "", one.title, one.text, one.url, one.label, mail=f"{one.title}.")
    return ToDo(
        icon="megaphone",
        tone="",
        title=one.title,
        text=one.text,
        action_url=one.url,
        action_label=f"Pick {one.speaker}",
        post=True,
        hidden=(("accept", one.speaker_id), ("version", one.version), ("back", "today")),
        more_url=one.url,
        mail=f"{one.title}.",
    )
