"""This file is the place where reference data enter the central store and its feed, changed rows only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from kacdesk.central.database import Database
from kacdesk.central.grouped import by_field, by_value
from kacdesk.central.streams import lock_scope, set_scope
from kacdesk.central.tables import FEED, RECORD
from kacdesk.core.errors import Invalid, Problem
from kacdesk.core.ids import new_id, reference_id
from kacdesk.core.text import t
from kacdesk.models.catalog import Catalog
from kacdesk.models.rules import problems
from kacdesk.spec.register import Direction
from kacdesk.wire.codec import encode_values
from kacdesk.wire.stamp import stamp_text
from kacdesk.wire.versions import REFERENCE_POINT, REFERENCE_SCOPE

ReferenceRow = tuple[str, str, Mapping[str, Any]]
"""Register, code of the row, Python values by field."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows were read, and how many of them were new or different."""

    read: int
    changed: int


def load_reference(
    connection: Connection, database: Database, catalog: Catalog, rows: Iterable[ReferenceRow], *, now_ms: int
) -> Loaded:
    """Write reference rows; a row that says what is already known makes no entry in the feed.

    Rows that are not named stay: a service that ended has `valid_to`. Raises Invalid naming row and field
    when one breaks the rules of its register; the caller's transaction then writes nothing.
    """
    cur = lock_scope(connection, database, point=REFERENCE_POINT, scope=REFERENCE_SCOPE)
    known = {
        row.rid: row
        for row in connection.execute(select(RECORD).where(RECORD.c.point == REFERENCE_POINT)).all()
    }
    read, stamp = 0, stamp_text(now_ms << 16)
    records: list[dict[str, Any]] = []
    entries: list[dict[str, Any]] = []
    for register, code, values in rows:
        read += 1
        told = _told(catalog, register, code, values)
        rid = reference_id(register, code)
        old = known.get(rid)
        before = old.f if old else {}
        changed = {name: value for name, value in told.items() if name not in before or before[name] != value}
        if not changed:
            continue
        cur += 1
        op = new_id()
        place = {"point": REFERENCE_POINT, "scope": REFERENCE_SCOPE, "cur": cur, "rid": rid}
        ops = (by_field(old.o, before) if old else {}) | dict.fromkeys(changed, op.hex)
        stamps = (by_field(old.s, before) if old else {}) | dict.fromkeys(changed, stamp)
        fields = {**before, **changed}
        made = {"f": fields, "o": by_value(ops), "s": by_value(stamps), "x": {}}
        records.append({**place, "reg": register, **made})
        body = {"r": register, "f": changed, "st": stamp, "do": "set" if old else "ins", "w": now_ms}
        entries.append(
            {**place, "kind": "set", "op": op, "stream": None, "seq": None, "whole": False, "body": body}
        )
    if entries:
        connection.execute(insert(FEED), entries)
        database.put(connection, RECORD, records)
        set_scope(connection, point=REFERENCE_POINT, scope=REFERENCE_SCOPE, cur=cur)
    return Loaded(read=read, changed=len(entries))


def _told(catalog: Catalog, register: str, code: str, values: Mapping[str, Any]) -> dict[str, Any]:
    spec = catalog.spec(register)
    if spec.direction is not Direction.DOWN:
        raise ValueError(f"{register} is not reference data")
    found = problems(spec, values)
    if found:
        first = found[0]
        sentence = t(
            "{title}, rinda “{code}”: {problem}", title=spec.title, code=code, problem=first.sentence
        )
        raise Invalid(
            [Problem(first.field, sentence, first.code)],
            effect=t("Katalogs nav ielādēts, iepriekšējais ir neskarts."),
            remedy=t("Izlabojiet šo rindu katalogā un ielādējiet to vēlreiz."),
        )
    return encode_values(spec, values)
