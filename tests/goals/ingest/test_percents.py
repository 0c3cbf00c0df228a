"""Percents in a file, with a sign or without: what is guessed, what is asked, and what they come to."""

from decimal import Decimal

import pytest
from django.utils import timezone

from goals.ingest.files.cells import Habits, percent
from goals.ingest.files.held import Number
from goals.ingest.files.problems import FileProblem
from goals.ingest.files.recipe import RecipeProblem, recipe_from
from goals.models import Import, Metric, Reading
from goals.recompute.run import run_until_done
from teams.actions.tokens import create_token
from tests.goals.ingest.helpers import brought_in, checked, lines, recipe, written
from tests.goals.ingest.test_browser_steps import answers, mapped, text_of, to, upload

HEADINGS = "Id,Agent,Date,CSAT"
SHARE = {"slug": "csat", "kind": "ratio", "unit": "percent", "value": "CSAT", "percents": True}


@pytest.fixture
def ada(administrator, client_of, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    return client_of(administrator)


def share_of(slug: str) -> Decimal:
    """What the readings of a metric come to: Σ value ÷ Σ weight."""
    readings = list(Reading.objects.filter(metric__slug=slug))
    return sum(r.value for r in readings) / sum(r.weight for r in readings)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("91.5", "0.915"),
        ("91,5 %", "0.915"),
        ("0", "0"),
        (Number("0.915", Decimal("0.915"), is_percent=True), "0.915"),
        (Number("91.5", Decimal("91.5")), "0.915"),
    ],
)
def test_a_percent_is_the_share_it_is_of_all(text, share):
    assert percent(text, Habits(), "CSAT") == Decimal(share)


def test_a_recipe_says_so_of_a_column_and_of_a_metric_in_percent_only():
    plain = {"name": "Desk", "agent": "Agent", "date": "Date"}
    read = recipe_from(plain | {"metric": [SHARE]})
    assert recipe_from(read.as_json()) == read
    assert read.metrics[0].percents
    for wrong, words in (
        ({"unit": "score"}, "is for a metric in percent"),
        ({"value": 1}, "is for a column"),
        ({"percents": "yes"}, "must be true or false"),
    ):
        with pytest.raises(RecipeProblem, match=words):
            recipe_from(plain | {"metric": [SHARE | wrong]})


@pytest.mark.django_db
def test_a_metric_that_is_here_must_be_one_in_percent(tmp_path, agent):
    Metric.objects.create(slug="csat", name="CSAT", kind="ratio", unit="score")
    bare = {"slug": "csat", "value": "CSAT", "percents": True}
    path = written(tmp_path, lines("a,Jin Park,2026-11-02,91.5", headings=HEADINGS))
    with pytest.raises(FileProblem, match="is none in percent"):
        checked(path, recipe(time=None, metric=[bare]))


@pytest.mark.django_db
def test_of_a_weight_it_is_so_many_percent(tmp_path, agent):
    """91.5% of 80 and 50% of 20 are 83.2 of 100, whatever the mean of the two percents."""
    rows = ("a,Jin Park,2026-11-02,91.5,80", "b,Jin Park,2026-11-03,50%,20")
    path = written(tmp_path, lines(*rows, headings=f"{HEADINGS},Calls"))
    brought_in(path, recipe(time=None, metric=[SHARE | {"weight": "Calls"}]))
    assert share_of("csat") == Decimal("0.832")


@pytest.mark.django_db
def test_signs_are_guessed_as_a_share_and_come_out_right_in_the_series(ada, administrator, agent):
    rows = ("a,Jin Park,2026-11-02,85%", "b,Jin Park,2026-11-02,88%", "c,Jin Park,2026-11-02,91%")
    import_run, _ = mapped(ada, lines(*rows, headings="Id,Agent,Date,FCR"))
    assert "FCR" in text_of(ada.get(to("check", import_run)))
    ada.post(to("check", import_run), {"do": "import"})
    run_until_done()

    _, token = create_token(
        administrator, administrator, name="BI", scopes=["read"], now=timezone.now()
    )
    answer = ada.get(
        "/api/v1/metrics/fcr/series/?from=2026-11-02&until=2026-11-02&by=total",
        headers={"Authorization": f"Bearer {token}"},
    )

    (row,) = answer.json()["results"]
    assert Decimal(row["result"]) == 88


@pytest.mark.django_db
def test_numbers_without_a_sign_can_be_called_percents_at_the_check_and_are_from_then_on(
    ada, agent
):
    rows = ("a,Jin Park,2026-11-02,91.5", "b,Jin Park,2026-11-03,88", "c,Jin Park,2026-11-04,0")
    content = lines(*rows, headings=HEADINGS)
    import_run, _ = mapped(ada, content, kind_3="ratio", unit_3="percent")
    page = text_of(ada.get(to("check", import_run)))
    assert "more than all there is" in page
    assert "They are percents already: 91.5 is 91.5%" in page

    ada.post(to("check", import_run), {"do": "percents", "metric": "csat"})

    page = text_of(ada.get(to("check", import_run)))
    assert "more than all there is" not in page
    assert "59.8%" in page
    ada.post(to("check", import_run), {"do": "import"})
    assert share_of("csat") == Decimal("1.795") / 3

    address = upload(ada, content.replace(b"2026-11-0", b"2026-11-1"))["Location"]
    sent = answers(ada, address)
    assert sent["percents_3"] == "on"
    ada.post(address, sent)
    ada.post(to("check", Import.objects.latest("pk")), {"do": "import"})
    assert share_of("csat") == Decimal("1.795") / 3


@pytest.mark.django_db
def test_numbers_that_cannot_be_percents_are_not_offered_as_such(ada, agent):
    rows = ("a,Jin Park,2026-11-02,191", "b,Jin Park,2026-11-03,88")
    import_run, _ = mapped(ada, lines(*rows, headings=HEADINGS), kind_3="ratio", unit_3="percent")
    page = text_of(ada.get(to("check", import_run)))
    assert "more than all there is" in page
    assert "They are percents already" not in page
    ada.post(to("check", import_run), {"do": "percents", "metric": "csat"})
    import_run.refresh_from_db()
    assert "percents" not in import_run.recipe["metric"][0]


@pytest.mark.django_db
def test_the_tick_is_for_a_metric_in_percent(ada, agent):
    address = upload(ada, lines("a,Jin Park,2026-11-02,91%", headings=HEADINGS))["Location"]
    page = text_of(ada.post(address, answers(ada, address, unit_3="score")))
    assert "Only a metric in percent can be read so." in page
