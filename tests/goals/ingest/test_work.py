"""Long files: the worker checks them and brings them in; the page says how far it is, and what keeps it."""

import json
import os
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from goals.ingest import steps, work
from goals.ingest.headway import Pace, headway_of
from goals.ingest.uploads import beside, failing_path, folder
from goals.models import EngineState, Import, ImportWork, Job, Reading
from goals.recompute import jobs
from teams.models import Membership, User
from tests.goals.ingest.helpers import HEADINGS, ROWS, lines
from tests.goals.ingest.test_browser_steps import answers, mapped, text_of, to, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _short_patience(settings, tmp_path, monkeypatch):
    """Two rows are long here."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(work, "LONG", 2)


@pytest.fixture
def ada(administrator, client_of):
    return client_of(administrator)


@pytest.fixture
def priya(manager, client_of):
    return client_of(manager)


def the_worker_comes(now: datetime | None = None) -> None:
    """One sweep, and what it finds."""
    now = now or timezone.now()
    due = jobs.sweep(now)
    for job_id in jobs.long_ones(due):
        jobs.run_job(job_id, now)


def checked(client) -> Import:
    """A long file that has been checked."""
    import_run, answer = mapped(client, lines(*ROWS))
    assert answer["Location"] == to("working", import_run)
    the_worker_comes()
    import_run.refresh_from_db()
    assert import_run.state == Import.State.MAPPED
    return import_run


def test_a_long_file_is_checked_and_brought_in_by_the_worker(ada, agent, colleague):
    import_run = checked(ada)
    assert ada.get(to("working", import_run))["Location"] == to("check", import_run)
    assert "3 rows: 3 new." in text_of(ada.get(to("check", import_run)))

    answer = ada.post(to("check", import_run), {"do": "import"})

    assert answer["Location"] == to("working", import_run)
    assert not Reading.objects.exists()
    the_worker_comes()
    assert ada.get(to("working", import_run))["Location"] == to("done", import_run)
    assert "Imported. 3 rows: 3 new." in text_of(ada.get(to("done", import_run)))
    assert Reading.objects.count() == 10
    assert not ImportWork.objects.exists()
    assert not list(folder().iterdir())


def test_a_short_file_is_read_at_once(ada, agent, colleague):
    import_run, answer = mapped(ada, lines(*ROWS[:2]))
    assert answer["Location"] == to("check", import_run)
    assert not ImportWork.objects.exists()


def test_until_then_the_page_says_that_it_waits_and_whether_anybody_works(ada, agent):
    import_run, _ = mapped(ada, lines(*ROWS))
    page = text_of(ada.get(to("working", import_run)))
    assert "About 3 rows wait for their turn." in page
    assert "No worker has been seen yet." in page
    assert 'http-equiv="refresh"' in page
    EngineState.objects.update_or_create(pk=1, defaults={"swept_at": timezone.now()})
    assert "No worker has been seen" not in text_of(ada.get(to("working", import_run)))
    EngineState.objects.update(swept_at=datetime(2026, 1, 5, 9, 30, tzinfo=UTC))
    assert "No worker has been seen since Mon 5 Jan" in text_of(ada.get(to("working", import_run)))
    for step in ("map", "check", "done"):
        assert ada.get(to(step, import_run))["Location"] == to("working", import_run)
    assert "Being checked" in text_of(ada.get("/imports/"))


def test_the_page_says_how_far_it_is(ada, agent):
    import_run, _ = mapped(ada, lines(*ROWS))
    ImportWork.objects.update(about=500_000)
    jobs.claim(Job.objects.get(kind="import").pk, timezone.now())
    pace = Pace(import_run.stored_as)
    pace(0)
    assert "Looked through 0 of about 500,000 rows." in text_of(ada.get(to("working", import_run)))
    pace(0)
    pace(1_000)
    pace._next = 0.0
    pace(250_000)
    page = text_of(ada.get(to("working", import_run)))
    assert "Checked 250,000 of about 500,000 rows." in page
    assert 'value="62"' in page
    pace.end()
    assert headway_of(import_run.stored_as) is None


def test_what_swaps_a_part_of_the_page_goes_on_as_a_whole(ada, agent, colleague):
    import_run = checked(ada)
    answer = ada.get(to("working", import_run), headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, to("check", import_run))


def test_what_the_file_does_not_tell_comes_back_as_a_question(ada, agent):
    rows = [row.replace("2026-11-0", "0").replace(",2,", ",") for row in ROWS]
    rows = [f"c{n},Jin Park,0{n}/04/2026,09:15,Y,Y,,4" for n in (1, 2, 3)]
    import_run, _ = mapped(ada, lines(*rows))
    the_worker_comes()

    assert ada.get(to("working", import_run))["Location"] == to("map", import_run)
    page = text_of(ada.get(to("map", import_run)))
    assert "can be read in more than one order" in page
    assert 'href="#id_date_order"' in page
    answer = ada.post(to("map", import_run), answers(ada, to("map", import_run), date_order="dmy"))
    assert answer["Location"] == to("working", import_run)
    the_worker_comes()
    assert "3 rows: 3 new." in text_of(ada.get(to("check", import_run)))


def test_what_changed_since_the_check_comes_back_to_the_check(ada, agent, colleague):
    import_run = checked(ada)
    User.objects.filter(pk=agent.pk).update(name="Jin Lee", username="jinlee")
    ada.post(to("check", import_run), {"do": "import"})
    the_worker_comes()

    assert ada.get(to("working", import_run))["Location"] == to("check", import_run)
    page = text_of(ada.get(to("check", import_run)))
    assert "Something changed since the check" in page
    assert "2 need you" in page
    assert not Reading.objects.exists()
    ada.post(to("check", import_run), {"do": "import"})
    the_worker_comes()
    assert set(Reading.objects.values_list("external_id", flat=True)) == {"c2"}


def test_two_clicks_are_one_import(ada, agent, colleague):
    import_run = checked(ada)
    for _ in range(2):
        answer = ada.post(to("check", import_run), {"do": "import"})
        assert answer["Location"] == to("working", import_run)
    work.ask(
        import_run, User.objects.get(username="ada"), ImportWork.Step.IMPORT, 4, now=timezone.now()
    )
    assert ImportWork.objects.count() == 1
    job = Job.objects.get(kind="import")
    now = timezone.now()
    assert jobs.run_job(job.pk, now)
    assert not jobs.run_job(job.pk, now)
    assert Reading.objects.count() == 10
    assert Import.objects.get().state == "done"


def test_what_a_killed_worker_left_is_begun_again(ada, agent, colleague):
    import_run = checked(ada)
    ada.post(to("check", import_run), {"do": "import"})
    job = Job.objects.get(kind="import")
    now = timezone.now()
    # As a worker leaves it that is killed in the middle: claimed, nothing written.
    jobs.claim(job.pk, now)
    Import.objects.update(state="running", started_at=now)
    Pace(import_run.stored_as)(0)
    the_worker_comes(now + timedelta(minutes=59))
    assert not Reading.objects.exists()

    the_worker_comes(now + timedelta(minutes=61))

    assert Reading.objects.count() == 10
    assert Import.objects.get().state == "done"


def test_somebody_need_not_wait_for_the_lease_of_a_silent_worker(ada, agent, colleague):
    import_run = checked(ada)
    ada.post(to("check", import_run), {"do": "import"})
    job = Job.objects.get(kind="import")
    jobs.claim(job.pk, timezone.now())
    Import.objects.update(state="running", started_at=timezone.now())
    Pace(import_run.stored_as)(0)
    assert "Begin again" not in text_of(ada.get(to("working", import_run)))
    ada.post(to("again", import_run))
    assert Job.objects.get(pk=job.pk).lease is not None
    long_ago = timezone.now().timestamp() - 200
    os.utime(beside(import_run.stored_as, "headway"), (long_ago, long_ago))

    page = text_of(ada.get(to("working", import_run)))

    assert "Nothing has moved for some minutes" in page
    assert "Begin again" in page
    ada.post(to("again", import_run))
    the_worker_comes()
    assert Reading.objects.count() == 10


def test_what_fails_again_and_again_is_parked_and_can_be_begun_again(
    ada, agent, colleague, monkeypatch
):
    import_run = checked(ada)
    ada.post(to("check", import_run), {"do": "import"})
    usual = work.carry_out

    def broken(*_, **__):
        raise RuntimeError

    monkeypatch.setattr(work, "carry_out", broken)
    now = timezone.now()
    the_worker_comes(now)
    assert "tried again in a minute" in text_of(ada.get(to("working", import_run)))
    for minutes in range(1, 6):
        the_worker_comes(now + timedelta(minutes=2 * minutes))
    assert Job.objects.get(kind="import").parked_at is not None
    monkeypatch.setattr(work, "carry_out", usual)
    page = text_of(ada.get(to("working", import_run)))
    assert "It failed." in page
    assert "Begin again" in page

    ada.post(to("again", import_run))
    the_worker_comes()

    assert Reading.objects.count() == 10


def test_a_file_that_is_forgotten_meanwhile_is_no_trouble(ada, agent):
    import_run, _ = mapped(ada, lines(*ROWS))
    ada.post(to("drop", import_run))
    the_worker_comes()
    assert not Import.objects.exists()
    assert Job.objects.get(kind="import").last_error == ""


def test_a_file_that_was_cleared_away_meanwhile_says_so(ada, agent):
    import_run, _ = mapped(ada, lines(*ROWS))
    (folder() / import_run.stored_as).unlink()
    the_worker_comes()
    assert "no longer here" in ImportWork.objects.get().problem


def test_case_02_who_may_import_no_more_brings_nothing_in(priya, manager, agent, colleague):
    upload(priya, lines(*ROWS))
    import_run = Import.objects.get()
    import_run.recipe["metric"] = []
    work.ask(import_run, manager, ImportWork.Step.IMPORT, 4, now=timezone.now())
    Membership.objects.filter(user=manager).update(ends_on="2020-01-01", starts_on="2019-01-01")
    the_worker_comes()
    assert "may not import any more" in ImportWork.objects.get().problem
    assert not Reading.objects.exists()


def test_case_02_a_manager_sees_not_how_far_another_file_is(ada, priya, agent):
    import_run, _ = mapped(ada, lines(*ROWS))
    assert priya.get(to("working", import_run)).status_code == 404
    assert priya.post(to("again", import_run)).status_code == 404


def test_every_row_that_needs_mending_can_be_had(ada, agent, monkeypatch):
    monkeypatch.setattr("goals.ingest.report.KEPT_ROWS", 1)
    bad = [ROWS[0].replace("c1", f"x{n}").replace("Jin Park", "Zed") for n in range(5)]
    import_run, _ = mapped(ada, lines(*bad, ROWS[0]))
    the_worker_comes()
    kept = failing_path(import_run.pk).read_text().splitlines()
    assert [json.loads(line)["line"] for line in kept] == [2, 3, 4, 5, 6]


def test_each_night_what_nobody_finished_is_cleared_away(ada, organisation, agent):
    evening = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
    steps.receive([lines(*ROWS)], "calls.csv", User.objects.get(username="ada"), now=evening)
    for path in folder().iterdir():
        os.utime(path, (evening.timestamp(), evening.timestamp()))
    jobs.plan_jobs(evening)
    job = Job.objects.get(kind="tidy")

    jobs.run_job(job.pk, evening)

    job.refresh_from_db()
    assert job.due_at == datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
    assert Import.objects.exists()
    jobs.run_job(job.pk, job.due_at)
    job.refresh_from_db()
    assert job.due_at == datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
    assert Import.objects.exists()
    jobs.run_job(job.pk, job.due_at)
    assert not Import.objects.exists()
    assert not list(folder().iterdir())


def test_about_how_long_a_file_is(ada, administrator, path, tmp_path, monkeypatch):
    from tests.goals.ingest.books import book

    monkeypatch.setattr(work, "LONG", 10)
    rows = [HEADINGS.split(","), *(["c", "Jin Park"] for _ in range(40))]
    book(path, ("Calls", rows))
    told = {}
    for name, content in (
        ("long.csv", lines(*[ROWS[0]] * 40)),
        ("old.csv", lines(*[ROWS[0]] * 40, end="\r")),
        ("short.csv", lines(*ROWS)),
        ("book.xlsx", path.read_bytes()),
    ):
        import_run = steps.receive([content], name, administrator, now=timezone.now())
        told[name] = work.rows_if_long(import_run)
    assert told == {"long.csv": 40, "old.csv": 40, "short.csv": 0, "book.xlsx": 40}
