"""P10: resident memory of importing 500,000 rows, against that of importing 5,000, each in a process of its own.

    python -m tests.benchmarks.memory [command browser workbook]

`command` is a CSV through the command, `browser` a CSV through the steps of a page, check included, and
`workbook` an XLSX through those. The database is that of DATABASE_URL, migrated, or one of its own.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

FEW, MANY = 5_000, 500_000
WAYS = ("command",)
_HEADINGS = ("Id", "Agent", "Started", "Talk")
_RECIPE = """
name = "Memory {way} {rows}"
id = "Id"
agent = "Agent"
team_name = "Memory"
at = "Started"
timezone = "UTC"
create = ["teams", "agents", "metrics"]
[[metric]]
slug = "memory-talk"
name = "Memory, talk"
kind = "ratio"
unit = "seconds"
value = "Talk"
"""


def measure(ways: tuple[str, ...] = WAYS) -> dict[str, float]:
    """Peak resident memory in MB, by way and number of rows: `{"command 5000": …, "command 500000": …}`."""
    return {f"{way} {rows}": _in_child(way, rows) for way in ways for rows in (FEW, MANY)}


def _in_child(way: str, rows: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.memory", "--child", way, str(rows), folder],
            env={"DATA_DIR": folder, **os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    return float(json.loads(done.stdout.splitlines()[-1]))


# --- In the child --------------------------------------------------------------------------------


def _child(way: str, rows: int, folder: Path) -> float:
    import django

    django.setup()
    import logging

    logging.disable(logging.WARNING)
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    path = folder / ("rows.xlsx" if way == "workbook" else "rows.csv")
    # Another process writes the file: what that takes is not what is measured.
    subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.memory", "--write", str(path), str(rows), way],
        check=True,
    )
    recipe = _RECIPE.format(way=way, rows=rows)
    if way == "command":
        (folder / "recipe.toml").write_text(recipe)
        call_command("import_contacts", str(path), recipe=folder / "recipe.toml")
    else:
        _through_the_steps(path, recipe)
    return _peak()


def _peak() -> float:
    """The most memory in MB that this process ever had resident.

    Not by getrusage where the kernel says it itself: there a process begins with what its parent had when it
    was made, and a large one would be measured instead of ours.
    """
    status = Path("/proc/self/status")
    if status.exists() and (
        peak := re.search(r"^VmHWM:\s+(\d+) kB$", status.read_text(), re.MULTILINE)
    ):
        return int(peak[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _through_the_steps(path: Path, recipe: str) -> None:
    from django.utils import timezone

    from goals.ingest import steps
    from goals.ingest.files.recipe import recipe_from_toml
    from teams.models import User

    ada, _ = User.objects.get_or_create(
        username="memory", defaults={"name": "Memory", "is_superuser": True, "is_staff": True}
    )
    now = timezone.now()
    with path.open("rb") as file:
        pieces = iter(lambda: file.read(1 << 16), b"")
        import_run = steps.receive(pieces, path.name, ada, now=now)
    steps.keep_mapping(import_run, recipe_from_toml(recipe).as_json())
    writer = steps.Writer(ada, may_create=True)
    report = steps.check_import(import_run, writer, now=now)
    assert not report.rows_rejected, report.rejected[:3]
    import_run.refresh_from_db()
    assert steps.carry_out(import_run, writer, now=now, skip_bad=False)
    assert import_run.state == "done"


# --- The file ------------------------------------------------------------------------------------


def _rows(count: int, way: str) -> Iterator[tuple[str, ...]]:
    start = datetime(2026, 1, 1)  # noqa: DTZ001
    for n in range(count):
        at = start + timedelta(seconds=n * 53)
        talk = n % 600
        yield (
            f"{way}-{count}-{n}",
            f"Agent {n % 40}",
            f"{at:%Y-%m-%d %H:%M:%S}",
            f"0:{talk // 60:02}:{talk % 60:02}",
        )


def _write(path: Path, count: int, way: str) -> None:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8") as file:
            file.write(",".join(_HEADINGS) + "\n")
            file.writelines(",".join(row) + "\n" for row in _rows(count, way))
        return
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.active.append(["x"])
    workbook.save(path)
    with zipfile.ZipFile(path) as packed:
        kept = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name, content in kept.items():
            if not name.endswith("sheet1.xml"):
                packed.writestr(name, content)
                continue
            with packed.open(name, "w") as sheet:
                for piece in _sheet(count, way):
                    sheet.write(piece.encode())


def _sheet(count: int, way: str) -> Iterator[str]:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    yield f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{space}"><sheetData>'
    yield _row(1, _HEADINGS)
    for number, row in enumerate(_rows(count, way), 2):
        yield _row(number, row)
    yield "</sheetData></worksheet>"


def _row(number: int, cells: tuple[str, ...]) -> str:
    inside = "".join(f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>' for cell in cells)
    return f'<row r="{number}">{inside}</row>'


def main() -> None:
    """Measure, and print a line for each way."""
    match sys.argv[1:]:
        case ["--child", way, rows, folder]:
            print(json.dumps(_child(way, int(rows), Path(folder))))
        case ["--write", path, rows, way]:
            _write(Path(path), int(rows), way)
        case ways:
            chosen = tuple(ways) or WAYS
            found = measure(chosen)
            for way in chosen:
                few, many = found[f"{way} {FEW}"], found[f"{way} {MANY}"]
                print(
                    f"{way}: {few:.1f} MB for {FEW:,} rows, {many:.1f} MB for {MANY:,}, "
                    f"ratio {many / few:.3f}"
                )


if __name__ == "__main__":
    main()
