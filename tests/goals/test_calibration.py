"""The reliability table and the Brier score."""

import pytest

from goals.calibration import Case, bands, brier


def cases(said: float, came: int, of: int, name: str = "p") -> list[Case]:
    return [Case(f"{name}{n}", said, n < came) for n in range(of)]


def test_brier_is_the_mean_squared_distance():
    assert brier([Case(1, 1.0, True), Case(2, 0.0, False)]) == 0
    assert brier([Case(1, 0.5, True), Case(2, 0.5, False)]) == 0.25
    assert brier([Case(1, 0.8, True), Case(2, 0.3, True)]) == pytest.approx((0.04 + 0.49) / 2)
    assert brier([]) is None


def test_forecasts_stand_in_the_band_of_what_they_said():
    found = bands([*cases(0.05, 0, 4), *cases(0.6, 3, 5), *cases(0.79, 4, 5), *cases(1.0, 2, 2)])
    assert [(band.low, band.high, band.forecasts) for band in found] == [
        (0.0, 0.1, 4),
        (0.6, 0.8, 10),
        (0.9, 1.0, 2),
    ]
    assert found[1].said == pytest.approx(0.695)
    assert found[1].came == pytest.approx(0.7)


def test_many_days_of_one_period_are_one_witness():
    of_one = [Case("november", 0.7, True) for _ in range(29)]
    alone, many = bands(of_one)[0], bands(cases(0.7, 29, 29))[0]
    assert (alone.forecasts, alone.periods, many.periods) == (29, 1, 29)
    assert alone.interval[0] < 0.3
    assert many.interval[0] > 0.8
