"""Case 21: two workers send mail at once, and die at it: a notice goes out in one mail, never in two, and is not lost.

Real processes, ended by SIGKILL. `LEADWELL_LONG_TESTS=1` kills at every statement.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from teams.actions.notices import choose_notices
from teams.models import Notice, User
from teams.telling import tell
from tests.goals.reliability.processes import Running, running
from tests.teams.mortal_mails import AFTER, BEFORE, LIVE

NOW = datetime(2025, 11, 20, 9, 5, tzinfo=UTC)
KIND = "goals.closed"
KILLED = "-9"
LONG = bool(os.environ.get("LEADWELL_LONG_TESTS"))

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


class Office:
    """Two workers, what they put into the post, and whom they write to."""

    def __init__(self, stack: ExitStack, post: Path, people: list[User]) -> None:
        self.people, self.told = people, 0
        self._post = post
        command = [sys.executable, "-m", "tests.teams.mortal_mails", str(post), NOW.isoformat()]
        self.workers: list[Running] = [stack.enter_context(running(command)) for _ in range(2)]

    def tell(self, each: int) -> list[str]:
        """So many things that each person wants to hear at once; their words, each its own."""
        said = []
        for person in self.people:
            for _ in range(each):
                self.told += 1
                text = f"It closed, number {self.told:05}."
                tell([person], KIND, f"key-{self.told}", text, now=NOW)
                said.append(text)
        return said

    def look(self, *ends: str) -> list[str]:
        """Let the workers look at the same time; how each of them ended."""
        at_work = list(zip(self.workers, ends, strict=False))
        for worker, end in at_work:
            worker.say(end)
        return [worker.line() for worker, _ in at_work]

    def sent(self) -> Counter[str]:
        """How many mails hold the words of each notice."""
        lines = self._post.read_text().splitlines() if self._post.exists() else []
        letters = [json.loads(line) for line in lines]
        every = Notice.objects.filter(kind=KIND).values_list("text", "user__email")
        return Counter(
            text
            for text, email in every
            for letter in letters
            if letter["to"] == [email] and text in letter["text"]
        )


@pytest.fixture
def office(
    tmp_path: Path, manager: User, supervisor: User, agent: User, colleague: User
) -> Iterator[Office]:
    """Four people who want to hear at once how a month ended."""
    people = [manager, supervisor, agent, colleague]
    for person in people:
        User.objects.filter(pk=person.pk).update(email=f"{person.username}@example.com")
        person.refresh_from_db()
        choose_notices(
            person, digest="", not_in_app=[], not_in_mail=[], at_once=[KIND],
            quiet_from=None, quiet_until=None,
        )  # fmt: skip
    with ExitStack() as stack:
        yield Office(stack, tmp_path / "post", people)


def test_case_21_what_two_workers_send_at_the_same_time_goes_out_once(office: Office) -> None:
    said: list[str] = []
    for _ in range(3):
        said += office.tell(4)
        assert office.look(LIVE, LIVE) == ["0", "0"]
    assert office.sent() == Counter(said)
    assert not Notice.objects.filter(kind=KIND, mailed_at=None).exists()


def test_case_21_killed_at_any_statement_it_goes_out_once_or_waits_in_the_inbox(
    office: Office,
) -> None:
    office.people = office.people[:2]
    statement, kills = 1, 0
    while True:
        said = office.tell(2)
        [ended] = office.look(str(statement))
        assert ended in ("0", KILLED)
        # Whatever it left is there for two others.
        assert office.look(LIVE, LIVE) == ["0", "0"]
        _assert_once_or_waiting(office, said, lost_at_most=2)
        if ended == "0":
            break
        kills, statement = kills + 1, statement + 1 + (0 if LONG else statement // 3)
    assert kills >= 5


@pytest.mark.parametrize(("end", "mails"), [(BEFORE, 0), (AFTER, 1)])
def test_case_21_killed_around_the_hand_over_it_is_not_sent_again(
    office: Office, end: str, mails: int
) -> None:
    """Both die at it: of each person's news one mail, or none, which then waits for them in the inbox."""
    office.people = office.people[:2]
    said = office.tell(2)
    for _ in range(3):
        office.look(end, end)
    assert office.look(LIVE, LIVE) == ["0", "0"]
    sent = office.sent()
    assert [sent[text] for text in said] == [mails] * 4
    _assert_once_or_waiting(office, said, lost_at_most=4)


def _assert_once_or_waiting(office: Office, said: list[str], *, lost_at_most: int) -> None:
    sent = office.sent()
    assert max(sent.values(), default=0) <= 1
    lost = [text for text in said if not sent[text]]
    assert len(lost) <= lost_at_most
    waiting = Notice.objects.filter(text__in=lost, read_at=None, in_inbox=True, mailed_at=None)
    # Taken by the worker that died: nobody tries it again, the digest says it.
    assert waiting.exclude(mail_claimed_at=None).count() == len(lost)
