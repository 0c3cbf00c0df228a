"""A worker that puts its mail into a file, and dies when it is told to: for tests that run several.

A line it reads says how its next look ends: `live`, `before` or `after` it hands a mail over, or the number of the
statement at which it is killed. It answers with how the process that looked ended.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import count
from typing import Any

import django

django.setup()

from django.core.mail import EmailMessage  # noqa: E402
from django.core.mail.backends.base import BaseEmailBackend  # noqa: E402
from django.db import connection  # noqa: E402

from teams.recompute import mails  # noqa: E402

LIVE, BEFORE, AFTER = "live", "before", "after"


class Post(BaseEmailBackend):
    """Takes each mail as one line of a file, which several write to at once."""

    def __init__(self, path: str, end: str) -> None:
        super().__init__()
        self._path, self._end = path, end

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Die before it is taken, after, or not at all."""
        for message in email_messages:
            if self._end == BEFORE:
                _die()
            line = json.dumps({"to": message.to, "text": f"{message.subject} {message.body}"})
            place = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.write(place, f"{line}\n".encode())
            os.close(place)
            if self._end == AFTER:
                _die()
        return len(email_messages)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _look(path: str, end: str, now: datetime) -> None:
    seen = count(1)

    def counting(execute: Callable[..., Any], *arguments: Any) -> Any:
        if end.isdigit() and next(seen) == int(end):
            _die()
        return execute(*arguments)

    mails.get_connection = lambda: Post(path, end)  # type: ignore[assignment]
    with connection.execute_wrapper(counting):
        mails.look(now)


def main(path: str, now: datetime) -> None:
    """Each look in a process of its own, as a worker's are."""
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _look(path, line.strip(), now)
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], datetime.fromisoformat(sys.argv[2]))
