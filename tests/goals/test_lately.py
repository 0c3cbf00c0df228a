"""What is kept in a process: so many, and the oldest goes."""

from goals.lately import Lately


def test_the_oldest_goes_when_there_are_too_many():
    kept: Lately[str, int] = Lately(2)
    for place, key in enumerate(("a", "b", "a", "c")):
        kept.keep(key, place)
    assert [kept.get(key) for key in ("a", "b", "c")] == [2, None, 3]
    kept.forget()
    assert kept.get("a") is None
