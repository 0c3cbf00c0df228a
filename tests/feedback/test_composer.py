from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.composer import LONGEST, Found, read

NAMES = ["Dele Adeyemi", "Ewa Nowak"]
LINES = Path(__file__).with_name("thanks.txt").read_text().splitlines()
EXAMPLES = [tuple(map(str.strip, line.split("|", 1))) for line in LINES if line[:1] != "#"]


def test_there_are_enough_examples_of_every_kind():
    assert len(EXAMPLES) >= 60
    kinds = [parts for parts, _ in EXAMPLES]
    assert min(kinds.count(kind) for kind in ("-", "M", "A", "E", "MA", "ME", "AE", "MAE")) >= 3


@pytest.mark.parametrize(("parts", "words"), EXAMPLES, ids=[words[:40] for _, words in EXAMPLES])
def test_ticks_are_those_of_a_fair_reader(parts, words):
    found = read(words, NAMES)
    ticked = "".join(
        letter
        for letter, part in zip("MAE", (found.moment, found.act, found.effect), strict=True)
        if part
    )
    assert (ticked or "-") == parts, found


@given(st.text(max_size=400))
def test_whatever_is_written_is_read(words):
    found = read(words, NAMES)
    for part in (found.moment, found.act, found.effect):
        assert len(part) <= LONGEST
        assert part == part.strip()


def test_nothing_is_found_in_nothing():
    assert read("") == Found() == read("  \n ")
    assert Found().count == 0
