"""Single keys open pages, for whoever wants that."""

import pytest

pytestmark = pytest.mark.django_db


def test_single_keys_are_switched_off_and_on(client_of, agent):
    browser = client_of(agent)
    assert "data-keys" not in browser.get("/help/").content.decode()
    browser.post("/settings/me/keys/", {"keys": "off"})
    assert 'data-keys="off"' in browser.get("/help/").content.decode()
    browser.post("/settings/me/keys/", {"keys": "nonsense"})
    agent.refresh_from_db()
    assert not agent.uses_keys
    browser.post("/settings/me/keys/", {"keys": "on"})
    assert "data-keys" not in browser.get("/help/").content.decode()
