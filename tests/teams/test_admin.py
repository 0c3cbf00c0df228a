"""The admin site shows the records and writes none; it is for those who keep the installation."""

import pytest
from django.urls import reverse

from teams.models import AuditEntry, User

MODELS = ("organisation", "team", "closure", "user", "membership", "auditentry")


@pytest.fixture
def root(client_of, organisation):
    return client_of(User.objects.create_superuser("root", "Root"))


@pytest.mark.parametrize("model", MODELS)
def test_each_list_opens_and_offers_nothing_to_add(root, agent, north, model):
    assert root.get(reverse(f"admin:teams_{model}_changelist")).status_code == 200
    assert root.get(reverse(f"admin:teams_{model}_add")).status_code == 403


def test_a_person_is_shown_without_password_and_not_changed(root, agent):
    path = reverse("admin:teams_user_change", args=[agent.pk])
    page = root.get(path)
    assert page.status_code == 200
    assert b"md5$" not in page.content
    assert root.post(path, {"name": "X"}).status_code == 403
    assert root.post(reverse("admin:teams_user_delete", args=[agent.pk])).status_code == 403
    agent.refresh_from_db()
    assert agent.name == "Jin Park"


def test_the_record_is_not_rewritten(root, agent):
    entry = AuditEntry.objects.first()
    path = reverse("admin:teams_auditentry_delete", args=[entry.pk])
    assert root.post(path, {"post": "yes"}).status_code == 403
    assert AuditEntry.objects.filter(pk=entry.pk).exists()


def test_nobody_else_finds_it(client_of, manager, agent, administrator):
    for person in (manager, agent):
        assert client_of(person).get("/admin/").status_code == 404
    # An administrator of the pages is no keeper of the installation.
    assert client_of(administrator).get("/admin/").status_code in {302, 404}
