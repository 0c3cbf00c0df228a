"""The looks at appraisals, and the rounds that they look at."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse

from feedback.actions.appraisals import settling, writing
from feedback.actions.appraisals.writing import Says
from feedback.demo.appraisals import seed_appraisals
from feedback.models import Appraisal, Cycle, JobProfile, Template
from feedback.queries.appraisals.words import competencies_of
from teams.permissions import organisation_day
from tests.journeys.looks import Look, Where, at

MANAGER, SUPERVISOR, AGENT, ADMINISTRATOR = "priya", "marcus", "jin", "ada"
OTHER = "dele"
SAVE = "main form:not([method=get]) button.btn--primary"


def add_appraisals(now: datetime) -> None:
    """The demonstration's, and Dele's, which is talked about."""
    seed_appraisals(now)
    one = Appraisal.objects.select_related("cycle", "person", "leader").get(
        person__username=OTHER, state="self"
    )
    said = {
        row.pk: Says(3, "Said back what was heard.")
        for row in competencies_of(one.cycle.template_id)
    }
    # The day for everybody's own part is over.
    Cycle.objects.filter(pk=one.cycle_id).update(self_by=organisation_day(now) - timedelta(days=1))
    at_first = now - timedelta(days=4)
    for who in (one.person, one.leader):
        writing.send_part(who, one, says=said, own="A good half-year.", now=at_first)
    settling.disagree(one.person, one, words="July was not like that.", now=now)


def appraisal(page: str, who: str, state: str = "") -> Where:
    """A page of somebody's newest appraisal, or of the one in a state."""

    def address() -> str:
        found = Appraisal.objects.filter(person__username=who)
        found = found.filter(state=state) if state else found
        return reverse(f"feedback:{page}", args=[found.latest("pk").pk])

    return address


def appraisal_of_somebody(page: str, state: str) -> Where:
    """A page of the newest appraisal in a state, whosever it is."""
    return lambda: reverse(
        f"feedback:{page}", args=[Appraisal.objects.filter(state=state).latest("pk").pk]
    )


def cycle(page: str) -> Where:
    """A page of the running round."""
    return lambda: reverse(f"feedback:{page}", args=[Cycle.objects.latest("pk").pk])


def template() -> str:
    """What the rounds look at."""
    return reverse("feedback:appraisal_template_edit", args=[Template.objects.latest("pk").pk])


def profile() -> str:
    """What an agent's role needs."""
    return reverse("feedback:job_profile_edit", args=[JobProfile.objects.latest("pk").pk])


APPRAISALS: dict[str, tuple[Look, ...]] = {
    "feedback:appraisals": (
        Look(AGENT, at("feedback:appraisals")),
        Look(SUPERVISOR, at("feedback:appraisals")),
        Look(ADMINISTRATOR, at("feedback:appraisals")),
    ),
    "feedback:appraisal": (
        Look(AGENT, appraisal("appraisal", AGENT, "signed"), thorough=True),
        Look(AGENT, appraisal("appraisal", AGENT, "leader")),
        Look(SUPERVISOR, appraisal("appraisal", AGENT, "leader")),
        Look(OTHER, appraisal("appraisal", OTHER, "talk")),
    ),
    "feedback:appraisal_write": (
        Look(SUPERVISOR, appraisal("appraisal_write", AGENT, "leader"), thorough=True),
        Look(SUPERVISOR, appraisal("appraisal_write", AGENT, "leader"), press=SAVE),
        Look(AGENT, appraisal("appraisal_write", AGENT, "leader"), status=409),
    ),
    "feedback:appraisal_evidence": (
        Look(SUPERVISOR, appraisal("appraisal_evidence", AGENT, "leader")),
        Look(OTHER, appraisal("appraisal_evidence", OTHER, "talk")),
    ),
    "feedback:appraisal_talk": (
        Look(SUPERVISOR, appraisal("appraisal_talk", OTHER, "talk"), press=SAVE),
    ),
    "feedback:appraisal_disagree": (Look(OTHER, appraisal("appraisal_disagree", OTHER, "talk")),),
    "feedback:appraisal_hand_over": (
        Look(SUPERVISOR, appraisal("appraisal_hand_over", OTHER, "talk")),
        Look(MANAGER, appraisal("appraisal_hand_over", OTHER, "talk"), press=SAVE),
    ),
    "feedback:appraisal_leave_out": (
        Look(SUPERVISOR, appraisal("appraisal_leave_out", OTHER, "talk")),
        Look(MANAGER, appraisal("appraisal_leave_out", OTHER, "talk"), press=SAVE),
    ),
    "feedback:appraisal_go_on": (
        Look(SUPERVISOR, appraisal_of_somebody("appraisal_go_on", "self"), press=SAVE),
    ),
    "feedback:appraisal_cycles": (
        Look(MANAGER, at("feedback:appraisal_cycles")),
        Look(ADMINISTRATOR, at("feedback:appraisal_cycles")),
    ),
    "feedback:appraisal_cycle_new": (
        Look(MANAGER, at("feedback:appraisal_cycle_new"), press=SAVE),
    ),
    "feedback:appraisal_cycle": (Look(MANAGER, cycle("appraisal_cycle"), thorough=True),),
    "feedback:appraisal_cycle_edit": (Look(MANAGER, cycle("appraisal_cycle_edit")),),
    "feedback:appraisal_cycle_people": (
        Look(MANAGER, cycle("appraisal_cycle_people")),
        Look(ADMINISTRATOR, cycle("appraisal_cycle_people")),
    ),
    "feedback:job_profiles": (Look(MANAGER, at("feedback:job_profiles")),),
    "feedback:job_profile_new": (Look(MANAGER, at("feedback:job_profile_new"), press=SAVE),),
    "feedback:job_profile_edit": (Look(MANAGER, profile),),
    "feedback:appraisal_templates": (Look(MANAGER, at("feedback:appraisal_templates")),),
    "feedback:appraisal_template_new": (
        Look(MANAGER, at("feedback:appraisal_template_new", query="?start=agents")),
        Look(MANAGER, at("feedback:appraisal_template_new"), press=SAVE),
    ),
    "feedback:appraisal_template_edit": (Look(MANAGER, template),),
}
