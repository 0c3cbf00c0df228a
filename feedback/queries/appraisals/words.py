"""How an appraisal stands, as the life of appraisals asks for it; and what a form was drawn from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from feedback.appraisal_life import (
    ADDED,
    MISSING,
    OF_LEADER,
    OF_PERSON,
    ON_TIME,
    Standing,
    is_read_by,
)
from feedback.models import Appraisal, Assessment, Competency, Evidence, Template

Said = Mapping[int, tuple[int | None, str]]
"""What a side says, by competency: its level, if it gave one, and its words."""


def standing_of(appraisal: Appraisal) -> Standing:
    """State, signatures, and where it left its usual way. No statement."""
    late = ON_TIME
    if appraisal.went_on_at is not None:
        late = MISSING if appraisal.self_sent_at is None else ADDED
    return Standing(
        appraisal.state,
        appraisal.person_signed_at is not None,
        appraisal.leader_signed_at is not None,
        late,
        appraisal.out_at is not None,
    )


def said_by(appraisal: Appraisal, side: str) -> dict[int, tuple[int | None, str]]:
    """What a side says of each competency so far. One statement."""
    rows = Assessment.objects.filter(appraisal=appraisal, side=side)
    return {row.competency_id: (row.level, row.words) for row in rows}


def own_words(appraisal: Appraisal, side: str) -> str:
    """What a side says of the time as a whole. No statement."""
    return appraisal.person_words if side == OF_PERSON else appraisal.leader_words


def put_in_by(appraisal: Appraisal, entry: Evidence) -> str:
    """The side whose evidence this is: the leader's, whoever of them put it in. No statement."""
    return OF_PERSON if entry.added_by_id == appraisal.person_id else OF_LEADER


def part_token(said: Said, own: str) -> str:
    """Sixteen hex digits that change with what a side has written."""
    return _digest([sorted((pk, level, words) for pk, (level, words) in said.items()), own])


def settled_token(appraisal: Appraisal) -> str:
    """The same for what both settled: the day they talked and what they agreed on. No statement."""
    return _digest([str(appraisal.talked_on), appraisal.next_words])


def disagreement_token(appraisal: Appraisal) -> str:
    """The same for where the person sees it otherwise. No statement."""
    return _digest(appraisal.disagreement)


def whole_token(appraisal: Appraisal) -> str:
    """The same for all that is signed, so that nobody signs what they have not read. Two statements.

    What it is called and looks back on is part of it: `appraisal` comes with its cycle. Not the disagreement: it is
    the person's, and stands beside what the leader signs. Nor what the person has not sent, where the leader went on
    without: that stays theirs alone.
    """
    cycle = appraisal.cycle
    assessments = Assessment.objects.filter(appraisal=appraisal).order_by("side", "competency_id")
    evidence, person_words = appraisal.evidence.all(), appraisal.person_words
    if not is_read_by(standing_of(appraisal), OF_PERSON, OF_LEADER):
        assessments = assessments.exclude(side=OF_PERSON)
        evidence, person_words = evidence.exclude(added_by=appraisal.person_id), ""
    return _digest(
        [
            [cycle.name, str(cycle.covers_from), str(cycle.covers_until), cycle.template_id],
            appraisal.leader_id,
            person_words,
            appraisal.leader_words,
            appraisal.self_sent_at is not None,
            str(appraisal.talked_on),
            appraisal.next_words,
            [
                list(row)
                for row in assessments.values_list("side", "competency_id", "level", "words")
            ],
            [list(row) for row in evidence.values_list("pk", "label", "competency_id")],
        ]
    )


def competencies_of(template: Template | int) -> list[Competency]:
    """What a template looks at, in its order. One statement."""
    return list(Competency.objects.filter(template=template).order_by("position", "pk"))


def _digest(values: object) -> str:
    text = json.dumps(values, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
