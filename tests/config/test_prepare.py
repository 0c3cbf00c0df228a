"""Preparing a start: from nothing to ready, and the second time nothing but a look."""

import os
import subprocess
import sys

import pytest

from config import assets
from config.settings import BASE_DIR


def manage(tmp_path, *arguments, **environment):
    """A management command in a process of its own, with data of its own."""
    inherited = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / "data")}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env=inherited | environment,
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def everything_under(folder):
    """Each file's time, by name; SQLite's side files come and go."""
    return {
        str(path): path.stat().st_mtime_ns
        for path in folder.rglob("*")
        if path.is_file() and "sqlite3" not in path.name
    }


@pytest.mark.slow
def test_prepare_twice_keeps_what_is_there(tmp_path):
    first = manage(tmp_path, "prepare", "--no-demo")
    assert first.returncode == 0, first.stderr
    assert "http://127.0.0.1:8000/" in first.stdout
    assert "Nobody can sign in yet." in first.stdout
    manifest = tmp_path / "data" / "static" / "staticfiles.json"
    assert manifest.exists()

    count = "from teams.models import User; print(User.objects.count())"
    make = "User.objects.create_user(username='ann', password='right-enough-42')"
    made = manage(tmp_path, "shell", "-v0", "-c", f"from teams.models import User; {make}")
    assert made.returncode == 0, made.stderr
    before = everything_under(tmp_path / "data")

    second = manage(tmp_path, "prepare", "--no-demo")
    assert second.returncode == 0, second.stderr
    assert "Nobody can sign in yet." not in second.stdout
    assert everything_under(tmp_path / "data") == before
    assert manage(tmp_path, "shell", "-v0", "-c", count).stdout.strip() == "1"


def test_prepare_gives_up_on_a_database_that_stays_away(tmp_path):
    away = "postgres://nobody@127.0.0.1:1/leadwell"
    done = manage(tmp_path, "prepare", "--wait", "1", DATABASE_URL=away)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("CommandError: The database does not answer after 1 s")


def test_fonts_are_built_once(tmp_path):
    assert assets.build_fonts(tmp_path) is True
    made = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert {"hanken-grotesk.woff2", "hanken-grotesk-600.woff2", "source-serif.woff2"} <= set(made)
    assert {name for name in made if name.endswith("licence.txt")} == {
        "font_hanken_grotesk-licence.txt",
        "font_source_serif_pro-licence.txt",
    }
    assert assets.build_fonts(tmp_path) is False
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == made


def test_a_missing_font_is_built_again(tmp_path):
    assets.build_fonts(tmp_path)
    (tmp_path / "source-serif.woff2").unlink()
    assert assets.build_fonts(tmp_path) is True
    assert (tmp_path / "source-serif.woff2").read_bytes().startswith(b"wOF2")


def test_type_stays_inside_its_budget(tmp_path):
    assets.build_fonts(tmp_path)
    assert sum(path.stat().st_size for path in tmp_path.glob("*.woff2")) <= 71_000


def test_a_missing_font_package_says_what_to_do():
    with pytest.raises(FileNotFoundError, match=r"install requirements\.txt"):
        assets.package_files("font_that_is_not_there")
