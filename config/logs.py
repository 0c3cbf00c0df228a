"""Logs: one event, one line, readable by people (`console`) or by programs (`json`).

Everything goes through the standard library's loggers; structlog gives them one form. What a
user typed may reach a log, so control characters are written as escapes: nobody can forge a
line of their own. Each request carries an id that the log, the response header `X-Request-ID`
and the page for a broken request share.
"""

import logging
import re
import secrets
import sys
import time
from collections.abc import Callable, MutableMapping
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponseBase

# The line breaks that str.splitlines knows, the other C0 controls, DEL, C1 and the direction
# marks by which a line can be made to read differently from what it is.
_CONTROL = [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F)]
_ESCAPES = {code: repr(chr(code))[1:-1] for code in _CONTROL}

# Links that open something by themselves: of a screen on a wall, and of a sign-in.
_SECRET_LINKS = re.compile(r"/(tv|welcome/[^/\s]+)/[^/\s?'\">]+")

# What PostgreSQL tells of a row that it refuses: all that is in it, over as many lines as it has, up to the next
# exception of a chain or the end.
_ROW = re.compile(r"DETAIL:.*?(?=\n\n(?:The above exception was|During handling of)|\Z)", re.DOTALL)

_log = structlog.stdlib.get_logger("leadwell.request")


def escape_controls(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Write control characters of every text as escapes (structlog processor).

    A traceback keeps its lines here: JSON escapes them, the console sets them off.
    """
    for key, value in event.items():
        if isinstance(value, str) and key != "exception":
            event[key] = value.translate(_ESCAPES)
    return event


def mask_rows(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """What happened without the row that it happened to, which may be somebody's private words."""
    for key, value in event.items():
        if isinstance(value, str) and "DETAIL:" in value:
            event[key] = _ROW.sub("DETAIL: …", value)
    return event


def mask_links(_logger: Any, _method: str, line: str) -> str:
    """The written line without what opens a screen or an account (the last structlog processor)."""
    return _SECRET_LINKS.sub(r"/\1/…", line)


def configuration(log_format: str) -> dict[str, Any]:
    """The `logging.config` dictionary for `console` or `json`."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    last: list[Any] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        mask_rows,
        escape_controls,
    ]
    if log_format == "json":
        last.append(structlog.processors.JSONRenderer())
    else:
        last.append(_one_line)
    last.append(mask_links)
    quiet = {"level": "WARNING"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "one line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": last,
                "foreign_pre_chain": shared,
            }
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "stream": sys.stderr,
                "formatter": "one line",
            }
        },
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            # Django adds handlers of its own to "django"; they would say everything twice.
            "django": {"handlers": [], "propagate": True, "level": "INFO"},
            "django.server": {"handlers": [], "propagate": True, "level": "INFO"},
            # The request line below says what these say, with the person and the time taken.
            "django.request": {"level": "ERROR"},
            "gunicorn.error": {"handlers": [], "propagate": True, "level": "INFO"},
            "gunicorn.access": {"handlers": [], "propagate": False, "level": "CRITICAL"},
            # One line a minute that all is as it was is noise.
            "celery.beat": quiet,
            "celery.worker.strategy": quiet,
            "celery.app.trace": quiet,
            "celery.redirected": quiet,
            "kombu": quiet,
            "axes": quiet,
            "fontTools": quiet,
        },
    }


def _one_line(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> str:
    """Time, level, event and its details as `key=value`, for people; tracebacks set off below."""
    moment = str(event.pop("timestamp", ""))[11:19]
    level = str(event.pop("level", "info")).upper()
    said = str(event.pop("event", ""))
    logger = event.pop("logger", "")
    exception = event.pop("exception", None)
    details = [f"{key}={value}" for key, value in event.items() if value not in (None, "")]
    line = " ".join([moment, f"{level:<7}", said, *details, f"({logger})" if logger else ""])
    traceback = [f"  | {row.translate(_ESCAPES)}" for row in (exception or "").splitlines()]
    return "\n".join([line.rstrip(), *traceback])


UNNAMED = {"feedback:pulse_answer", "api:pulse-answer"}
"""Views whose line does not say who called: that somebody has answered the pulse is forgotten with the week."""


class RequestLogMiddleware:
    """Give each request an id and write one line when it is answered.

    The path is logged without its query: queries may hold what people searched for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, then log method, path, status, person and milliseconds."""
        reference = secrets.token_hex(4).upper()
        request.META["LEADWELL_REFERENCE"] = reference
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(reference=reference)
        started = time.perf_counter()
        response = self.get_response(request)
        taken = (time.perf_counter() - started) * 1000
        level = logging.INFO if response.status_code < 500 else logging.ERROR
        if not request.path.startswith(("/static/", "/healthz", "/readyz")):
            _log.log(
                level,
                f"{request.method} {_path(request)} {response.status_code}",
                ms=round(taken),
                person=_person(request),
            )
        response["X-Request-ID"] = reference
        return response


def _path(request: HttpRequest) -> str:
    """The path, without the secret that a sign-in link carries in it."""
    match = request.resolver_match
    secret = str(match.kwargs.get("token", "")) if match else ""
    return request.path.replace(secret, "…") if secret else request.path


def _person(request: HttpRequest) -> int | None:
    """The signed-in person's number, if the request got far enough to load one, and the view may be named with it."""
    if request.resolver_match and request.resolver_match.view_name in UNNAMED:
        return None
    user = request.__dict__.get("_cached_user")
    return getattr(user, "pk", None)
