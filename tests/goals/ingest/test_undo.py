from datetime import date, timedelta
from itertools import permutations

import pytest

from goals.ingest.undo import UndoRefused, can_still_be_undone, teams_of, undo
from goals.models import (
    AgentDay,
    Import,
    ImportChange,
    Metric,
    OrganisationDay,
    Reading,
    Source,
    StaleMark,
    TeamDay,
    TeamSlot,
)
from goals.recompute.run import run_until_done
from teams.actions import join_team
from teams.models import AuditEntry, Membership, Role, Team, User
from tests.goals.ingest.helpers import (
    CONTACTS,
    NOW,
    ROWS,
    SCORE,
    brought_in,
    lines,
    recipe,
    written,
)
from tests.scene import a_goal

pytestmark = pytest.mark.django_db
MAKING = recipe(team="Team", create=["teams", "agents", "metrics"], metric=[CONTACTS, SCORE])
HEADINGS = "Id,Agent,Team,Date,Time,Score"


def piece(folder, *rows):
    return written(folder, lines(*rows, headings=HEADINGS))


def readings() -> dict[tuple[str, str], str]:
    return {
        (slug, external_id): str(value)
        for slug, external_id, value in Reading.objects.values_list(
            "metric__slug", "external_id", "value"
        )
    }


def nothing_is_left() -> bool:
    tables = (Reading, Source, Metric, Team, User, Membership, AgentDay, TeamDay, TeamSlot,
              OrganisationDay, StaleMark)  # fmt: skip
    run_until_done()
    return not any(table.objects.exists() for table in tables)


def test_undo_takes_away_all_that_an_import_brought(tmp_path, organisation):
    _, import_run = brought_in(
        piece(tmp_path, "c1,Ewa,West,2026-11-02,09:15,4", "c2,Tom,East,2026-11-02,09:15,5"), MAKING
    )
    run_until_done()
    assert TeamDay.objects.exists()

    undo(import_run, None, now=NOW)

    assert nothing_is_left()
    assert (import_run.state, import_run.left) == (Import.State.UNDONE, 0)
    assert AuditEntry.objects.filter(verb="undid").exists()


def test_undo_brings_back_what_was_replaced_and_withdrawn(tmp_path, agent, colleague):
    brought_in(written(tmp_path, lines(*ROWS)), recipe())
    before = readings()
    corrected = lines(
        ROWS[0].replace(",4", ",5"), ROWS[1].replace("0:01:00,5", ","), "c9" + ROWS[2][2:]
    )
    _, import_run = brought_in(written(tmp_path, corrected), recipe())
    assert readings() != before

    undo(import_run, None, now=NOW)

    assert readings() == before
    assert not StaleMark.objects.filter(day=date(2000, 1, 1)).exists()
    first = Import.objects.order_by("pk").first()
    assert set(Reading.objects.values_list("import_id", flat=True)) == {first.pk}


def test_undo_marks_what_it_changes_as_stale(tmp_path, agent, colleague):
    _, import_run = brought_in(written(tmp_path, lines(*ROWS)), recipe())
    run_until_done()

    undo(import_run, None, now=NOW)
    run_until_done()

    assert not AgentDay.objects.exists()


def test_what_another_import_changed_since_is_left_and_counted(tmp_path, agent):
    _, first = brought_in(written(tmp_path, lines(ROWS[0])), recipe(metric=[SCORE]))
    _, second = brought_in(
        written(tmp_path, lines(ROWS[0].replace(",4", ",5"))), recipe(metric=[SCORE])
    )
    _, third = brought_in(
        written(tmp_path, lines(ROWS[0].replace(",4", ",3"))), recipe(metric=[SCORE])
    )

    undo(second, None, now=NOW)
    assert second.left == 1
    assert set(readings().values()) == {"3.0000"}

    # What the third had found was the second's, which is undone: so the first's comes back.
    undo(third, None, now=NOW)
    assert set(readings().values()) == {"4.0000"}
    undo(first, None, now=NOW)
    assert not readings()


def test_undone_in_the_order_they_came_nothing_is_left_either(tmp_path, organisation):
    runs = []
    for score in (4, 5, 3):
        path = piece(tmp_path, f"c1,Ewa,West,2026-11-02,09:15,{score}")
        runs.append(brought_in(path, MAKING)[1])

    for import_run in runs:
        undo(import_run, None, now=NOW)

    assert nothing_is_left()


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_pieces_undone_in_any_order_leave_nothing_behind(tmp_path, organisation, order):
    rows = [f"c{day},Ewa,West,2026-11-{day:02},09:15,4" for day in (6, 4, 2)]
    runs = [brought_in(piece(tmp_path, row), MAKING)[1] for row in rows]
    assert Membership.objects.get().starts_on == date(2026, 11, 2)

    for number in order:
        undo(runs[number], None, now=NOW)

    assert nothing_is_left()


def test_a_membership_begins_again_when_it_did(tmp_path, organisation):
    brought_in(piece(tmp_path, "c6,Ewa,West,2026-11-06,09:15,4"), MAKING)
    brought_in(piece(tmp_path, "t6,Tom,West,2026-11-06,09:15,4"), MAKING)
    _, fourth = brought_in(piece(tmp_path, "c4,Ewa,West,2026-11-04,09:15,4"), MAKING)
    brought_in(piece(tmp_path, "t4,Tom,West,2026-11-04,09:15,4"), MAKING)
    _, second = brought_in(piece(tmp_path, "c2,Ewa,West,2026-11-02,09:15,4"), MAKING)

    ewa = Membership.objects.get(user__name="Ewa")
    undo(fourth, None, now=NOW)
    ewa.refresh_from_db()
    assert ewa.starts_on == date(2026, 11, 2)
    undo(second, None, now=NOW)
    ewa.refresh_from_db()
    assert ewa.starts_on == date(2026, 11, 6)
    assert Membership.objects.get(user__name="Tom").starts_on == date(2026, 11, 4)


def test_a_membership_that_is_gone_is_no_trouble(tmp_path, organisation):
    _, first = brought_in(piece(tmp_path, "c6,Ewa,West,2026-11-06,09:15,4"), MAKING)
    _, second = brought_in(piece(tmp_path, "c4,Ewa,West,2026-11-04,09:15,4"), MAKING)
    Membership.objects.all().delete()

    undo(second, None, now=NOW)
    undo(first, None, now=NOW)

    assert nothing_is_left()


def test_what_something_else_uses_stays(tmp_path, organisation, administrator, north):
    path = piece(
        tmp_path,
        "c1,Ewa,West,2026-11-02,09:15,4",
        "c2,Tom,East,2026-11-02,09:15,5",
        "c3,Uma,East,2026-11-02,09:15,5",
        "c4,Pia,East,2026-11-02,09:15,5",
    )
    _, import_run = brought_in(path, MAKING)
    a_goal(Metric.objects.get(slug="score"), administrator, team=Team.objects.get(name="West"))
    join_team(None, User.objects.get(name="Tom"), north, Role.MANAGER, date(2026, 11, 3))
    uma = User.objects.get(name="Uma")
    uma.set_password("a fine long passphrase")
    uma.save()
    AuditEntry.objects.create(
        at=NOW, actor=User.objects.get(name="Pia"), verb="said", kind="x", object_id=1
    )

    undo(import_run, None, now=NOW)

    assert set(Metric.objects.values_list("slug", flat=True)) == {"score"}
    assert set(Team.objects.values_list("name", flat=True)) == {"North", "West"}
    assert {"Tom", "Uma", "Pia"} <= set(User.objects.values_list("name", flat=True))
    assert not User.objects.filter(name="Ewa").exists()
    import_run.refresh_from_db()
    assert len(import_run.made["metrics"]) == 1


def test_a_person_with_other_figures_and_their_membership_stay(tmp_path, organisation):
    _, first = brought_in(piece(tmp_path, "c1,Ewa,West,2026-11-02,09:15,4"), MAKING)
    brought_in(piece(tmp_path, "c2,Ewa,West,2026-11-03,09:15,4"), MAKING)

    undo(first, None, now=NOW)

    assert Membership.objects.get().user.name == "Ewa"
    assert {external_id for _, external_id in readings()} == {"c2"}


def test_an_import_is_undone_once(tmp_path, agent):
    _, import_run = brought_in(written(tmp_path, lines(ROWS[0])), recipe())
    undo(import_run, None, now=NOW)
    with pytest.raises(UndoRefused, match="undone already"):
        undo(import_run, None, now=NOW)


def test_an_import_that_is_not_done_cannot_be_undone(db):
    import_run = Import.objects.create(created_at=NOW, file_name="x", digest="")
    assert not can_still_be_undone(import_run, NOW)
    with pytest.raises(UndoRefused, match="not been imported yet"):
        undo(import_run, None, now=NOW)


def test_an_import_can_be_undone_for_30_days(tmp_path, agent):
    _, import_run = brought_in(written(tmp_path, lines(ROWS[0])), recipe())
    late = NOW + timedelta(days=30, seconds=1)
    assert can_still_be_undone(import_run, NOW + timedelta(days=30))
    assert not can_still_be_undone(import_run, late)
    with pytest.raises(UndoRefused, match="more than 30 days old"):
        undo(import_run, None, now=late)
    assert readings()


def test_undo_goes_through_many_readings_in_pieces(tmp_path, agent, monkeypatch):
    monkeypatch.setattr("goals.ingest.undo.CHUNK", 2)
    monkeypatch.setattr("goals.ingest.undo._IDS_IN_A_QUERY", 2)
    rows = [ROWS[0].replace("c1", f"c{n}") for n in range(7)]
    _, first = brought_in(written(tmp_path, lines(*rows)), recipe())
    before = readings()
    _, import_run = brought_in(
        written(tmp_path, lines(*(row.replace(",4", ",5") for row in rows))), recipe()
    )

    undo(import_run, None, now=NOW)

    assert readings() == before
    undo(first, None, now=NOW)
    assert not readings()


def test_a_reading_that_came_without_an_import_stays_nobodys(tmp_path, agent):
    _, _import_run = brought_in(written(tmp_path, lines(ROWS[0])), recipe(metric=[SCORE]))
    Reading.objects.update(import_id=0)
    _, second = brought_in(
        written(tmp_path, lines(ROWS[0].replace(",4", ",5"))), recipe(metric=[SCORE])
    )

    undo(second, None, now=NOW)

    assert Reading.objects.get().import_id == 0


def test_an_import_whose_source_is_gone_has_no_readings_to_undo(tmp_path, agent):
    _, import_run = brought_in(written(tmp_path, lines(ROWS[0])), recipe())
    Reading.objects.all().delete()
    Source.objects.all().delete()

    undo(import_run, None, now=NOW)

    assert import_run.left == 0


def test_the_teams_an_undo_would_change(tmp_path, agent, stranger, north, south):
    rows = lines(ROWS[0], ROWS[1].replace("Dele Adeyemi", "Tom Fisher"))
    _, first = brought_in(written(tmp_path, rows), recipe(metric=[SCORE]))
    _, second = brought_in(
        written(tmp_path, lines(ROWS[0].replace(",4", ","))), recipe(metric=[SCORE])
    )

    assert teams_of(first) == {south.pk}
    assert teams_of(second) == {north.pk}
    assert ImportChange.objects.get().team_id == north.pk
