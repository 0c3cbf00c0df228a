"""The cache: with Redis it keeps, without Redis it forgets, and never breaks a page."""

import uuid

import pytest

from config.cache import ForgivingRedisCache

QUICK = {"OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1}}


@pytest.fixture
def away():
    return ForgivingRedisCache("redis://127.0.0.1:1/0", QUICK)


def test_a_cache_that_is_away_is_empty(away):
    away.set("name", "North")
    away.set_many({"a": 1, "b": 2})
    assert away.get("name") is None
    assert away.get("name", "otherwise") == "otherwise"
    assert away.get_many(["a", "b"]) == {}
    assert "name" not in away
    assert away.touch("name") is False
    assert away.delete("name") is False
    away.delete_many(["a", "b"])


def test_adding_to_a_cache_that_is_away_looks_like_being_first(away):
    assert away.add("throttle", 1) is True
    assert away.get_or_set("name", "North") == "North"


def test_a_cache_that_is_there_keeps(redis_url):
    prefix = f"test-{uuid.uuid4()}"
    cache = ForgivingRedisCache(redis_url, {**QUICK, "KEY_PREFIX": prefix})
    try:
        cache.set("name", "North")
        assert cache.get("name") == "North"
        assert cache.add("name", "South") is False
        assert "name" in cache
        assert cache.touch("name", 60) is True
        cache.set_many({"a": 1, "b": 2})
        assert cache.get_many(["a", "b"]) == {"a": 1, "b": 2}
    finally:
        cache.delete_many(["a", "b"])
        assert cache.delete("name") is True
    assert cache.get("name") is None
