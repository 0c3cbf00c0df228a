"""Long files: their check and their import are done by the worker, and a page says how far it is.

A step that is asked for is a row (`ImportWork`) and a job; the job does what the page would have done, in
the same one transaction. It is right however often it is run: asked for twice it is one row, a worker that
dies leaves nothing half-written, and the next one begins again.
"""

from __future__ import annotations

import zlib
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from django.db import transaction

from goals.ingest.files.problems import FileProblem, Undecided
from goals.ingest.files.recipe import RecipeProblem
from goals.ingest.files.table import TextTable
from goals.ingest.files.workbook import SheetTable
from goals.ingest.headway import Pace, headway_of
from goals.ingest.steps import carry_out, check_import, table_of, writer_for
from goals.ingest.uploads import forget_abandoned
from goals.models import Import, ImportWork, Job
from goals.permissions import imports_visible_to
from goals.recompute import jobs
from goals.tasks import wake_job
from teams.actions.taken_calls import forget_taken_calls
from teams.models import Organisation, User
from teams.permissions import standing_of

LONG = 6_000
"""Rows; a file with more of them is not read while somebody's browser waits."""
SILENT_AFTER = timedelta(minutes=3)
"""A worker that has not said for so long how far it is may be gone."""
TIDY_AT = 3
"""The hour of the night, in the organisation's zone."""
CHANGED = "Something changed since the check, so nothing was written. Check the file again."
_PIECE = 1 << 20


# --- How long ------------------------------------------------------------------------------------


def rows_if_long(import_run: Import) -> int:
    """About how many rows a long file has; 0 for a short one. Raises FileProblem for what cannot be read."""
    table = table_of(import_run)
    if len(list(islice(table.rows(), LONG + 1))) <= LONG:
        return 0
    if isinstance(table, TextTable):
        lines = _times(table.path, b"\n") or _times(table.path, b"\r")
        return max(LONG + 1, lines - table.heading_row)
    if isinstance(table, SheetTable):
        return max(LONG + 1, _rows_of_largest_sheet(table.path) - table.heading_row)
    return LONG + 1


def _times(path: Path, mark: bytes) -> int:
    with path.open("rb") as file:
        return sum(piece.count(mark) for piece in iter(lambda: file.read(_PIECE), b""))


def _rows_of_largest_sheet(path: Path) -> int:
    """Only to be able to say "of about": the sheet itself is read with all care elsewhere."""
    try:
        with ZipFile(path) as packed:
            sheets = [info for info in packed.infolist() if "/worksheets/" in info.filename]
            largest = max(sheets, key=lambda info: info.file_size)
            with packed.open(largest) as file:
                return sum(piece.count(b"</row>") for piece in iter(lambda: file.read(_PIECE), b""))
    except (BadZipFile, OSError, ValueError, NotImplementedError, EOFError, zlib.error):
        return 0


# --- Asking for it -------------------------------------------------------------------------------


@transaction.atomic
def ask(
    import_run: Import,
    user: User,
    step: ImportWork.Step,
    about: int,
    *,
    now: datetime,
    skip_bad: bool = False,
) -> None:
    """Have the worker do a step of a long file. Asked for twice, it is done once."""
    wanted = {
        "step": step,
        "skip_bad": skip_bad,
        "asked_by": user,
        "asked_at": now,
        "about": about,
        "problem": "",
        "problem_at": "",
    }
    _, is_new = ImportWork.objects.get_or_create(import_run=import_run, defaults=wanted)
    if not is_new:
        # One that came back with a problem may be asked for again; one under way is left alone.
        ImportWork.objects.filter(import_run=import_run).exclude(problem="").update(**wanted)
    job, is_new = Job.objects.get_or_create(
        kind=Job.Kind.IMPORT, key=str(import_run.pk), defaults={"due_at": now}
    )
    if not is_new:
        Job.objects.filter(pk=job.pk, lease=None, due_at=None).update(due_at=now, attempts=0)
    transaction.on_commit(lambda: wake_job(job.pk), robust=True)


def try_again(import_run: Import, now: datetime) -> bool:
    """Hand a step out anew that failed again and again, or whose worker has been silent for minutes.

    Should that worker live after all, it finds at the end that another took over, and writes nothing.
    """
    job = job_of(import_run)
    if job is None or not is_stuck(import_run, job, now):
        return False
    freed = Job.objects.filter(pk=job.pk, lease=job.lease, parked_at=job.parked_at).update(
        lease=None, lease_until=None, parked_at=None, attempts=0, due_at=now
    )
    if freed:
        transaction.on_commit(lambda: wake_job(job.pk), robust=True)
    return bool(freed)


def answered(import_run: Import) -> None:
    """What came back has been looked at and answered."""
    ImportWork.objects.filter(import_run=import_run).exclude(problem="").delete()


def work_of(import_run: Import) -> ImportWork | None:
    """What the worker is to do about a file."""
    return ImportWork.objects.filter(import_run=import_run).first()


def job_of(import_run: Import) -> Job | None:
    """The job that does it."""
    return Job.objects.filter(kind=Job.Kind.IMPORT, key=str(import_run.pk)).first()


def is_stuck(import_run: Import, job: Job, now: datetime) -> bool:
    """Whether nothing will happen for a good while without somebody's doing."""
    if job.parked_at is not None:
        return True
    if job.lease is None:
        return False
    headway = headway_of(import_run.stored_as)
    last = headway.at if headway is not None else (job.lease_until or now) - jobs.LONG_LEASE
    return now - last > SILENT_AFTER


# --- Doing it ------------------------------------------------------------------------------------


def do_work(job: Job, now: datetime) -> datetime | None:
    """Do the step that was asked for, as whoever asked for it; what is wrong with the file comes back to them."""
    found = ImportWork.objects.select_related("import_run", "asked_by")
    work = found.filter(import_run_id=int(job.key), problem="").first()
    if work is None:
        return None
    problem, where = _do(work, now)
    mine = ImportWork.objects.filter(pk=work.pk)
    if problem:
        mine.update(problem=problem, problem_at=where)
    else:
        mine.delete()
    return None


def _do(work: ImportWork, now: datetime) -> tuple[str, str]:
    """What is wrong, and at which field it is asked; ('', '') where it is done."""
    import_run, user = work.import_run, work.asked_by
    may = user.is_active and imports_visible_to(user).filter(pk=import_run.pk).exists()
    if not may or not _may_import(user):
        return "Whoever asked for this may not import any more. Nothing was written.", ""
    pace = Pace(import_run.stored_as) if import_run.stored_as else None
    try:
        if work.step == ImportWork.Step.CHECK:
            check_import(import_run, writer_for(user), now=now, watch=pace)
        else:
            carry_out(
                import_run,
                writer_for(user),
                now=now,
                skip_bad=work.skip_bad,
                watch=pace,
                instead=True,
            )
            if import_run.state == Import.State.MAPPED:
                return CHANGED, ""
    except Undecided as error:
        return str(error), error.key
    except (FileProblem, RecipeProblem) as error:
        return str(error), ""
    finally:
        if pace is not None:
            pace.end()
    return "", ""


def _may_import(user: User) -> bool:
    standing = standing_of(user)
    return standing.is_administrator or bool(standing.manages)


def tidy(job: Job, now: datetime) -> datetime | None:
    """Clear away what nobody finished, and answers that nobody asks for again, each night."""
    forget_abandoned(now)
    forget_taken_calls(now)
    done = Job.objects.filter(kind=Job.Kind.IMPORT, due_at=None, lease=None, parked_at=None)
    done.delete()
    organisation = Organisation.objects.first()
    if organisation is None:
        return now + timedelta(days=1)
    start, end = organisation.clock.day_bounds(organisation.clock.day_of(now))
    tonight = start + timedelta(hours=TIDY_AT)
    return tonight if tonight > now else end + timedelta(hours=TIDY_AT)


def register() -> None:
    """Called once, when the app is ready: `recompute` hands these out and does not know them."""
    jobs.WORK[Job.Kind.IMPORT] = do_work
    jobs.WORK[Job.Kind.TIDY] = tidy
