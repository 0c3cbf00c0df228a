"""A forecast in words: honest about how little is known, and never on the wrong side of a status."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.models import Metric
from goals.queries.figures import Writer
from goals.queries.outlooks import (
    Outlook,
    chance,
    chance_sentence,
    finish,
    outlook_of,
    range_words,
    tenths,
)

likelihoods = st.decimals(min_value=0, max_value=1, places=4)


def outlook(low, likely, high, likelihood="0.5"):
    return Outlook(Decimal(low), Decimal(likely), Decimal(high), Decimal(likelihood))


@pytest.mark.parametrize("missing", ["low", "likely", "high", "likelihood"])
def test_a_row_without_a_forecast_has_none(missing):
    columns = dict.fromkeys(("low", "likely", "high", "likelihood"), Decimal(1))
    assert outlook_of(SimpleNamespace(**columns, status="watch")) == outlook(1, 1, 1, 1)
    assert outlook_of(SimpleNamespace(**columns, status="paused")) is None
    assert outlook_of(SimpleNamespace(**{**columns, missing: None}, status="watch")) is None


@pytest.mark.parametrize(
    ("likelihood", "words", "of_us", "of_one"),
    [
        ("0", "hardly likely", "We will hardly make it", "It will hardly be met"),
        ("0.0499", "hardly likely", "We will hardly make it", "It will hardly be met"),
        ("0.05", "about 1 in 10", "About 1 in 10 that we make it", "About 1 in 10 that it is met"),
        ("0.24", "about 2 in 10", "About 2 in 10 that we make it", "About 2 in 10 that it is met"),
        ("0.68", "about 7 in 10", "About 7 in 10 that we make it", "About 7 in 10 that it is met"),
        ("0.9499", "about 9 in 10", "About 9 in 10 that we make it", "About 9 in 10 that it is met"),
        ("0.95", "almost certain", "We almost certainly make it", "It is almost certainly met"),
        ("1", "almost certain", "We almost certainly make it", "It is almost certainly met"),
    ],
)  # fmt: skip
def test_a_likelihood_is_said_in_tenths(likelihood, words, of_us, of_one):
    assert chance(Decimal(likelihood)) == words
    assert chance_sentence(Decimal(likelihood)) == of_us
    assert chance_sentence(Decimal(likelihood), of_one=True) == of_one


@given(likelihoods)
def test_words_stay_on_the_side_of_the_limits_that_the_status_is_on(likelihood):
    said = tenths(likelihood)
    assert abs(said - likelihood * 10) < 1
    for limit in (Decimal("0.3"), Decimal("0.6")):
        assert (said >= limit * 10) == (likelihood >= limit)


@given(likelihoods, likelihoods)
def test_more_likely_is_never_said_as_less(one, other):
    assert (tenths(one) <= tenths(other)) or one > other


def test_figures_have_their_decimals_where_the_likely_one_is_near():
    share = Writer(Metric(kind="ratio", unit="percent", decimals=1), "GBP")
    near, far = outlook("85.96", "88.04", "90.06"), outlook("75.46", "80.46", "84.96")
    assert finish(share, near.likely, near, Decimal(92)) == "88.0%"
    assert range_words(share, near, Decimal(92)) == "86.0% to 90.1%"
    assert finish(share, far.likely, far, Decimal(92)) == "80%"
    assert range_words(share, far, Decimal(92), between=True) == "between 75% and 85%"


def test_a_count_that_misses_its_goal_is_not_rounded_into_it():
    fewer = Writer(Metric(kind="total", unit="count", decimals=0, better="lower"), "GBP")
    over = outlook("12.2", "14.39", "16.8", "0.22")
    assert finish(fewer, over.likely, over, Decimal(14)) == "14.4"
    assert range_words(fewer, over, Decimal(14)) == "12.2 to 16.8"
    inside = outlook("12.2", "13.6", "16.8")
    assert finish(fewer, inside.likely, inside, Decimal(14)) == "14"
    more = Writer(Metric(kind="total", unit="count", decimals=0, better="higher"), "GBP")
    short = outlook("3900", "4199.7", "4500")
    assert finish(more, short.likely, short, Decimal(4200)) == "4,199.7"


def test_a_range_of_one_figure_is_none():
    count = Writer(Metric(kind="total", unit="count", decimals=0), "GBP")
    assert range_words(count, outlook("4199.6", "4200", "4200.4"), Decimal(4200)) == ""
    assert (
        range_words(count, outlook("3970.4", "4050", "4129.6"), Decimal(4200)) == "3,970 to 4,130"
    )
