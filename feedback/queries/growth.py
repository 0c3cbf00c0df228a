"""What people want to grow in, and what an appraisal that both signed says is to be learned. For `teams.materials`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse

from feedback.models import Appraisal, Assessment, Wish
from feedback.permissions.appraisals import appraisals_visible_to
from feedback.permissions.one_to_ones import wishes_visible_to
from teams.materials import Need
from teams.models import User
from teams.permissions import organisation_day

LOW = 2
"""Up to which of the four levels a competency is still being learned."""
MOST = 300


def growth(viewer: User, now: datetime) -> Iterator[Need]:
    """What the people one leads want to grow in (which kind of work they like is no want of training), and competencies from appraisals that one led oneself. Two statements.

    Nothing of an appraisal that is not signed by both, and nothing of those of other leaders. Of a competency that
    a later one looked at again, by whoever led it, only what the last says.
    """
    today = organisation_day(now)
    wishes = (
        wishes_visible_to(viewer, today)
        .filter(kind=Wish.Kind.GROW_IN)
        .exclude(person=viewer)
        .select_related("person", "added_by", "strength")
        .order_by("-added_at", "-pk")
    )
    for wish in wishes[:MOST]:
        said = _said(wish)
        yield Need(
            team_id=None,
            person_id=wish.person_id,
            person=wish.person.name,
            topic=wish.words,
            evidence=f"Wants to grow in{said}",
            url=reverse("feedback:wishes", args=[wish.person_id]),
            of_many=f"Want to grow in it{said}",
            since=wish.added_at,
        )
    signed = appraisals_visible_to(viewer).filter(leader=viewer, state=Appraisal.State.SIGNED)
    # By its name: a template that was changed since has the same competency in another row.
    later = Assessment.objects.filter(
        side=Assessment.Side.LEADER,
        level__isnull=False,
        competency__name=OuterRef("competency__name"),
        appraisal__person=OuterRef("appraisal__person"),
        appraisal__state=Appraisal.State.SIGNED,
        appraisal__leader_signed_at__gt=OuterRef("appraisal__leader_signed_at"),
    )
    low = (
        Assessment.objects.filter(
            ~Exists(later),
            appraisal__in=signed,
            side=Assessment.Side.LEADER,
            level__isnull=False,
            level__lte=LOW,
        )
        .select_related("appraisal__person", "appraisal__cycle", "competency")
        .order_by("-appraisal__leader_signed_at", "competency__position", "pk")
    )
    for row in low[:MOST]:
        yield Need(
            team_id=None,
            person_id=row.appraisal.person_id,
            person=row.appraisal.person.name,
            topic=row.competency.name,
            evidence=f"Appraisal “{row.appraisal.cycle.name}”, which both of you signed",
            url=reverse("feedback:appraisal", args=[row.appraisal_id]),
            since=row.appraisal.leader_signed_at,
        )


def _said(wish: Wish) -> str:
    """In whose words it is: what somebody else wrote down, or the list of strengths calls so, is not the person's own."""
    if wish.added_by_id != wish.person_id:
        return f", as {wish.added_by.name} wrote it down"
    if wish.strength is not None and wish.strength.name == wish.words:
        return ""
    return ", in their own words"
