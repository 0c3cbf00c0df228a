"""Texts as they are kept, whoever writes them down, and what people are called."""

from __future__ import annotations

import pytest

from teams.actions.errors import ActionRefused
from teams.actions.texts import kept_line, kept_text
from teams.names import first_name


@pytest.mark.parametrize(
    ("written", "text", "line"),
    [
        ("  Two\x00 lines  \r\n  here\n\n", "Two lines\n  here", "Two lines here"),
        ("one  word", "one  word", "one word"),
        (" \n\x00 ", "", ""),
    ],
)
def test_a_text_keeps_its_lines_and_a_line_its_words(written, text, line):
    assert kept_text("words", written, limit=20) == text
    assert kept_line("words", written, limit=20) == line


@pytest.mark.parametrize("keep", [kept_text, kept_line])
def test_what_is_missing_or_too_long_is_refused_at_its_field(keep):
    with pytest.raises(ActionRefused, match="Say why") as refused:
        keep("why", " \n ", limit=20, missing="Say why.")
    assert refused.value.field == "why"
    assert keep("why", "x" * 2_000, limit=2_000) == "x" * 2_000
    with pytest.raises(ActionRefused, match=r"under 2,000 characters\. This has 2,001\."):
        keep("why", f" {'x' * 2_001} ", limit=2_000)


@pytest.mark.parametrize(
    ("name", "called"),
    [("Marcus Webb", "Marcus"), (" Ana\u00a0María  Ruiz ", "Ana"), ("Cher", "Cher"), ("  ", "")],
)
def test_colleagues_say_the_first_name(name, called):
    assert first_name(name) == called
