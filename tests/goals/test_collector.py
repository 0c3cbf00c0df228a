"""Holding the collector back leaves it as it was found."""

import gc

import pytest

from goals.collector import held_back


@pytest.fixture(autouse=True)
def as_it_was():
    was_at_work = gc.isenabled()
    yield
    gc.enable() if was_at_work else gc.disable()


def test_it_rests_inside_and_works_again_afterwards():
    gc.enable()
    with held_back():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_works_again_after_an_error():
    gc.enable()

    @held_back()
    def fails():
        assert not gc.isenabled()
        raise ValueError("wanted")

    for _ in range(2):
        with pytest.raises(ValueError, match="wanted"):
            fails()
        assert gc.isenabled()


def test_where_somebody_else_stopped_it_it_stays_stopped():
    gc.disable()
    with held_back():
        pass
    assert not gc.isenabled()
