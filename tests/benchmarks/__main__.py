"""`make bench`: each figure with its floor, measured in one run; a table, and bench.json.

    python -m tests.benchmarks [--sizes S,M] [--only engine,ingest,pages] [--keep]

Needs PostgreSQL (BENCH_DATABASE_URL, default the local one); each part has a database of its own, made
and dropped. Nothing here passes or fails: the figures speak.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

SERVER = os.environ.get("BENCH_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
Figure = dict[str, float | None]


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
        raw["ingest"] = _in_process("ingest", "S", keep=arguments.keep)
    if "pages" in wanted:
        raw["pages"] = _in_process("pages", "none", keep=arguments.keep)
    figures = _figures(raw, sizes)
    _print(figures)
    Path("bench.json").write_text(json.dumps(figures, indent=2) + "\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sizes", default="S,M", help="XS, S (1 million readings), M (10 million)")
    parser.add_argument("--only", default="engine,ingest,pages")
    parser.add_argument("--keep", action="store_true", help="Leave the databases there.")
    parser.add_argument("--part", default="", help=argparse.SUPPRESS)
    parser.add_argument("--size", default="S", help=argparse.SUPPRESS)
    return parser.parse_args()


def _in_process(part: str, size: str, *, keep: bool) -> dict[str, float]:
    name = f"leadwell_bench_{part}_{size}".lower()
    _on_server(f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"')
    print(f"measuring {part} {size} …", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks", "--part", part, "--size", size],
            env={
                **os.environ,
                "DATABASE_URL": f"{SERVER.rsplit('/', 1)[0]}/{name}",
                "DATA_DIR": folder,
                "DJANGO_SETTINGS_MODULE": "config.settings",
                "STATEMENT_TIMEOUT": "86400",
            },
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    if not keep:
        _on_server(f'DROP DATABASE "{name}"')
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
    from tests.benchmarks import data, engine, ingest, pages

    if part == "pages":
        return pages.measure()
    data.build(data.SIZES[size])
    if part == "ingest":
        return ingest.measure()
    floor = [engine.rebuild_floor()]
    rebuild = engine.full_rebuild()
    floor.append(engine.rebuild_floor())
    return {
        "floor": sum(floor) / 2,
        "rebuild": rebuild,
        "incremental": engine.incremental(),
        "statements 10": engine.statements(10),
        "statements 10000": engine.statements(10_000),
    }


def _figures(raw: dict[str, dict[str, float]], sizes: list[str]) -> dict[str, Figure]:
    figures: dict[str, Figure] = {}

    def add(name: str, value: float, floor: float, *, unit: str = "s") -> None:
        figures[f"{name} [{unit}]"] = {
            "value": round(value, 4), "floor": round(floor, 4), "ratio": round(value / floor, 3),
        }  # fmt: skip

    for size in sizes:
        found = raw.get(f"engine {size}")
        if found is None:
            continue
        add(f"P1 full rebuild {size}, of one-statement floor", found["rebuild"], found["floor"])
        add(f"P3 incremental {size}, of full rebuild", found["incremental"], found["rebuild"])
        add(
            f"P12 statements {size}, 10,000 readings of 10",
            found["statements 10000"], found["statements 10"], unit="statements",
        )  # fmt: skip
    if len(sizes) > 1 and "engine S" in raw:
        first, last = raw[f"engine {sizes[0]}"], raw[f"engine {sizes[-1]}"]
        add(f"P2 incremental {sizes[-1]}, of {sizes[0]}", last["incremental"], first["incremental"])
    if found := raw.get("ingest"):
        add("P6 API, of ingest floor", found["first"], found["floor"], unit="rows/s")
        add("P6 API, of a serializer's save", found["first"], found["plain"], unit="rows/s")
        add("P6 replay, of first load", found["replay"], found["first"], unit="rows/s")
    if found := raw.get("pages"):
        _add_pages(add, found)
    return figures


def _add_pages(add: Any, found: dict[str, float]) -> None:
    add("P7 Today, of a bare page", found["today"], found["bare"], unit="requests/s")
    add("P7 unchanged Today, of a bare page", found["unchanged"], found["bare"], unit="requests/s")
    for name in ("today", "goals", "goal", "metric"):
        many, few = found[f"statements {name}, many"], found[f"statements {name}, few"]
        add(f"P9 {name} at 100 times the data", many, few, unit="statements")
    for name, most in (("html", 30), ("css", 15), ("script", 30)):
        add(f"P11 {name} of Today, of its budget", found[name], most, unit="kB gzipped")


def _print(figures: dict[str, Figure]) -> None:
    width = max(map(len, figures), default=10)
    print(f"{'figure':{width}}  {'value':>12}  {'floor':>12}  {'ratio':>8}")
    for name, figure in figures.items():
        print(
            f"{name:{width}}  {figure['value']:>12,}  {figure['floor']:>12,}  {figure['ratio']:>8}"
        )


if __name__ == "__main__":
    main()
