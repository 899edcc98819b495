"""This file is the place where everything a desk holds is counted, so that a new shape can be held against the old."""

import hashlib
from collections.abc import Iterable

from sqlalchemy import Connection

from kacdesk.models.catalog import Catalog

Tally = dict[str, str]
"""What was counted → what came of it; plain words, so that two versions of the program can compare theirs."""

_ONE_ROW = {
    "desk": "SELECT hex(device),point,series FROM desk",
    "stream": "SELECT hex(stream),next_seq,hex(chain) FROM sync_state",
    "captured": "SELECT count(*),max(cid) FROM capture",
    "sealed": "SELECT count(*),min(seq),max(seq) FROM outbox",
    "log": "SELECT count(*),max(lid) FROM change_log",
}
_MANY_ROWS = {
    "numbers": "SELECT register,series,reg_year,file_index,last FROM number_series ORDER BY 1,2,3,4",
    "drafts": "SELECT hex(id) FROM draft ORDER BY 1",
    "files": "SELECT hex(sha256) FROM file ORDER BY 1",
}
_TABLE_OF = {"stream": "sync_state", "captured": "capture", "sealed": "outbox", "log": "change_log"}
_TABLE_OF |= {"numbers": "number_series", "drafts": "draft", "files": "file"}


def tally(connection: Connection, catalog: Catalog) -> Tally:
    """Count every register (records, identifiers, revisions), the numbers given, the stream and its chain, the log.

    A table that this file does not have yet is left out: it reads files of every shape. 250,000 records take about a
    second.
    """
    here = {row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type='table'")}
    counted = {
        name: _words(connection.exec_driver_sql(statement).first() or ())
        for name, statement in _ONE_ROW.items()
        if _TABLE_OF.get(name, name) in here
    }
    wanted = {name: sql for name, sql in _MANY_ROWS.items() if _TABLE_OF.get(name, name) in here}
    wanted |= {
        f"register {spec.name}": f"SELECT hex(id),rev FROM {spec.name} ORDER BY 1"
        for spec in catalog.captured
        if spec.name in here
    }
    return counted | {name: _sum(connection, statement) for name, statement in wanted.items()}


def differing(before: Tally, after: Tally) -> list[str]:
    """Return what is not after a change of shape as it was before; what only the new shape has may be anything."""
    return [name for name, told in before.items() if after.get(name) != told]


def _sum(connection: Connection, statement: str) -> str:
    count, running = 0, hashlib.sha256()
    for row in connection.exec_driver_sql(statement):
        running.update(_words(row).encode() + b"\n")
        count += 1
    return f"{count} {running.hexdigest()}"


def _words(row: Iterable[object]) -> str:
    return " ".join(str(value) for value in row)
