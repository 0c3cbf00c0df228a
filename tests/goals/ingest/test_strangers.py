"""Whom a file names and nobody knows: who may be meant, and adding just those who are new."""

import pytest

from goals.ingest.near import Near
from goals.ingest.steps import writer_for
from goals.models import Import, Metric, Reading
from teams.models import User
from tests.goals.ingest.helpers import CONTACTS, checked, lines, recipe, written
from tests.goals.ingest.test_browser_steps import mapped, text_of, to, upload

ROW = "{},{},2026-11-02,09:{}:00,Y,Y,0:02:23,4"


@pytest.fixture
def ada(administrator, client_of, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    return client_of(administrator)


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("Bo Chan", "Bo Chen"),
        ("chen, bo", "Bo Chen"),
        ("Frontdesk", "Front desk"),
        ("Cy Diaz", ""),
        ("Line 3", ""),
        ("", ""),
    ],
)
def test_close_names_are_found_and_no_others(word, near):
    assert Near(["Bo Chen", "Jin Park", "Front desk", "Line 2"]).to(word) == near


@pytest.mark.django_db
def test_each_who_is_new_is_ticked_and_a_misspelt_name_is_not(ada, agent):
    import_run, _ = mapped(
        ada, lines(ROW.format("a", "Jin Pork", 10), ROW.format("b", "Cy Diaz", 11))
    )
    page = ada.get(to("check", import_run))
    assert "Nobody is called “Jin Pork”. Did you mean Jin Park?" in text_of(page)
    (group,) = page.context["findings"].groups
    assert [(person.name, person.near) for person in group.people] == [
        ("Cy Diaz", ""),
        ("Jin Pork", "Jin Park"),
    ]
    assert text_of(page).count(" checked>") == 1

    ada.post(to("check", import_run), {"do": "people"})
    assert "Nobody is ticked" in text_of(ada.get(to("check", import_run)))
    ada.post(to("check", import_run), {"do": "people", "person": ["Cy Diaz", "Somebody else"]})

    assert "2 rows: 1 new, 1 needs you." in text_of(ada.get(to("check", import_run)))
    ada.post(to("check", import_run), {"do": "import"})
    assert set(Reading.objects.values_list("external_id", flat=True)) == {"b"}
    diaz = User.objects.get(name="Cy Diaz")
    assert diaz.memberships.count() == 1
    assert not User.objects.filter(name="Jin Pork").exists()

    # Said of one file: the next of this source asks again.
    upload(ada, lines(ROW.format("c", "Cy Diaz", 12)))
    assert "new_agents" not in Import.objects.latest("pk").recipe


@pytest.mark.django_db
def test_whoever_is_added_beside_one_of_much_the_same_name_is_pointed_out(ada, agent, north):
    import_run, _ = mapped(
        ada, lines(ROW.format("a", "Jin Pork", 10)), team_name="North", create_agents="on"
    )
    page = text_of(ada.get(to("check", import_run)))
    assert "Jin Pork is added as somebody new. Did you mean Jin Park?" in page
    ada.post(to("check", import_run), {"do": "import"})
    assert "Did you mean" not in text_of(ada.get(to("done", import_run)))


@pytest.mark.django_db
def test_a_team_of_much_the_same_name_is_pointed_out(ada, agent, north):
    content = lines("a,Jin Park,Nrth,2026-11-02,09:10,3", headings="Id,Agent,Team,Date,Time,Score")
    import_run, _ = mapped(ada, content)
    page = text_of(ada.get(to("check", import_run)))
    assert "there is no team “Nrth”. Did you mean North?" in page


@pytest.mark.django_db
def test_a_manager_is_told_of_nobody_outside_their_teams(manager, stranger, agent, tmp_path):
    path = written(
        tmp_path, lines(ROW.format("a", "Tom Fisch", 10), ROW.format("b", "Jin Pork", 11))
    )
    Metric.objects.create(slug="contacts", name="Contacts", kind="total", unit="count")
    report = checked(path, recipe(create=None, metric=[CONTACTS]), writer_for(manager))
    assert report.strangers == {"Tom Fisch": "", "Jin Pork": "Jin Park"}


@pytest.mark.django_db
def test_a_date_is_quoted_as_it_stands_in_the_file(ada, agent):
    row = "a,Jin Park,02/12/2031,3"
    import_run, _ = mapped(ada, lines(row, headings="Id,Agent,Date,Score"), date_order="dmy")
    assert "found 02/12/2031. It lies in the future." in text_of(ada.get(to("check", import_run)))
