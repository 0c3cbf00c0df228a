"""The looks at growing as a leader, at requests to read or attend something, and at titles."""

from __future__ import annotations

from django.urls import reverse

from teams.demo.growth import DECIDING, PRAISING, WAITS
from teams.models import Focus, LeaderSkillWords, StudyRequest, User
from tests.journeys.looks import Look, Where, at

MANAGER, SUPERVISOR, AGENT, ADMINISTRATOR = "priya", "marcus", "jin", "ada"
SAVE = "main form.form button.btn--primary"


def skill(page: str, name: str = PRAISING) -> Where:
    """A page of one of the skills."""
    return lambda: reverse(
        f"teams:{page}", args=[LeaderSkillWords.objects.get(name=name, is_current=True).skill_id]
    )


def focus(page: str, *, is_open: bool = True) -> Where:
    """A page of what Marcus works on, or worked on."""
    return lambda: reverse(
        f"teams:{page}",
        args=[Focus.objects.get(person__username=SUPERVISOR, closed_at__isnull=is_open).pk],
    )


def of_marcus(*, with_skill: bool = False) -> str:
    """What he lets Priya see."""
    pk = User.objects.get(username=SUPERVISOR).pk
    if not with_skill:
        return reverse("teams:growth_of", args=[pk])
    words = LeaderSkillWords.objects.get(name=DECIDING, is_current=True)
    return reverse("teams:growth_view", args=[pk, words.skill_id])


def request(who: str, what: str = "") -> Where:
    """One of the requests."""
    return lambda: reverse(
        "teams:study",
        args=[StudyRequest.objects.filter(person__username=who, what__contains=what)[0].pk],
    )


def title() -> str:
    """Where Marcus gets his."""
    return reverse("teams:person_title", args=[User.objects.get(username=SUPERVISOR).pk])


def view() -> str:
    """Where Priya says how she sees him."""
    return of_marcus(with_skill=True)


GROWTH: dict[str, tuple[Look, ...]] = {
    "teams:growth": (
        Look(SUPERVISOR, at("teams:growth"), thorough=True),
        Look("ruby", at("teams:growth")),
    ),
    "teams:growth_skill": (
        Look(SUPERVISOR, skill("growth_skill"), thorough=True),
        Look(AGENT, skill("growth_skill"), press=SAVE),
    ),
    "teams:growth_share": (
        Look(SUPERVISOR, at("teams:growth_share")),
        Look(MANAGER, at("teams:growth_share")),
    ),
    "teams:focus_new": (
        Look(AGENT, at("teams:focus_new")),
        Look(MANAGER, at("teams:focus_new"), press=SAVE),
    ),
    "teams:focus": (
        Look(SUPERVISOR, focus("focus")),
        Look(SUPERVISOR, focus("focus", is_open=False)),
    ),
    "teams:focus_close": (Look(SUPERVISOR, focus("focus_close")),),
    "teams:growth_of": (
        Look(MANAGER, of_marcus, thorough=True),
        Look(ADMINISTRATOR, of_marcus, status=404),
    ),
    "teams:growth_view": (
        Look(MANAGER, view),
        Look(MANAGER, view, press=SAVE),
    ),
    "teams:studies": (
        Look(SUPERVISOR, at("teams:studies"), thorough=True),
        Look("ruby", at("teams:studies")),
    ),
    "teams:study_new": (
        Look(AGENT, at("teams:study_new")),
        Look(MANAGER, at("teams:study_new"), press=SAVE),
    ),
    "teams:study": (
        Look(SUPERVISOR, request(AGENT, WAITS), thorough=True),
        Look("dele", request("dele")),
        Look(SUPERVISOR, request(SUPERVISOR)),
    ),
    "teams:recommended": (
        Look(AGENT, at("teams:recommended")),
        Look("ruby", at("teams:recommended")),
    ),
    "teams:leader_skills": (Look(ADMINISTRATOR, at("teams:leader_skills"), thorough=True),),
    "teams:leader_skill_new": (Look(ADMINISTRATOR, at("teams:leader_skill_new"), press=SAVE),),
    "teams:leader_skill": (Look(ADMINISTRATOR, skill("leader_skill")),),
    "teams:person_title": (Look(MANAGER, title),),
}
