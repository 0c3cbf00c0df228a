"""Real processes against the test's own database: started in a session of their own, ended by their id."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from urllib.parse import quote

from django.db import connection

PATIENCE = 60.0
HOUSE = Path(__file__).parents[3]
MANAGE = [sys.executable, str(HOUSE / "manage.py")]
CELERY = [sys.executable, "-m", "celery", "--quiet", "-A", "config"]


class Running:
    """A process and everything it started."""

    def __init__(self, command: Sequence[str], environment: dict[str, str]) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the process
        self._process = subprocess.Popen(
            command,
            env=environment,
            cwd=HOUSE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            start_new_session=True,
        )
        self._lines: Queue[str] = Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._lines.put(line.strip())

    def line(self) -> str:
        """The next line it prints."""
        try:
            return self._lines.get(timeout=PATIENCE)
        except Empty:
            raise AssertionError(self.log()) from None

    def say(self, text: str) -> None:
        """A line for it to read."""
        assert self._process.stdin
        self._process.stdin.write(f"{text}\n")
        self._process.stdin.flush()

    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.poll() is None

    def leads(self, pid: int) -> bool:
        """Whether a process belongs to this one."""
        try:
            return os.getsid(pid) == self._process.pid
        except ProcessLookupError:
            return False

    def kill(self) -> None:
        """SIGKILL to it and all it started; nothing of it is left afterwards."""
        if self.is_running():
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(PATIENCE)

    def end(self) -> int:
        """Wait for its own end, and return how that was."""
        return self._process.wait(PATIENCE)

    def log(self) -> str:
        """What it wrote to stderr."""
        self._log.seek(0)
        return self._log.read().decode(errors="replace")


def start(command: Sequence[str], **more: str) -> Running:
    """Start a program of ours on the test's database, with environment variables of its own."""
    return Running(command, environment(**more))


@contextmanager
def running(command: Sequence[str], **more: str) -> Iterator[Running]:
    """The same, killed at the end of the block."""
    process = start(command, **more)
    try:
        yield process
    finally:
        process.kill()


def environment(**more: str) -> dict[str, str]:
    """The test's database, the real settings, a folder that the whole test run shares."""
    from django.conf import settings

    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": database_url(),
        "DATA_DIR": str(settings.DATA_DIR),
        "PYTHONUNBUFFERED": "1",
        **more,
    }


def database_url() -> str:
    """The address of the database this test uses."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    who = quote(given["USER"])
    if given["PASSWORD"]:
        who += f":{quote(given['PASSWORD'])}"
    return (
        f"postgres://{who}@{given['HOST'] or '127.0.0.1'}:{given['PORT'] or 5432}/{given['NAME']}"
    )


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
