"""What is sealed is read by whoever has the secret, and by nobody else; a word more does not show."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.envelope import BLOCK, Unreadable, seal, unseal

SECRET = b"a secret".ljust(32)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8")).map(lambda text: text.rstrip(" ")))
def test_what_is_sealed_is_read_again(text):
    assert unseal(seal(text, SECRET), SECRET) == text


def test_it_is_another_each_time_and_of_one_length():
    made = {seal(text, SECRET) for text in ("", "yes", "yes", "My lead shouts")}
    assert len(made) == 4
    assert len({len(one) for one in made}) == 1
    assert len(seal("x" * (BLOCK + 1), SECRET)) > len(seal("x" * BLOCK, SECRET))


def test_with_another_secret_it_is_not_read():
    with pytest.raises(Unreadable):
        unseal(seal("yes", SECRET), b"another".ljust(32))


@pytest.mark.parametrize("place", [0, 60, -10])
def test_what_was_changed_is_not_read(place):
    sealed = list(seal("yes", SECRET))
    sealed[place] = "A" if sealed[place] != "A" else "B"
    with pytest.raises(Unreadable):
        unseal("".join(sealed), SECRET)


@pytest.mark.parametrize("text", ["", "no!", "AAAA"])
def test_what_was_never_sealed_is_not_read(text):
    with pytest.raises(Unreadable):
        unseal(text, SECRET)
