from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from goals.ingest.files.problems import FileProblem
from goals.ingest.plan import Writer
from goals.models import Import, Metric, Reading, Source
from teams.actions import create_person, join_team, leave
from teams.models import Membership, Role, Team, User
from tests.goals.ingest.helpers import (
    CONTACTS,
    NOW,
    RESOLVED,
    ROWS,
    SCORE,
    TALK,
    brought_in,
    checked,
    lines,
    messages,
    recipe,
    written,
)

pytestmark = pytest.mark.django_db
ALL = ["teams", "agents", "metrics"]


def rows_of(path, *rows, headings="Id,Agent,Team,Date,Time"):
    return written(path, lines(*rows, headings=headings))


def stays() -> set[tuple[str, str, str, str]]:
    return {
        (
            m.user.name,
            m.team.name,
            m.starts_on.isoformat(),
            m.ends_on.isoformat() if m.ends_on else "",
        )
        for m in Membership.objects.select_related("user", "team")
    }


# --- One row, several figures --------------------------------------------------------------------


def test_a_row_gives_a_reading_of_each_metric_in_the_team_of_the_moment(
    tmp_path, agent, colleague, north
):
    report, import_run = brought_in(written(tmp_path, lines(*ROWS)), recipe())

    assert (report.rows, report.rows_new, report.rows_same) == (3, 3, 0)
    assert report.outcome.created == Reading.objects.count() == 3 + 2 + 2 + 3
    reading = Reading.objects.get(metric__slug="talk", external_id="c1")
    assert (reading.team_id, reading.agent_id, reading.value) == (north.pk, agent.pk, 143)
    assert reading.at == datetime(2026, 11, 2, 9, 15, tzinfo=UTC)
    assert reading.import_id == import_run.pk
    assert Source.objects.get().last_arrived_at == NOW


def test_a_check_writes_nothing_and_says_the_same(tmp_path, agent, colleague):
    path = written(tmp_path, lines(*ROWS))

    before = checked(path, recipe())

    assert not Reading.objects.exists()
    assert not Metric.objects.exists()
    assert not Import.objects.exists()
    after, _ = brought_in(path, recipe())
    assert before.outcome == after.outcome
    assert before.names == after.names
    assert [(m.slug, s) for m, s in before.results] == [(m.slug, s) for m, s in after.results]


def test_a_corrected_row_replaces_and_a_blank_one_takes_back(tmp_path, agent, colleague):
    brought_in(written(tmp_path, lines(*ROWS)), recipe())
    corrected = lines(ROWS[0].replace(",4", ",5"), ROWS[1].replace("0:01:00,5", ","), ROWS[2])

    report, _ = brought_in(written(tmp_path, corrected), recipe())

    assert (report.rows_changed, report.rows_same) == (2, 1)
    assert (report.outcome.updated, report.outcome.withdrawn, report.outcome.created) == (1, 2, 0)
    assert Reading.objects.get(metric__slug="score").value == 5


def test_a_row_that_gains_a_figure_is_changed(tmp_path, agent, colleague):
    brought_in(written(tmp_path, lines(*ROWS)), recipe())

    report, _ = brought_in(written(tmp_path, lines(ROWS[2][:-2] + ",0:00:10,3")), recipe())

    assert (report.rows_changed, report.outcome.created) == (1, 2)


def test_only_the_rows_that_hold_what_they_must_count(tmp_path, agent, colleague):
    rule = {**CONTACTS, "when": {"Answered": "yes", "Resolved": "N"}}

    brought_in(written(tmp_path, lines(*ROWS)), recipe(metric=[rule]))

    assert Reading.objects.get().external_id == "c2"


def test_two_metrics_may_read_one_cell_and_its_problem_is_told_once(tmp_path, agent, colleague):
    rules = [RESOLVED, {**RESOLVED, "slug": "again"}]

    report = checked(
        written(tmp_path, lines(ROWS[0].replace(",Y,Y", ",eh,Y"))), recipe(metric=rules)
    )

    assert len(report.rejected) == 1


def test_many_rows_go_through_in_chunks(tmp_path, agent, colleague, monkeypatch):
    monkeypatch.setattr("goals.ingest.imports.CHUNK", 2)
    monkeypatch.setattr("goals.ingest.imports._IDS_IN_A_QUERY", 2)
    rows = [ROWS[0].replace("c1", f"c{n}") for n in range(7)]

    brought_in(written(tmp_path, lines(*rows)), recipe())

    assert Reading.objects.filter(metric__slug="contacts").count() == 7


def test_spellings_beyond_those_remembered_are_read_all_the_same(tmp_path, agent, monkeypatch):
    monkeypatch.setattr("goals.ingest.files.rows._REMEMBERED", 1)
    monkeypatch.setattr("goals.ingest.files.profile._DIFFERENT_CELLS", 1)
    brought_in(written(tmp_path, lines(ROWS[0], ROWS[2])), recipe())
    assert Reading.objects.count() == 6


def test_many_different_dates_beyond_those_looked_at(tmp_path, agent, monkeypatch):
    monkeypatch.setattr("goals.ingest.files.profile._DIFFERENT_DATES", 1)
    assert checked(written(tmp_path, lines(*ROWS[::2])), recipe()).rows_rejected == 0


# --- A row for each reading ----------------------------------------------------------------------


def test_a_file_of_readings(tmp_path, agent, north):
    Metric.objects.create(slug="talk", name="Talk time", kind="ratio", unit="seconds")
    Metric.objects.create(slug="sales", name="Sales", kind="total", unit="count")
    by = recipe(time=None, create=None, metric="Metric", value="Value", weight="Weight")
    path = rows_of(
        tmp_path,
        "r1,jin,2026-11-02,talk,0:02:23,1",
        "r2,jin,2026-11-02,Talk time,60,2",
        "r2,jin,2026-11-02,sales,7,1",
        "r3,jin,2026-11-02,sales,,",
        "r4,jin,2026-11-02,nonsense,7,1",
        headings="Id,Agent,Date,Metric,Value,Weight",
    )

    report, _ = brought_in(path, by, skip_bad=True)

    assert messages(report) == [
        "There is no metric “nonsense”. The metric list names those there are."
    ]
    assert sorted(
        Reading.objects.values_list("metric__slug", "external_id", "value", "weight")
    ) == [
        ("sales", "r2", 7, 1),
        ("talk", "r1", 143, 1),
        ("talk", "r2", 60, 2),
    ]
    assert {r.at for r in Reading.objects.all()} == {north.clock.day_start(date(2026, 11, 2))}


def test_a_file_of_readings_with_the_same_weight_for_all(tmp_path, north):
    Metric.objects.create(slug="sales", name="Sales", kind="total", unit="count")
    by = recipe(
        id=None, agent=None, team_name="North", time=None, create=None, metric="What", value="Value"
    )
    path = rows_of(tmp_path, "2026-11-02,sales,7", "2026-11-03,sales,8", headings="Date,What,Value")

    brought_in(path, by)

    assert sorted(Reading.objects.values_list("external_id", "agent_id")) == [
        (f"2026-11-02/team {north.pk}", 0),
        (f"2026-11-03/team {north.pk}", 0),
    ]


# --- Without ids ---------------------------------------------------------------------------------


def test_without_ids_agent_and_time_make_one(tmp_path, agent, colleague):
    by = recipe(id=None, metric=[CONTACTS])
    path = written(tmp_path, lines(*ROWS))

    brought_in(path, by)
    again, _ = brought_in(path, by)

    assert again.outcome.unchanged == 3
    assert f"2026-11-02T09:15:00Z/agent {agent.pk}" in set(
        Reading.objects.values_list("external_id", flat=True)
    )


def test_without_ids_two_rows_alike_may_be_two_contacts_and_are_refused(tmp_path, agent):
    path = written(tmp_path, lines(ROWS[0], ROWS[0], ROWS[0].replace("0:02:23", "0:03:00")))
    report = checked(path, recipe(id=None, metric=[TALK, CONTACTS]))

    assert messages(report) == [
        "The same as row 2. Left out, as it would count twice. If both count, give each row an id.",
        "Row 2 has the same agent and time, with other figures. Keep one of the two rows, or give each row an id.",
    ]


# --- Teams and times -----------------------------------------------------------------------------


def test_the_team_may_stand_in_a_column(tmp_path, agent, south):
    by = recipe(team="Team", metric=[CONTACTS])
    brought_in(rows_of(tmp_path, "c1,jin,SOUTH,2026-11-02,09:15"), by)

    reading = Reading.objects.get()
    assert reading.team_id == south.pk
    # 09:15 in Adelaide.
    assert reading.at == datetime(2026, 11, 1, 22, 45, tzinfo=UTC)


def test_a_stated_zone_goes_before_the_teams(tmp_path, agent, south):
    by = recipe(team="Team", timezone="Europe/London", metric=[CONTACTS])
    brought_in(rows_of(tmp_path, "c1,jin,South,2026-11-02,09:15"), by)

    assert Reading.objects.get().at == datetime(2026, 11, 2, 9, 15, tzinfo=UTC)


def test_a_time_with_an_offset_goes_before_both(tmp_path, agent, south):
    by = recipe(
        team="Team", date=None, time=None, at="At", timezone="Europe/London", metric=[CONTACTS]
    )
    path = rows_of(tmp_path, "c1,jin,South,2026-11-02T09:15+01:00", headings="Id,Agent,Team,At")
    brought_in(path, by)

    assert Reading.objects.get().at == datetime(2026, 11, 2, 8, 15, tzinfo=UTC)


def test_an_unknown_and_a_blank_team_are_refused(tmp_path, agent, north):
    by = recipe(team="Team", metric=[CONTACTS])
    report = checked(
        rows_of(tmp_path, "c1,jin,West,2026-11-02,09:15", "c2,jin,,2026-11-02,09:15"), by
    )

    assert messages(report) == [
        "There is no team “West”. Check the spelling.",
        "The team is blank. Fill in the team.",
    ]


def test_times_that_happened_twice_are_counted_and_told(tmp_path, agent):
    report = checked(written(tmp_path, lines("c1,jin,2026-10-25,01:30:00,Y,Y,,")), recipe())

    assert (report.rows_rejected, report.ambiguous) == (0, 1)


def test_the_next_team_is_tried_where_the_first_ones_clock_skipped_the_time(
    tmp_path, agent, north, south
):
    Membership.objects.filter(user=agent).update(ends_on=date(2026, 3, 29))
    join_team(None, agent, south, Role.AGENT, date(2026, 3, 29))

    brought_in(written(tmp_path, lines("c1,jin,2026-03-29,01:30:00,Y,Y,,")), recipe())

    assert set(Reading.objects.values_list("team_id", flat=True)) == {south.pk}


def test_a_row_with_a_team_and_no_agent_is_the_teams_own(tmp_path, north):
    brought_in(written(tmp_path, lines("c1,,2026-11-02,09:15:00,Y,Y,,")), recipe(team_name="North"))
    assert set(Reading.objects.values_list("agent_id", flat=True)) == {0}


# --- Metrics -------------------------------------------------------------------------------------


def test_a_metric_is_made_as_the_recipe_describes_it(tmp_path, agent, colleague):
    rule = {
        **RESOLVED,
        "better": "lower",
        "decimals": 2,
        "minimum_weight": 7,
        "meaning": "What",
        "formula": "a ÷ b",
    }
    brought_in(
        written(tmp_path, lines(*ROWS)),
        recipe(metric=[rule, {"slug": "all_contacts", "kind": "total", "value": 1}]),
    )

    metric = Metric.objects.get(slug="resolved")
    assert (metric.better, metric.decimals, metric.minimum_weight) == ("lower", 2, 7)
    assert (metric.meaning, metric.formula) == ("What", "a ÷ b")
    assert Metric.objects.get(slug="all_contacts").name == "All contacts"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"create": None}, "There is no metric “resolved”"),
        ({"metric": [{"slug": "resolved", "value": 1}]}, "does not say how it adds up"),
    ],
)
def test_a_metric_that_cannot_be_made_is_refused(tmp_path, agent, changes, words):
    with pytest.raises(FileProblem, match=words):
        checked(written(tmp_path, lines(*ROWS)), recipe(**changes))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "total", "unit": "percent"}, "has the kind total, and the recipe says ratio"),
        ({"kind": "ratio", "unit": "count"}, "has the unit count, and the recipe says percent"),
        ({"kind": "ratio", "unit": "percent", "archived_at": NOW}, "is archived"),
    ],
)
def test_a_metric_that_is_otherwise_is_refused(tmp_path, agent, fields, words):
    Metric.objects.create(slug="resolved", name="Resolved", **fields)
    with pytest.raises(FileProblem, match=words):
        checked(written(tmp_path, lines(*ROWS)), recipe())


# --- Making teams and people ---------------------------------------------------------------------


def test_teams_and_people_are_made_where_the_recipe_allows_it(tmp_path, organisation):
    by = recipe(team="Team", create=ALL, metric=[CONTACTS])
    path = rows_of(
        tmp_path,
        "c2,Ewa Nowak,West Wing,2026-11-04,09:15",
        "c1,ewa nowak,west wing,2026-11-02,09:15",
        "c3,tom.fisher@example.com,West Wing,2026-11-03,09:15",
    )

    report, import_run = brought_in(path, by)

    assert report.names.teams == ["West Wing"]
    assert report.names.agents == ["Ewa Nowak", "Tom Fisher"]
    assert stays() == {
        ("Ewa Nowak", "West Wing", "2026-11-02", ""),
        ("Tom Fisher", "West Wing", "2026-11-03", ""),
    }
    assert Team.objects.get().time_zone == "Europe/London"
    tom = User.objects.get(email="tom.fisher@example.com")
    assert (tom.username, tom.has_usable_password()) == ("tom.fisher", False)
    assert import_run.made["agents"] == sorted(User.objects.values_list("pk", flat=True))


def test_the_first_installation_has_no_organisation_yet(tmp_path, db):
    brought_in(
        rows_of(tmp_path, "c1,Ewa,West,2026-11-02,09:15"),
        recipe(team="Team", create=ALL, metric=[CONTACTS]),
    )
    assert Team.objects.get().time_zone == "UTC"


def test_logins_are_told_apart(tmp_path, north):
    create_person(None, name="Someone Else", username="Ewa.Nowak")
    brought_in(
        rows_of(tmp_path, "c1,Ewa Nowak,North,2026-11-02,09:15", "c2,!?,North,2026-11-02,09:15"),
        recipe(team="Team", create=ALL, metric=[CONTACTS]),
    )
    assert User.objects.get(name="Ewa Nowak").username == "ewa.nowak2"
    assert User.objects.get(name="!?").username == "agent"


def test_who_appears_in_several_teams_moves_between_them(tmp_path, organisation):
    by = recipe(team="Team", create=ALL, metric=[CONTACTS])
    path = rows_of(
        tmp_path,
        "c1,Ewa,East,2026-11-02,09:15",
        "c2,Ewa,West,2026-11-05,09:15",
        "c3,Tom,East,2026-11-02,09:15",
        "c4,Tom,West,2026-11-02,10:15",
    )

    brought_in(path, by)

    assert stays() == {
        ("Ewa", "East", "2026-11-02", "2026-11-05"),
        ("Ewa", "West", "2026-11-05", ""),
        ("Tom", "East", "2026-11-02", ""),
    }


def test_an_earlier_piece_moves_the_start_back_and_a_later_one_does_not(tmp_path, organisation):
    by = recipe(team="Team", create=ALL, metric=[CONTACTS])
    brought_in(rows_of(tmp_path, "c2,Ewa,East,2026-11-04,09:15"), by)
    brought_in(rows_of(tmp_path, "c3,Ewa,East,2026-11-06,09:15"), by)
    assert stays() == {("Ewa", "East", "2026-11-04", "")}

    _, import_run = brought_in(rows_of(tmp_path, "c1,Ewa,East,2026-11-02,09:15"), by)

    assert stays() == {("Ewa", "East", "2026-11-02", "")}
    assert import_run.made["extended"][0]["before"] == "2026-11-04"


def test_somebody_who_left_has_figures_and_no_new_membership(tmp_path, north):
    gone = create_person(None, name="Ewa", username="ewa")
    leave(None, gone, date(2026, 11, 1), "Moved")

    brought_in(
        rows_of(tmp_path, "c1,Ewa,North,2026-11-02,09:15"),
        recipe(team="Team", create=ALL, metric=[CONTACTS]),
    )

    assert Reading.objects.get().agent_id == gone.pk
    assert not stays()


def test_a_new_agent_needs_a_team(tmp_path, north):
    report = checked(written(tmp_path, lines(ROWS[0])), recipe(create=ALL))
    assert messages(report) == [
        (
            "“Jin Park” is new, and no team is named for them. "
            "Name the team: a column for it, or one team for all rows."
        )
    ]


def test_names_that_are_too_long_are_refused(tmp_path, north):
    by = recipe(team="Team", create=ALL, metric=[CONTACTS])
    report = checked(
        rows_of(
            tmp_path,
            f"c1,{'x' * 151},North,2026-11-02,09:15",
            f"c2,Ewa,{'x' * 121},2026-11-02,09:15",
        ),
        by,
    )
    assert [problem.repair for problem in report.rejected] == [
        "Use at most 150 characters.",
        "Use at most 120 characters.",
    ]


def test_what_the_actions_refuse_is_the_rows_error(tmp_path, north, monkeypatch):
    from teams.actions.errors import ActionRefused

    def refuse(*args, **kwargs):
        raise ActionRefused("name", "Not this one.")

    by = recipe(team="Team", create=ALL, metric=[CONTACTS])
    monkeypatch.setattr("goals.ingest.makers.create_person", refuse)
    report, _ = brought_in(rows_of(tmp_path, "c1,Ewa,North,2026-11-02,09:15"), by)
    assert messages(report) == ["Not this one."]

    monkeypatch.setattr("goals.ingest.makers.create_team", refuse)
    report, _ = brought_in(rows_of(tmp_path, "c1,Ewa,West,2026-11-02,09:15"), by)
    assert messages(report) == ["Not this one."]


def test_nobody_is_made_for_a_row_that_fails(tmp_path, organisation):
    by = recipe(team="Team", create=ALL, metric=[CONTACTS])
    brought_in(
        rows_of(tmp_path, "c1,Ewa,West,2026-11-02,09:15", "c2,Tom,East,2026-13-02,09:15"),
        by,
        skip_bad=True,
    )
    assert [team.name for team in Team.objects.all()] == ["West"]
    assert [user.name for user in User.objects.all()] == ["Ewa"]


# --- Threat case 2: ids and names of other teams -------------------------------------------------


@pytest.fixture
def for_north(manager, north) -> Writer:
    return Writer(manager, teams=frozenset({north.pk}))


def test_case_02_another_teams_agent_is_nobody_to_a_manager(tmp_path, agent, stranger, for_north):
    Metric.objects.create(slug="contacts", name="Contacts", kind="total")
    rows = lines(ROWS[0], ROWS[1].replace("Dele Adeyemi", "Tom Fisher"))

    report, _ = brought_in(written(tmp_path, rows), recipe(metric=[CONTACTS]), for_north)

    assert messages(report) == [
        (
            "Nobody is called “Tom Fisher” in the teams you manage. "
            "Check the spelling, or add the person first."
        )
    ]
    assert not Reading.objects.exists()


def test_case_02_another_team_is_none_to_a_manager(tmp_path, agent, south, for_north):
    Metric.objects.create(slug="contacts", name="Contacts", kind="total")

    report = checked(
        rows_of(tmp_path, "c1,Jin Park,South,2026-11-02,09:15"),
        recipe(team="Team", create=ALL, metric=[CONTACTS]),
        for_north,
    )

    assert "There is no team “South” among the teams you manage." in messages(report)[0]


def test_case_02_a_manager_cannot_write_for_days_when_the_agent_was_elsewhere(
    tmp_path, stranger, north, for_north
):
    Metric.objects.create(slug="contacts", name="Contacts", kind="total")
    Membership.objects.filter(user=stranger).update(ends_on=date(2026, 11, 10))
    join_team(None, stranger, north, Role.AGENT, date(2026, 11, 10))
    rows = [f"c{day},Tom Fisher,North,2026-11-{day:02},09:15" for day in (9, 10)]

    report = checked(rows_of(tmp_path, *rows), recipe(team="Team", metric=[CONTACTS]), for_north)

    assert [problem.line for problem in report.rejected] == [2]
    assert "in none of your teams on 9 November 2026" in messages(report)[0]


def test_case_02_a_manager_cannot_take_over_another_teams_reading_by_its_id(
    tmp_path, agent, stranger, south, for_north
):
    brought_in(
        written(tmp_path, lines(ROWS[0].replace("Jin Park", "Tom Fisher"))),
        recipe(metric=[CONTACTS]),
    )

    report, _ = brought_in(
        written(tmp_path, lines(ROWS[0], ROWS[2])),
        recipe(metric=[CONTACTS]),
        for_north,
        skip_bad=True,
    )

    assert messages(report) == [
        "The id “c1” is taken. Check the column of ids, or give these figures another name."
    ]
    assert Reading.objects.get(external_id="c1").team_id == south.pk
    assert Reading.objects.get(external_id="c3").agent_id == agent.pk


def test_case_02_a_manager_makes_neither_metrics_nor_people(tmp_path, agent, for_north):
    with pytest.raises(FileProblem, match="There is no metric"):
        checked(written(tmp_path, lines(*ROWS)), recipe(create=ALL), for_north)
    Metric.objects.create(slug="contacts", name="Contacts", kind="total")
    report = checked(
        written(tmp_path, lines(ROWS[1])),
        recipe(create=ALL, team_name="North", metric=[CONTACTS]),
        for_north,
    )
    assert "Nobody is called “Dele Adeyemi”" in messages(report)[0]


def test_case_02_a_manager_may_write_the_teams_own_figures(tmp_path, north, for_north):
    Metric.objects.create(slug="contacts", name="Contacts", kind="total")
    brought_in(
        rows_of(tmp_path, "c1,,North,2026-11-02,09:15"),
        recipe(team="Team", metric=[CONTACTS]),
        for_north,
    )
    assert Reading.objects.get().team_id == north.pk


def test_one_bad_row_undoes_what_earlier_chunks_wrote(tmp_path, agent, monkeypatch):
    monkeypatch.setattr("goals.ingest.imports.CHUNK", 1)
    rows = [
        ROWS[0],
        ROWS[2],
        ROWS[0].replace("c1", "c9").replace("Jin Park", "Zed"),
        ROWS[0].replace("c1", "c10"),
    ]

    report, _ = brought_in(
        written(tmp_path, lines(*rows)), recipe(create=ALL[2:], metric=[SCORE, CONTACTS])
    )

    assert report.import_id == 0
    assert not Reading.objects.exists()
    assert not Metric.objects.exists()


def test_figures_are_exact_whatever_the_order(tmp_path, agent, colleague):
    cells = ["0.1", "0.2", "0.3", "1e-4", "99999.9999"]
    rows = [
        ROWS[0].replace("c1", f"c{n}").replace(",4", f",{cell}") for n, cell in enumerate(cells)
    ]
    for row in (rows[3], *rows[:3], rows[4]):
        brought_in(written(tmp_path, lines(row)), recipe(metric=[SCORE]))
    assert sum(r.value for r in Reading.objects.all()) == Decimal("100000.6000")
