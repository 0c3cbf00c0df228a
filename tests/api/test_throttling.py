"""Calls are counted in the cache, each caller for themself; where the cache is away, nobody is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from config.cache import ForgivingRedisCache
from tests.api.conftest import NOW


@pytest.fixture
def few(monkeypatch):
    """Three calls of each kind a minute."""
    monkeypatch.setattr("teams.api.throttling.READS_A_WINDOW", 3)
    monkeypatch.setattr("teams.api.throttling.WRITES_A_WINDOW", 3)


def test_reads_and_writes_are_counted_apart_and_anew_each_minute(api, few):
    assert [api.get("metrics/").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert api.post("readings/", {"readings": []}).status_code == 200
    with time_machine.travel(NOW + timedelta(seconds=45), tick=False):
        refused = api.get("metrics/")
        assert refused.headers["Retry-After"] == "15"
    with time_machine.travel(NOW + timedelta(seconds=60), tick=False):
        assert api.get("metrics/").status_code == 200


def test_a_person_in_a_browser_is_counted_as_well(manager, client_of, few):
    browser = client_of(manager)
    found = [browser.get("/api/v1/metrics/").status_code for _ in range(4)]
    assert found == [200, 200, 200, 429]


def test_without_a_cache_nobody_is_turned_away(api, few, monkeypatch):
    away = ForgivingRedisCache("redis://127.0.0.1:1/0", {"OPTIONS": {"socket_connect_timeout": 1}})
    monkeypatch.setattr("teams.api.throttling.cache", away)
    assert [api.get("metrics/").status_code for _ in range(5)] == [200] * 5
    assert away.incr("anything") == 1
