"""What is typed is only ever words: nothing of it is a pattern, a statement or an element."""

from __future__ import annotations

import re

import pytest

from teams.models import SearchDocument
from teams.search_words import terms_of
from tests.search.conftest import PALETTE, SEARCH, asked, links_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.either_database]

NOTHING = ["%", "_", "\\", "'", '"', "*", ":*", "& | !", "\x00", "\u202e", "!!!", "%%%", "🛋", "()"]
LONG = ["x" * 10_000, "x " * 5_000, "'" * 10_000, "a" + "\u0301" * 9_999, "\x00" * 10_000]
ODD = [
    "depot%", "de_ot", "depot\\", "depot'", "depot' OR 1=1 --", "depot:*", "depot & !x", "'depot':*",
    "depot\x00", "\u202edepot", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)", "{{ request }}", "٣ शब्द שלום",
]  # fmt: skip


@pytest.mark.parametrize("path", [SEARCH, PALETTE])
@pytest.mark.parametrize("query", [*NOTHING, *LONG, *ODD], ids=lambda value: repr(value)[:24])
def test_case_5_any_text_is_answered_and_stands_escaped(world, query, path):
    """Threat 5."""
    text = words_of(asked(world, "manager", query, path))
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "\x00" not in text
    # The foot of a sheet of paper says the whole address; nothing else repeats more than is looked for.
    assert len(re.sub(r'<p class="printed">[^<]*', "", text)) < 60_000


@pytest.mark.parametrize("query", NOTHING, ids=repr)
def test_signs_alone_find_nothing_and_never_everything(world, query):
    answer = asked(world, "administrator", f" {query} ")
    if query == "\x00":
        # Nothing is left of it: the page as it begins, and no thing on it.
        assert links_of(answer) == links_of(asked(world, "administrator", ""))
    else:
        assert links_of(answer) == set()
        assert "Nothing you may open says that" in words_of(answer)


@pytest.mark.parametrize("query", ["sofa%", "so_a", "%ofa", "s\\ofa"])
def test_signs_are_no_wildcards(world, query):
    document = SearchDocument.objects.filter(kind="goal").first()
    SearchDocument.objects.filter(pk=document.pk).update(words="sofa table")
    found = SearchDocument.objects.filter(words__holds=terms_of(query)).filter(pk=document.pk)
    assert found.exists() is (query == "sofa%")


@pytest.mark.parametrize(
    "change", [{}, {"q": ""}, {"q": "   "}, {"q": ["a", "b"]}, {"in": ""}, {"Q": "x"}]
)
def test_without_words_it_says_where_one_can_go(world, change):
    answer = world.callers["agent"].get(SEARCH, change)
    assert answer.status_code == 200
    assert {"/escalations/new/", "/kudos/new/", "/goals/"} <= links_of(answer) or "q" in change


def test_what_one_may_not_do_is_not_offered(world):
    def offered(role: str) -> set[str]:
        return links_of(asked(world, role, ""))

    assert "/goals/new/" in offered("supervisor")
    assert "/goals/new/" not in offered("agent")
    assert "/settings/people/new/" in offered("administrator")
    assert "/settings/people/new/" not in offered("manager")
    assert "/escalations/new/" not in offered("administrator")


@pytest.mark.parametrize("role", ["agent", "supervisor", "manager", "administrator"])
def test_every_page_and_verb_that_is_offered_opens(world, role):
    offered = links_of(asked(world, role, ""))
    assert len(offered) > 10
    answers = {url: world.callers[role].get(url, follow=True).status_code for url in offered}
    assert {url: code for url, code in answers.items() if code != 200} == {}


def test_a_verb_is_found_by_other_words_for_it(world):
    assert "/escalations/new/" in links_of(asked(world, "agent", "log esc"))
    assert "/kudos/new/" in links_of(asked(world, "agent", "praise"))
    assert "/goals/new/" in links_of(asked(world, "manager", "set goal"))
