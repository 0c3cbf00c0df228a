"""One path, for whoever opens it: its steps, what they rest on, and where this person is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from teams.calendar import Clock
from teams.learning_rules import day_words, due_on, due_words, link_words
from teams.materials import done_by, offered_to, openings, source_of, what_follows
from teams.models import DoneStep, GivenPath, LearningPath, LearningStep, Pairing, User
from teams.names import in_a_row
from teams.permissions.learning import can_edit_path
from teams.queries.learning import next_step, organisation_clock, steps_words


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step: what is to be done, what it rests on, and where this person is with it."""

    pk: int
    number: int
    title: str
    words: str
    link: str
    label: str
    when: str
    done: str
    is_next: bool
    is_late: bool
    must: str

    @property
    def can_do(self) -> bool:
        """Whether it can be marked done now."""
        return not self.done and not self.must


@dataclass(frozen=True, slots=True)
class PathPage:
    """A path, and where this person is on it."""

    path: LearningPath
    of: str
    steps: tuple[StepRow, ...]
    given: GivenPath | None
    far: str
    stands: str
    opens: str
    beside: str
    can_begin: bool
    can_edit: bool
    can_undo: bool


def path_page(viewer: User, path: LearningPath, now: datetime) -> PathPage:
    """A path with its steps. Six statements, and one or two for each kind of material."""
    clock = organisation_clock()
    given = (
        GivenPath.objects.filter(path=path, person=viewer, ended_at=None)
        .select_related("given_by", "confirmed_by")
        .first()
    )
    steps = list(LearningStep.objects.filter(path=path, archived_at=None))
    done: dict[int, datetime] = {}
    beside: list[str] = []
    if given is not None:
        done = dict(DoneStep.objects.filter(given=given).values_list("step_id", "at"))
        yes = given.pairings.filter(answer=Pairing.Answer.YES).order_by("pk")
        beside = list(yes.values_list("colleague__name", flat=True))
    still = [step for step in steps if step.pk not in done]
    following = next_step(still) if given else None
    rows = _step_rows(viewer, steps, given, done, following, clock, now)
    finished = given is not None and given.finished_at is not None
    return PathPage(
        path=path,
        of="Everybody" if path.team is None else path.team.name,
        steps=rows,
        given=given,
        far=f"{len(steps) - len(still)} of {steps_words(len(steps))} done" if given else "",
        stands=_stands(given, path, clock, now),
        opens=_opens(viewer, path, is_over=finished) if path.opens else "",
        beside=in_a_row(beside),
        can_begin=bool(steps)
        and path.archived_at is None
        and (given is None or given.started_at is None)
        and not finished,
        can_edit=can_edit_path(viewer, path),
        can_undo=given is not None and given.confirmed_by_id is None,
    )


def _opens(viewer: User, path: LearningPath, *, is_over: bool) -> str:
    """What it opens, or that this person has as much: nobody is promised what is theirs."""
    follows = what_follows([(path.opens, viewer.pk)]).get((path.opens, viewer.pk))
    if follows is not None and follows.has:
        return f"You have {follows.has}{'' if is_over else ' already'}."
    label = next((one.label for one in openings() if one.key == path.opens), "")
    return f"Opens: {label}." if label else ""


def _step_rows(
    viewer: User,
    steps: list[LearningStep],
    given: GivenPath | None,
    done: dict[int, datetime],
    following: LearningStep | None,
    clock: Clock,
    now: datetime,
) -> tuple[StepRow, ...]:
    today = clock.day_of(now)
    wanted: dict[str, set[int]] = defaultdict(set)
    for step in steps:
        if step.material and step.material_id is not None:
            wanted[step.material].add(step.material_id)
    readable = {
        (source.name, one.pk): one
        for source, many in (offered_to(viewer) if wanted else ())
        if source.name in wanted
        for one in many
    }
    there = {(name, pk) for name, pk, _ in done_by([viewer.pk], wanted)} if given else set()
    rows: list[StepRow] = []
    for number, step in enumerate(steps, 1):
        due = due_on(given.begins_on, step.due_days) if given else None
        source = source_of(step.material) if step.material else None
        material = readable.get((step.material, step.material_id or 0))
        rests = source is not None and source.done is not None
        at = done.get(step.pk)
        rows.append(
            StepRow(
                pk=step.pk,
                number=number,
                title=step.title,
                words=step.words,
                link=material.url if material else step.link,
                label=f"{source.label}: {material.title}"
                if material and source
                else link_words(step.link)
                if step.link
                else "",
                when=due_words(due, today) if due else _after(step.due_days),
                done=f"Done {day_words(clock.day_of(at), today)}" if at else "",
                is_next=following is not None and step.pk == following.pk,
                is_late=due is not None and due < today and at is None,
                must=source.must
                if given and source and rests and (step.material, step.material_id) not in there
                else "",
            )
        )
    return tuple(rows)


def _after(days: int) -> str:
    if days == 0:
        return "on the first day"
    return "within a day" if days == 1 else f"within {days} days"


def _stands(given: GivenPath | None, path: LearningPath, clock: Clock, now: datetime) -> str:
    today = clock.day_of(now)
    if given is None:
        return "It is put away." if path.archived_at else "You do not have it."
    if given.finished_at is not None:
        when = day_words(clock.day_of(given.finished_at), today)
        if given.confirmed_by is not None:
            return f"You are ready, says {given.confirmed_by.name}, since {when}."
        return f"You finished it {when}."
    if given.done_at is not None:
        return "All done. Your lead has a look, and says when you are ready."
    came = {
        GivenPath.How.NEW: "Yours from your first day",
        GivenPath.How.SEQUENCE: "Yours as the next one",
        GivenPath.How.OWN: "You began it yourself",
    }.get(GivenPath.How(given.how), "")
    if not came:
        came = f"From {given.given_by.name}" if given.given_by else "From a leader"
    return f"{came}, {day_words(given.begins_on, today)}." + (f" {given.why}" if given.why else "")
