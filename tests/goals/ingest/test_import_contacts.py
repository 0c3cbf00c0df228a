import json

import pytest
from django.core.management import CommandError, call_command

from goals.models import Import, Reading
from tests.goals.ingest.helpers import ROWS, lines, written

pytestmark = pytest.mark.django_db
RECIPE = """
name = "Call log"
id = "Id"
agent = "Agent"
date = "Date"
time = "Time"
create = ["metrics"]
[[metric]]
slug = "score"
kind = "ratio"
unit = "score"
value = "Score"
"""


@pytest.fixture
def recipe_file(tmp_path, agent, colleague):
    return written(tmp_path, RECIPE, "recipe.toml")


@pytest.fixture
def file(tmp_path):
    return written(tmp_path, lines(*ROWS))


@pytest.fixture
def bad_file(tmp_path):
    return written(tmp_path, lines(*ROWS, ROWS[0].replace("c1", "c4").replace(",4", ",NaN")))


def run(capsys, file, recipe_file, *options):
    """What the command prints, and its error."""
    error = None
    try:
        call_command("import_contacts", str(file), "--recipe", str(recipe_file), *options)
    except CommandError as raised:
        error = raised
    return capsys.readouterr().out, error


def test_it_imports_and_says_so_in_the_contracts_json(capsys, file, recipe_file):
    out, error = run(capsys, file, recipe_file, "--json")

    assert error is None
    assert json.loads(out) == {
        "rows": 3, "created": 2, "updated": 0, "unchanged": 0, "withdrawn": 0, "rejected": []
    }  # fmt: skip
    assert Reading.objects.count() == 2
    import_run = Import.objects.get()
    assert (import_run.created_by, import_run.state, import_run.rows) == (None, "done", 3)
    assert len(import_run.digest) == 64


def test_again_it_changes_nothing(capsys, file, recipe_file):
    run(capsys, file, recipe_file)

    out, _ = run(capsys, file, recipe_file, "--json")

    assert json.loads(out)["unchanged"] == 2
    assert json.loads(out)["created"] == 0


def test_a_dry_run_writes_nothing(capsys, file, recipe_file):
    out, error = run(capsys, file, recipe_file, "--dry-run")

    assert error is None
    assert "3 rows: 2 new, 0 changed, 1 as before, 0 need you." in out
    assert "Readings that would be created 2" in out
    assert "Metrics that would be made: Score." in out
    assert not Reading.objects.exists()
    assert not Import.objects.exists()


def test_one_bad_row_means_status_1_and_nothing_written(capsys, bad_file, recipe_file):
    out, error = run(capsys, bad_file, recipe_file, "--json")

    assert error.returncode == 1
    assert json.loads(out) == {
        "rows": 4,
        "created": 0,
        "updated": 0,
        "unchanged": 0,
        "withdrawn": 0,
        "rejected": [
            {
                "line": 5,
                "column": "Score",
                "value": "NaN",
                "message": "“NaN” is not a number. Write it in digits, such as 12.5.",
            }
        ],
    }
    assert not Reading.objects.exists()
    assert not Import.objects.exists()


def test_a_dry_run_with_a_bad_row_has_status_1_too(capsys, bad_file, recipe_file):
    _, error = run(capsys, bad_file, recipe_file, "--dry-run")
    assert "1 of 4 rows need you" in str(error)


def test_skip_bad_takes_the_good_rows(capsys, bad_file, recipe_file):
    out, error = run(capsys, bad_file, recipe_file, "--skip-bad")

    assert error is None
    assert "Row 5, Score: “NaN” is not a number." in out
    assert Reading.objects.count() == 2


def test_a_long_list_of_problems_is_cut_in_words(capsys, tmp_path, recipe_file):
    rows = [ROWS[0].replace("c1", f"c{n}") + ",surplus" for n in range(25)]
    out, _ = run(capsys, written(tmp_path, lines(*rows)), recipe_file)
    assert "Row 2: The row has 9 cells" in out
    assert "And 5 more; --json lists them." in out


def test_times_that_happened_twice_are_told(capsys, tmp_path, recipe_file):
    path = written(tmp_path, lines("c1,jin,2026-10-25,01:30:00,Y,Y,,4"))
    out, _ = run(capsys, path, recipe_file)
    assert "1 times happened twice" in out


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_what_cannot_be_read_is_told_in_one_line_each(capsys, tmp_path, file, recipe_file, options):
    broken = written(tmp_path, RECIPE + "\nagnt = 1\n[[mertic]]\n", "broken.toml")
    not_text = written(tmp_path, b"\xff\xfe\xfd", "odd.toml")
    for file_name, recipe_name, words in (
        (tmp_path / "missing.csv", recipe_file, "No such file"),
        (file, tmp_path / "missing.toml", "No such file"),
        (file, broken, "there is no such key"),
        (file, not_text, "not UTF-8"),
        (written(tmp_path, b"", "empty.csv"), recipe_file, "The file is empty."),
    ):
        out, error = run(capsys, file_name, recipe_name, *options)
        assert error.returncode == 1
        assert words in str(error)
        assert str(error).endswith("Nothing was written.")
        if options:
            rejected = json.loads(out)["rejected"]
            assert any(words in problem["message"] for problem in rejected)
    assert not Import.objects.exists()
