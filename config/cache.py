"""A cache that may be away: pages stay up when Redis is down."""

import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

_log = logging.getLogger("leadwell.cache")
_AWAY = (RedisConnectionError, RedisTimeoutError)


class _ForgivingClient(RedisCacheClient):
    """Answers "not there" while Redis does not answer. Nothing here is worth a broken page."""

    def get(self, key: Any, default: Any) -> Any:
        try:
            return super().get(key, default)
        except _AWAY:
            _say_away()
            return default

    def set(self, key: Any, value: Any, timeout: Any) -> None:
        try:
            super().set(key, value, timeout)
        except _AWAY:
            _say_away()

    def add(self, key: Any, value: Any, timeout: Any) -> bool:
        try:
            return bool(super().add(key, value, timeout))
        except _AWAY:
            _say_away()
            return True

    def incr(self, key: Any, delta: int) -> int:
        try:
            return int(super().incr(key, delta))
        except _AWAY:
            _say_away()
            return delta

    def touch(self, key: Any, timeout: Any) -> bool:
        try:
            return bool(super().touch(key, timeout))
        except _AWAY:
            _say_away()
            return False

    def delete(self, key: Any) -> bool:
        try:
            return bool(super().delete(key))
        except _AWAY:
            _say_away()
            return False

    def get_many(self, keys: Any) -> dict[Any, Any]:
        try:
            return dict(super().get_many(keys))
        except _AWAY:
            _say_away()
            return {}

    def has_key(self, key: Any) -> bool:
        try:
            return bool(super().has_key(key))
        except _AWAY:
            _say_away()
            return False

    def set_many(self, data: Any, timeout: Any) -> None:
        try:
            super().set_many(data, timeout)
        except _AWAY:
            _say_away()

    def delete_many(self, keys: Any) -> None:
        try:
            super().delete_many(keys)
        except _AWAY:
            _say_away()


def _say_away() -> None:
    _log.warning("cache is away, going on without it")


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache, except that an unreachable server is an empty cache."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _ForgivingClient
