"""The rows of an import that need mending, as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from goals.ingest.files.grid import safe_cell
from goals.ingest.mending import LINE, WHAT, ours, rows_to_mend
from goals.models import Import
from goals.permissions import imports_visible_to
from teams.access import IMPORTERS, access, person_of

_SENT_AT_ONCE = 20_000


@access(IMPORTERS)
@require_safe
def import_failing(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The rows that need mending, as a file: their cells, and what is wrong. No cell is a formula."""
    import_run = get_object_or_404(imports_visible_to(person_of(request)), pk=pk)
    # Hundreds of thousands of rows are sent as they are read.
    kind = StreamingHttpResponse if import_run.rejected_count > _SENT_AT_ONCE else HttpResponse
    answer = kind(_lines_to_mend(import_run), content_type="text/csv; charset=utf-8")
    name = slugify(import_run.file_name.rpartition(".")[0]) or "rows"
    answer["Content-Disposition"] = f'attachment; filename="{name}-to-mend.csv"'
    return answer


def _lines_to_mend(import_run: Import) -> Iterator[str]:
    writer = csv.writer(_Echo())
    names = import_run.findings.get("headings", [])
    # A file that was mended once and comes back has the two columns already.
    not_theirs = ours(names)
    kept = [place for place, name in enumerate(names) if name not in not_theirs]
    # Spreadsheets take a file for UTF-8 only with the mark.
    yield "\ufeff"
    yield writer.writerow([*(safe_cell(names[place]) for place in kept), LINE, WHAT])
    for row in rows_to_mend(import_run):
        cells = row["cells"] or [row["problems"][0][1]]
        if len(cells) <= len(names):
            cells = [cells[place] if place < len(cells) else "" for place in kept]
        what = " ".join(
            f"{column}: {message}" if column else message
            for column, _, message, _ in row["problems"]
        )
        yield writer.writerow([*map(safe_cell, cells), row["line"], safe_cell(what)])


class _Echo:
    """What a CSV writer writes to: each line is handed back instead of being kept."""

    def write(self, line: str) -> str:
        """The line."""
        return line
