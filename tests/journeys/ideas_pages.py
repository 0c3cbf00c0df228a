"""The looks at ideas."""

from __future__ import annotations

from django.urls import reverse

from feedback.models import Idea
from tests.journeys.looks import Look, Where, at

MANAGER, SUPERVISOR, AGENT, ADMINISTRATOR = "priya", "marcus", "jin", "ada"
SAVE = "main form.form button.btn--primary"
LATE = "A call back when the van is ten minutes away"
LOOKED_AT = "Tell customers when the lift is out before we come"
MINE = "Write down what the courier said, word for word"
DONE = "Photograph the box before it is opened"
DECLINED = "Chat replies without “unfortunately”"


def idea(page: str, title: str) -> Where:
    """A page of one of the ideas."""
    return lambda: reverse(f"feedback:{page}", args=[Idea.objects.get(title=title).pk])


def ones_own() -> str:
    """The words of one that still waits."""
    return reverse("feedback:idea_edit", args=[Idea.objects.get(title__startswith="Five min").pk])


IDEAS: dict[str, tuple[Look, ...]] = {
    "feedback:ideas": (
        Look(AGENT, at("feedback:ideas"), thorough=True),
        Look(SUPERVISOR, at("feedback:ideas", query="?show=done")),
        Look(AGENT, at("feedback:ideas", query="?show=done&q=courier")),
        Look(ADMINISTRATOR, at("feedback:ideas", query="?of=mine")),
    ),
    "feedback:idea": (
        Look(SUPERVISOR, idea("idea", LATE), thorough=True),
        Look(AGENT, idea("idea", LATE)),
        Look(MANAGER, idea("idea", LOOKED_AT)),
        Look(AGENT, idea("idea", MINE)),
        Look(MANAGER, idea("idea", DONE)),
        Look(SUPERVISOR, idea("idea", DECLINED)),
    ),
    "feedback:idea_new": (
        Look(AGENT, at("feedback:idea_new", query="?title=Ring+first&link=/escalations/1/")),
        Look(SUPERVISOR, at("feedback:idea_new"), press=SAVE),
    ),
    "feedback:idea_edit": (Look("femi", ones_own),),
    "feedback:idea_agree": (
        Look(SUPERVISOR, idea("idea_agree", LATE)),
        Look(SUPERVISOR, idea("idea_agree", LATE), press=SAVE),
        Look(MANAGER, idea("idea_agree", DONE), status=409),
    ),
    "feedback:idea_look": (Look(SUPERVISOR, idea("idea_look", LATE), press=SAVE),),
    "feedback:idea_decline": (Look(SUPERVISOR, idea("idea_decline", LATE), press=SAVE),),
    "feedback:idea_done": (Look(SUPERVISOR, idea("idea_done", MINE), press=SAVE),),
    "feedback:idea_reopen": (Look(MANAGER, idea("idea_reopen", DECLINED), press=SAVE),),
}
