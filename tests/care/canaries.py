"""This file is the place where names that must not leave are put into every place of a desk that takes words."""

import base64
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import select

from kacdesk.core import clock
from kacdesk.core.errors import DeskError
from kacdesk.core.ids import new_id
from kacdesk.core.logs import FILE_NAME, log_to, stop
from kacdesk.models.catalog import CATALOG
from kacdesk.services import lists, preferences, records
from kacdesk.services.context import Context
from kacdesk.services.counter import drafts
from kacdesk.services.papers import attachments
from kacdesk.spec.field import Kind
from kacdesk.spec.register import Direction, RegisterSpec, Status
from kacdesk.store import tables
from kacdesk.store.session import Unit
from tests.helpers import desk
from tests.helpers.builders import draft_of, lines_of, value_of

NAME, PLAIN, CODE, PHONE = "Kanārija-Zeltspārne", "kanarija zeltsparne", "320101-12345", "+37126543210"
EMAIL, STREET, FILE = "kanarija@example.lv", "Zeltspārņu iela 13", "kanārijas_iesniegums.pdf"
CANARIES = (
    NAME,
    PLAIN,
    CODE,
    PHONE,
    EMAIL,
    STREET,
    FILE,
    "Kanārija",
    "Kanarija",
    "Zeltspār",
    "zeltsparn",
    "12345",
)
_TYPED = {Kind.PARTY_CODE: CODE, Kind.PHONE: PHONE, Kind.EMAIL: EMAIL, Kind.CODE: CODE}
_WORDS = frozenset({Kind.TEXT, Kind.LONG_TEXT, *_TYPED})
_FIXED = frozenset({"number", "series", "file_index", "point"})
"""What a trigger keeps from being changed; none of it is anybody's word."""

PDF = b"%PDF-1.4\n" + f"{NAME} {CODE}".encode() + b"\n%%EOF\n"


def seeded(context: Context) -> set[str]:
    """Put canaries into every field of words of every register, and everywhere else; return the registers that had
    rows to put them into."""
    for spec in context.catalog.roots:
        if spec.direction is Direction.BOTH and not spec.by_program:
            try:
                records.save(context, spec.name, draft_of(context, spec), lines_of(context, spec))
            except DeskError:
                continue  # acts of the program make it, or there is one already
    with context.store.unit(context.actor.id, reason=f"{NAME} lūdza") as unit:
        had = {spec.name for spec in context.catalog.captured if _named(unit, spec)}
    missing = {spec.name: _made_up(context, spec) for spec in context.catalog.specs if spec.name not in had}
    with context.store.unit(context.actor.id, applying=True) as unit:
        for name, values in missing.items():
            if unit.connection.execute(select(unit.catalog.table(name).c.n)).first() is None:
                unit.insert(name, new_id(), values)
        had |= {spec.name for spec in context.catalog.specs if _named(unit, spec)}
        _own(unit)
    _beside(context)
    return had


def _made_up(context: Context, spec: RegisterSpec) -> dict[str, Any]:
    """Return values for a row that no act of a person makes."""
    values = {
        field.name: new_id() if field.kind is Kind.REFERENCE else value_of(context, field, place=place)
        for place, field in enumerate(spec.fields)
        if field.kind is not Kind.CHOICE or field.choices
    }
    made = {"status": Status.REGISTERED, "made_at": clock.now_utc(), "made_by": context.actor.id}
    columns = set(context.catalog.table(spec.name).c.keys()) - {"id", "point"}
    return {name: value for name, value in {**values, **made}.items() if name in columns}


def _named(unit: Unit, spec: RegisterSpec) -> bool:
    """Write canaries over every field of words of a register; say whether it had a row."""
    table = unit.catalog.table(spec.name)
    values = {
        field.name: _TYPED.get(field.kind, f"{NAME}, {STREET}, {CODE}")
        for field in spec.fields
        if field.kind in _WORDS and field.name not in _FIXED and field.name in table.c
    }
    if not values:
        return False
    return bool(unit.connection.execute(table.update().values(**values)).rowcount)


def _own(unit: Unit) -> None:
    """Put canaries into the tables of the desk's own, also where a central store that lies would put them."""
    now, put = clock.now_utc(), unit.connection.execute
    one = {"at": now, "reg": NAME, "rid": new_id()}
    put(tables.desk.update().values(point_title=NAME))
    put(tables.sync_state.update().values(trouble=f"urn:kac:p:{NAME}", copies_folder=f"/media/{NAME}"))
    put(tables.exception.insert(), one | {"op": new_id(), "outcome": NAME, "code": NAME, "field": NAME})
    conflict = one | {"field": NAME, "win_op": new_id(), "lose_op": new_id(), "lose_value": json.dumps(NAME)}
    put(tables.conflict.insert(), conflict)
    put(tables.incident.insert(), one | {"id": new_id(), "code": NAME, "detail": json.dumps({"who": NAME})})
    put(tables.unread.insert(), {"scope": NAME, "cur": 1, "entry": NAME, "why": NAME})
    put(tables.granted.insert(), {"point": "VILAKA", "title": NAME, "key": b"", "at": now})
    put(tables.preference.insert(), {"name": NAME, "value": json.dumps(NAME)})


def _beside(context: Context) -> None:
    """Draft, looks, settings, files."""
    drafts.keep(context, drafts.begin("visit", {"customer_name": NAME, "note": f"{NAME} {CODE}"}))
    preferences.change(context, scan_folder=f"/home/{PLAIN}/{FILE}")
    (visit, *_) = desk.registered(context.store, "visit")
    lists.open_record(context, "visit", visit["id"], purpose=f"{NAME} zvanīja")
    (document, *_) = desk.registered(context.store, "received_document")
    attachments.attach_content(context, "received_document", document["id"], PDF)


def logged(folder: Path) -> int:
    """Let the log be written as careless code would write it; return how many lines of it may not leave."""
    handler = log_to(folder)
    log = logging.getLogger("kacdesk.sync.runner")
    try:
        for sent in range(25):
            log.info("cycle done sent=%d received=%d trouble=%s", sent, 1, None)
        log.warning("saved for %s", NAME)
        log.warning("cycle done sent=%s received=%s trouble=%s", NAME, PLAIN, FILE)
        logging.getLogger("kacdesk.ui").warning("qt: %s", f"cannot open {FILE} of {NAME}")
        try:
            raise ValueError(f"{NAME} {CODE} {EMAIL}")
        except ValueError:
            log.exception("saving %s failed", NAME)
    finally:
        stop(handler)
    lines = (folder / FILE_NAME).read_text(encoding="utf-8").splitlines()
    return len(lines) - 25 - 1


def forms(word: str) -> Iterator[bytes]:
    """Yield a word as it could stand in a file: plain, escaped, in other encodings, in base64 at each offset."""
    for text in {word, word.casefold(), word.upper()}:
        yield text.encode()
        yield text.encode("utf-16-le")
        yield text.encode("utf-16-be")
        yield json.dumps(text)[1:-1].encode()
        yield quote(text).encode()
        yield text.encode().hex().encode()
    for offset in range(3):
        whole = base64.b64encode(b"\x00" * offset + word.encode())
        inner = whole[(0, 2, 3)[offset] : len(whole) - 4]
        if len(inner) > 6:
            yield inner


def with_words() -> set[str]:
    """Return the registers that have a field of words."""
    return {
        spec.name
        for spec in CATALOG.specs
        if any(field.kind in _WORDS and field.name not in _FIXED for field in spec.fields)
    }
