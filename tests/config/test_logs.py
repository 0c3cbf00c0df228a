"""Logs: one event is one line, whatever somebody typed."""

import json
import logging
import logging.config
import sys

import pytest
import structlog

from config.logs import configuration

FORGED = "Ann\r\n12:00:00 INFO all is well\u2028\x1b[31m\u202e"


@pytest.fixture
def say(capsys):
    """Log through a fresh configuration and return what was written."""

    def written(log_format, *args, **kwargs):
        described = configuration(log_format)
        handler = described["handlers"]["stderr"] | {"stream": sys.stderr}
        described["handlers"] = {"stderr": handler}
        # The root logger stays as it is: other tests hear by it.
        del described["root"]
        described["loggers"] = {
            "tests.said": {"handlers": ["stderr"], "level": "INFO", "propagate": False}
        }
        logging.config.dictConfig(described)
        structlog.contextvars.clear_contextvars()
        logger = logging.getLogger("tests.said")
        (logger.error if kwargs.get("exc_info") else logger.info)(*args, **kwargs)
        return capsys.readouterr().err

    return written


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_nobody_can_forge_a_line(say, log_format):
    written = say(log_format, "signed in as %s", FORGED, extra={"team": FORGED})
    assert len(written.splitlines()) == 1
    assert "\x1b" not in written
    assert "\u202e" not in written
    assert "12:00:00" in written


def test_an_exception_s_lines_cannot_pass_for_events(say):
    try:
        raise ValueError(FORGED)
    except ValueError:
        first, *rest = say("console", "broken", exc_info=True).splitlines()
    assert first.split()[1:] == ["ERROR", "broken", "(tests.said)"]
    assert len(rest) > 3
    assert all(line.startswith("  | ") for line in rest)
    assert not any("\x1b" in line for line in rest)


def test_an_exception_is_one_line_of_json(say):
    try:
        raise ValueError(FORGED)
    except ValueError:
        (line,) = say("json", "broken", exc_info=True).splitlines()
    assert "ValueError" in json.loads(line)["exception"]


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_case_3_a_row_that_the_database_refused_stays_out_of_it(say, log_format):
    row = "DETAIL:  Failing row contains (5, Tuesday’s call,\nand Wednesday’s)."
    try:
        try:
            raise ValueError(f"violates check constraint\n{row}")
        except ValueError as error:
            raise RuntimeError(f"violates it too\n{row}") from error
    except RuntimeError as error:
        written = say(log_format, "broken: %s", error, exc_info=True)
    assert "violates check constraint" in written
    assert "violates it too" in written
    assert "RuntimeError" in written
    assert "Tuesday" not in written
    assert "Wednesday" not in written


def test_json_holds_what_was_said_and_where(say):
    event = json.loads(say("json", "closed %s", "North", extra={"days": 3}))
    assert event["event"] == "closed North"
    assert event["days"] == 3
    assert event["level"] == "info"
    assert event["logger"] == "tests.said"


def test_the_console_line_begins_with_time_and_level(say):
    written = say("console", "closed %s", "North", extra={"days": 3})
    assert written.split()[1:5] == ["INFO", "closed", "North", "days=3"]


@pytest.mark.django_db
def test_a_request_is_one_line_without_its_query(client, caplog):
    with caplog.at_level(logging.INFO, logger="leadwell.request"):
        response = client.get("/no/such/page/?q=secret")
    (record,) = [line for line in caplog.records if line.name == "leadwell.request"]
    assert "/no/such/page/" in str(record.msg)
    assert "secret" not in str(record.msg)
    assert len(response["X-Request-ID"]) == 8
