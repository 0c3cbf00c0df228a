"""The four steps of an import as a browser walks them, with nothing but forms."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from goals.ingest import steps
from goals.ingest.files.problems import FileProblem
from goals.ingest.uploads import folder
from goals.models import Import, Metric, Reading
from goals.queries.imports import findings_of
from teams.actions import create_person, join_team
from teams.models import Role, Team, User
from tests.cast import SINCE
from tests.goals.ingest.helpers import HEADINGS, ROWS, lines

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def ada(administrator, client_of):
    return client_of(administrator)


@pytest.fixture
def priya(manager, client_of):
    return client_of(manager)


def upload(client, content: bytes, name: str = "calls.csv"):
    return client.post(reverse("goals:import_new"), {"file": SimpleUploadedFile(name, content)})


def answers(client, address: str, **changes) -> dict[str, str]:
    """What the form would send as it stands, with changes; None leaves a field out."""
    form = client.get(address).context["form"]
    sent = {bound.html_name: bound.value() for bound in form} | {"do": "check"} | changes
    return {
        name: "on" if value is True else value
        for name, value in sent.items()
        if value not in (None, False)
    }


def mapped(client, content: bytes, **changes) -> tuple[Import, object]:
    """Upload and match; the import, and the answer to the second step."""
    address = upload(client, content)["Location"]
    answer = client.post(address, answers(client, address, **changes))
    return Import.objects.latest("pk"), answer


def to(step: str, import_run: Import) -> str:
    return reverse(f"goals:import_{step}", args=[import_run.pk])


def text_of(answer) -> str:
    return answer.content.decode()


# --- The whole way -------------------------------------------------------------------------------


def test_nothing_is_written_before_the_last_click(ada, agent, colleague):
    import_run, answer = mapped(ada, lines(*ROWS))
    assert answer["Location"] == to("check", import_run)
    page = text_of(ada.get(answer["Location"]))
    assert "3 rows: 3 new." in page
    assert "Import 3 rows" in page
    assert "4 metrics" in page
    assert not Reading.objects.exists()
    assert not Metric.objects.exists()

    answer = ada.post(to("check", import_run), {"do": "import"})

    assert answer["Location"] == to("done", import_run)
    assert Reading.objects.count() == 3 + 3 + 2 + 2
    page = text_of(ada.get(answer["Location"]))
    assert "Imported. 3 rows: 3 new." in page
    assert reverse("goals:metric", args=["resolved"]) in page
    assert "Undo this import" in page
    assert "cannot sign in before" not in page
    assert not list(folder().iterdir())


def test_a_share_of_more_than_all_is_told_before_it_is_written():
    """Counts of a day without the column that divides them."""
    solved = {
        "kind": Metric.Kind.RATIO,
        "unit": Metric.Unit.PERCENT,
        "slug": "solved",
        "name": "Solved at once",
        "decimals": 0,
        "value": "2172",
        "weight": "84",
        "n": 84,
    }
    rating = {**solved, "unit": Metric.Unit.SCORE, "name": "Rating", "value": "347"}

    def notes(*results):
        found = {"results": list(results)}
        return findings_of(Import(findings=found, rejected=[], rows=84, rows_new=84), "GBP").notes

    (note,) = notes(solved, rating)
    assert note.startswith("Solved at once comes to 2,586%, more than all there is: 2,172 ÷ 84.")
    assert notes({**solved, "value": "84"}, {**solved, "weight": "0"}) == ()


def test_guesses_are_marked_and_unused_columns_are_named(ada):
    content = lines(*(row + ",Delivery" for row in ROWS), headings=HEADINGS + ",Topic")
    page = text_of(ada.get(upload(ada, content)["Location"]))
    assert page.count(">guessed<") == 8
    assert "Ignored: Topic." in page
    assert "UTF-8, commas between the cells" in page


def test_the_same_headings_are_matched_as_last_time(ada, agent, colleague):
    import_run, _ = mapped(ada, lines(*ROWS), name="The switchboard", timezone="Europe/Paris")
    ada.post(to("check", import_run), {"do": "import"})

    page = ada.get(upload(ada, lines(ROWS[0].replace("c1", "c9")))["Location"])

    assert "As last time." in text_of(page)
    assert ">guessed<" not in text_of(page)
    form = page.context["form"]
    assert form["name"].value() == "The switchboard"
    assert form["timezone"].value() == "Europe/Paris"
    assert form["metric_4"].value() == "resolved"


def test_the_mapping_may_be_changed_in_steps(ada, agent, colleague):
    address = upload(ada, lines(*ROWS))["Location"]
    answer = ada.post(
        address, answers(ada, address, use_7="", use_5="", weight_4="5", do="show", metric_4="+new")
    )
    assert answer["Location"] == address
    form = ada.get(address).context["form"]
    assert form.figures == [4, 6]
    assert form["weight_4"].value() == "5"
    assert form.ignored() == ["Score"]

    ada.post(address, answers(ada, address, use_7="figure", do="show"))
    form = ada.get(address).context["form"]
    assert form.figures == [4, 6, 7]
    assert form["unit_7"].value() == "score"


def test_rows_can_be_counted_and_chosen(ada, agent, colleague):
    import_run, _ = mapped(
        ada,
        lines(*ROWS),
        use_4="",
        use_5="",
        use_6="",
        use_7="",
        metric_rows="+new",
        name_rows="Answered contacts",
        when_rows="5",
        wanted_rows="Y",
    )
    ada.post(to("check", import_run), {"do": "import"})

    assert Metric.objects.get().slug == "answered-contacts"
    assert Reading.objects.count() == 2
    form = ada.get(upload(ada, lines(*ROWS))["Location"]).context["form"]
    assert form["metric_rows"].value() == "answered-contacts"
    assert (form["when_rows"].value(), form["wanted_rows"].value()) == ("5", "Y")


def test_a_new_team_and_its_people_come_with_the_file(ada, organisation):
    import_run, answer = mapped(ada, lines(*ROWS), team_new="Telephone", create_agents="on")
    page = text_of(ada.get(answer["Location"]))
    assert "1 team" in page
    assert "2 people" in page
    assert not Team.objects.exists()

    ada.post(to("check", import_run), {"do": "import"})

    assert "cannot sign in before an administrator" in text_of(ada.get(to("done", import_run)))
    assert Team.objects.get().name == "Telephone"
    assert User.objects.filter(name="Jin Park").exists()
    form = ada.get(upload(ada, lines(*ROWS))["Location"]).context["form"]
    assert form["team_name"].value() == "Telephone"


def test_a_remembered_team_that_is_gone_stays_choosable(ada, organisation, agent):
    import_run, _ = mapped(ada, lines(*ROWS), team_new="Gone by now", create_agents="on")
    ada.post(to("check", import_run), {"do": "import"})
    ada.post(to("undo", import_run))

    form = ada.get(upload(ada, lines(*ROWS))["Location"]).context["form"]

    assert form["team_name"].value() == "Gone by now"


def test_a_column_of_teams_says_more_than_one_team_for_all(ada, agent, north, south):
    content = lines("c1,jin,South,2026-11-02,09:15,3", headings="Id,Agent,Team,Date,Time,Score")
    import_run, _ = mapped(ada, content, team_name="North")
    ada.post(to("check", import_run), {"do": "import"})
    assert Reading.objects.get().team_id == south.pk


def test_a_metric_that_is_here_is_chosen_by_its_name(ada, agent, colleague):
    metric = Metric.objects.create(
        slug="fcr", name="Resolved", kind="ratio", unit="percent", better="higher"
    )
    form = ada.get(upload(ada, lines(*ROWS))["Location"]).context["form"]
    assert form["metric_4"].value() == "fcr"
    import_run, _ = mapped(ada, lines(*ROWS))
    ada.post(to("check", import_run), {"do": "import"})
    assert Reading.objects.filter(metric=metric).count() == 3


def test_a_column_chosen_as_a_figure_that_holds_none_is_named_by_its_heading(ada):
    address = upload(ada, lines(ROWS[0]))["Location"]
    ada.post(address, answers(ada, address, use_1="figure", do="show"))
    form = ada.get(address).context["form"]
    assert form["name_1"].value() == "Agent"


# --- What is wrong -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04" + bytes(50), "a workbook or a zip archive that is damaged"),
    ],
)
def test_a_file_that_is_none_is_refused_at_once(ada, content, words):
    page = text_of(upload(ada, content))
    assert words in page
    assert "Error: Import figures" in page
    assert not Import.objects.exists()
    assert not folder().exists() or not list(folder().iterdir())


def test_no_file_is_asked_for(ada):
    assert "Error:" not in text_of(ada.get(reverse("goals:import_new")))
    assert "Choose a file first." in text_of(ada.post(reverse("goals:import_new")))


def test_a_file_beyond_the_limit_is_refused(ada, settings):
    settings.IMPORT_MAX_BYTES = 10
    page = text_of(upload(ada, lines(*ROWS)))
    assert "Cut it into pieces" in page
    assert not Import.objects.exists()


def test_errors_are_grouped_by_repair_three_in_full(ada, agent, colleague):
    bad = [ROWS[0].replace("c1", f"x{n}").replace("Jin Park", f"Zed {n}") for n in range(5)]
    date = ROWS[0].replace("c1", "y1").replace("2026-11-02", "2026-11-31")
    import_run, _ = mapped(ada, lines(*ROWS, *bad, date))

    page = text_of(ada.get(to("check", import_run)))

    assert "9 rows: 3 new, 6 need you." in page
    assert "Check the spelling, or add the person first." in page
    assert "5 rows" in page
    assert "Row 5, Agent: Nobody is called “Zed 0”." in page
    assert "Row 7, Agent" in page
    assert "Row 8, Agent" not in page
    assert "And 2 more." in page
    assert "Row 10, Date: found 2026-11-31. November has 30 days." in page
    assert "Import the 3 good rows" in page


def test_people_who_are_not_here_yet_are_added_where_they_are_missed(ada, north):
    import_run, _ = mapped(ada, lines(*ROWS))
    page = text_of(ada.get(to("check", import_run)))
    assert "Nobody is called “Jin Park”." in page
    assert "Add the people ticked as agents of North, and check again" in page

    answer = ada.post(
        to("check", import_run), {"do": "people", "person": ["Jin Park", "Dele Adeyemi", "Zed"]}
    )

    assert answer["Location"] == to("check", import_run)
    page = text_of(ada.get(answer["Location"]))
    assert "3 rows: 3 new." in page
    assert "Add the people ticked" not in page
    ada.post(to("check", import_run), {"do": "import"})
    assert Reading.objects.filter(team=north).count() == Reading.objects.count() > 0
    assert User.objects.filter(name="Jin Park").exists()


def test_rows_from_before_somebody_was_in_the_only_team_are_counted_for_it(ada, north):
    for name in ("Jin Park", "Dele Adeyemi"):
        person = create_person(None, name=name, username=name.split()[0].lower())
        join_team(None, person, north, Role.AGENT, timezone.now().date())
    import_run, _ = mapped(ada, lines(*ROWS))
    page = text_of(ada.get(to("check", import_run)))
    assert "was an agent in no team" in page
    assert "Count these rows for North, and check again" in page
    ada.post(to("check", import_run), {"do": "team"})
    assert "3 rows: 3 new." in text_of(ada.get(to("check", import_run)))


def test_of_several_teams_one_is_chosen_among_the_columns(ada, north, south):
    import_run, _ = mapped(ada, lines(*ROWS))
    assert "and check again" not in text_of(ada.get(to("check", import_run)))
    ada.post(to("check", import_run), {"do": "people", "person": ["Jin Park"]})
    import_run.refresh_from_db()
    assert "agents" not in import_run.recipe.get("create", [])
    assert not import_run.recipe.get("new_agents")


def test_the_good_rows_or_none(ada, agent, colleague):
    bad = ROWS[0].replace("c1", "x1").replace("Jin Park", "Zed")
    import_run, _ = mapped(ada, lines(*ROWS, bad))

    ada.post(to("check", import_run), {"do": "import"})

    assert set(Reading.objects.values_list("external_id", flat=True)) == {"c1", "c2", "c3"}
    page = text_of(ada.get(to("done", import_run)))
    assert "4 rows: 3 new, 1 left out." in page
    assert "Left out" in page


def test_a_file_without_a_good_row_offers_no_import(ada, agent):
    import_run, _ = mapped(ada, lines(ROWS[0].replace("Jin Park", "Zed")))
    page = text_of(ada.get(to("check", import_run)))
    assert "1 row: 1 needs you." in page
    assert 'value="import"' not in page


def test_many_problems_are_counted_and_the_first_shown(ada, agent, monkeypatch):
    monkeypatch.setattr("goals.ingest.report.KEPT_ROWS", 2)
    bad = [ROWS[0].replace("c1", f"x{n}").replace("Jin Park", "Zed") for n in range(4)]
    import_run, _ = mapped(ada, lines(*bad))
    page = text_of(ada.get(to("check", import_run)))
    assert "4 rows" in page
    assert "And 1 more." in page
    assert page.count("Nobody is called “Zed”") == 2
    # The download has them all, though the import itself keeps only the first.
    assert len(list(csv.reader(io.StringIO(text_of(ada.get(to("failing", import_run))))))) == 5


def test_times_that_happened_twice_are_told(ada, agent):
    rows = [f"c{n},jin,2026-10-25,01:3{n}:00,Y,Y,,4" for n in range(2)]
    one, _ = mapped(ada, lines(rows[0]))
    assert "One time happened twice" in text_of(ada.get(to("check", one)))
    two, _ = mapped(ada, lines(*rows))
    assert "2 times happened twice" in text_of(ada.get(to("check", two)))


def test_more_than_a_dozen_new_people_are_shortened(ada, north):
    rows = [ROWS[0].replace("c1", f"c{n}").replace("Jin Park", f"Person {n}") for n in range(14)]
    import_run, _ = mapped(ada, lines(*rows), team_name="North", create_agents="on")
    assert "and 2 more" in text_of(ada.get(to("check", import_run)))


def test_an_order_of_dates_that_cannot_be_told_is_asked_at_its_field(ada, agent):
    content = lines("c1,jin,1/2/2026,09:15:00,Y,Y,,4", "c2,jin,1/3/2026,09:15:00,Y,Y,,4")
    import_run, answer = mapped(ada, content)
    assert answer.status_code == 200
    assert "can be read in more than one order" in text_of(answer)
    assert answer.context["form"].errors["date_order"]

    answer = ada.post(to("map", import_run), answers(ada, to("map", import_run), date_order="mdy"))

    assert answer["Location"] == to("check", import_run)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"use_2": ""}, "A time needs a date beside it. Say which column holds the date."),
        ({"use_2": "", "use_3": ""}, "Say which column holds the date."),
        ({"use_0": "at"}, "Date and time are there twice."),
        ({"use_1": ""}, "Say which column holds the agent or the team"),
        ({"use_0": "agent"}, "“Id” is used as agent already."),
        ({"use_4": "", "use_5": "", "use_6": "", "use_7": ""}, "Say which column holds a figure"),
        ({"name": ""}, "Name where the figures come from."),
        ({"name_4": "!"}, "Name the new metric."),
        ({"name_4": "Contacts by phone"}, "There is a metric of this name already."),
        ({"metric_4": ""}, "Choose what this column counts."),
        ({"when_4": "5"}, "Say what the column must hold."),
        ({"name_4": "Talk"}, "“Resolved” is counted as this already."),
        ({"use_4": "nonsense"}, "Select a valid choice"),
    ],
)
def test_a_mapping_that_cannot_be_followed_says_why(ada, agent, changes, words):
    Metric.objects.create(slug="contacts-by-phone", name="By phone", kind="total")
    _, answer = mapped(ada, lines(*ROWS), **changes)
    assert answer.status_code == 200
    assert words in text_of(answer)
    assert Import.objects.get().state == "uploaded"


def test_a_file_whose_rows_end_early_is_told_at_the_check(ada, agent):
    rows = [ROWS[0].replace("c1", f"c{n}") for n in range(250)]
    assert "never closed" in text_of(upload(ada, lines(ROWS[0], '"c2,Jin')))
    import_run, answer = mapped(ada, lines(*rows, '"c2,Jin'))
    assert "never closed" in text_of(answer)
    assert import_run.state == "uploaded"


# --- Clicks that come twice, late or out of order ------------------------------------------------


def test_two_clicks_import_once(ada, agent, colleague):
    import_run, _ = mapped(ada, lines(*ROWS))
    first = ada.post(to("check", import_run), {"do": "import"})
    second = ada.post(to("check", import_run), {"do": "import"})
    assert first["Location"] == second["Location"] == to("done", import_run)
    assert Reading.objects.count() == 10


def test_while_one_click_imports_another_waits(ada, administrator, agent, colleague):
    import_run, _ = mapped(ada, lines(*ROWS))
    now = timezone.now()
    Import.objects.update(state="running", started_at=now - timedelta(minutes=1))
    writer = steps.writer_for(administrator)

    assert steps.carry_out(import_run, writer, now=now, skip_bad=False) is False

    assert not Reading.objects.exists()
    page = text_of(ada.get(to("done", import_run)))
    assert "The file is being imported" in page
    assert ada.post(to("drop", import_run))["Location"] == to("done", import_run)
    assert Import.objects.exists()


def test_an_import_that_never_came_back_may_be_tried_again(ada, administrator, agent, colleague):
    import_run, _ = mapped(ada, lines(*ROWS))
    now = timezone.now()
    Import.objects.update(state="running", started_at=now - timedelta(minutes=16))

    assert steps.carry_out(import_run, steps.writer_for(administrator), now=now, skip_bad=False)

    assert import_run.state == "done"


def test_a_claim_that_was_taken_over_writes_nothing(
    ada, administrator, agent, colleague, monkeypatch
):
    import_run, _ = mapped(ada, lines(*ROWS))
    usual = steps.run

    def overtaken(*args, **kwargs):
        report = usual(*args, **kwargs)
        Import.objects.update(started_at=timezone.now() + timedelta(hours=1))
        return report

    monkeypatch.setattr(steps, "run", overtaken)
    with pytest.raises(FileProblem, match="Somebody else is importing"):
        steps.carry_out(
            import_run, steps.writer_for(administrator), now=timezone.now(), skip_bad=False
        )

    assert not Reading.objects.exists()


def test_what_changed_since_the_check_is_looked_at_again(ada, agent, colleague):
    import_run, _ = mapped(ada, lines(*ROWS))
    User.objects.filter(pk=agent.pk).update(name="Jin Lee", username="jinlee")

    answer = ada.post(to("check", import_run), {"do": "import"}, follow=True)

    assert answer.redirect_chain[-1][0] == to("check", import_run)
    assert "Something changed since the check" in text_of(answer)
    assert "3 rows: 1 new, 2 need you." in text_of(answer)
    assert not Reading.objects.exists()
    User.objects.filter(pk=agent.pk).update(name="Jin Park")
    ada.post(to("check", import_run), {"do": "again"})
    assert "3 rows: 3 new." in text_of(ada.get(to("check", import_run)))


def test_a_metric_archived_since_the_check_leads_back_to_the_columns(ada, agent, colleague):
    Metric.objects.create(slug="resolved", name="Resolved", kind="ratio", unit="percent")
    import_run, _ = mapped(ada, lines(*ROWS))
    Metric.objects.update(archived_at=timezone.now())

    answer = ada.post(to("check", import_run), {"do": "import"}, follow=True)

    assert answer.redirect_chain[-1][0] == to("map", import_run)
    assert "is archived" in text_of(answer)
    import_run.refresh_from_db()
    assert import_run.state == "mapped"


def test_each_step_leads_to_where_the_import_is(ada, agent, colleague):
    address = upload(ada, lines(*ROWS))["Location"]
    import_run = Import.objects.get()
    assert ada.get(to("done", import_run))["Location"] == to("check", import_run)
    assert ada.get(to("check", import_run))["Location"] == to("map", import_run)
    ada.post(address, answers(ada, address))
    ada.post(to("check", import_run), {"do": "import"})
    assert ada.get(to("map", import_run))["Location"] == to("done", import_run)
    assert ada.get(to("check", import_run))["Location"] == to("done", import_run)


def test_a_file_that_was_cleared_away_is_asked_for_again(ada, agent, colleague):
    for step in ("map", "check"):
        import_run, _ = mapped(ada, lines(*ROWS))
        for path in folder().iterdir():
            path.unlink()
        client_answer = (
            ada.get(to(step, import_run))
            if step == "map"
            else ada.post(to(step, import_run), {"do": "import"})
        )
        assert client_answer["Location"] == reverse("goals:import_new")
        # Looking changes nothing, not even what has become useless.
        assert Import.objects.filter(pk=import_run.pk).exists() is (step == "map")


def test_a_file_can_be_forgotten(ada, agent):
    import_run, _ = mapped(ada, lines(*ROWS))
    assert ada.post(to("drop", import_run))["Location"] == reverse("goals:imports")
    assert not Import.objects.exists()
    assert not list(folder().iterdir())


def test_the_very_same_file_is_pointed_out(ada, agent, colleague):
    import_run, _ = mapped(ada, lines(*ROWS))
    ada.post(to("check", import_run), {"do": "import"})
    again, _ = mapped(ada, lines(*ROWS))
    page = text_of(ada.get(to("check", again)))
    assert "This very file was imported before." in page
    assert "3 rows: 3 as before." in page


# --- Undo and the list ---------------------------------------------------------------------------


def test_an_import_is_undone_with_a_button(ada, agent, colleague):
    import_run, _ = mapped(ada, lines(*ROWS))
    ada.post(to("check", import_run), {"do": "import"})
    corrected, _ = mapped(ada, lines(*(row.replace(",4", ",5") for row in ROWS)))
    ada.post(to("check", corrected), {"do": "import"})
    page = text_of(ada.get(to("done", corrected)))
    assert "1 changed" in page

    answer = ada.post(to("undo", import_run), follow=True)

    assert "calls.csv is undone." in text_of(answer)
    assert "This import is undone" in text_of(answer)
    again = ada.post(to("undo", import_run), follow=True)
    assert "undone already" in text_of(again)


def test_what_undo_had_to_leave_is_told(ada, agent, colleague):
    import_run, _ = mapped(ada, lines(*ROWS))
    ada.post(to("check", import_run), {"do": "import"})
    corrected, _ = mapped(ada, lines(*(row.replace(",4", ",5") for row in ROWS)))
    ada.post(to("check", corrected), {"do": "import"})
    Reading.objects.filter(import_id=corrected.pk).update(import_id=0)

    answer = ada.post(to("undo", corrected), follow=True)

    assert "1 readings were changed since by something else" in text_of(answer)


def test_the_list_says_who_when_and_what(ada, agent, colleague):
    assert "No file yet" in text_of(ada.get(reverse("goals:imports")))
    done, _ = mapped(ada, lines(*ROWS))
    ada.post(to("check", done), {"do": "import"})
    mapped(ada, lines(ROWS[0]))
    upload(ada, lines(*ROWS))
    Import.objects.create(created_at=timezone.now(), file_name="by-command.csv", digest="", state="done",
                          done_at=timezone.now() - timedelta(days=31))  # fmt: skip

    page = text_of(ada.get(reverse("goals:imports")))

    assert "Ada Brandt" in page
    assert "The command line" in page
    assert "3 rows: 3 new." in page
    assert "Columns to match" in page
    assert "Checked, not imported" in page
    assert page.count('method="post" action="/imports/') == 1
    assert to("undo", done) in page


def test_the_list_goes_page_by_page(ada, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr("goals.queries.imports.PAGE", 2)
    for number in range(3):
        Import.objects.create(created_at=timezone.now(), file_name=f"file{number}.csv", digest="")
    page = ada.get(reverse("goals:imports"))
    assert "file2.csv" in text_of(page)
    assert "file0.csv" not in text_of(page)
    older = page.context["older_url"]
    page = ada.get(older)
    assert "file0.csv" in text_of(page)
    assert page.context["newer_url"]
    assert ada.get(reverse("goals:imports") + "?before=x").status_code == 200


def test_without_an_organisation_pages_use_utc_and_pounds(client, db):
    root = User.objects.create_superuser("root", password="a fine long passphrase")
    client.force_login(root, backend="teams.backends.PersonBackend")
    Import.objects.create(
        created_at=timezone.now(), file_name="x", digest="", state="done", done_at=timezone.now()
    )
    assert client.get(reverse("goals:imports")).status_code == 200
    assert client.get(to("done", Import.objects.get())).status_code == 200


# --- Threat case 2: whose imports, whose teams ---------------------------------------------------


def test_case_02_a_manager_sees_only_their_own_imports(ada, priya, agent, colleague):
    import_run, _ = mapped(ada, lines(*ROWS))
    for step in ("map", "check", "done", "failing"):
        assert priya.get(to(step, import_run)).status_code == 404
    for step in ("undo", "drop", "check", "map"):
        assert priya.post(to(step, import_run), {"do": "import"}).status_code == 404
    assert Import.objects.get().state == "mapped"
    assert "calls.csv" not in text_of(priya.get(reverse("goals:imports")))


def test_case_02_a_manager_imports_for_their_team_and_metrics_that_are_there(
    priya, agent, stranger, south
):
    Metric.objects.create(slug="score", name="Score", kind="ratio", unit="score")
    content = lines(ROWS[0], ROWS[1].replace("Dele Adeyemi", "Tom Fisher"))
    address = upload(priya, content)["Location"]
    form = priya.get(address).context["form"]
    assert "create_agents" not in form.fields
    assert "name_4" not in form.fields
    assert [name for name, _ in form.fields["team_name"].choices] == ["", "North"]

    sent = answers(priya, address, use_4="", use_5="", use_6="", create_agents="on", team_new="X")
    answer = priya.post(address, sent)

    page = text_of(priya.get(answer["Location"]))
    assert "2 rows: 1 new, 1 needs you." in page
    assert "Nobody is called “Tom Fisher” in the teams you manage." in page
    assert "and check again" not in page
    people = User.objects.count()
    priya.post(answer["Location"], {"do": "people"})
    assert (User.objects.count(), Reading.objects.count()) == (people, 0)
    priya.post(answer["Location"], {"do": "import"})
    assert Reading.objects.get().agent_id == agent.pk


def test_case_02_a_manager_cannot_undo_figures_of_a_team_they_no_longer_manage(
    priya, manager, agent, south, north
):
    Metric.objects.create(slug="score", name="Score", kind="ratio", unit="score")
    address = upload(priya, lines(ROWS[0]))["Location"]
    priya.post(address, answers(priya, address, use_4="", use_5="", use_6=""))
    import_run = Import.objects.get()
    priya.post(to("check", import_run), {"do": "import"})
    assert Reading.objects.exists()
    manager.memberships.all().delete()
    join_team(None, manager, south, Role.MANAGER, SINCE)

    assert priya.post(to("undo", import_run)).status_code == 403

    assert Reading.objects.exists()


def test_case_02_agents_and_supervisors_find_no_imports(client_of, agent, supervisor):
    for person in (agent, supervisor):
        assert client_of(person).get(reverse("goals:imports")).status_code == 404
        assert client_of(person).get(reverse("goals:import_new")).status_code == 404


# --- Threat case 6: formulas ---------------------------------------------------------------------

FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", " =1+1", "\t=1+1", "＝1+1", "＋1", "－1", "＠x", "=cmd|' /C calc'!A0"
]  # fmt: skip


def test_case_06_no_cell_of_the_rows_to_mend_is_a_formula(ada, agent):
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([*HEADINGS.split(","), "=Heading"])
    for number, formula in enumerate(FORMULAS):
        writer.writerow(
            [f"c{number}", formula, "2026-11-02", "09:15", "Y", "Y", "60", "-5", formula]
        )
    import_run, _ = mapped(ada, buffer.getvalue().encode())

    answer = ada.get(to("failing", import_run))

    assert answer["Content-Disposition"] == 'attachment; filename="calls-to-mend.csv"'
    rows = list(csv.reader(io.StringIO(text_of(answer).removeprefix("\ufeff"))))
    assert rows[0] == [*HEADINGS.split(","), "'=Heading", "Row", "What to mend"]
    assert len(rows) == 1 + len(FORMULAS)
    for row in rows[1:]:
        assert not any(
            cell.lstrip(" ")[:1] in tuple("=+@\t\r\n＝＋－＠") for cell in (row[1], row[8], row[10])
        )
        assert not row[1].startswith("-")
        assert row[7] == "-5"
        assert row[10].startswith("Agent: Nobody is called")


def test_case_06_the_mended_file_reads_as_it_was(ada, organisation, north):
    twins = create_person(None, name="-Jin-", username="minus-jin")
    join_team(None, twins, north, Role.AGENT, SINCE)
    content = lines("c1,-Jin-,2026-11-31,09:15:00,Y,Y,,4")
    import_run, _ = mapped(ada, content)
    mended = text_of(ada.get(to("failing", import_run))).replace("2026-11-31", "2026-11-30")
    mended = mended.replace("2026-11-30", "2026-11-02")
    assert "'-Jin-" in mended

    again, _ = mapped(ada, mended.encode("utf-8"))

    assert (again.rows, again.rejected_count) == (1, 0)


def test_rows_that_could_not_be_cut_into_cells_are_told_too(ada, agent):
    import_run, _ = mapped(ada, lines(ROWS[0], "c2,surplus" + "," * 12 + "x"))
    rows = list(csv.reader(io.StringIO(text_of(ada.get(to("failing", import_run))))))
    assert rows[1][:2] == ["c2", "surplus"]
    assert rows[1][-2] == "3"
    assert rows[1][-1].startswith("The row has")


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_import_once(ada, administrator, agent, colleague):
    import_run, _ = mapped(ada, lines(*ROWS))
    writer = steps.writer_for(administrator)
    start = Barrier(2)

    def click() -> bool:
        try:
            start.wait(10)
            own = Import.objects.get(pk=import_run.pk)
            return steps.carry_out(own, writer, now=timezone.now(), skip_bad=False)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        done = sorted(pool.map(lambda _: click(), range(2)))

    assert done == [False, True]
    assert Reading.objects.count() == 10
    import_run.refresh_from_db()
    assert (import_run.state, import_run.created) == ("done", 10)
