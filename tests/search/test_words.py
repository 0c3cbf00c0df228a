"""Words as a search knows them: with and without a database, and on either one, the same are found."""

from __future__ import annotations

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from teams.models import SearchDocument
from teams.search_words import (
    LONGEST_QUERY,
    LONGEST_WORD,
    MOST_TERMS,
    MOST_WORDS,
    holds,
    kept_words,
    terms_of,
)

TEXTS = st.text(
    st.sampled_from("aàÁbßcİıſ™ﬁ²３زéشא’'%_\\\"&|!:*() \t\n\x00-\u0301\u202eहि🛋")
    | st.characters(exclude_categories=["Cs"]),
    max_size=40,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ärger mit Ärger", "arger mit"),
        ("Mrs O’Hara, O'Hara", "mrs ohara"),
        ("STRASSE Straße", "strasse"),
        ("№ 12-34_56", "no 12 34 56"),
        ("Widget™ ﬁne ３", "widgettm fine 3"),
        ("100% \\ \x00 \u202e", "100"),
        ("", ""),
        ("a" * 50, "a" * LONGEST_WORD),
    ],
)
def test_what_is_kept(text, words):
    assert kept_words(text) == words


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ("sofa", True), ("SOF", True), ("sófa", True), ("ofa", False), ("sofas", False),
        ("depot sofa", True), ("sofa depot", True), ("sofa lamp", False),
        ("s", False), ("a", True), ("a sofa", True),
    ],
)  # fmt: skip
def test_beginnings_of_words_and_all_of_them(query, finds):
    assert holds(kept_words("A sofa stood at the Depot"), terms_of(query)) is finds


def test_bounds():
    assert len(kept_words(" ".join(map(str, range(9000)))).split()) == MOST_WORDS
    assert len(terms_of(" ".join(map(str, range(90))))) == MOST_TERMS
    assert terms_of("x" * 10_000) == ("x" * LONGEST_WORD,)
    assert terms_of(" " * LONGEST_QUERY + "beyond") == ()


@given(TEXTS)
def test_what_is_kept_is_kept_as_it_is(text):
    assert kept_words(kept_words(text)) == kept_words(text)


@given(TEXTS, st.data())
def test_every_beginning_of_every_word_finds_its_text(text, data):
    words = kept_words(text).split()
    if words:
        word = data.draw(st.sampled_from(words))
        length = data.draw(st.integers(min(2, len(word)), len(word)))
        assert holds(kept_words(text), (word[:length],))


@pytest.mark.django_db
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(TEXTS, min_size=1, max_size=6), TEXTS, st.data())
def test_the_database_finds_what_the_words_say(db, texts, query, data):
    SearchDocument.objects.all().delete()
    kept = [kept_words(text) for text in texts]
    SearchDocument.objects.bulk_create(
        SearchDocument(kind="x", object_id=n, title="", key="", words=words, at=timezone.now())
        for n, words in enumerate(kept)
    )
    some = " ".join(kept).split()
    if some and data.draw(st.booleans()):
        word = data.draw(st.sampled_from(some))
        query = f"{word[: data.draw(st.integers(1, len(word)))]} {query[:2]}"
    terms = terms_of(query)
    if terms:
        found = SearchDocument.objects.filter(words__holds=terms).values_list(
            "object_id", flat=True
        )
        assert sorted(found) == [n for n, words in enumerate(kept) if holds(words, terms)]
