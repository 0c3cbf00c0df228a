"""Cases 5 and 6 of the threat model: whatever stands in any text of a case, pages and files keep their shape."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse

from escalations.actions import cases
from escalations.actions.conflicts import report_conflict
from escalations.actions.remedies import fix_cause
from escalations.actions.reviews import review
from escalations.actions.views import write_views
from tests.escalations.scene import NOW, a_draft, after, sent
from tests.teams.test_threats import elements, mouthfuls

pytestmark = pytest.mark.django_db
GUARDED = ("=1+1", " =1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "＝1+1")


@pytest.fixture(autouse=True)
def _moment(time_machine):
    time_machine.move_to(NOW, tick=False)


def filled(words, agent, supervisor):
    """A case over and looked back on, an open one, and a draft, in these words wherever something is written."""
    texts = {"about": words, "said": words, "proposal": words, "reference": words[:110],
             "customer_name": words[:110]}  # fmt: skip
    case, waiting, draft = sent(agent, **texts), sent(agent, **texts), a_draft(agent, **texts)
    cases.note(agent, waiting, text=words, now=after(1))
    cases.decide(supervisor, case, line=words, now=after(1))
    cases.rate(agent, case, help="partly", line=words, left="same", now=after(2))
    review(supervisor, case, happy_alone=False, why_not="rule", cause=words[:70], learned=words,
           now=after(3))  # fmt: skip
    sides = dict.fromkeys(("customer_wants", "agent_can", "company_offers"), words)
    write_views(supervisor, case, now=after(3), **sides)
    fix_cause(supervisor, case, text=words, owner=supervisor, due_on=NOW.date(), now=after(3))
    report_conflict(supervisor, cases=(case, waiting), text=words, now=after(3))
    return case, waiting, draft


@pytest.mark.either_database
def test_case_05_no_word_of_a_case_becomes_an_element_or_an_attribute(client_of, agent, supervisor):
    browsers = {"a": client_of(agent), "s": client_of(supervisor)}
    plain: dict[str, list] = {}
    for words in ["Plain words", *mouthfuls(110)]:
        with transaction.atomic():
            case, waiting, draft = filled(words, agent, supervisor)
            looks = {
                "list": ("a", reverse("escalations:list")),
                "draft": ("a", reverse("escalations:draft", args=[draft.pk])),
                "own": ("a", reverse("escalations:case", args=[case.pk])),
                "queue": ("s", reverse("escalations:list")),
                "case": ("s", reverse("escalations:case", args=[waiting.pk])),
                "decide": ("s", reverse("escalations:decide", args=[waiting.pk])),
                "learn": ("s", reverse("escalations:learn", args=[case.pk])),
                "views": ("s", reverse("escalations:views", args=[case.pk])),
                "remedies": ("s", reverse("escalations:remedies")),
                "conflicts": ("s", reverse("escalations:conflicts")),
                "causes": ("s", reverse("escalations:causes")),
                "rows": ("s", reverse("escalations:report_rows")),
                "inbox": ("s", reverse("teams:inbox")),
                "today": ("s", "/"),
            }
            cache.clear()
            for name, (who, path) in looks.items():
                answer = browsers[who].get(path)
                assert answer.status_code == 200, (words, path)
                seen = elements(answer.content)
                assert plain.setdefault(name, seen) == seen, (words, name)
            transaction.set_rollback(True)


@pytest.mark.parametrize("words", GUARDED)
def test_case_06_no_word_of_a_case_is_a_formula_in_a_file(words, client_of, agent, supervisor):
    filled(words, agent, supervisor)
    for name in ("escalations:report_rows_csv", "escalations:report_csv"):
        text = client_of(supervisor).get(reverse(name)).content.decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert cells
        for cell in cells:
            start = cell.lstrip()[:1]
            is_number = cell.replace(".", "").replace("-", "").isdigit()
            assert start not in tuple("=+@＝"), (name, cell)
            assert start != "-" or is_number, (name, cell)
