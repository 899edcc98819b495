"""An erasure is decided by two people, reaches every copy, is told to every desk, and survives a restored backup."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sqlalchemy import Connection, text

from kacdesk.central.__main__ import run
from kacdesk.central.database import Database
from kacdesk.central.epoch import begin_epoch
from kacdesk.central.files import Chunk, Files
from kacdesk.central.purge_register import read_register, replay_register, write_register
from kacdesk.central.purges import ask_purge, list_purges, second_purge, withdraw_purge
from kacdesk.central.store import SqlStore
from kacdesk.central.tables import BLOB, CONFLICT, METADATA, OP, PURGE, PURGE_RECEIPT, QUARANTINE, RECORD
from kacdesk.core import clock
from kacdesk.core.errors import Damaged, Missing, Refused, Usage
from kacdesk.core.ids import new_id
from kacdesk.models.catalog import CATALOG
from kacdesk.vault.slots import Unlock, obtain_key
from kacdesk.wire.line import LineKind
from kacdesk.wire.messages import FeedPurge, FeedSet
from tests.central.administering import Office, greeted, known, office, restreamed, second_desk, sent
from tests.central.asking import count, epoch, pull_all, rows
from tests.central.conftest import enrolled
from tests.helpers.sample_desk import SampleDesk, document_values, staff_values

_CANARY = "Kanarijputns-Izdomāts-7731"
_FILE = b"%PDF-1.7 Kanarijputns-Izdomats-datne " * 40


def _erase(database: Database, office: Office, record: UUID | str, *, point: str = "BALVI") -> None:
    with database.whole() as connection:
        ask_purge(connection, str(record), point=point, basis="17-1-b", by=office.anna, now_ms=clock.now_ms())
    with database.whole() as connection:
        now_ms = clock.now_ms()
        second_purge(connection, database, CATALOG, str(record), point=point, by=office.berta, now_ms=now_ms)


def _everywhere(database: Database) -> tuple[SampleDesk, SampleDesk, UUID]:
    """Leave the canary in a record, its lines, the feed, a conflict, quarantine, an unreadable line and a file."""
    sample, desk = enrolled(database, "BALVI")
    other = second_desk(database, sample)
    record, op = sample.ins("received_document", document_values(sample, 1, submitter_name=_CANARY))
    sample.set("received_document", record, {"submitter_contact": _CANARY, "pages": 100_000})
    sample.append(f'{{"s":3,"rid":"{record.hex}","f":"{_CANARY}"'.encode())
    digest = sha256(_FILE).hexdigest()
    told = {"sha256": digest, "size": len(_FILE), "mime": "application/pdf", "role": "DOCUMENT"}
    sample.seal("received_document", record, LineKind.FILE, told)
    sample.set("received_document", record, {"title": f"{_CANARY} viens"}, base={"title": op})
    other.set("received_document", record, {"title": f"{_CANARY} divi"}, base={"title": op})
    sent(database, sample)
    sent(database, other)
    Files(database).put(desk, Chunk(bytes.fromhex(digest), 0, len(_FILE), _FILE), now_ms=clock.now_ms())
    assert count(database, CONFLICT) == 1
    assert count(database, QUARANTINE) == 2
    return sample, other, record


def _bytes_of(database: Database, url: str) -> Iterator[bytes]:
    """Yield what lies on the disk: pages with what is free in them, and of SQLite the log."""
    with database.whole() as connection:
        if not database.embedded:
            yield from _pg_files(connection)
            return
    path = Path(url.removeprefix("sqlite:///"))
    key = obtain_key(path.parent, Unlock(beside_data=True))
    raw = path.read_bytes()
    for place in range(0, len(raw), 4096):
        yield _opened(key, raw[place : place + 4096], skipped=16 if place == 0 else 0)
    log = path.with_name(f"{path.name}-wal")
    frames = log.read_bytes() if log.exists() else b""
    for place in range(32, len(frames), 4096 + 24):
        number = int.from_bytes(frames[place : place + 4])
        yield _opened(key, frames[place + 24 : place + 24 + 4096], skipped=16 if number == 1 else 0)


def _pg_files(connection: Connection) -> Iterator[bytes]:
    connection.execute(text("COMMIT"))
    connection.execute(text("CHECKPOINT"))
    folder = connection.execute(text("SHOW data_directory")).scalar_one()
    oid = connection.execute(
        text("SELECT oid FROM pg_database WHERE datname = current_database()")
    ).scalar_one()
    for path in (Path(folder) / "base" / str(oid)).iterdir():
        yield path.read_bytes()


def _opened(key: bytes, page: bytes, *, skipped: int) -> bytes:
    """Decrypt one page of SQLCipher 4: AES-256-CBC, the vector in the reserved end, the salt before page 1."""
    cipher = Cipher(algorithms.AES(key), modes.CBC(page[-80:-64])).decryptor()
    return cipher.update(page[skipped:-80]) + cipher.finalize()


def _found(database: Database, url: str) -> set[str]:
    """Return which canaries lie on the disk."""
    wanted = {"text": _CANARY[:12].encode(), "file": _FILE[9:40]}
    found = set()
    for raw in _bytes_of(database, url):
        found |= {name for name, canary in wanted.items() if canary in raw}
    return found


def test_after_an_erasure_no_byte_of_the_record_is_left_on_the_disk(
    database: Database, url: str, tmp_path: Path
) -> None:
    _, _, record = _everywhere(database)
    assert _found(database, url) == {"text", "file"}

    _erase(database, office(database, tmp_path), record)
    assert database.scrub()

    with database.whole() as connection:
        for table in METADATA.sorted_tables:
            for row in connection.execute(table.select()):
                assert _CANARY not in repr(tuple(row)), table.name
                assert not any(isinstance(part, bytes) and _CANARY.encode() in part for part in row), (
                    table.name
                )
    assert _found(database, url) == set()
    assert [row.state for row in rows(database, BLOB)] == ["purged"]


def test_what_stays_of_an_erased_record_proves_the_chain_and_the_number(
    database: Database, tmp_path: Path
) -> None:
    sample, other, record = _everywhere(database)
    _erase(database, office(database, tmp_path), record)
    kept = rows(database, OP, stream=sample.stream)
    assert sorted((row.seq, bytes(row.chain)) for row in kept) == list(enumerate(sample.chains[1:], 1))
    assert {row.line for row in kept} == {None}
    assert rows(database, RECORD) == []
    entries = pull_all(SqlStore(database, CATALOG), database, known(database, other))
    assert [entry.c for entry in entries] == list(range(1, len(entries) + 1))
    assert not any(isinstance(entry, FeedSet) for entry in entries)
    last = entries[-1]
    assert isinstance(last, FeedPurge)
    assert last.rid == record.hex


def test_a_file_that_another_record_names_too_stays(database: Database, tmp_path: Path) -> None:
    sample, _, record = _everywhere(database)
    also, _ = sample.ins("received_document", document_values(sample, 2))
    told = {
        "sha256": sha256(_FILE).hexdigest(),
        "size": len(_FILE),
        "mime": "application/pdf",
        "role": "DOCUMENT",
    }
    sample.seal("received_document", also, LineKind.FILE, told)
    sent(database, sample, first=6)
    _erase(database, office(database, tmp_path), record)
    assert [row.state for row in rows(database, BLOB)] == ["stored"]


def test_the_lines_of_an_erased_visit_go_with_it_also_one_that_comes_late(
    database: Database, tmp_path: Path
) -> None:
    sample, _ = enrolled(database, "BALVI")
    visit, _ = sample.ins("visit", {"status": "registered"}, schema=2)
    line, _ = sample.ins("visit_service", {"visit_id": visit.hex, "line_note": _CANARY}, schema=2)
    sent(database, sample)
    _erase(database, office(database, tmp_path), visit)
    assert {row.rid for row in rows(database, PURGE)} == {visit, line}
    late, _ = sample.ins("visit_service", {"visit_id": visit.hex, "line_note": _CANARY}, schema=2)
    assert [(one.s, one.o) for one in sent(database, sample, first=3)] == [(3, "purged")]
    assert [row.line for row in rows(database, OP, rid=late)] == [None]
    assert rows(database, RECORD) == []


def test_one_person_alone_erases_nothing(database: Database, tmp_path: Path) -> None:
    sample, _ = enrolled(database, "BALVI")
    record, _ = sample.ins("staff", staff_values())
    sent(database, sample)
    of = office(database, tmp_path)
    with database.whole() as connection:
        ask_purge(connection, str(record), point="BALVI", basis="17", by=of.anna, now_ms=1)
    with pytest.raises(Refused), database.whole() as connection:
        second_purge(connection, database, CATALOG, str(record), point=None, by=of.anna, now_ms=2)
    with pytest.raises(Refused), database.whole() as connection:
        ask_purge(connection, str(record), point="BALVI", basis="17", by=of.berta, now_ms=2)
    assert count(database, RECORD) == 1
    with database.whole() as connection:
        withdraw_purge(connection, str(record), point=None, by=of.berta, now_ms=3)
    with pytest.raises(Missing), database.whole() as connection:
        second_purge(connection, database, CATALOG, str(record), point=None, by=of.berta, now_ms=4)
    assert count(database, RECORD) == 1


def test_what_cannot_be_erased_is_told(database: Database, tmp_path: Path) -> None:
    sample, _ = enrolled(database, "BALVI")
    record, _ = sample.ins("staff", staff_values())
    sent(database, sample)
    of = office(database, tmp_path)
    for asked, point, basis, error in (
        (str(new_id()), "BALVI", "17", Missing),
        (str(record), "VILAKA", "17", Missing),
        ("BALVI-XXX/2026/1-1/1", "BALVI", "17", Missing),
        (str(record), "BALVI", " ", Usage),
    ):
        with pytest.raises(error), database.whole() as connection:
            ask_purge(connection, asked, point=point, basis=basis, by=of.anna, now_ms=1)
    _erase(database, of, record)
    with pytest.raises(Refused), database.whole() as connection:
        second_purge(connection, database, CATALOG, str(record), point=None, by=of.berta, now_ms=2)


def test_what_comes_late_for_an_erased_record_is_never_kept_however_it_comes(
    database: Database, tmp_path: Path
) -> None:
    sample, _ = enrolled(database, "BALVI")
    record, op = sample.ins("staff", staff_values(_CANARY))
    sent(database, sample)
    _erase(database, office(database, tmp_path), record)
    anew = restreamed(sample)
    anew.ins("staff", staff_values(_CANARY), record=record, op=op)
    anew.set("staff", record, {"name": _CANARY})
    told = sent(database, anew)
    assert [(one.s, one.o) for one in told] == [(2, "purged")]
    assert [row.line for row in rows(database, OP, stream=anew.stream)] == [None, None]
    assert rows(database, RECORD) == []


def test_a_desk_owes_a_receipt_until_it_says_that_nothing_is_left(database: Database, tmp_path: Path) -> None:
    sample, _ = enrolled(database, "BALVI")
    other = second_desk(database, sample)
    record, _ = sample.ins("staff", staff_values())
    sent(database, sample)
    _erase(database, office(database, tmp_path), record)
    late = second_desk(database, sample)
    with database.whole() as connection:
        (purge,) = list_purges(connection)
    assert {one.device for one in purge.owed} == {sample.device, other.device}

    now = epoch(database).hex
    cur = rows(database, PURGE)[0].cur
    greeted(database, sample, scrubbed=cur, epoch=now)
    greeted(database, sample, scrubbed=cur, epoch=now)
    greeted(database, other, scrubbed=cur - 1, epoch=now)
    greeted(database, other, scrubbed=cur, epoch=new_id().hex)
    greeted(database, late)
    with database.whole() as connection:
        (purge,) = list_purges(connection)
    assert [one.device for one in purge.owed] == [other.device]
    assert [row.device for row in rows(database, PURGE_RECEIPT)] == [sample.device]


def test_the_register_puts_erasures_in_force_again_after_a_restore(
    database: Database, tmp_path: Path
) -> None:
    sample, _ = enrolled(database, "BALVI")
    record, _ = sample.ins("staff", staff_values(_CANARY))
    sent(database, sample)
    of = office(database, tmp_path)
    path = tmp_path / "register"
    with database.whole() as connection:
        ask_purge(connection, str(record), point="BALVI", basis="17", by=of.anna, now_ms=1)
    before = {table: rows(database, table) for table in (RECORD, OP)}
    with database.engine.connect() as connection, connection.begin() as life:
        second_purge(connection, database, CATALOG, str(record), point=None, by=of.berta, now_ms=2)
        assert write_register(connection, path) == 1
        life.rollback()  # as a backup from before that is put back
    assert {table: rows(database, table) for table in (RECORD, OP)} == before

    with database.whole() as connection:
        begin_epoch(connection, reason="restored", now_ms=3)
    assert replay_register(database, CATALOG, read_register(path)) == 1
    assert replay_register(database, CATALOG, read_register(path)) == 0
    assert rows(database, RECORD) == []
    (purge,) = rows(database, PURGE)
    assert (purge.asked_by, purge.seconded_by, purge.at_ms) == ("anna", "berta", 2)


def test_a_register_that_is_not_whole_changes_nothing(database: Database, tmp_path: Path) -> None:
    sample, _ = enrolled(database, "BALVI")
    record, _ = sample.ins("staff", staff_values())
    sent(database, sample)
    _erase(database, office(database, tmp_path), record)
    path = tmp_path / "register"
    with database.whole() as connection:
        write_register(connection, path)
    whole = path.read_bytes()
    assert len(read_register(path)) == 1
    for torn in (
        whole[:-1],
        whole[: len(whole) // 2],
        whole.replace(b"anna", b"cita"),
        whole.splitlines(True)[0],
    ):
        path.write_bytes(torn)
        with pytest.raises(Damaged):
            read_register(path)
    for other in (b"", b"{}\n"):
        path.write_bytes(other)
        with pytest.raises(Usage):
            read_register(path)


def test_erasure_by_commands(
    database: Database, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--database", url, "--key-beside-data"]
    of = office(database, tmp_path)
    sample, _ = enrolled(database, "BALVI")
    sample.ins("received_document", document_values(sample, 7, submitter_name=_CANARY))
    sent(database, sample)
    number = f"BALVI-{sample.series}/2026/1-5/7"
    asked = ["purge", "ask", number, "--point", "BALVI", "--basis", "17-1-b"]
    assert run([*asked, *of.options("anna"), *where]) == 0
    assert run(["purge", "list", *where]) == 0
    assert run(["purge", "second", number, *of.options("anna"), *where]) == 3
    assert run(["purge", "second", number, *of.options("berta"), *where]) == 0
    assert run(["purge", "scrub", *where]) == 0
    assert run(["purge", "list", *where]) == 1
    assert run(["purge", "list", "--json", *where]) == 1
    out = str(tmp_path / "register")
    assert run(["purge", "register", "--out", out, *where]) == 0
    assert run(["purge", "replay", out, *of.options("anna"), *where]) == 0
    assert run(["restored", "--register", out, *where]) == 0
    assert run(["purge", "withdraw", number, *of.options("anna"), *where]) == 3
    told = capsys.readouterr()
    assert _CANARY not in told.out + told.err
