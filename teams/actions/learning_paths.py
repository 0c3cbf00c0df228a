"""Making paths and changing them, with their steps. Whoever has begun keeps what they have done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from teams.actions.audit import differences, fields_of, record
from teams.actions.errors import ActionRefused, refused_if_taken
from teams.actions.learning import all_done
from teams.actions.learning_rows import line, locked_path, paragraphs, settle, steps_of
from teams.actions.versions import refuse_stale
from teams.materials import openings, source_of
from teams.models import DoneStep, GivenPath, LearningPath, LearningStep, Team, User
from teams.permissions import can_manage
from teams.permissions.learning import can_edit_path, teams_for_paths

PATH_FIELDS = ("name", "why", "kind", "position", "opens")
STEP_FIELDS = ("title", "words", "link", "material", "material_id", "due_days")
LONGEST_NAME, LONGEST_WHY, LONGEST_TITLE, LONGEST_WORDS, LONGEST_LINK = 80, 300, 120, 4_000, 300
MOST_DAYS = 366
MOST_STEPS = 50
NO_NAME = "Give the path a name, for example “Your first four weeks”."
NO_WHY = "Say what somebody can do afterwards."
NO_TITLE = "Say in a few words what is to be done."
TAKEN = "There is a path of that name already. Choose another name, or change that one."


@transaction.atomic
def make_path(
    actor: User,
    *,
    name: str,
    why: str,
    kind: str,
    team: Team | None,
    position: int = 0,
    opens: str = "",
    now: datetime,
) -> LearningPath:
    """A new path without steps. Raises ActionRefused."""
    if team is None and not can_manage(actor):
        raise ActionRefused("team", "Managers make paths for everybody. Choose a team of yours.")
    if team is not None and not teams_for_paths(actor).filter(pk=team.pk).exists():
        raise ActionRefused("team", "Choose a team that you lead.")
    values = _path_values(name=name, why=why, kind=kind, position=position, opens=opens)
    with refused_if_taken("name", TAKEN):
        made = LearningPath.objects.create(team=team, made_by=actor, made_at=now, **values)
    record(actor, "created", made, after=fields_of(made, (*PATH_FIELDS, "team")), at=now)
    return made


@transaction.atomic
def change_path(
    actor: User,
    path: LearningPath,
    *,
    name: str,
    why: str,
    kind: str,
    position: int = 0,
    opens: str = "",
    version: str | None = None,
    now: datetime,
) -> LearningPath:
    """Other words, for others, or in another place. Raises ActionRefused, Stale, PermissionDenied."""
    current = _editable(actor, path)
    wanted = _path_values(name=name, why=why, kind=kind, position=position, opens=opens)
    refuse_stale(current, PATH_FIELDS, version, wanted)
    before = fields_of(current, PATH_FIELDS)
    _set(current, wanted)
    with refused_if_taken("name", TAKEN):
        current.save(update_fields=list(PATH_FIELDS))
    _record_change(actor, current, before, PATH_FIELDS, now)
    return current


@transaction.atomic
def put_path_away(actor: User, path: LearningPath, *, now: datetime) -> bool:
    """Nobody is given it any more; whoever has it keeps it. One that nobody ever had goes: False then."""
    current = _editable(actor, path)
    if not GivenPath.objects.filter(path=current).exists():
        record(actor, "deleted", current, before=fields_of(current, PATH_FIELDS), at=now)
        current.steps.all().delete()
        current.delete()
        return False
    if current.archived_at is None:
        current.archived_at = now
        current.save(update_fields=["archived_at"])
        record(actor, "archived", current, at=now)
    return True


@transaction.atomic
def bring_path_back(actor: User, path: LearningPath, *, now: datetime) -> None:
    """It is in use again. Raises ActionRefused where its name was taken meanwhile."""
    current = _editable(actor, path)
    if current.archived_at is not None:
        current.archived_at = None
        with refused_if_taken("name", TAKEN):
            current.save(update_fields=["archived_at"])
        record(actor, "restored", current, at=now)


# --- Steps -----------------------------------------------------------------------------------------


@transaction.atomic
def add_step(actor: User, path: LearningPath, *, now: datetime, **values: Any) -> LearningStep:
    """One more, at the end. Sent twice, it is there once. Raises ActionRefused, PermissionDenied."""
    current = _editable(actor, path)
    wanted = _step_values(actor, **values)
    steps = steps_of(current.pk)
    for step in steps:
        if all(getattr(step, name) == wanted[name] for name in STEP_FIELDS):
            return step
    if len(steps) >= MOST_STEPS:
        raise ActionRefused(
            "", f"A path has {MOST_STEPS} steps at most. Make a second one of the rest."
        )
    last = current.steps.aggregate(last=Max("position"))["last"] or 0
    made = LearningStep.objects.create(path=current, position=last + 1, **wanted)
    record(actor, "added step", current, after={"step": made.pk, **wanted}, at=now)
    _settle_all(current, now)
    return made


@transaction.atomic
def change_step(
    actor: User, step: LearningStep, *, version: str | None = None, now: datetime, **values: Any
) -> LearningStep:
    """Other words or another day; what people have done stays done. Raises ActionRefused, Stale, PermissionDenied."""
    path = _editable(actor, step.path)
    current = _step_in_use(step)
    wanted = _step_values(actor, held=current, **values)
    refuse_stale(current, STEP_FIELDS, version, wanted)
    before = fields_of(current, STEP_FIELDS)
    _set(current, wanted)
    current.save(update_fields=list(STEP_FIELDS))
    _record_change(actor, current, before, STEP_FIELDS, now)
    _settle_all(path, now)
    return current


@transaction.atomic
def move_step(actor: User, step: LearningStep, *, up: bool, now: datetime) -> None:
    """One place up or down; at the end it stays where it is. Raises ActionRefused, PermissionDenied."""
    path = _editable(actor, step.path)
    current = _step_in_use(step)
    steps = steps_of(path.pk)
    place = [one.pk for one in steps].index(current.pk)
    other = place - 1 if up else place + 1
    if 0 <= other < len(steps):
        steps[place], steps[other] = steps[other], steps[place]
        for position, one in enumerate(steps, 1):
            one.position = position
        LearningStep.objects.bulk_update(steps, ["position"])
        record(actor, "moved step", path, {"place": place + 1}, {"place": other + 1}, at=now)


@transaction.atomic
def remove_step(actor: User, step: LearningStep, *, now: datetime) -> None:
    """Take a step out. Done by somebody, it stays in what they did. Raises ActionRefused, PermissionDenied."""
    path = _editable(actor, step.path)
    current = _step_in_use(step)
    record(actor, "removed step", path, before={"step": current.pk, "title": current.title}, at=now)
    if DoneStep.objects.filter(step=current).exists():
        current.archived_at = now
        current.save(update_fields=["archived_at"])
    else:
        current.delete()
    _settle_all(path, now)


def _editable(actor: User, path: LearningPath) -> LearningPath:
    current = locked_path(path)
    if not can_edit_path(actor, current):
        raise PermissionDenied
    return current


def _step_in_use(step: LearningStep) -> LearningStep:
    current = LearningStep.objects.select_for_update().filter(pk=step.pk, archived_at=None).first()
    if current is None:
        raise ActionRefused("", "Somebody took this step out meanwhile.")
    return current


def _settle_all(path: LearningPath, now: datetime) -> None:
    """Whoever is on the way has other days, or one step more; where only what was taken out was left, all is done."""
    steps = steps_of(path.pk)
    for given in path.given.select_for_update().filter(finished_at=None, ended_at=None):
        given.path = path
        if settle(given, now, steps=steps):
            all_done(given, given.person, now)


def _path_values(*, name: str, why: str, kind: str, position: int, opens: str) -> dict[str, Any]:
    if kind not in LearningPath.Kind.values:
        raise ActionRefused("kind", "Say who it is for.")
    if not 0 <= position <= 999:
        raise ActionRefused("position", "Give it a place between 0 and 999.")
    if opens and opens not in {one.key for one in openings()}:
        raise ActionRefused("opens", "Choose one of these.")
    return {
        "name": line("name", name, LONGEST_NAME, NO_NAME),
        "why": line("why", why, LONGEST_WHY, NO_WHY),
        "kind": kind,
        "position": position,
        "opens": opens,
    }


def _step_values(
    actor: User,
    *,
    title: str,
    words: str = "",
    link: str = "",
    material: str = "",
    material_id: int | None = None,
    due_days: int,
    held: LearningStep | None = None,
) -> dict[str, Any]:
    if not 0 <= due_days <= MOST_DAYS:
        raise ActionRefused("due_days", f"Give it a day between 0 and {MOST_DAYS}.")
    if (material, material_id) == ("", None):
        pass
    elif held is None or (material, material_id) != (held.material, held.material_id):
        # What a step has already may stay, though this person could not choose it anew.
        source = source_of(material)
        offered = source.offered(actor) if source else ()
        if material_id not in {one.pk for one in offered}:
            raise ActionRefused("material", "Choose something that you may read yourself.")
    return {
        "title": line("title", title, LONGEST_TITLE, NO_TITLE),
        "words": paragraphs("words", words, LONGEST_WORDS),
        "link": _link(link),
        "material": material,
        "material_id": material_id,
        "due_days": due_days,
    }


def _link(text: str) -> str:
    """A path of this site, or an address of the web: nothing a browser would run."""
    kept = line("link", text, LONGEST_LINK)
    if not kept:
        return ""
    wrong = (
        "Give a path of a page here, such as /playbook/, or an address that begins with https://."
    )
    if any(sign.isspace() or not sign.isprintable() or sign == "\\" for sign in kept):
        raise ActionRefused("link", wrong)
    if kept.startswith("/") and not kept.startswith("//"):
        return kept
    try:
        parts = urlsplit(kept)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
    except ValueError:
        whole = False
    if not whole:
        raise ActionRefused("link", wrong)
    return kept


def _set(thing: LearningPath | LearningStep, wanted: Mapping[str, Any]) -> None:
    for name, value in wanted.items():
        setattr(thing, name, value)


def _record_change(
    actor: User,
    thing: LearningPath | LearningStep,
    before: Mapping[str, Any],
    names: tuple[str, ...],
    now: datetime,
) -> None:
    was, became = differences(before, fields_of(thing, names))
    if became:
        record(actor, "changed", thing, was, became, at=now)
