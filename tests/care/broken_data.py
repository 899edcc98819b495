"""This file is the place where the data of a desk are broken: keys, file, records, copies, exchange."""

import shutil
from datetime import timedelta

from kacdesk.care.finding import State
from kacdesk.care.ground import Ground
from kacdesk.core import clock
from kacdesk.services import records
from kacdesk.store import copies, opening, tables
from kacdesk.store.sealing import seal
from kacdesk.sync.failure import Failure
from kacdesk.vault.slots import Unlock
from tests.care.bench import Bench, Break
from tests.helpers import desk

PHRASE = "zilonis upe lapa sniegs"
CHEAP = (1024, 1)


def _torn_slots(bench: Bench) -> Ground:
    bench.overwrite("key.slots", lambda raw: raw[: len(raw) // 2])
    return bench.ground()


def _no_slots(bench: Bench) -> Ground:
    (bench.data / "key.slots").unlink()
    return bench.ground()


def _slots_of_kind(kind: str, detail: str, state: State) -> Break:
    def do(bench: Bench) -> Ground:
        bench.overwrite("key.slots", lambda raw: raw.replace(b'"beside"', f'"{kind}"'.encode()))
        return bench.ground()

    return Break("slots", detail, state, do)


def _wrong_phrase(bench: Bench) -> Ground:
    real = opening.PointInfo("BALVI", "Balvi", "regional")
    data = bench.folder / "real"
    opening.create(data, Unlock(passphrase=PHRASE, cost=CHEAP), real).close()
    return bench.ground(folder=data, unlock=Unlock(passphrase="pavisam cita frāze"))


def _killed(bench: Bench) -> Ground:
    """Copy the folder while it is open for writing, as a power cut leaves it."""
    left = bench.folder / "left"
    with desk.opened(bench.data) as context:
        records.save(context, "phone_consultation", desk.call())
        shutil.copytree(bench.data, left)
    return bench.ground(folder=left)


def _half_made(bench: Bench) -> Ground:
    (bench.data / "desk.new").write_bytes(b"")
    return bench.ground()


def _revision(revision: str, detail: str, state: State, check: str = "schema") -> Break:
    def do(bench: Bench) -> Ground:
        bench.alter(f"UPDATE alembic_version SET version_num='{revision}'")
        return bench.ground()

    return Break(check, detail, state, do)


def _foreign(bench: Bench) -> Ground:
    bench.alter("DROP TABLE alembic_version")
    return bench.ground()


def _no_trigger(bench: Bench) -> Ground:
    bench.alter("DROP TRIGGER kac_visit_update")
    return bench.ground()


def _emptied(bench: Bench) -> Ground:
    bench.overwrite("desk.db", lambda _raw: b"")
    return bench.ground()


def _many_records(bench: Bench) -> None:
    with desk.opened(bench.data) as context:
        for _ in range(3):
            records.save(context, "received_document", desk.document(note="x" * 3000))
        records.save(context, "visit", desk.visit(), {"visit_service": [desk.line()]})
        seal(context.store)


def _turned_bit(bench: Bench) -> Ground:
    bench.overwrite("desk.db", lambda raw: raw[: -3 * 4096 + 99] + b"\x00\x01" + raw[-3 * 4096 + 101 :])
    return bench.ground()


def _untrue_structure(bench: Bench) -> Ground:
    """Let the shape of a table promise what its rows do not hold."""
    bench.alter(
        "PRAGMA writable_schema=ON",
        "UPDATE sqlite_master SET sql=replace(sql, 'note TEXT', 'note TEXT NOT NULL') WHERE name='visit'",
    )
    return bench.ground()


def _search_torn(bench: Bench) -> Ground:
    bench.alter("DELETE FROM search_visit_data WHERE id>10")
    return bench.ground()


def _rows(statement: str, check: str) -> Break:
    def do(bench: Bench) -> Ground:
        bench.as_program(statement)
        return bench.ground()

    return Break(check, "damaged", State.BAD, do, _many_records)


def _real(bench: Bench) -> None:
    """Let the desk be no sample, with a place for copies on another disk."""
    bench.as_program("UPDATE desk SET sample=0")
    with desk.opened(bench.data) as context:
        copies.name_medium(context.store, bench.other_disk())
        copies.make_copy(context.store)


def _no_copies(bench: Bench) -> Ground:
    with desk.opened(bench.data) as context:
        copies.name_medium(context.store, None)
    return bench.ground()


def _late_copies(bench: Bench) -> Ground:
    long_ago = clock.now_utc() - timedelta(days=2)
    with desk.opened(bench.data) as context:
        records.save(context, "phone_consultation", desk.call())
        with context.store.unit(context.actor.id, applying=True) as unit:
            unit.connection.execute(tables.sync_state.update().values(copied_at=long_ago))
    return bench.ground()


def _medium_away(bench: Bench) -> Ground:
    shutil.rmtree(bench.other_disk())
    return bench.ground()


def _same_disk(bench: Bench) -> Ground:
    beside = bench.folder / "copies"
    beside.mkdir()
    with desk.opened(bench.data) as context:
        copies.name_medium(context.store, beside)
        copies.make_copy(context.store)
    return bench.ground()


def _trouble(trouble: str, detail: str, state: State) -> Break:
    def do(bench: Bench) -> Ground:
        bench.as_program(f"UPDATE sync_state SET trouble='{trouble}'")
        return bench.ground()

    return Break("sync", detail, state, do)


def _long_unsent(bench: Bench) -> Ground:
    with desk.opened(bench.data) as context:
        records.save(context, "phone_consultation", desk.call())
    bench.as_program("UPDATE sync_state SET token='t'")
    bench.borders["now"] = lambda: clock.now_utc() + timedelta(days=4)
    return bench.ground()


def _something_waits(bench: Bench) -> Ground:
    with desk.opened(bench.data) as context:
        saved = records.save(context, "phone_consultation", desk.call())
        values = {"op": saved.id, "reg": "visit", "rid": saved.id, "outcome": "parked", "code": "x"}
        with context.store.unit(context.actor.id, applying=True) as unit:
            unit.connection.execute(tables.exception.insert(), values | {"at": desk.an_hour_ago()})
    return bench.ground()


BREAKS: tuple[Break, ...] = (
    Break("slots", "damaged", State.BAD, _torn_slots),
    Break("slots", "missing", State.BAD, _no_slots),
    _slots_of_kind("keyring", "one-way", State.ATTENTION),
    _slots_of_kind("escrow", "no-way", State.BAD),
    Break("key", "wrongkey", State.BAD, _wrong_phrase),
    Break("leftovers", "log", State.ATTENTION, _killed),
    Break("leftovers", "unfinished", State.ATTENTION, _half_made),
    _revision("9999", "newer", State.BAD),
    _revision("0011", "older", State.ATTENTION),
    Break("schema", "foreign", State.BAD, _foreign),
    Break("triggers", "changed", State.BAD, _no_trigger),
    Break("data", "damaged", State.BAD, _emptied),
    _revision("0011", "older", State.ATTENTION, check="data"),
    Break("pages", "damaged", State.BAD, _turned_bit, _many_records),
    Break("structure", "damaged", State.BAD, _untrue_structure, _many_records),
    Break("search", "damaged", State.BAD, _search_torn, _many_records),
    _rows("UPDATE visit_service SET visit_id=randomblob(16)", "lines"),
    _rows("UPDATE received_document SET sequence=9 WHERE sequence=2", "numbers"),
    _rows("DELETE FROM outbox WHERE seq=2", "chain"),
    Break("copies", "none", State.ATTENTION, _no_copies, _real),
    Break("copies", "late", State.BAD, _late_copies, _real),
    Break("copies", "away", State.ATTENTION, _medium_away, _real),
    Break("copies", "poor-place", State.ATTENTION, _same_disk, _real),
    _trouble(Failure.OFFLINE, "offline", State.ATTENTION),
    _trouble(Failure.UNTRUSTED, "untrusted", State.BAD),
    Break("unsent", "long", State.ATTENTION, _long_unsent),
    Break("attention", "open", State.ATTENTION, _something_waits),
)
