import pytest

from escalations.words import masked, reference_key


@pytest.mark.parametrize(
    ("one", "other"),
    [("HP-482 913", "hp482913"), ("+44 20 7946 0958", "020 7946 0958"), ("Renée  Öz", "renee oz")],
)
def test_the_same_customer_however_it_is_written(one, other):
    assert reference_key(one) == reference_key(other)


@pytest.mark.parametrize("text", ["", "  ", "---"])
def test_nothing_to_compare(text):
    assert reference_key(text) == ""


@pytest.mark.parametrize(
    ("text", "shown"), [("HP-482913", "••13"), ("Anna", "••"), ("", ""), ("—", "")]
)
def test_a_masked_reference_tells_too_little_to_find_anybody(text, shown):
    assert masked(text) == shown
