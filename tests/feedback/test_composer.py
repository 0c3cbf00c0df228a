from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.composer import LONGEST, Found, read

NAMES = ["Dele Adeyemi", "Ewa Nowak"]
HERE = Path(__file__)
SETS = {
    name: [
        tuple(map(str.strip, line.split("|", 1)))
        for line in HERE.with_name(name).read_text().splitlines()
        if line[:1] != "#"
    ]
    for name in ("thanks.txt", "more_thanks.txt")
}
EXAMPLES = [one for examples in SETS.values() for one in examples]


@pytest.mark.parametrize("name", SETS)
def test_there_are_enough_examples_of_every_kind(name):
    assert len(SETS[name]) >= 60
    kinds = [parts for parts, _ in SETS[name]]
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


def test_only_a_quality_with_a_verb_of_showing_is_no_act():
    assert read("You showed great patience.").act == ""
    assert read("You showed patience with the caller from Hull.").act
    assert read("You restarted the service.").act == "Restarted the service"


def test_figures_that_move_are_an_effect_and_what_they_moved_themselves_is_not():
    assert read("Repeat calls fell by a third.").effect == "Repeat calls fell by a third"
    assert read("Since May our wait has stayed below a minute.").effect.startswith("Our wait")
    assert read("You went up 4 floors to fetch the printout.").effect == ""
    assert read("You stayed under the desk for ten minutes.").effect == ""
    assert read("I like the way you went up 4 floors for it.").effect == ""
    assert read("I noticed how you coached Tom.").effect == ""
