"""Checking a file and bringing it in.

`check` and `run` go the same way, row by row, in memory that does not grow with the file; `check` compares
and counts, `run` also writes, in one transaction that one bad row undoes unless told otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from goals.ingest import funnel
from goals.ingest.files.grid import Table
from goals.ingest.files.problems import FileProblem
from goals.ingest.files.profile import Settled
from goals.ingest.files.recipe import Recipe
from goals.ingest.files.rows import Failed, Figure, RowReader, problem_of
from goals.ingest.files.table import read_table
from goals.ingest.files.totals import in_words
from goals.ingest.files.watched import Watch, watched
from goals.ingest.makers import Maker, Making, Sketch
from goals.ingest.mending import Mending
from goals.ingest.percents import Percents
from goals.ingest.plan import SYSTEM, Plan, Resolved, Writer
from goals.ingest.records import Outcome, Record
from goals.ingest.report import Report, note
from goals.ingest.resolve import Directory
from goals.ingest.seen import Seen, alike, seen_rows
from goals.ingest.values import Rejected, shown
from goals.models import Import, Reading, Source
from goals.progress import Sums
from goals.queries.places import Places
from teams.actions.audit import record
from teams.models import Organisation

__all__ = ["SYSTEM", "Writer", "check", "run"]

Write = Callable[[Sequence[Record]], None]
CHUNK = 2_000
"""Rows that are compared and written together."""
ROW_LIMIT = 1_000_000
_IDS_IN_A_QUERY = 500


class _NothingWritten(Exception):
    pass


def check(
    path: Path,
    recipe: Recipe,
    writer: Writer,
    *,
    now: datetime,
    row_limit: int = ROW_LIMIT,
    mending: Mending | None = None,
    watch: Watch | None = None,
) -> Report:
    """What importing a file would do. Writes nothing.

    `mending` takes every row that needs it, `watch` is told how far it is.

    Raises FileProblem when the file cannot be read, or does not tell what only its recipe can.
    """
    source = Source.objects.filter(name=recipe.name).first()
    zone = _organisation_zone()
    table = watched(read_table(path, recipe.sheet, recipe.columns()), watch)
    plan = Plan(Directory.load(now, teams=writer.teams), recipe, writer, Sketch(zone), zone)
    settled = plan.settle(table)
    passage = _Passage(
        table,
        settled,
        recipe,
        writer,
        Sketch(zone),
        zone,
        source,
        now=now,
        row_limit=row_limit,
        mending=mending,
    )
    passage.go(None)
    return passage.report


def run(
    path: Path,
    recipe: Recipe,
    writer: Writer,
    *,
    now: datetime,
    skip_bad: bool,
    import_run: Import,
    row_limit: int = ROW_LIMIT,
    mending: Mending | None = None,
    watch: Watch | None = None,
) -> Report:
    """Bring a file in: all of it, or with `skip_bad` its good rows; else one bad row means nothing.

    `import_run` is saved or updated in the same transaction, with counts and what was made; its state is
    the caller's. The report's `import_id` is 0 when nothing was written.
    """
    table = watched(read_table(path, recipe.sheet, recipe.columns()), watch)
    # A long file takes its time to be looked through; nobody needs to wait for that at a lock.
    zone = _organisation_zone()
    plan = Plan(Directory.load(now, teams=writer.teams), recipe, writer, Sketch(zone), zone)
    settled = plan.settle(table)
    report = Report()
    try:
        with transaction.atomic():
            zone = _organisation_zone(lock=bool(recipe.create))
            source, is_new = Source.objects.get_or_create(name=recipe.name)
            # Others who write for this source wait here, so what is compared stays true.
            source = Source.objects.select_for_update().get(pk=source.pk)
            maker = Maker(writer.actor, zone)
            if is_new:
                maker.made["sources"].append(source.pk)
            import_run.source_name = recipe.name
            import_run.recipe = recipe.as_json()
            import_run.save()
            passage = _Passage(
                table,
                settled,
                recipe,
                writer,
                maker,
                zone,
                source,
                now=now,
                row_limit=row_limit,
                mending=mending,
            )
            report = passage.report
            writing = _Writing(source, import_run, now)
            passage.go(writing.write if skip_bad else writing.write_unless(report))
            if report.rows_rejected and not skip_bad:
                raise _NothingWritten
            maker.memberships(passage.directory, passage.plan.first_days)
            Source.objects.filter(pk=source.pk).update(last_arrived_at=now)
            note(import_run, report, made=maker.made, done_at=now)
            record(
                writer.actor,
                "imported",
                import_run,
                after={"file": import_run.file_name, "rows": report.rows - report.rows_rejected},
                at=now,
            )
            report.import_id = import_run.pk
    except _NothingWritten:
        report.outcome = Outcome()
    return report


def _organisation_zone(*, lock: bool = False) -> str:
    """The organisation's zone. Locked, two files that make the same team or person go one by one."""
    rows = Organisation.objects.select_for_update() if lock else Organisation.objects.all()
    organisation = rows.first()
    return "UTC" if organisation is None else organisation.time_zone


class _Writing:
    """Hands records to the funnel."""

    def __init__(self, source: Source, import_run: Import, now: datetime) -> None:
        self.source = source
        self.import_run = import_run
        self.now = now
        self.places = Places()

    def write(self, records: Sequence[Record]) -> None:
        """Write some records of the file."""
        if any(record.team_id not in self.places.clocks for record in records):
            # The file has made a team since.
            self.places = Places()
        funnel.write(
            self.source, records, now=self.now, import_run=self.import_run, places=self.places
        )

    def write_unless(self, report: Report) -> Write:
        """Write as long as no row was refused: after that all of it will be undone anyway."""

        def write(records: Sequence[Record]) -> None:
            if not report.rows_rejected:
                self.write(records)

        return write


_Stored = dict[tuple[int, str], tuple[Decimal, Decimal, datetime, int, int]]


class _Passage:
    """One file on its way through: read, resolved, compared in chunks, and handed on to be written."""

    def __init__(
        self,
        table: Table,
        settled: Settled,
        recipe: Recipe,
        writer: Writer,
        making: Making,
        zone: str,
        source: Source | None,
        *,
        now: datetime,
        row_limit: int,
        mending: Mending | None,
    ) -> None:
        self.directory = Directory.load(now, teams=writer.teams)
        self.plan = Plan(self.directory, recipe, writer, making, zone)
        self.writer = writer
        self.recipe = recipe
        self.source = source
        self.row_limit = row_limit
        self.report = Report(
            headings=table.headings, names=making.names, remark=table.remark, mending=mending
        )
        counted = self.plan.counted()
        self.reader = RowReader(table, recipe, settled, counted, self.plan.metric_of)
        self.sums: dict[int, Sums] = {}
        self.percents = Percents(self.plan.metrics, counted, recipe)

    def go(self, write: Write | None) -> None:
        """Take every row; with `write`, hand on what is to be written."""
        chunk: list[Resolved] = []
        with seen_rows() as seen:
            for row in self.reader.rows():
                self.report.rows += 1
                if self.report.rows > self.row_limit:
                    raise FileProblem(
                        f"The file has more than {self.row_limit:,} rows. Cut it into pieces and import "
                        "them one after the other: what is imported twice counts once."
                    )
                if isinstance(row, Failed):
                    self.report.reject(row)
                    continue
                try:
                    resolved = self.plan.resolve(row)
                    if self._is_new_here(seen, resolved):
                        chunk.append(resolved)
                except Rejected as error:
                    self._refuse(row.line, row.cells, error)
                if len(chunk) == CHUNK:
                    self._compare(chunk, write)
                    chunk = []
        self._compare(chunk, write)
        if not self.report.rows:
            raise FileProblem("The file has headings and no rows. Choose one that has rows.")
        self._finish()

    def _finish(self) -> None:
        report = self.report
        report.ambiguous = self.plan.ambiguous
        report.remark = " ".join(filter(None, [report.remark, in_words(self.reader.left_out)]))
        report.rejected.sort(key=lambda problem: problem.line)
        report.failing.sort(key=lambda failed: failed.line)
        report.percents = self.percents.highest
        report.strangers = self.plan.strangers.people
        report.added = self.plan.strangers.added
        report.results = [
            (metric, self.sums.get(metric_id, Sums()))
            for metric_id, metric in self.plan.metrics.items()
        ]

    def _refuse(self, line: int, cells: tuple[str, ...], error: Rejected) -> None:
        self.report.reject(Failed(line, cells, (problem_of(line, error),)))

    def _is_new_here(self, seen: Seen, row: Resolved) -> bool:
        """Whether the file has not had this row yet. The same again counts once; other figures are refused.

        Without a column of ids two rows alike may be two contacts: they are refused too.
        """
        content = hash((row.team_id, row.agent_id, row.at, row.figures))
        earlier = seen.note(row.key, content, row.draft.line)
        if earlier is None:
            return True
        line, says_the_same = earlier
        if not self.recipe.id:
            raise alike(self.recipe, line, is_the_same=says_the_same)
        if not says_the_same:
            raise Rejected(
                self.recipe.id,
                f"“{shown(row.external_id)}” is in row {line:,} already, with other figures.",
                row.external_id,
                "Keep one of the two rows.",
            )
        self.report.rows_same += 1
        self.report.outcome += Outcome(unchanged=sum(f.value is not None for f in row.figures))
        return False

    # --- Comparing -------------------------------------------------------------------------------

    def _compare(self, rows: list[Resolved], write: Write | None) -> None:
        stored = self._stored(rows)
        records: list[Record] = []
        for row in rows:
            try:
                self._refuse_foreign(row, stored)
            except Rejected as error:
                self._refuse(row.draft.line, row.draft.cells, error)
                continue
            records += self._count(row, stored)
        if write is not None and records:
            write(records)

    def _stored(self, rows: list[Resolved]) -> _Stored:
        """What is stored under the ids of these rows, in a statement for each few hundred."""
        if self.source is None:
            return {}
        stored: _Stored = {}
        ids = sorted({row.external_id for row in rows})
        metrics = sorted({figure.metric_id for row in rows for figure in row.figures})
        for start in range(0, len(ids), _IDS_IN_A_QUERY):
            found = Reading.objects.filter(
                source=self.source,
                metric__in=metrics,
                external_id__in=ids[start : start + _IDS_IN_A_QUERY],
            )
            for reading in found:
                stored[(reading.metric_id, reading.external_id)] = (
                    reading.value,
                    reading.weight,
                    reading.at,
                    reading.team_id,
                    reading.agent_id,
                )
        return stored

    def _refuse_foreign(self, row: Resolved, stored: _Stored) -> None:
        """An id that another team's figures have is not to be had by writing it into one's own file."""
        if self.writer.teams is None:
            return
        for figure in row.figures:
            there = stored.get((figure.metric_id, row.external_id))
            if there is not None and there[3] not in self.writer.teams:
                raise Rejected(
                    self.recipe.id,
                    f"The id “{shown(row.external_id)}” is taken.",
                    row.external_id,
                    "Check the column of ids, or give these figures another name.",
                )

    def _count(self, row: Resolved, stored: _Stored) -> list[Record]:
        """Count what a row does, and return what must be written for it."""
        created = updated = unchanged = withdrawn = 0
        records: list[Record] = []
        for figure in row.figures:
            there = stored.get((figure.metric_id, row.external_id))
            if figure.value is None:
                if there is None:
                    continue
                withdrawn += 1
            else:
                self._add(figure.metric_id, Sums(figure.value, figure.weight, 1))
                if there == (figure.value, figure.weight, row.at, row.team_id, row.agent_id):
                    unchanged += 1
                    continue
                created += there is None
                updated += there is not None
            records.append(_record(row, figure))
        self.report.outcome += Outcome(created, updated, unchanged, withdrawn)
        if updated or withdrawn or (created and unchanged):
            self.report.rows_changed += 1
        elif created:
            self.report.rows_new += 1
        else:
            self.report.rows_same += 1
        return records

    def _add(self, metric_id: int, sums: Sums) -> None:
        self.sums[metric_id] = self.sums.get(metric_id, Sums()) + sums
        self.percents.see(metric_id, sums.value)


def _record(row: Resolved, figure: Figure) -> Record:
    return Record(
        row.draft.line,
        figure.metric_id,
        row.external_id,
        row.team_id,
        row.agent_id,
        row.at,
        figure.value,
        figure.weight,
    )
