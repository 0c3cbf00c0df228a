"""`make bench`: each figure with its floor, measured in one run; a table, and bench.json.

    python -m tests.benchmarks [--sizes S,M] [--only engine,ingest,memory,pages,escalations,feedback,inbox,search,sqlite] [--keep]

Needs PostgreSQL (BENCH_DATABASE_URL, default the local one); each part has a database of its own, made
and dropped. Nothing here passes or fails: the figures speak. REPORT.md is written anew by a run of all parts; a run
of some replaces theirs.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from tests.benchmarks.figures import REPORT, Figure, figures, report

PARTS = "engine,ingest,memory,pages,escalations,feedback,inbox,search,sqlite"
SQLITE_SIZE = "XS"
"""What a bare machine's database is measured with."""
SERVER = os.environ.get("BENCH_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")


def main() -> None:
    """Run the parts, each in a process of its own, and put their figures together."""
    arguments = _arguments()
    if arguments.part:
        print(json.dumps(_run_part(arguments.part, arguments.size)))
        return
    raw: dict[str, dict[str, float]] = {}
    wanted = arguments.only.split(",")
    sizes = arguments.sizes.split(",")
    if "engine" in wanted:
        for size in sizes:
            raw[f"engine {size}"] = _in_process("engine", size, keep=arguments.keep)
    if "ingest" in wanted:
        raw["ingest"] = _in_process(
            "ingest", "S" if "S" in sizes else sizes[0], keep=arguments.keep
        )
    for part in ("memory", "pages", "escalations", "feedback", "inbox", "search"):
        if part in wanted:
            raw[part] = _in_process(part, "none", keep=arguments.keep)
    if "sqlite" in wanted:
        raw["sqlite engine"] = _in_process("engine", SQLITE_SIZE, sqlite=True)
        raw["sqlite ingest"] = _in_process("ingest", SQLITE_SIZE, sqlite=True)
        raw["sqlite escalations"] = _in_process("escalations", "none", sqlite=True)
        raw["sqlite pages"] = _in_process("pages", "none", sqlite=True)
    found = figures(raw, sizes)
    _print(found)
    Path("bench.json").write_text(json.dumps(found, indent=2) + "\n")
    whole = set(wanted) >= set(PARTS.split(","))
    REPORT.write_text(report(found, sizes, "" if whole else REPORT.read_text()))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", default="S,M", help="XS, S (1 million readings), M (10 million)")
    parser.add_argument("--only", default=PARTS)
    parser.add_argument("--keep", action="store_true", help="Leave the databases there.")
    parser.add_argument("--part", default="", help=argparse.SUPPRESS)
    parser.add_argument("--size", default="S", help=argparse.SUPPRESS)
    return parser.parse_args()


def _in_process(
    part: str, size: str, *, keep: bool = False, sqlite: bool = False
) -> dict[str, float]:
    name = f"leadwell_bench_{part}_{size}".lower()
    print(f"measuring {part} {size}{' on SQLite' if sqlite else ''} …", file=sys.stderr, flush=True)
    if not sqlite:
        _on_server(f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"')
    with tempfile.TemporaryDirectory() as folder:
        where = (
            f"sqlite:///{folder}/bench.sqlite3" if sqlite else f"{SERVER.rsplit('/', 1)[0]}/{name}"
        )
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks", "--part", part, "--size", size],
            env={
                **os.environ,
                "DATABASE_URL": where,
                "DATA_DIR": folder,
                "DJANGO_SETTINGS_MODULE": "config.settings",
                "STATEMENT_TIMEOUT": "86400",
            },
            check=False,
            stdout=subprocess.PIPE,
            text=True,
        )
    if not (sqlite or keep):
        _on_server(f'DROP DATABASE "{name}"')
    if done.returncode:
        # What the other parts found, for an hour perhaps, is not lost with it.
        print(f"{part} {size} failed; its figures are left out.", file=sys.stderr, flush=True)
        return {}
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _on_server(*statements: str) -> None:
    import psycopg2

    connection = psycopg2.connect(SERVER)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


def _run_part(part: str, size: str) -> dict[str, float]:
    import django

    django.setup()
    logging.disable(logging.WARNING)
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("build_assets", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from tests.benchmarks import data, engine, escalations, feedback, inbox, ingest, pages, search

    measured = {
        "pages": pages,
        "escalations": escalations,
        "feedback": feedback,
        "inbox": inbox,
        "search": search,
    }
    if part in measured:
        found: dict[str, float] = measured[part].measure()
        return found
    if part == "memory":
        return _memory()
    data.build(data.SIZES[size])
    return ingest.measure() if part == "ingest" else engine.measure()


def _memory() -> dict[str, float]:
    """What `tests.benchmarks.memory` measures; nothing where it is not there."""
    try:
        memory = import_module("tests.benchmarks.memory")
    except ModuleNotFoundError:
        return {}
    found: dict[str, float] = memory.measure()
    return found


def _print(figures: dict[str, Figure]) -> None:
    width = max(map(len, figures), default=10)
    print(f"{'figure':{width}}  {'value':>12}  {'floor':>12}  {'ratio':>8}")
    for name, figure in figures.items():
        print(
            f"{name:{width}}  {figure['value']:>12,}  {figure['floor']:>12,}  {figure['ratio']:>8}"
        )


if __name__ == "__main__":
    main()
