"""This file is the place where the desk's store is measured: save, list, search, month, each beside bare SQL.

    python -m benchmarks.store --contacts 1000 --contacts 250000 --folder FOLDER

The baseline uses the same encrypted file, tables, indexes, triggers and search table through the bare driver, and
is interleaved with the program in the same run. A folder that already holds a filled store is used again.
"""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import Any

from benchmarks.measure import measured, told
from kacdesk.core import clock
from kacdesk.core.clock import moment_text
from kacdesk.core.ids import new_id
from kacdesk.core.sorting import fold
from kacdesk.figures.period import Period
from kacdesk.services import lists, records
from kacdesk.services.context import Context
from kacdesk.services.people.accounts import act_as
from kacdesk.services.reporting.counting import figures
from kacdesk.services.samples import sample
from kacdesk.spec.listing import ListQuery
from kacdesk.store import opening
from kacdesk.store.session import Store
from kacdesk.vault.encrypted import Access, open_engine
from kacdesk.vault.slots import Unlock, obtain_key

_UNLOCK = Unlock(beside_data=True)
_TURN = 10
LAST_DAY = date(2026, 11, 20)
WORDS = (
    "b",
    "be",
    "ber",
    "paraugs",
    "vsaa",
    "slimibas pabalsts",
    "vsaa pieteikums",
    "klatiene 11",
    "zzz",
    "piemers 20.11",
)


def prepared(folder: Path, contacts: int) -> Store:
    """Return an open sample store with that many contacts; made once, then found again."""
    if opening.exists(folder):
        return opening.open_for_writing(folder, _UNLOCK)
    point = opening.PointInfo(code=sample.POINT, title="Balvi", type="regional", sample=True)
    store = opening.create(folder, _UNLOCK, point)
    sample.fill(
        store,
        contacts=contacts,
        last_day=LAST_DAY,
        progress=_tell,
    )
    return store


def _tell(done: int) -> None:
    if done % 20_000 == 0:
        sys.stderr.write(f"filled {done}\n")


def bare_connection(store: Store) -> Any:
    """Return a bare connection of the driver to the same file, with the trigger functions."""
    key = obtain_key(store.path.parent, _UNLOCK)
    engine = open_engine(store.path, key, Access(functions=store.pen.functions()))
    return engine.raw_connection().driver_connection


def compared(work: Callable[[], object], bare: Callable[[], object], *, runs: int) -> dict[str, Any]:
    """Measure both in turns of ten, so that what disturbs the machine disturbs both."""
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(3):
        work()
        bare()
    while len(ours) < runs:
        ours += measured(work, runs=min(_TURN, runs - len(ours)))
        theirs += measured(bare, runs=min(_TURN, runs - len(theirs)))
    own, base = told(ours), told(theirs)
    return {"ours_ms": asdict(own), "bare_ms": asdict(base), "ratio": round(own.median / base.median, 2)}


def saving(context: Context, raw: Any, *, runs: int) -> dict[str, Any]:
    """Save a visit with one line, durably; beside it the same inserts and commit by bare SQL."""
    names = records.read_references(context)
    service = next(iter(names.names("service")))
    given = {"started_at": clock.now_utc(), "customer_name": "Paraugs Mērījums", "note": "mērījums"}
    lines = {"visit_service": [{"service_id": service, "kind": "INFORMATION"}]}
    model = records.save(context, "visit", given, lines, names=names)
    columns, values = _copy(raw, "visit", "id", model.id.bytes)
    line_columns, line_values = _copy(raw, "visit_service", "visit_id", model.id.bytes)
    body = fold("20.11.2026 klatiene paraugs merijums slimibas pabalsts informacija")

    def bare() -> None:
        record, made = new_id().bytes, moment_text(clock.now_utc())
        context.store.pen.begin(actor=context.actor.id, reason=None)
        raw.execute("BEGIN IMMEDIATE")
        row = values | {"id": record, "made_at": made}
        cursor = raw.execute(_insert("visit", columns), [row[name] for name in columns])
        line = line_values | {"id": new_id().bytes, "visit_id": record, "made_at": made}
        raw.execute(_insert("visit_service", line_columns), [line[name] for name in line_columns])
        raw.execute("INSERT INTO search_visit(rowid,body) VALUES(?,?)", (cursor.lastrowid, body))
        raw.execute("COMMIT")

    return compared(lambda: records.save(context, "visit", given, lines, names=names), bare, runs=runs)


def _copy(raw: Any, table: str, key: str, value: bytes) -> tuple[list[str], dict[str, Any]]:
    cursor = raw.execute(f"SELECT * FROM {table} WHERE {key}=?", (value,))
    row = dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))
    for name in ("n", "rev", "_o", "_x"):
        row.pop(name)
    return list(row), row


def _insert(table: str, columns: list[str]) -> str:
    return f"INSERT INTO {table}({','.join(columns)}) VALUES({','.join('?' * len(columns))})"


def listing(context: Context, raw: Any, *, runs: int) -> dict[str, Any]:
    """Show the first page of the visits; beside it the same rows and lines fetched by bare SQL."""

    def bare() -> None:
        rows = raw.execute("SELECT * FROM visit ORDER BY started_at DESC, n DESC LIMIT 201").fetchall()
        marks = ",".join("?" * len(rows))
        raw.execute(
            f"SELECT * FROM visit_service WHERE visit_id IN ({marks})", [row[1] for row in rows]
        ).fetchall()

    return compared(lambda: lists.page(context, "visit", ListQuery()), bare, runs=runs)


def searching(context: Context, raw: Any, *, runs: int) -> dict[str, Any]:
    """Search typed words up to the page of results; beside it the same matches fetched by bare SQL."""
    ours, theirs = cycle(WORDS), cycle(WORDS)

    def bare() -> None:
        asked = " AND ".join(f'"{word}"*' for word in fold(next(theirs)).replace(".", " ").split())
        raw.execute(
            "SELECT * FROM visit WHERE n IN (SELECT rowid FROM search_visit WHERE search_visit MATCH ? "
            "ORDER BY rowid DESC LIMIT 1000) ORDER BY started_at DESC LIMIT 201",
            (asked,),
        ).fetchall()

    return compared(lambda: lists.page(context, "visit", ListQuery(text=next(ours))), bare, runs=runs)


def counting(context: Context, raw: Any, *, runs: int) -> dict[str, Any]:
    """Count October 2026 with its two comparisons; beside it the rows of the three months fetched by bare SQL."""
    months = [Period.month(2026, 10), Period.month(2026, 9), Period.month(2025, 10)]

    def bare() -> None:
        for month in months:
            span = (month.first_day.isoformat(), month.last_day.isoformat())
            for table in ("visit", "phone_consultation", "received_document"):
                raw.execute(f"SELECT * FROM {table} WHERE counted_on BETWEEN ? AND ?", span).fetchall()
            raw.execute(
                "SELECT l.* FROM visit_service l JOIN visit v ON v.id=l.visit_id WHERE v.counted_on BETWEEN ? AND ?",
                span,
            ).fetchall()

    return compared(lambda: figures(context, Period.month(2026, 10)), bare, runs=runs)


def main() -> None:
    """Measure each size and print one JSON document."""
    parser = argparse.ArgumentParser(description="Measure the desk's store beside bare SQL.")
    parser.add_argument("--contacts", type=int, action="append", required=True)
    parser.add_argument("--folder", type=Path, required=True, help="where the filled stores are kept")
    asked = parser.parse_args()
    results: dict[str, Any] = {}
    for contacts in asked.contacts:
        store = prepared(asked.folder / str(contacts), contacts)
        context, raw = act_as(store), bare_connection(store)
        results[str(contacts)] = {
            "file_mb": round(store.path.stat().st_size / 2**20, 1),
            "save": saving(context, raw, runs=300),
            "list": listing(context, raw, runs=60),
            "search": searching(context, raw, runs=200),
            "month": counting(context, raw, runs=15),
        }
        raw.close()
        store.close()
    sys.stdout.write(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
