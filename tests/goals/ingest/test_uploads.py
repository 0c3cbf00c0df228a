from datetime import timedelta

import pytest
from django.utils import timezone

from goals.ingest.uploads import (
    digest_of,
    folder,
    forget,
    forget_abandoned,
    max_bytes,
    path_of,
    store,
)
from goals.models import Import

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def test_a_file_is_kept_under_a_random_name_and_forgotten():
    name = store([b"one,", b"two"])
    path = path_of(name)
    assert path.parent == folder()
    assert path.read_bytes() == b"one,two"
    assert path.stat().st_mode & 0o077 == 0
    assert len(digest_of(path)) == 64
    forget(name)
    forget(name)
    forget("")
    assert not path.exists()


@pytest.mark.parametrize("name", ["", "../secret_key", "a/b", ".."])
def test_a_name_with_a_path_in_it_is_refused(name):
    with pytest.raises(ValueError, match="not the name of an upload"):
        path_of(name)


def test_the_size_limit_is_a_setting(settings):
    assert max_bytes() == 50 * 1024 * 1024
    settings.IMPORT_MAX_BYTES = 7
    assert max_bytes() == 7


def test_what_nobody_finished_is_cleared_away(monkeypatch):
    now = timezone.now()
    late = now + timedelta(days=2)

    def upload(state: str, created_at) -> Import:
        return Import.objects.create(
            created_at=created_at, file_name="x", digest="", state=state, stored_as=store([b"x"])
        )

    abandoned = upload("mapped", now)
    fresh = upload("uploaded", late)
    running = upload("running", now)
    stray = store([b"x"])

    assert forget_abandoned(late) == 2

    assert set(Import.objects.all()) == {fresh, running}
    assert not path_of(abandoned.stored_as).exists()
    assert not path_of(stray).exists()
    assert path_of(fresh.stored_as).exists()
    assert path_of(running.stored_as).exists()


def test_a_file_that_is_being_imported_right_now_is_not_cleared_away(monkeypatch):
    now = timezone.now()
    waiting = Import.objects.create(
        created_at=now, file_name="x", digest="", state="mapped", stored_as=store([b"x"])
    )
    before = Import.objects.filter

    def clicked_meanwhile(*args, **kwargs):
        if "pk" in kwargs:
            before(pk=waiting.pk).update(state="running")
        return before(*args, **kwargs)

    monkeypatch.setattr(Import.objects, "filter", clicked_meanwhile)

    assert forget_abandoned(now + timedelta(days=2)) == 0
    assert path_of(waiting.stored_as).exists()
