"""One person's name out of a text, and nobody else's."""

import pytest

from teams.nameless import SHORTEST, Names

INSTEAD = "Former colleague 7"


@pytest.fixture
def names():
    return Names("Priya Nair", "priya@example.com", INSTEAD, ["Priya Shah"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Priya Nair stayed late.", f"{INSTEAD} stayed late."),
        ("Thanks to PRIYA  NAIR’s calm", f"Thanks to {INSTEAD}’s calm"),
        ("Nair, Priya", INSTEAD),
        ("Write to Priya@Example.com.", f"Write to {INSTEAD}."),
        ("Priya Nairs and xPriya Nair", "Priya Nairs and xPriya Nair"),
        ("Priya's desk", "Priya's desk"),
        ("", ""),
    ],
)
def test_the_whole_name_goes_wherever_it_stands(names, text, told):
    assert names.out_of(text, near=False) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Priya’s desk, and Priya.", f"{INSTEAD}’s desk, and {INSTEAD}."),
        ("Ms Nair called; Nair did not.", f"{INSTEAD} called; Nair did not."),
        ("Priya Shah helped Priya", f"Priya Shah helped {INSTEAD}"),
        ("Priyanka and Anna-Priya", "Priyanka and Anna-Priya"),
    ],
)
def test_near_them_the_first_name_goes_too(names, text, told):
    assert names.out_of(text, near=True) == told


def test_a_first_name_that_is_a_word_goes_only_where_it_owns_something():
    names = Names("Will Ashdown", "", INSTEAD)
    told = names.out_of("Will called. Will this hold? Will's customer; Will Ashdown", near=True)
    assert told == f"Will called. Will this hold? {INSTEAD}'s customer; {INSTEAD}"


def test_what_has_no_room_gets_the_shortest_and_loses_no_other_word(names):
    text = "Priya Nair is kind."
    assert names.out_of(text, near=False, room=len(text)) == f"{SHORTEST} is kind."


def test_json_is_gone_through_and_its_keys_stay(names):
    given = {"Priya Nair": ["by Priya Nair", 3, None, {"a": "Priya"}]}
    told = {"Priya Nair": [f"by {INSTEAD}", 3, None, {"a": INSTEAD}]}
    assert names.out_of_all(given, near=True) == told


def test_signs_in_a_name_are_signs():
    assert (
        Names("A. (B", "", INSTEAD).out_of("A. (B and Ax (B", near=False) == f"{INSTEAD} and Ax (B"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Priya Shah, now Priya Nair", f"{INSTEAD}, now {INSTEAD}"),
        ("Ask priya.shah, or priya.nair2", f"Ask {INSTEAD}, or {INSTEAD}"),
        ("p.shah@example.com wrote", f"{INSTEAD} wrote"),
        ("Shah’s team, a priya shah, 1042 calls, priya", "Shah’s team, a priya shah, 1042 calls, priya"),
    ],
)  # fmt: skip
def test_case_16_what_they_were_called_before_and_sign_in_with_goes_too(text, told):
    names = Names(
        "Priya Nair", "priya@example.com", INSTEAD, earlier=["Priya Shah"],
        signs=["priya.nair2", "priya.shah", "p.shah@example.com", "1042", "priya"],
    )  # fmt: skip
    assert names.out_of(text, near=False) == told
    assert names.out_of("Ms Shah and Ms Nair", near=True) == f"{INSTEAD} and {INSTEAD}"


def test_case_16_a_name_is_found_without_its_accents_too():
    names = Names("Zoë Müller", "", INSTEAD)
    told = names.out_of("Zoe Muller, Zoë Müller; Muller, Zoe", near=False)
    assert told == f"{INSTEAD}, {INSTEAD}; {INSTEAD}"


def test_case_16_a_whole_name_that_two_bear_goes_only_where_it_is_about_the_one():
    names = Names("Ana Silva", "", INSTEAD, ["Ana Silva", "Ana Reis", "Eva Silva"])
    assert names.out_of("Ana Silva stayed.", near=False) == "Ana Silva stayed."
    assert names.out_of("Ana Silva stayed with Ana Reis.", near=True) == (
        f"{INSTEAD} stayed with Ana Reis."
    )


def test_an_initial_goes_with_the_name_alone():
    names = Names("A. Silva", "", INSTEAD)
    assert names.out_of("A. Silva and Ms Silva; A customer, A.", near=True) == (
        f"{INSTEAD} and {INSTEAD}; A customer, A."
    )


def test_whoever_has_one_name_is_found_near_them_alone():
    names = Names("priya", "", INSTEAD)
    assert names.out_of("priya was here", near=False) == "priya was here"
    assert names.out_of("priya was here", near=True) == f"{INSTEAD} was here"
