"""What the verbs of learning share: checked words, rows under their lock, and how far somebody is."""

from __future__ import annotations

from datetime import datetime

from teams.actions.errors import ActionRefused
from teams.events import learning_finished
from teams.learning_rules import next_due
from teams.models import DoneStep, GivenPath, LearningPath, LearningStep, User


def line(field: str, text: str, limit: int, missing: str = "") -> str:
    """A line without spaces around it. Raises ActionRefused: missing where it must be there, too long, NUL."""
    kept = " ".join(text.split())
    if missing and not kept:
        raise ActionRefused(field, missing)
    return _checked(field, kept, limit)


def paragraphs(field: str, text: str, limit: int) -> str:
    """Words of several lines; may be empty. Raises ActionRefused."""
    return _checked(field, text.replace("\r\n", "\n").strip(), limit)


def _checked(field: str, kept: str, limit: int) -> str:
    if "\x00" in kept:
        raise ActionRefused(field, "The text holds a character that cannot be kept. Type it again.")
    if len(kept) > limit:
        raise ActionRefused(field, f"Keep it under {limit:,} characters. This has {len(kept):,}.")
    return kept


def locked_path(path: LearningPath) -> LearningPath:
    """The path as it is now; its steps and whoever has it wait for us."""
    return LearningPath.objects.select_for_update().get(pk=path.pk)


def locked_given(pk: int) -> GivenPath:
    """A given path as it is now. Its path is locked first, as whoever edits that does it in this order.

    Raises ActionRefused where it was taken back.
    """
    path_id = GivenPath.objects.values_list("path_id", flat=True).get(pk=pk)
    path = LearningPath.objects.select_for_update().get(pk=path_id)
    given = GivenPath.objects.select_for_update().get(pk=pk)
    if given.ended_at is not None:
        raise ActionRefused("", f"“{path.name}” was taken back. Ask for it again if you want it.")
    given.path = path
    return given


def steps_of(path_id: int) -> list[LearningStep]:
    """Its steps in use, in order. One statement."""
    return list(LearningStep.objects.filter(path=path_id, archived_at=None))


def settle(given: GivenPath, now: datetime, *, steps: list[LearningStep] | None = None) -> bool:
    """Bring what is kept of a given path into line with its steps; whether the last of them was done by this.

    Whoever has finished stays finished, whatever is added to the path later.
    """
    if given.finished_at is not None:
        return False
    steps = steps_of(given.path_id) if steps is None else steps
    done = set(DoneStep.objects.filter(given=given).values_list("step_id", flat=True))
    open_days = [step.due_days for step in steps if step.pk not in done]
    given.next_due_on = next_due(given.begins_on, open_days)
    all_done = bool(steps) and not open_days
    just_done = all_done and given.done_at is None
    if all_done:
        given.done_at = given.done_at or now
    else:
        given.done_at = None
    given.save(update_fields=["next_due_on", "done_at"])
    return just_done


def announce(given: GivenPath, by: User | None, now: datetime) -> None:
    """Tell other apps that somebody has finished a path, inside the transaction."""
    learning_finished.send(GivenPath, given=given, by=by, now=now)
