"""The steps of an import in a browser: a file is received, matched, checked, brought in, or dropped."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify

from goals.ingest.files.grid import Table
from goals.ingest.files.guess import columns_of, guess_figure, guess_roles
from goals.ingest.files.problems import FileProblem
from goals.ingest.files.recipe import recipe_from
from goals.ingest.files.table import read_table
from goals.ingest.files.watched import Watch
from goals.ingest.files.workbook import SheetTable
from goals.ingest.imports import check, run
from goals.ingest.mending import Mending, ours
from goals.ingest.plan import Writer
from goals.ingest.report import Report, note
from goals.ingest.resolve import key
from goals.ingest.uploads import digest_of, failing_path, forget, path_of, store
from goals.models import Import, Metric
from goals.permissions import imports_visible_to
from teams.models import User
from teams.permissions import standing_of

LEASE = timedelta(minutes=15)
"""After this an import that never came back may be tried again."""
_SHEETS_LOOKED_AT = 12


class FileGone(FileProblem):
    """The uploaded file is no longer there."""


def writer_for(user: User) -> Writer:
    """What this person may write: administrators everything, managers figures of their own teams."""
    standing = standing_of(user)
    if standing.is_administrator:
        return Writer(user, may_create=True)
    return Writer(user, teams=standing.manages)


def receive(pieces: Iterable[bytes], file_name: str, user: User, *, now: datetime) -> Import:
    """Keep an uploaded file and propose what its columns are.

    Raises FileProblem, and keeps nothing, for what is not a table.
    """
    name = store(pieces)
    path = path_of(name)
    try:
        return Import.objects.create(
            created_by=user,
            created_at=now,
            state=Import.State.UPLOADED,
            file_name=Path(file_name).name[:200] or "file",
            stored_as=name,
            digest=digest_of(path),
            **_proposal(_likeliest_table(path, user), file_name, user),
        )
    except BaseException:
        forget(name)
        raise


def table_of(import_run: Import) -> Table:
    """The uploaded table. Raises FileGone when it was cleared away meanwhile."""
    return read_table(_path(import_run), str(import_run.recipe.get("sheet", "")))


def choose_sheet(import_run: Import, sheet: str, user: User) -> None:
    """Read another sheet of a workbook, and propose what its columns are. Raises FileProblem."""
    table = read_table(_path(import_run), sheet)
    Import.objects.filter(
        pk=import_run.pk, state__in=[Import.State.UPLOADED, Import.State.MAPPED]
    ).update(
        state=Import.State.UPLOADED, **_proposal(table, import_run.file_name, user, sheet=sheet)
    )


def _path(import_run: Import) -> Path:
    path = path_of(import_run.stored_as) if import_run.stored_as else None
    if path is None or not path.is_file():
        raise FileGone("The file is no longer here. Choose it again.")
    return path


def keep_mapping(import_run: Import, recipe: Mapping[str, Any]) -> None:
    """Keep what has been matched so far; it need not be complete."""
    import_run.recipe = dict(recipe)
    import_run.state = Import.State.UPLOADED
    import_run.findings = {}
    Import.objects.filter(
        pk=import_run.pk, state__in=[Import.State.UPLOADED, Import.State.MAPPED]
    ).update(recipe=import_run.recipe, state=import_run.state, findings=import_run.findings)


def check_import(
    import_run: Import, writer: Writer, *, now: datetime, watch: Watch | None = None
) -> Report:
    """Check the file by its recipe and keep what was found. Raises FileProblem or RecipeProblem."""
    recipe = recipe_from(import_run.recipe)
    mending = Mending(import_run.pk)
    try:
        report = check(_path(import_run), recipe, writer, now=now, mending=mending, watch=watch)
        mending.keep()
    finally:
        mending.drop()
    note(import_run, report, source_name=recipe.name)
    Import.objects.filter(pk=import_run.pk, state=Import.State.UPLOADED).update(
        state=Import.State.MAPPED
    )
    return report


def carry_out(
    import_run: Import,
    writer: Writer,
    *,
    now: datetime,
    skip_bad: bool,
    watch: Watch | None = None,
    instead: bool = False,
) -> bool:
    """Bring a checked file in, once. False when it is being brought in, or has been, already.

    `instead` takes over from a worker that is gone. The claim is a conditional update, so of two clicks one does it. Raises FileProblem, with nothing
    written, when the file can no longer be read; when rows need mending that did not at the check, its
    findings are renewed and it stays as it was.
    """
    given_up = now if instead else now - LEASE
    claimed = Import.objects.filter(
        Q(state=Import.State.MAPPED) | Q(state=Import.State.RUNNING, started_at__lt=given_up),
        pk=import_run.pk,
    ).update(state=Import.State.RUNNING, started_at=now)
    import_run.refresh_from_db()
    if not claimed:
        return False
    ours = Import.objects.filter(
        pk=import_run.pk, state=Import.State.RUNNING, started_at=import_run.started_at
    )
    stored_as = import_run.stored_as
    mending = Mending(import_run.pk)
    try:
        recipe = recipe_from(import_run.recipe)
        with transaction.atomic():
            report = run(
                _path(import_run),
                recipe,
                writer,
                now=now,
                skip_bad=skip_bad,
                import_run=import_run,
                mending=mending,
                watch=watch,
            )
            if report.import_id and not ours.update(state=Import.State.DONE, stored_as=""):
                raise FileProblem("Somebody else is importing this file. Look again in a minute.")
        with suppress(OSError):
            # What came in has come in; without this file the first rows to mend are still told.
            mending.keep()
    except BaseException:
        mending.drop()
        ours.update(state=Import.State.MAPPED, started_at=None)
        raise
    if report.import_id:
        forget(stored_as)
    else:
        ours.update(state=Import.State.MAPPED, started_at=None)
        note(import_run, report)
    import_run.refresh_from_db()
    return True


def drop(import_run: Import) -> bool:
    """Forget a file that was not imported. False when it was, or is being imported."""
    dropped = Import.objects.filter(
        pk=import_run.pk, state__in=[Import.State.UPLOADED, Import.State.MAPPED]
    ).delete()[0]
    if dropped:
        forget(import_run.stored_as)
        failing_path(import_run.pk).unlink(missing_ok=True)
    return bool(dropped)


# --- Proposals -----------------------------------------------------------------------------------


def _likeliest_table(path: Path, user: User) -> Table:
    """The table of a file; of a workbook's sheets one like that of last time, or the first of several columns."""
    table = read_table(path)
    if not isinstance(table, SheetTable) or not table.left_out:
        return table
    tables: list[Table] = [table]
    for name in table.left_out[:_SHEETS_LOOKED_AT]:
        with suppress(FileProblem):
            tables.append(read_table(path, name))
    for one in tables:
        if _remembered(user, _fingerprint(one)) is not None:
            return one
    return next((one for one in tables if len(one.headings) > 1), table)


def _proposal(table: Table, file_name: str, user: User, *, sheet: str = "") -> dict[str, Any]:
    """What an import starts from: the mapping of the last file like this, or a guess."""
    fingerprint = _fingerprint(table)
    remembered = _remembered(user, fingerprint)
    recipe = remembered or _guess(table, file_name)
    recipe.pop("sheet", None)
    # Whom somebody allowed to be added was said of one file.
    recipe.pop("new_agents", None)
    if isinstance(table, SheetTable) and (sheet or table.left_out):
        recipe["sheet"] = table.sheet
    return {
        "headings": fingerprint,
        "recipe": recipe,
        "findings": {"origin": "remembered" if remembered else "guessed"},
    }


def _fingerprint(table: Table) -> str:
    """Two files with the same headings, in whatever order, fit the same mapping."""
    left = set(table.headings) - ours(table.headings)
    names = sorted({key(heading) for heading in left})
    joined = "\x1f".join(names)
    return hashlib.sha256(joined.encode()).hexdigest()


def _remembered(user: User, fingerprint: str) -> dict[str, Any] | None:
    """The mapping of the last import of a file like this, among those the person may see.

    Their own counts once it has been checked: rows are often mended before anything is brought in.
    """
    done = Q(state__in=[Import.State.DONE, Import.State.UNDONE])
    last = (
        imports_visible_to(user)
        .filter(
            done | Q(state__in=[Import.State.MAPPED, Import.State.RUNNING], created_by=user),
            headings=fingerprint,
            created_by__isnull=False,
        )
        .order_by("-created_at", "-pk")
        .first()
    )
    return None if last is None else dict(last.recipe)


def _guess(table: Table, file_name: str) -> dict[str, Any]:
    """A recipe as far as headings and cells tell; perhaps not complete."""
    not_theirs = ours(table.headings)
    columns = [column for column in columns_of(table) if column.heading not in not_theirs]
    roles = guess_roles(columns)
    stem = Path(file_name).stem.replace("_", " ").strip()
    recipe: dict[str, Any] = {"name": stem[:100] or "Import"}
    recipe |= {role: heading for heading, role in roles.items() if role != "figure"}
    known = {
        key(word): metric
        for metric in Metric.objects.filter(archived_at=None)
        for word in (metric.slug, metric.name)
    }
    metrics = []
    for column in columns:
        figure = guess_figure(column) if roles.get(column.heading) == "figure" else None
        if figure is None:
            continue
        there = known.get(key(figure.name)) or known.get(key(column.heading))
        rule: dict[str, Any] = {"value": column.heading}
        if there is None:
            rule |= {"slug": slugify(figure.name)[:60], **figure.as_rule()}
        else:
            rule["slug"] = there.slug
            if figure.percents and there.unit == Metric.Unit.PERCENT:
                rule["percents"] = True
        metrics.append(rule)
    return recipe | {"metric": metrics}
