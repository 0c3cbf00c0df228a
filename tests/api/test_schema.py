"""The API's own description: complete, served, and readable in a browser under the strict policy."""

from __future__ import annotations

import pytest
from django.urls import reverse

from config import api_urls
from tests.api.conftest import Caller

ALWAYS = {"400", "401", "403", "404", "429"}
WRITES = ALWAYS | {"409", "413", "415"}


@pytest.fixture
def described(db):
    """The description, as a program reads it."""
    answer = Caller().call(
        "GET", "/api/schema/", headers={"Accept": "application/vnd.oai.openapi+json"}
    )
    assert answer.status_code == 200
    return answer.json()


def test_every_address_is_described_with_its_errors(described):
    paths = described["paths"]
    addresses = {pattern.name for pattern in api_urls.urlpatterns}
    assert len(paths) == len(addresses)
    for path, methods in paths.items():
        for method, operation in methods.items():
            if method == "parameters":
                continue
            expected = ALWAYS if method == "get" else WRITES
            assert expected <= operation["responses"].keys(), (method, path)
            assert operation["summary"]
            assert {"token": []} in operation["security"]
            problem = operation["responses"]["404"]["content"]["application/problem+json"]
            assert problem["schema"] == {"$ref": "#/components/schemas/Problem"}


WITHOUT_A_KEY = ("/readings/", "/pulse/answer/")
"""Readings carry names of their own; a key kept beside a person would give their answer to the pulse away."""


def test_every_post_says_that_it_may_be_sent_under_a_key(described):
    for path, methods in described["paths"].items():
        named = {each["name"] for each in methods.get("post", {}).get("parameters", ())}
        wanted = "post" in methods and not path.endswith(WITHOUT_A_KEY)
        assert ("Idempotency-Key" in named) == wanted, path


def test_the_description_names_what_the_contract_names(described):
    shapes = described["components"]["schemas"]
    assert shapes["Problem"]["properties"].keys() == {"type", "title", "status", "detail", "errors"}
    assert shapes["Point"]["properties"].keys() >= {"key", "value", "weight", "n", "result"}
    assert shapes["IncomingRequest"]["properties"].keys() == {
        "metric", "agent", "at", "value", "weight", "source", "external_id", "team",
    }  # fmt: skip
    assert shapes["Stands"]["properties"].keys() >= {
        "subject", "period_start", "period_end", "value", "weight", "result", "target", "expected",
        "forecast", "likelihood", "status", "final", "computed_at",
    }  # fmt: skip
    by = {
        parameter["name"]: parameter
        for parameter in described["paths"]["/api/v1/metrics/{slug}/series/"]["get"]["parameters"]
    }
    assert set(by) == {"from", "until", "by", "team", "agent", "slug"}
    assert set(by["by"]["schema"]["enum"]) == {
        "total", "team", "agent", "hour", "day", "week", "month", "quarter",
    }  # fmt: skip


def test_the_documentation_opens_without_a_complaint(desktop, transactional_db):
    """The page itself, its script and the description pass the policy; nothing comes from elsewhere."""
    desktop.visit(reverse("api-docs"))
    desktop.page.click("#operations-tag-readings")
    desktop.page.wait_for_selector("#operations-readings-readings_send")
    desktop.page.click("#operations-readings-readings_send button")
    desktop.page.wait_for_selector("text=Up to 10,000 rows")
