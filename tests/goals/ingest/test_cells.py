from decimal import Decimal

import pytest

from goals.ingest.files.cells import (
    Habits,
    decimal_mark,
    is_blank,
    looks_like_day_fraction,
    number,
    seconds_of_day,
    yes_or_no,
)
from goals.ingest.files.durations import clock_seconds, duration, value_of, weight_of
from goals.ingest.values import Rejected

UNKNOWN = Habits()
POINT = Habits("point", "seconds")
COMMA = Habits("comma", "seconds")
DAYS = Habits("point", "days")


@pytest.mark.parametrize(
    ("text", "habits", "expected"),
    [
        ("12", UNKNOWN, "12"),
        ("1.5", UNKNOWN, "1.5"),
        ("1,5", UNKNOWN, "1.5"),
        ("1.234,5", UNKNOWN, "1234.5"),
        ("1,234.5", UNKNOWN, "1234.5"),
        ("1,234,567", UNKNOWN, "1234567"),
        ("1 234,5", UNKNOWN, "1234.5"),
        ("1\u202f234", UNKNOWN, "1234"),
        ("1'234.5", UNKNOWN, "1234.5"),
        ("0,123", UNKNOWN, "0.123"),
        (".5", UNKNOWN, "0.5"),
        (",5", UNKNOWN, "0.5"),
        ("1,234", POINT, "1234"),
        ("1,234", COMMA, "1.234"),
        ("1.234", POINT, "1.234"),
        ("1.234", COMMA, "1234"),
        ("(12)", UNKNOWN, "-12"),
        ("12-", UNKNOWN, "-12"),
        ("\u22123", UNKNOWN, "-3"),
        ("£12", UNKNOWN, "12"),
        ("-£12.50", UNKNOWN, "-12.5"),
        ("€1.234,50", UNKNOWN, "1234.5"),
        ("5 €", UNKNOWN, "5"),
        ("75%", UNKNOWN, "0.75"),
        ("75,5 %", UNKNOWN, "0.755"),
        ("1e3", UNKNOWN, "1000"),
    ],
)
def test_a_number_is_read_in_the_usual_spellings(text, habits, expected):
    assert number(text, habits, "Cell") == Decimal(expected)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "NaN",
        "Infinity",
        "-inf",
        "1_000",
        "１２",
        "١٢",
        "1.2.3",
        "1,2,3",
        "--5",
        "0x10",
        "-",
    ],
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(Rejected, match="is not a number") as caught:
        number(text, POINT, "Score")
    assert caught.value.field == "Score"
    assert caught.value.repair == "Write it in digits, such as 12.5."


@pytest.mark.parametrize("text", ["1e400", "1000000000", "-1e9"])
def test_a_number_beyond_range_is_refused(text):
    with pytest.raises(Rejected, match="too large"):
        number(text, POINT, "Score")


def test_a_number_longer_than_a_line_is_refused():
    with pytest.raises(Rejected):
        number("0." + "1" * 50, POINT, "Score")


@pytest.mark.parametrize("text", ["1,234", "1.234"])
def test_a_number_that_reads_two_ways_is_asked_about(text):
    assert decimal_mark(text) == "?"
    with pytest.raises(Rejected, match="two ways"):
        number(text, UNKNOWN, "Score")


@pytest.mark.parametrize(
    ("text", "mark"), [("1.5", "point"), ("1,5", "comma"), ("12", ""), ("x", "")]
)
def test_a_number_tells_its_decimal_mark(text, mark):
    assert decimal_mark(text) == mark


@pytest.mark.parametrize(
    "word", ["Y", "yes", "TRUE", "1", "x", "✓", "Ja", "oui", "sí", "да", " Y "]
)
def test_yes_is_understood(word):
    assert yes_or_no(word) is True


@pytest.mark.parametrize("word", ["N", "no", "False", "0", "nein", "non", "нет"])
def test_no_is_understood(word):
    assert yes_or_no(word) is False


@pytest.mark.parametrize("word", ["", "maybe", "2", "１"])
def test_other_words_are_neither(word):
    assert yes_or_no(word) is None


@pytest.mark.parametrize("text", ["", "-", "–", "N/A", "#N/A", "NULL", "(blank)"])
def test_what_stands_for_nothing_is_blank(text):
    assert is_blank(text)


def test_nan_is_not_blank():
    assert not is_blank("NaN")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2:23", "143"),
        ("0:02:23", "143"),
        ("00:02:23", "143"),
        ("12:02:23 AM", "143"),
        ("12:02 AM", "120"),
        ("1:02:23 pm", "46943"),
        ("2:23.5", "143.5"),
        ("2:23 min", "143"),
        ("2:23 h", "8580"),
        ("+01 00:02:23.000000", "86543"),
        ("1 00:02:23", "86543"),
        ("90:00", "5400"),
        ("123:00:01", "442801"),
        ("2 min 23 s", "143"),
        ("1h 02m", "3720"),
        ("1.5 s", "1.5"),
    ],
)
def test_a_clock_text_is_a_duration(text, seconds):
    assert clock_seconds(text) == Decimal(seconds)
    assert duration(text, POINT, "Talk") == Decimal(seconds)


@pytest.mark.parametrize("text", ["2:63", "1:63:00", "13:00 AM", "0:00:00 AM", "1:75 AM", "", "s"])
def test_what_no_clock_shows_is_no_duration(text):
    assert clock_seconds(text) is None
    with pytest.raises(Rejected, match="is not a duration"):
        duration(text, POINT, "Talk")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0d 0h 2m 23s", "143"),
        ("1 day, 0 hours, 2 minutes and 23 seconds", "86543"),
        ("2 Minuten und 23 Sekunden", "143"),
        ("pt2m23s", "143"),
        ("P1DT2M", "86520"),
        ("0.143 s", "0.143"),
        ("2 min 3.125 s", "123.125"),
    ],
)
def test_a_duration_is_spelled_in_several_ways(text, seconds):
    assert duration(text, UNKNOWN, "Talk") == Decimal(seconds)


def test_thousands_or_decimals_of_seconds_are_asked():
    assert duration("1,234 s", POINT, "Talk") == 1234
    assert duration("1,234 s", Habits("comma"), "Talk") == Decimal("1.234")
    with pytest.raises(Rejected, match="two ways"):
        duration("1,234 s", UNKNOWN, "Talk")


def test_a_number_of_seconds_is_a_duration():
    assert duration("143", POINT, "Talk") == 143
    assert duration("143,5", POINT, "Talk") == Decimal("143.5")


def test_a_duration_beyond_range_says_so():
    with pytest.raises(Rejected, match="too large"):
        duration("1e12", POINT, "Talk")


def test_a_day_fraction_is_exact_to_the_second():
    assert duration("0.001655092592592593", DAYS, "Talk") == 143
    assert duration("0,00165509", DAYS, "Talk") == 143
    assert duration("0.25", DAYS, "Talk") == 21_600


def test_a_part_of_a_second_survives_a_day_fraction():
    assert seconds_of_day(Decimal("0.5") / 86_400) == Decimal("0.5")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0.00165509", True), ("0.5", False), ("143.1234567", False), ("1E+3", False)],
)
def test_many_decimals_and_whole_seconds_make_a_day_fraction(text, expected):
    assert looks_like_day_fraction(Decimal(text)) is expected


def test_not_a_number_is_no_day_fraction():
    with pytest.raises(ValueError, match="NaN"):
        looks_like_day_fraction(Decimal("NaN"))


def test_the_unit_decides_what_yes_is_worth():
    assert value_of("Y", "percent", POINT, "Resolved") == 1
    assert value_of("No", "count", POINT, "Resolved") == 0
    assert value_of("3", "count", POINT, "Resolved") == 3
    with pytest.raises(Rejected, match="neither yes nor no, and no number"):
        value_of("maybe", "percent", POINT, "Resolved")
    with pytest.raises(Rejected, match="too large"):
        value_of("1e12", "count", POINT, "Resolved")
    with pytest.raises(Rejected):
        value_of("Y", "score", POINT, "Score")
    with pytest.raises(Rejected):
        value_of("Y", "seconds", POINT, "Talk")


def test_a_weight_is_yes_no_or_a_number_not_below_zero():
    assert weight_of("Y", POINT, "Answered") == 1
    assert weight_of("2,5", POINT, "Answered") == Decimal("2.5")
    with pytest.raises(Rejected, match="below zero"):
        weight_of("-1", POINT, "Answered")
