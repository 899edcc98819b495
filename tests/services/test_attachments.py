"""Files attached to records on one desk, without a central store."""

import hashlib
import os
import random
import tracemalloc
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import update

from kacdesk.core import clock
from kacdesk.core.errors import Missing, Refused, Unavailable, Usage
from kacdesk.core.ids import reference_id
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.papers import attachments
from kacdesk.services.papers.attachments import DamagedCopy, NotHere
from kacdesk.store import files, tables
from kacdesk.store.files import FileState
from kacdesk.vault.files import GRACE_MS
from kacdesk.wire.sizes import LARGEST_FILE_BYTES
from tests.helpers.desk import all_rows, captured, document, opened, registered, visit

PDF = b"%PDF-1.7\n" + b"Izdomata Persona " * 9000
JPEG = b"\xff\xd8\xff\xe0" + random.Random(2).randbytes(3000)
PNG = b"\x89PNG\r\n\x1a\n" + random.Random(3).randbytes(3000)


@pytest.fixture
def record(context: Context) -> UUID:
    """A received document."""
    return records.save(context, "received_document", document()).id


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A scanned paper outside the data folder."""
    path = tmp_path / "skenējums.pdf"
    path.write_bytes(PDF)
    return path


def attach(context: Context, record: UUID, path: Path, role: str = "DOCUMENT") -> bytes:
    """Attach a file and return its hash."""
    return attachments.attach(context, "received_document", record, path, role).sha256


def read_back(context: Context, record: UUID, sha: bytes) -> bytes:
    """Return the contents of an attached file."""
    return attachments.open_file(context, "received_document", record, sha, purpose="pārbaude").content


def on_disk(context: Context) -> list[Path]:
    """Return the copies in the data folder."""
    folder = files.folder_of(context.store)
    return sorted(folder.iterdir()) if folder.is_dir() else []


def told(context: Context, sha: bytes, **values: object) -> None:
    """Say something of a file as the exchange would."""
    with context.store.unit(context.actor.id, applying=True) as unit:
        unit.connection.execute(update(tables.file).where(tables.file.c.sha256 == sha).values(**values))


@pytest.mark.parametrize(
    ("content", "mime"), [(PDF, "application/pdf"), (JPEG, "image/jpeg"), (PNG, "image/png")]
)
def test_an_attached_file_is_read_back_as_it_was(
    context: Context, record: UUID, tmp_path: Path, content: bytes, mime: str
) -> None:
    path = tmp_path / "datne.txt"
    path.write_bytes(content)
    sha = attach(context, record, path)
    path.unlink()
    opened_file = attachments.open_file(context, "received_document", record, sha, purpose="pārbaude")
    assert (opened_file.content, opened_file.mime) == (content, mime)
    assert opened_file.name.startswith(hashlib.sha256(content).hexdigest()[:16])
    (shown,) = attachments.attachments(context, record)
    assert (shown.role, shown.size, shown.state) == ("DOCUMENT", len(content), FileState.HERE)


def test_attaching_makes_one_operation_with_the_hash_and_not_the_name(
    context: Context, record: UUID, scan: Path
) -> None:
    before = len(captured(context.store, record))
    sha = attach(context, record, scan, "ANNEX")
    *_, made = captured(context.store, record)
    assert len(captured(context.store, record)) == before + 1
    assert (made["kind"], made["b"]) == ("file", "{}")
    assert msgspec.json.decode(made["f"]) == {
        "sha256": sha.hex(),
        "size": len(PDF),
        "mime": "application/pdf",
        "role": "ANNEX",
    }
    assert "skenējums" not in str(all_rows(context.store, tables.change_log))


def test_an_open_form_is_not_stale_because_a_file_was_attached(
    context: Context, record: UUID, scan: Path
) -> None:
    attach(context, record, scan)
    rev = records.correct(
        context, "received_document", record, {"title": "Labots"}, rev=0, reason="precizēts"
    )
    assert rev == 1


@pytest.mark.parametrize(
    "content", [b"", b"MZ\x90", b"\xd0\xcf\x11\xe0 old", b"<html>%PDF-1.4", b"PK\x03\x04"]
)
def test_other_kinds_of_files_are_refused_whatever_their_name(
    context: Context, record: UUID, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "dokuments.pdf"
    path.write_bytes(content)
    with pytest.raises(Refused, match="PDF, JPEG"):
        attach(context, record, path)
    assert on_disk(context) == []
    assert all_rows(context.store, tables.file) == []


def test_a_file_of_twenty_mebibytes_is_taken_and_a_larger_one_refused(
    context: Context, record: UUID, tmp_path: Path
) -> None:
    path = tmp_path / "liela.pdf"
    largest = PDF + bytes(LARGEST_FILE_BYTES - len(PDF))
    path.write_bytes(largest + b"x")
    with pytest.raises(Refused, match="20"):
        attach(context, record, path)
    path.write_bytes(largest)
    tracemalloc.start()
    try:
        sha = attach(context, record, path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2.5 * LARGEST_FILE_BYTES
    assert read_back(context, record, sha) == largest


@pytest.mark.parametrize("name", ["nav.pdf", "mape"])
def test_what_cannot_be_read_is_named(context: Context, record: UUID, tmp_path: Path, name: str) -> None:
    (tmp_path / "mape").mkdir()
    with pytest.raises(Usage, match=name):
        attach(context, record, tmp_path / name)


def test_a_role_that_is_not_one_is_refused(context: Context, record: UUID, scan: Path) -> None:
    for role in ("removed", "", "Dokuments"):
        with pytest.raises(Usage, match="DOCUMENT"):
            attach(context, record, scan, role)
    assert on_disk(context) == []


def test_files_belong_to_records_of_the_day_only(context: Context, scan: Path) -> None:
    staff = registered(context.store, "staff")[0]["id"]
    with pytest.raises(Refused):
        attachments.attach(context, "staff", staff, scan)
    with pytest.raises(Refused):
        attachments.attach(context, "institution", reference_id("institution", "VSAA"), scan)
    with pytest.raises(Missing):
        attachments.attach(context, "visit", staff, scan)
    assert on_disk(context) == []


def test_a_voided_record_keeps_its_files_and_takes_no_more(
    context: Context, record: UUID, scan: Path, tmp_path: Path
) -> None:
    sha = attach(context, record, scan)
    records.void(context, "received_document", record, reason="divreiz")
    other = tmp_path / "otra.png"
    other.write_bytes(PNG)
    with pytest.raises(Refused, match="Anulēta"):
        attach(context, record, other)
    with pytest.raises(Refused, match="Anulēta"):
        attachments.detach(context, "received_document", record, sha, reason="lieka")
    assert read_back(context, record, sha) == PDF


def test_two_records_share_one_copy(context: Context, record: UUID, scan: Path) -> None:
    other = records.save(context, "visit", visit()).id
    sha = attach(context, record, scan)
    assert attachments.attach(context, "visit", other, scan).sha256 == sha
    assert len(on_disk(context)) == 1
    assert len(all_rows(context.store, tables.file)) == 1
    assert len(all_rows(context.store, tables.attachment)) == 2


def test_a_file_taken_out_of_sight_stays_on_the_disk_and_can_come_back(
    context: Context, record: UUID, scan: Path
) -> None:
    sha = attach(context, record, scan)
    with pytest.raises(Refused, match="iemeslu"):
        attachments.detach(context, "received_document", record, sha, reason=" ")
    attachments.detach(context, "received_document", record, sha, reason="cita lieta")
    assert attachments.attachments(context, record) == []
    with pytest.raises(Missing):
        read_back(context, record, sha)
    assert len(on_disk(context)) == 1
    first, removed = (row for row in captured(context.store, record) if row["kind"] == "file")
    assert msgspec.json.decode(removed["b"]) == {f"_file:{sha.hex()}": first["op"].hex}
    assert removed["reason"] == "cita lieta"
    attach(context, record, scan, "REPLY")
    assert read_back(context, record, sha) == PDF
    assert len(on_disk(context)) == 1


def test_a_file_is_found_by_the_beginning_of_its_hash_if_it_is_one(
    context: Context, record: UUID, scan: Path
) -> None:
    sha = attach(context, record, scan)
    assert attachments.attachment(context, record, sha[:4]).sha256 == sha
    with pytest.raises(Missing):
        attachments.attachment(context, record, bytes([sha[0] ^ 1]) + sha[1:4])


def test_looking_at_a_file_is_logged_with_its_purpose(context: Context, record: UUID, scan: Path) -> None:
    read_back(context, record, attach(context, record, scan))
    *_, logged = all_rows(context.store, tables.access_log)
    assert (logged["act"], logged["rid"], logged["purpose"]) == ("file", record, "pārbaude")


def test_nothing_of_a_file_lies_in_the_data_folder_in_the_clear(
    context: Context, record: UUID, scan: Path
) -> None:
    sha = attach(context, record, scan)
    everything = b"".join(
        path.read_bytes() for path in context.store.path.parent.rglob("*") if path.is_file()
    )
    assert b"Izdomata Persona" not in everything
    assert sha not in everything
    assert sha.hex().encode() not in everything


def test_a_damaged_only_copy_is_said_to_be_one(context: Context, record: UUID, scan: Path) -> None:
    sha = attach(context, record, scan)
    (path,) = on_disk(context)
    os.truncate(path, 1000)
    with pytest.raises(DamagedCopy) as damaged:
        read_back(context, record, sha)
    assert not damaged.value.elsewhere
    assert "no tās avota" in str(damaged.value)
    attachments.fetch_again(context, sha)
    assert len(on_disk(context)) == 1, "what is left of the only copy is not thrown away"


def test_attaching_again_mends_a_damaged_copy(context: Context, record: UUID, scan: Path) -> None:
    sha = attach(context, record, scan)
    (path,) = on_disk(context)
    path.write_bytes(path.read_bytes()[:-1])
    attach(context, record, scan)
    assert read_back(context, record, sha) == PDF
    assert len(on_disk(context)) == 1
    assert on_disk(context) != [path]


def test_a_damaged_copy_of_a_stored_file_is_asked_for_again(
    context: Context, record: UUID, scan: Path
) -> None:
    sha = attach(context, record, scan)
    told(context, sha, state="stored")
    (path,) = on_disk(context)
    path.write_bytes(bytes(len(path.read_bytes())))
    with pytest.raises(DamagedCopy) as damaged:
        read_back(context, record, sha)
    assert damaged.value.elsewhere
    attachments.fetch_again(context, sha)
    (row,) = all_rows(context.store, tables.file)
    assert (row["state"], row["key"], on_disk(context)) == ("wanted", None, [])
    with pytest.raises(NotHere):
        read_back(context, record, sha)


def test_a_sound_copy_is_not_fetched_again(context: Context, record: UUID, scan: Path) -> None:
    sha = attach(context, record, scan)
    told(context, sha, state="stored")
    attachments.fetch_again(context, sha)
    assert read_back(context, record, sha) == PDF


def test_a_record_that_goes_takes_its_files_and_their_keys_with_it(
    context: Context, record: UUID, scan: Path, tmp_path: Path
) -> None:
    shared = records.save(context, "visit", visit()).id
    other = tmp_path / "otra.png"
    other.write_bytes(PNG)
    both, mine = attach(context, record, scan), attach(context, record, other)
    attachments.attach(context, "visit", shared, scan)
    with context.store.unit(context.actor.id, applying=True) as unit:
        assert files.drop_files(unit, record) == 2
        assert [copy.sha256 for copy in unit.gone] == [mine]
        assert len(on_disk(context)) == 2, "until it has committed"
    assert [row["sha256"] for row in all_rows(context.store, tables.file)] == [both]
    assert len(on_disk(context)) == 1
    assert attachments.open_file(context, "visit", shared, both, purpose="pārbaude").content == PDF


def test_what_an_interrupted_attaching_left_is_swept_a_day_later(data: Path, tmp_path: Path) -> None:
    scan = tmp_path / "a.png"
    scan.write_bytes(PNG)
    with opened(data) as context:
        record = records.save(context, "received_document", document()).id
        sha = attach(context, record, scan)
        (kept,) = on_disk(context)
    left = kept.with_name("0" * 64)
    left.write_bytes(b"half a page")
    with opened(data):
        assert left.exists()
    long_ago_ns = (clock.now_ms() - GRACE_MS - 60_000) * 1_000_000
    for path in (left, kept):
        os.utime(path, ns=(long_ago_ns, long_ago_ns))
    with opened(data) as context:
        assert not left.exists()
        assert read_back(context, record, sha) == PNG


def test_a_refused_transaction_leaves_no_copy_behind(context: Context, record: UUID, scan: Path) -> None:
    with context.store.unit(context.actor.id, applying=True) as unit:
        unit.connection.exec_driver_sql(
            "CREATE TRIGGER stop BEFORE INSERT ON attachment BEGIN SELECT RAISE(ABORT,'disk is full'); END"
        )
    with pytest.raises(Unavailable, match="vietas"):
        attach(context, record, scan)
    assert on_disk(context) == []
    assert all_rows(context.store, tables.file) == []
    assert [row["kind"] for row in captured(context.store, record)] == ["ins"]
