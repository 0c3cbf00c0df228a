"""Finding by what people say: endings, accents, small words."""

from hypothesis import given, settings
from hypothesis import strategies as st

from escalations.finding import Field, score, stem, stretches, terms_of


def test_words_that_say_nothing_are_left_out_unless_there_are_no_others():
    assert terms_of("Where is my refund, and the driver?") == ("refund", "driver")
    assert terms_of("how are you") == ("how", "are", "you")
    assert terms_of("  ,.!? ") == ()


def test_endings_and_accents_do_not_matter():
    assert len({stem(word) for word in ("refund", "refunds", "refunded", "refunding")}) == 1
    assert len({stem(word) for word in ("charge", "charged", "charges", "charging")}) == 1
    assert terms_of("Ärger") == terms_of("arger")
    assert score(terms_of("charged twice"), [Field("They were charging me twice.", 1)])


def test_a_beginning_finds_the_word_and_a_middle_does_not():
    assert score(("deliv",), [Field("Late delivery", 1)])
    assert not score(("ivery",), [Field("Late delivery", 1)])
    assert not score(("de",), [Field("Late delivery", 1)])


def test_more_of_what_was_asked_comes_before_a_better_place():
    both = score(terms_of("driver late"), [Field("The driver was late.", 1)])
    title = score(terms_of("driver late"), [Field("Late", 9)])
    assert both > title > 0


def test_less_than_half_is_nothing():
    fields = [Field("The driver", 3)]
    assert score(terms_of("driver late third"), fields) == 0
    assert score(terms_of("driver late"), fields) > 0
    assert score((), fields) == 0


def test_what_is_found_is_shown():
    found = [(part.text, part.found) for part in stretches(("driver",), "Two drivers, late")]
    assert found == [("Two ", False), ("drivers", True), (", late", False)]


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=20))
def test_stretches_put_together_are_the_text(text, query):
    assert "".join(part.text for part in stretches(terms_of(query), text)) == text
