"""What can be found by words: one row a thing, whatever app it is of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models
from django.db.models import Lookup


class WordsField(models.TextField[str, str]):
    """Words apart by single spaces, as `teams.search_words.kept_words` makes them."""


@WordsField.register_lookup
class HoldsWords(Lookup[bool]):
    """`words__holds=terms`: what `teams.search_words.holds` says, by the database.

    On PostgreSQL through an index that a migration makes; elsewhere by looking through the rows. The words come
    from `terms_of` and hold letters and digits alone, so that there is nothing in them to escape.
    """

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        """A space before each word, and after one that is looked for whole."""
        found, params = self.process_lhs(compiler, connection)
        tests: list[str] = []
        values: list[Any] = []
        for term in self._terms():
            tests.append(f"(' ' || {found} || ' ') LIKE %s")
            values += [*params, f"% {term}%" if len(term) > 1 else f"% {term} %"]
        return f"({' AND '.join(tests)})", tuple(values)

    def as_postgresql(
        self, compiler: Any, connection: Any, **context: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        """The words as they are, without a dictionary of any language: the index's own expression."""
        found, params = self.process_lhs(compiler, connection)
        wanted = " & ".join(f"'{term}'{':*' * (len(term) > 1)}" for term in self._terms())
        return f"{VECTOR.format(found)} @@ %s::tsquery", (*params, wanted)

    def _terms(self) -> Sequence[str]:
        terms: Sequence[str] = self.rhs
        if not terms:
            raise ValueError("Nothing is looked for.")
        return terms


VECTOR = "array_to_tsvector(string_to_array({}, ' '))"


class SearchDocument(models.Model):
    """A thing that can be found: what it is called, the words in it, and where it is.

    Written in the transaction of whatever changes the thing (`teams.searching`). Who may find it is nowhere in
    the row: that is asked of the things themselves, each time, through the permissions of their app. `key` is
    what its address is made of; `at` is when it began, as the newest come first.
    """

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    title = models.CharField(max_length=200)
    detail = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=120)
    words = WordsField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            # Also the way from what one may see to its words.
            models.UniqueConstraint(fields=["kind", "object_id"], name="search_document_once"),
        ]
        indexes: ClassVar = [
            # A common word is found by walking the newest of a kind; a rare one through the index of words.
            models.Index(fields=["kind", "-at", "-id"], name="search_newest"),
        ]

    def __str__(self) -> str:
        # Never its words: they may be for two alone, and this stands in logs.
        return f"{self.kind} {self.object_id}"
