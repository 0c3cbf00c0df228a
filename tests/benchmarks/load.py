"""Asking a server for pages as many browsers do: gunicorn with two workers, eight connections at a time."""

from __future__ import annotations

import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import repeat
from threading import Lock

WORKERS, CONNECTIONS, ROUNDS = 2, 8, 5
SPELL = 1.5
"""Seconds that each page is asked for in each round."""
HOST = "127.0.0.1"
_ETAG = re.compile(rb'ETag: ("[0-9a-f]+")', re.IGNORECASE)
SITE = "tests.benchmarks.served:application"


@contextmanager
def serving() -> Iterator[int]:
    """The site on a free port, for the duration of the block."""
    port = _free_port()
    server = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "--workers", str(WORKERS), "--bind", f"{HOST}:{port}",
            "--log-level", "critical", SITE,
        ],
        env={**os.environ, "PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def rates(
    port: int, pages: Mapping[str, str | Iterator[str]], cookie: str, again: str = ""
) -> dict[str, float]:
    """Requests a second of each page, by name: the median of rounds in which all of them take turns, so that
    what else the machine does slows all of them alike. A page of several addresses is asked for by the next one
    each time.

    With `again`, "unchanged" is that page as a browser asks for it that has it already.
    """
    asked = {
        name: (repeat(url) if isinstance(url, str) else url, False) for name, url in pages.items()
    }
    if again:
        asked["unchanged"] = (repeat(again), True)
    found: dict[str, list[float]] = {name: [] for name in asked}
    versions: dict[str, str] = {}
    for turn in range(-1, ROUNDS):
        for name, (urls, is_known) in asked.items():
            requests = (
                f"GET {url} HTTP/1.1\r\nHost: {HOST}:{port}\r\nCookie: {cookie}\r\n" for url in urls
            )
            known = versions if is_known else None
            rate = _spell(port, requests, SPELL if turn >= 0 else SPELL / 3, known)
            # The first round warms what workers keep.
            if turn >= 0:
                found[name].append(rate)
    return {name: statistics.median(several) for name, several in found.items()}


def _spell(
    port: int, requests: Iterator[str], seconds: float, versions: dict[str, str] | None
) -> float:
    """Requests a second; with `versions`, as a browser that keeps in mind which one it has."""
    taking_turns = Lock()
    begin = time.perf_counter()
    until = begin + seconds

    def ask(_: int) -> int:
        count = 0
        while time.perf_counter() < until:
            with taking_turns:
                lines = next(requests)
            version = versions.get(lines) if versions is not None else None
            known = f"If-None-Match: {version}\r\n" if version else ""
            answer = _answer(port, f"{lines}{known}Connection: close\r\n\r\n".encode())
            if not answer.startswith((b"HTTP/1.1 200 ", b"HTTP/1.1 304 ")):
                raise AssertionError(f"{lines[:40]!r}: {answer[:200]!r}")
            if versions is not None and (there := _ETAG.search(answer)):
                # Each minute there is a new one.
                versions[lines] = there[1].decode()
            count += 1
        return count

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        done = sum(pool.map(ask, range(CONNECTIONS)))
    return done / (time.perf_counter() - begin)


def _answer(port: int, request: bytes) -> bytes:
    with socket.create_connection((HOST, port), timeout=60) as connection:
        connection.sendall(request)
        begin = connection.recv(65536)
        while connection.recv(65536):
            pass
        return begin


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        port: int = found.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            _answer(
                port,
                f"GET /healthz HTTP/1.1\r\nHost: {HOST}:{port}\r\nConnection: close\r\n\r\n".encode(),
            )
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The server does not answer.")
