"""Cases 5 and 6 of the threat model, for every text of escalations: shown as text on every page, harmless in files.

With forty ways of breaking out, and pages parsed as browsers do, `test_threats_text.py` and the playbook's own.

A text field, a page or a file that is new joins by itself, or fails here.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import models
from django.urls import reverse
from django.utils.html import escape

from escalations.urls import urlpatterns
from tests.escalations.everything_said import Everything, People, length_of
from tests.escalations.scene import NOW

pytestmark = pytest.mark.django_db
BREAKS_OUT = "'\"></title></textarea><i/x=y>\u202e"
"""Out of either quotes, a title and a field; then an element with an attribute, and words the wrong way round."""
NOT_WRITTEN = {
    "escalation.reference_key": "worked out from the reference",
    "draft.started": "the name of a page",
    "draft.page": "the name of a page",
    "limit.kind": "one of the kinds of amends",
    "urgentmail.key": "an occasion",
    "urgentmail.subject": "a message, tested as mail",
    "urgentmail.text": "a message, tested as mail",
    "urgentmail.url": "an address",
    "category.slug": "an address, made from the name",
    "protocol.slug": "an address, made from the title",
}
NOT_SHOWN = {
    "draft.number": "stands in the field of a page that writes, and in the promise",
}
UNSEEN = {"escalations:log_earlier"}
"""Asked with what is being typed; `test_log_page.py` asks it."""

FOR_BOTH = {
    "around", "escalations:case", "escalations:list", "escalations:playbook", "escalations:protocol",
    "escalations:limits", "escalations:training_case",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _moment(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def people(agent, colleague, supervisor, manager, administrator) -> People:
    return People(agent, colleague, supervisor, manager, administrator)


def text_fields() -> Iterator[tuple[str, type[models.Model], str]]:
    """Every text that no list of choices bounds: `model.field`, the model, the field."""
    for model in apps.get_app_config("escalations").get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField) and not field.choices:
                yield f"{model._meta.model_name}.{field.name}", model, field.name


FIELDS = [name for name, _, _ in text_fields() if name not in NOT_WRITTEN]


def marked(name: str, length: int) -> str:
    """What breaks out, and by what it is known which field holds it."""
    number = FIELDS.index(name) if name in FIELDS else 99
    found = f"{BREAKS_OUT}t{number:02d}"
    assert len(found) <= min(length, 40)
    return found


def test_every_text_that_people_write_is_said(people):
    Everything(marked, people)
    missing = [
        name
        for name, model, field in text_fields()
        if name not in NOT_WRITTEN
        and not model.objects.filter(
            **{f"{field}__contains": marked(name, length_of(model, field))}
        ).exists()
    ]
    assert missing == []
    assert set(NOT_WRITTEN) <= {name for name, _, _ in text_fields()}


def pages(there: Everything) -> dict[str, list[str]]:
    """Every address of the app by its name, and what else shows words of cases; each with all that it can be about."""
    case = [each.pk for each in (there.waiting, there.held, there.over, there.ended, there.urgent,
                                 there.taken_back, there.closed)]  # fmt: skip
    special = {
        "draft": [[there.unsent.pk], [there.urgent.pk]],
        "limit_edit": [[there.limit.pk]],
        "limit_propose": [[there.limit.pk]],
        "limit_proposal": [[there.proposal.pk], [there.refused.pk]],
        "person_levels": [[there.people.agent.pk]],
        "question_answer": [[there.protocol.slug, there.question.pk]],
        "remedy_drop": [[there.remedy.pk]],
        "cause": [[there.cause.pk]],
        "training_case": [[there.training.pk]],
        "case_training": [[there.training.escalation_id], [there.over.pk]],
        "conflict": [[there.conflict.pk], [there.settled.pk]],
        "remedy": [[there.over.pk, kind] for kind in ("limit", "protocol", "training", "fix")],
        "amends_asked": [[there.waiting.pk, there.asked.pk]],
        "amends_back": [[there.waiting.pk, there.given.pk]],
        "duty_entry": [["north", there.on_call.pk]],
        "category_edit": [[there.category.pk]],
    }  # fmt: skip
    found: dict[str, list[str]] = {}
    for pattern in urlpatterns:
        asked, name = list(pattern.pattern.converters), pattern.name
        given = special.get(name)
        if given is None and not asked:
            given = [[]]
        elif given is None and asked == ["slug"]:
            given = [["north" if name.startswith("duty") else there.protocol.slug]]
        elif given is None:
            asked_of = case if name == "case" else case[:3]
            given = [[pk] for pk in asked_of] if asked == ["pk"] else []
        found[f"escalations:{name}"] = [reverse(f"escalations:{name}", args=args) for args in given]
    two = f"?case={there.over.pk}&case={there.waiting.pk}"
    found["escalations:conflict_new"] = [reverse("escalations:conflict_new") + two]
    found["escalations:log_panel"][0] += f"?category={there.category.pk}"
    found["escalations:playbook"] += [f"{reverse('escalations:playbook')}?q=once"]
    found["escalations:protocol"] += [f"{found['escalations:protocol'][0]}?from=1&to=2"]
    found["around"] = [
        "/", reverse("teams:inbox"), reverse("teams:person", args=[there.people.agent.pk]),
    ]  # fmt: skip
    return found


def looked_at(there: Everything, client_of) -> dict[tuple[str, int, str], bytes]:
    """Each page as the first sees it who may open it; what is another page for agents, as one of them too."""
    seen: dict[tuple[str, int, str], bytes] = {}
    everybody = ("manager", "agent", "supervisor", "administrator")
    browsers = {who: client_of(getattr(there.people, who)) for who in everybody}
    cache.clear()
    for name, addresses in pages(there).items():
        for number, path in enumerate(addresses):
            answers = set()
            for who in everybody[:2] if name in FOR_BOTH else everybody:
                answer = browsers[who].get(path)
                answers.add(answer.status_code)
                if answer.status_code in {200, 409} and "csv" not in answer["Content-Type"]:
                    seen[name, number, who] = answer.content
                    if name not in FOR_BOTH:
                        break
            assert answers <= {200, 302, 403, 404, 405, 409}, path
            is_seen = any((name, number, each) in seen for each in everybody)
            # It takes no GET, is a file, or leads on.
            assert is_seen or answers & {405, 302, 200} or name in UNSEEN, (path, answers)
    return seen


def test_case_05_every_text_is_text_on_every_page(people, client_of):
    """Wherever words that break out stand on a page, they stand there escaped as a whole; and each text is shown."""
    seen = looked_at(Everything(marked, people), client_of)
    assert len({name for name, _, _ in seen}) > 50
    whole = escape(BREAKS_OUT)
    for key, body in seen.items():
        # Piece by piece: in the draft of a training case, names are taken out of it.
        text = body.decode()
        assert "x=y" not in text.replace("&lt;i/x=y&gt;", ""), key
        assert not re.search(r"[<\"']/?(?:&gt;&lt;/|i/x|textarea&gt;|title&gt;)", text), key
    everything = b"".join(seen.values()).decode()
    unseen = [
        name
        for number, name in enumerate(FIELDS)
        if name not in NOT_SHOWN and f"{whole}t{number:02d}" not in everything
    ]
    assert unseen == []


STARTS = ("=1+1", " =1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "＝1+1")


@pytest.mark.parametrize("first", [0, 3])
def test_case_06_no_text_is_a_formula_in_any_file(first, people, client_of):
    """Each case in its turn begins with what another spreadsheet takes for a formula."""
    said: Counter[str] = Counter(dict.fromkeys(FIELDS, first))

    def say(name: str, length: int) -> str:
        said[name] += 1
        return f"{STARTS[said[name] % len(STARTS)]} {name} {said[name]}"[:length]

    Everything(say, people)
    files = [pattern.name for pattern in urlpatterns if "csv" in pattern.name]
    assert len(files) == 2
    for name in files:
        body = client_of(people.manager).get(reverse(f"escalations:{name}")).content
        rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
        cells = [cell for row in rows for cell in row]
        assert any(cell.startswith("'") and "cause.name" in cell for cell in cells), name
        for cell in cells:
            is_number = cell.replace(".", "").replace("-", "").isdigit()
            assert cell.lstrip()[:1] not in tuple("=+@＝"), (name, cell)
            assert cell.lstrip()[:1] != "-" or is_number, (name, cell)
