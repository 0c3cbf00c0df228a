"""Learning for tests: a path of North with two steps, on Friday 20 November 2026, noon."""

from datetime import UTC, date, datetime, timedelta

from teams.actions import create_person, join_team
from teams.actions.learning import do_step, give_path, start_path
from teams.actions.learning_paths import add_step, make_path
from teams.models import Role
from tests.cast import PASSWORD

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)


def a_path(leader, team=None, name="Calm calls", *, kind="need", days=(3, 10), now=NOW, **more):
    """A path with a step for each of `days`: `Step 1`, due after so many days, and so on."""
    path = make_path(
        leader, name=name, why="Stay calm when a call gets hard.", kind=kind, team=team, now=now, **more
    )  # fmt: skip
    for number, due in enumerate(days, 1):
        add_step(leader, path, title=f"Step {number}", due_days=due, now=now)
    return path


def given(leader, path, person, *, now=NOW, **more):
    """The path is theirs from today."""
    return give_path(leader, path, [person], now=now, **more)[0]


def finish(person, path, *, now=NOW):
    """All of its steps are done."""
    mine = start_path(person, path, now=now)
    for step in path.steps.filter(archived_at=None):
        do_step(person, mine, step, now=now)
    return anew(mine)


def steps(path):
    return list(path.steps.filter(archived_at=None))


def anew(thing):
    return type(thing).objects.get(pk=thing.pk)


def newcomer(team, name="Nia", on=TODAY, role=Role.AGENT):
    person = create_person(None, name=name, username=name.lower(), password=PASSWORD)
    join_team(None, person, team, role, on)
    return person
