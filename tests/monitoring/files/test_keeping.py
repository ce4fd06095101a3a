"""Kept files: where they are, that nothing is written over, and what is seen where one was changed or removed."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client, override_settings
from django.utils.timezone import now
from psycopg2 import extensions

from cim_portal.lib import canonical, store, storing
from improvement_plans.plans.models import Plan
from improvement_plans.workbook import answers
from improvement_plans.workbook.models import Attachment
from monitoring.files import clearing, keeping, tasks
from monitoring.files.models import Kept
from monitoring.ledger import sealing
from monitoring.people.models import Person
from monitoring.work import passing
from tests.cast import NOON, Cast
from tests.kept import change_file, path_of
from tests.s3 import Bucket, bucket
from tests.world import step_of


@pytest.fixture
def service() -> Iterator[Bucket]:
    """Kept files are in a service that speaks S3."""
    with (
        bucket() as there,
        override_settings(STORAGES={**settings.STORAGES, storing.ALIAS: storing.backend(there.address)}),
    ):
        yield there


def test_a_file_is_there_once_for_its_owner_alone_and_is_not_written_again(db: None) -> None:
    kept = keeping.keep(b"a letter")
    file = path_of(kept.sha256)
    assert (kept.sha256, kept.size) == (canonical.sha256(b"a letter"), 8)
    assert file.stat().st_mode & 0o777 == 0o400
    assert file.parent.stat().st_mode & 0o077 == 0
    before = file.stat()
    assert keeping.keep(b"a letter") == kept
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert list(file.parent.glob(".part-*")) == []


def test_what_is_kept_again_over_a_changed_file_is_refused(db: None, own_files: None) -> None:
    kept = keeping.keep(b"the first")
    change_file(kept.sha256)
    with pytest.raises(store.Altered, match="is not the one that was kept"):
        keeping.keep(b"the first")
    assert path_of(kept.sha256).read_bytes() != b"the first", "nothing is written over, not even what is wrong"


def test_many_who_keep_the_same_at_once_keep_it_once(db: None) -> None:
    content = os.urandom(200_000)
    sha256 = canonical.sha256(content)
    begun = threading.Barrier(8)

    def put() -> None:
        begun.wait()
        store.put(BytesIO(content), sha256=sha256)

    threads = [threading.Thread(target=put) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.read(sha256) == content
    assert [one.name for one in path_of(sha256).parent.iterdir() if sha256 in one.name or one.name.startswith(".")] == [
        sha256
    ]


def test_a_writer_that_is_killed_leaves_no_half_file(tmp_path: Path) -> None:
    script = (
        "import os, django; django.setup()\n"
        "from cim_portal.lib import store\n"
        "class Cut:\n"
        "    def __init__(self): self.pieces = [b'half']\n"
        "    def read(self, size=-1): return self.pieces.pop() if self.pieces else os.kill(os.getpid(), 9)\n"
        "    def seek(self, *where): return 0\n"
        "store.put(Cut(), sha256='0' * 64)\n"
    )
    environment = {**os.environ, "KEPT_FILES": str(tmp_path), "DJANGO_SETTINGS_MODULE": "cim_portal.settings"}
    ended = subprocess.run([sys.executable, "-c", script], env=environment, cwd=settings.BASE_DIR, check=False)  # noqa: S603
    assert ended.returncode == -9
    assert not (tmp_path / "00" / ("0" * 64)).exists()


def test_evidence_that_was_changed_or_removed_is_found_and_not_shown(
    cast: Cast, every_place: dict[str, object], signed_in: Callable[[Person], Client], own_files: None
) -> None:
    attachment = Attachment.objects.select_related("file").latest("pk")
    address = f"/attachments/{attachment.pk}/"
    assert signed_in(cast.editor).get(address).content == b"notes"
    sealing.seal()
    assert sealing.prove(at=NOON).faults == []
    change_file(attachment.file_id)
    assert [f"The bytes kept as {attachment.file_id} were changed or removed."] == sealing.prove(at=NOON).faults
    answer = signed_in(cast.editor).get(address)
    assert (answer.status_code, "This file is not the one that was kept" in answer.content.decode()) == (409, True)
    path_of(attachment.file_id).unlink()
    assert [f"The bytes kept as {attachment.file_id} were changed or removed."] == sealing.prove(at=NOON).faults
    assert signed_in(cast.editor).get(address).status_code == 409
    keeping.keep(b"notes")
    assert sealing.prove(at=NOON).faults == [], "whoever has the bytes can bring them back"


def test_the_service_keeps_and_gives_back_the_same(
    cast: Cast, issued_2023: dict[str, Plan], signed_in: Callable[[Person], Client], service: Bucket
) -> None:
    attached = _attach(cast, b"in a bucket")
    key = f"/cim/files/{attached.file_id[:2]}/{attached.file_id}"
    assert service.objects == {key: b"in a bucket"}
    _attach(cast, b"in a bucket")
    assert service.puts == [key], "written once"
    address = f"/attachments/{attached.pk}/"
    assert signed_in(cast.editor).get(address).content == b"in a bucket"
    service.objects[key] = b"in a baskets"
    assert signed_in(cast.editor).get(address).status_code == 409
    del service.objects[key]
    assert signed_in(cast.editor).get(address).status_code == 409


def test_a_service_that_is_away_is_a_fault_that_passes(db: None) -> None:
    with bucket() as gone:
        address = gone.address
    away = {**settings.STORAGES, storing.ALIAS: storing.backend(address)}
    with override_settings(STORAGES=away):
        with pytest.raises(store.AwayError) as found:
            keeping.keep(b"a letter")
        assert passing.passes(found.value)
        assert not Kept.objects.exists(), "no row without its bytes"


def test_a_file_without_a_row_is_removed_after_a_day_and_no_other(db: None, own_files: None) -> None:
    nameless, fresh = map(_without_a_row, (b"an old file", b"a fresh file"))
    part = path_of(nameless).parent / ".part-never-finished"
    part.write_bytes(b"half")
    for file in (path_of(nameless), part):
        os.utime(file, (0, 0))
    assert clearing.clear(at=now()) == 0, "without rows of others, it is the database that lacks them"
    named = [keeping.keep(f"file {number}".encode()).sha256 for number in range(20)]
    for sha256 in named:
        os.utime(path_of(sha256), (0, 0))
    with _another_session() as other:
        other.execute("SELECT pg_advisory_xact_lock_shared(%s)", [clearing.LOCK])
        assert clearing.clear(at=now()) == 0, "someone keeps a file at this moment, perhaps this one"
    tasks.clear_files()
    assert [path_of(nameless).exists(), part.exists(), path_of(fresh).exists()] == [False, False, True]
    assert all(path_of(sha256).exists() for sha256 in named)
    assert keeping.content(keeping.keep(b"an old file").sha256) == b"an old file"


def _without_a_row(content: bytes) -> str:
    """Have bytes stored as by a transaction that failed then, and return their hash."""
    sha256 = canonical.sha256(content)
    store.put(BytesIO(content), sha256=sha256)
    return sha256


@contextmanager
def _another_session() -> Iterator[extensions.cursor]:
    """Give the cursor of another session of the database, whose transaction ends with the body."""
    other = psycopg2.connect(**connection.get_connection_params())
    try:
        yield other.cursor()
    finally:
        other.close()


@pytest.mark.parametrize("there", ["files", "s3:///files", "http://elsewhere.example/"])
def test_a_place_that_cannot_be_meant_stops_the_start(there: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="KEPT_FILES"):
        storing.backend(there)


def _attach(cast: Cast, content: bytes) -> Attachment:
    return answers.attach(
        step=step_of(cast.lea, 1),
        activity="ppp_review",
        repeat="",
        field="evidence",
        name="notes.txt",
        content=content,
        by=cast.editor,
        at=NOON,
    )
