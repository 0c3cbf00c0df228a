"""The pulse through the API: the same rules, and a call that is sent again."""

import pytest

from teams.actions.tokens import create_token
from teams.models import TakenCall
from tests.feedback.pulse_scene import (
    MONDAY,
    OVER,
    THURSDAY,
    closed,
    opened,
    people_of,
    says,
    sums,
)

pytestmark = pytest.mark.django_db
BODY = {"week": "2026-11-16", "score": 4, "words": "Fine."}


@pytest.fixture
def call(client, time_machine):
    """A function from a person to their calls."""
    time_machine.move_to(THURSDAY, tick=False)

    def of(person):
        _, text = create_token(None, person, "Mine", ["read", "write"], "", None, now=MONDAY)

        def ask(path, body=None, **headers):
            headers = {"Authorization": f"Bearer {text}", **headers}
            if body is None:
                return client.get(f"/api/v1/{path}", headers=headers)
            return client.post(f"/api/v1/{path}", body, "application/json", headers=headers)

        return ask

    return of


@pytest.fixture
def five(north):
    people = people_of(north, 6)
    opened()
    return people


def test_the_question_and_whether_one_has_answered(call, five):
    ask = call(five[0])
    found = ask("pulse/").json()
    assert (found["week"], found["answered"]) == ("2026-11-16", False)
    assert ask("pulse/answer/", BODY).json() == {"counted": "now"}
    assert ask("pulse/").json()["answered"] is True
    assert set(found) == {"week", "question", "low", "high", "opens_at", "closes_at", "answered"}


def test_a_call_that_is_sent_again_counts_once_and_its_name_is_not_kept(call, five, north):
    ask = call(five[0])
    for counted in ("now", "before", "before"):
        sent = ask("pulse/answer/", BODY, **{"Idempotency-Key": "mine"})
        assert sent.json() == {"counted": counted}
    assert sums(north) == [0, 0, 0, 1, 0]
    assert not TakenCall.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [({"score": 6}, "score"), ({"score": None}, "score"), ({"words": "x" * 301}, "words"), ({"week": "soon"}, "week")],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_its_field(call, five, north, change, field):
    refused = call(five[0])("pulse/answer/", {**BODY, **change})
    assert refused.status_code == 400
    assert [error["field"] for error in refused.json()["errors"]] == [field]
    assert sums(north) == [0] * 5


def test_results_and_what_is_done(call, five, manager, time_machine):
    for person, score in zip(five, (1, 2, 2, 4, 5, 5), strict=True):
        says(person, score, "b" if score == 1 else "")
    time_machine.move_to(OVER, tick=False)
    closed()
    ask = call(manager)
    (week,) = ask("pulse/results/").json()["results"]
    assert week["everybody"]["counts"] == [1, 2, 0, 1, 2]
    assert [(one["name"], one["answered"], one["mean"]) for one in week["groups"]] == [
        ("North", 6, "3.2")
    ]
    body = {"words": "More chairs", "team": "north"}
    for _ in range(2):
        sent = ask("pulse/results/2026-11-16/actions/", body, **{"Idempotency-Key": "chairs"})
        assert [each["words"] for each in sent.json()["actions"]] == ["More chairs"]
    assert ask("pulse/results/2026-11-16/").json()["groups"] == week["groups"]
    assert ask("pulse/results/2026-13-45/").status_code == 404
    assert call(five[0])("pulse/results/2026-11-16/actions/", body).status_code == 403
