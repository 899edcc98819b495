"""This file is the place where a record is erased by decision (Art. 17): one person asks, another agrees.

The erasure of a record and of its lines, their entries in the feed and the signature are one transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, insert, select

from kacdesk.central.admins import Signer, note_act
from kacdesk.central.database import Database
from kacdesk.central.erasure import erase_files, erase_record
from kacdesk.central.receipts import Owed, owed_receipts
from kacdesk.central.streams import lock_scope, set_scope
from kacdesk.central.tables import ADMIN, FEED, OP, PURGE, RECORD
from kacdesk.central.where import records_named
from kacdesk.core.errors import Missing, Refused, Usage
from kacdesk.core.text import t
from kacdesk.models.catalog import Catalog
from kacdesk.wire.versions import point_scope

_LONGEST_BASIS = 40


@dataclass(frozen=True, slots=True)
class PurgeRow:
    """An erasure that was asked for; in force from `at_ms`. `owed` are the desks that gave no receipt yet."""

    point: str
    record: str
    register: str
    basis: str
    asked_by: str
    asked_ms: int
    seconded_by: str | None
    at_ms: int | None
    owed: Sequence[Owed]


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure took: records (lines included) and files."""

    records: int
    files: int


def ask_purge(connection: Connection, asked: str, *, point: str, basis: str, by: Signer, now_ms: int) -> UUID:
    """Ask for the erasure of the record that a number or identifier names; nothing is erased yet.

    Raises Missing, Usage for a basis that is no code, Refused when it is asked for already.
    """
    if not basis.strip() or len(basis) > _LONGEST_BASIS:
        raise Usage(
            t("Dzēšanas pamats neder."),
            effect=t("Nekas nav mainīts."),
            remedy=t("Norādiet īsu kodu, piemēram, “17-1-b”, līdz {count} zīmēm.", count=_LONGEST_BASIS),
        )
    rid = _the_one(connection, asked, point)
    if _find(connection, point, rid) is not None:
        raise Refused(
            t("Šī ieraksta dzēšana jau ir pieprasīta."),
            effect=t("Nekas nav mainīts."),
            remedy=t("Sarakstu parāda “kacdesk-central purge list”."),
        )
    row = {
        "point": point,
        "rid": rid,
        "reg": _register_of(connection, point, rid),
        "scope": point_scope(point),
    }
    connection.execute(insert(PURGE).values({**row, "basis": basis, "asked_by": by.name, "asked_ms": now_ms}))
    note_act(connection, by, "purge-ask", point=point, detail={"rid": rid.hex, "basis": basis}, now_ms=now_ms)
    return rid


def withdraw_purge(connection: Connection, asked: str, *, point: str | None, by: Signer, now_ms: int) -> UUID:
    """Take back an erasure that nobody has agreed to yet; raises Missing and Refused."""
    row = _open_purge(connection, asked, point)
    connection.execute(delete(PURGE).where(PURGE.c.point == row.point, PURGE.c.rid == row.rid))
    note_act(connection, by, "purge-withdraw", point=row.point, detail={"rid": row.rid.hex}, now_ms=now_ms)
    rid: UUID = row.rid
    return rid


def second_purge(
    connection: Connection,
    database: Database,
    catalog: Catalog,
    asked: str,
    *,
    point: str | None,
    by: Signer,
    now_ms: int,
) -> Erased:
    """Agree to an erasure that somebody else asked for, and carry it out. Raises Missing and Refused."""
    row = _open_purge(connection, asked, point)
    keys = {row[0]: row[1] for row in connection.execute(select(ADMIN.c.name, ADMIN.c.pubkey))}
    if by.name == row.asked_by or keys.get(by.name) == keys.get(row.asked_by):
        raise Refused(
            t("Dzēšanai vajag divus cilvēkus, un šo pieprasījāt jūs."),
            effect=t("Nekas nav dzēsts."),
            remedy=t("Lūdziet to apstiprināt citam administratoram ar viņa atslēgu."),
        )
    note_act(
        connection,
        by,
        "purge-second",
        point=row.point,
        detail={"rid": row.rid.hex, "basis": row.basis, "asked_by": row.asked_by},
        now_ms=now_ms,
    )
    decided = {**row._mapping, "seconded_by": by.name, "at_ms": now_ms}
    return enforce(connection, database, catalog, decided)


def enforce(connection: Connection, database: Database, catalog: Catalog, decided: dict[str, Any]) -> Erased:
    """Erase a record and its lines and tell it to the point's desks; `decided` is a row of the table `purge`."""
    point, scope = decided["point"], decided["scope"]
    files = sum(
        erase_files(connection, database, point, rid)
        for rid, _ in _whole_of(connection, catalog, point, decided)
    )
    cur = lock_scope(connection, database, point=point, scope=scope)
    whole = _whole_of(connection, catalog, point, decided)
    for rid, register in whole:
        erase_files(connection, database, point, rid)  # one more may have been named before the lock was ours
        erase_record(connection, point, rid, register)
    entry = {"point": point, "scope": scope, "kind": "purge", "op": None, "stream": None, "seq": None}
    entries, rows = [], []
    for place, (rid, register) in enumerate(whole, start=cur + 1):
        body = {"r": register, "rid": rid.hex}
        entries.append({**entry, "cur": place, "rid": rid, "whole": False, "body": body})
        rows.append({**decided, "rid": rid, "reg": register, "cur": place})
    database.insert(connection, FEED, entries)
    database.put(connection, PURGE, rows)
    set_scope(connection, point=point, scope=scope, cur=cur + len(whole))
    return Erased(records=len(whole), files=files)


def list_purges(connection: Connection) -> list[PurgeRow]:
    """Return every erasure, the oldest first, with the desks that owe a receipt."""
    owed: dict[tuple[str, UUID], list[Owed]] = {}
    for one in owed_receipts(connection):
        owed.setdefault((one.point, one.rid), []).append(one)
    rows = connection.execute(select(PURGE).order_by(PURGE.c.asked_ms, PURGE.c.point, PURGE.c.rid))
    return [
        PurgeRow(
            point=row.point,
            record=str(row.rid),
            register=row.reg,
            basis=row.basis,
            asked_by=row.asked_by,
            asked_ms=row.asked_ms,
            seconded_by=row.seconded_by,
            at_ms=row.at_ms,
            owed=owed.get((row.point, row.rid), []),
        )
        for row in rows
    ]


def _the_one(connection: Connection, asked: str, point: str | None) -> UUID:
    found = records_named(connection, asked, point=point)
    if len(found) != 1:
        raise Missing(
            t("Ieraksts “{asked}” nav atrasts vai nav viens vienīgs.", asked=asked),
            effect=t("Nekas nav mainīts."),
            remedy=t(
                "Norādiet punktu ar --point un ieraksta identifikatoru, ko parāda “kacdesk-central where”."
            ),
        )
    return found[0][1]


def _find(connection: Connection, point: str, rid: UUID) -> Row[Any] | None:
    place = (PURGE.c.point == point, PURGE.c.rid == rid)
    return connection.execute(select(PURGE).where(*place).with_for_update()).one_or_none()


def _open_purge(connection: Connection, asked: str, point: str | None) -> Row[Any]:
    found = records_named(connection, asked, point=point)
    rows = [row for of, rid in found if (row := _find(connection, of, rid)) is not None]
    if len(rows) != 1:
        raise Missing(
            t("Ieraksta “{asked}” dzēšana nav pieprasīta.", asked=asked),
            effect=t("Nekas nav dzēsts."),
            remedy=t("Sarakstu parāda “kacdesk-central purge list”."),
        )
    if rows[0].at_ms is not None:
        raise Refused(
            t("Šis ieraksts jau ir dzēsts."),
            effect=t("Nekas nav mainīts."),
            remedy=t("Darbvietu apliecinājumus parāda “kacdesk-central purge list”."),
        )
    return rows[0]


def _register_of(connection: Connection, point: str, rid: UUID) -> str:
    """Return a record's register; empty when only lines that could not be read name it."""
    record = select(RECORD.c.reg).where(RECORD.c.point == point, RECORD.c.rid == rid)
    line = select(OP.c.reg).where(OP.c.point == point, OP.c.rid == rid, OP.c.reg.is_not(None)).limit(1)
    return connection.execute(record).scalar() or connection.execute(line).scalar() or ""


def _whole_of(
    connection: Connection, catalog: Catalog, point: str, decided: dict[str, Any]
) -> list[tuple[UUID, str]]:
    """Return an erased record and the records that are its lines; they go with it."""
    found: list[tuple[UUID, str]] = [(decided["rid"], decided["reg"])]
    children = catalog.spec(decided["reg"]).children if decided["reg"] in catalog else ()
    for name in children:
        above = RECORD.c.f[catalog.spec(name).parent_field or ""].as_string()
        place = (RECORD.c.point == point, RECORD.c.reg == name, above == decided["rid"].hex)
        rows = connection.execute(select(RECORD.c.rid, RECORD.c.reg).where(*place))
        found += [(row.rid, row.reg) for row in rows]
    return found
