"""This file is the place where a store is examined for damage, reading only."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from kacdesk.models.catalog import Catalog
from kacdesk.store import tables
from kacdesk.store.search import SEARCH_PREFIX
from kacdesk.store.session import Store, one
from kacdesk.wire.line import FIRST_CHAIN, leaf_of, next_chain


def examine(store: Store) -> Iterator[tuple[str, str]]:
    """Yield (what was looked at, what is wrong or '') for every check; English words, no personal data."""
    with store.read() as connection:
        yield (
            "pages",
            "; ".join(row[0] for row in connection.exec_driver_sql("PRAGMA cipher_integrity_check")),
        )
        found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA quick_check") if row[0] != "ok"]
        yield "structure", "; ".join(words for words in found if SEARCH_PREFIX not in words)
        yield "search", "; ".join(words for words in found if SEARCH_PREFIX in words)
        yield "lines", _orphans(connection, store.catalog)
        yield "numbers", _numbers(connection, store.catalog)
        yield "chain", _chain(connection)


def _orphans(connection: Connection, catalog: Catalog) -> str:
    """Say whether a line belongs to a record that is not here."""
    for spec in catalog.specs:
        if spec.parent is None:
            continue
        lost = connection.exec_driver_sql(
            f"SELECT count(*) FROM {spec.name} l WHERE NOT EXISTS "
            f"(SELECT 1 FROM {spec.parent} p WHERE p.id=l.{spec.parent_field})"
        ).scalar_one()
        if lost:
            return f"{lost} lines of {spec.name} without their record"
    return ""


def _numbers(connection: Connection, catalog: Catalog) -> str:
    """Say whether the numbers of the own series have a gap or stand twice."""
    series = one(connection, tables.desk)["series"]
    for spec in catalog.specs:
        if not spec.numbered:
            continue
        rows = connection.exec_driver_sql(
            f"SELECT reg_year,file_index,count(*),count(DISTINCT sequence),max(sequence) FROM {spec.name} "
            "WHERE series=? GROUP BY reg_year,file_index",
            (series,),
        )
        for year, index, count, different, highest in rows:
            if not count == different == highest:
                return f"numbers of {spec.name} {year}/{index}: {count} records, {different} numbers up to {highest}"
    return ""


def _chain(connection: Connection) -> str:
    """Say whether the sealed lines are the ones that were sealed."""
    previous, expected = None, None
    for row in connection.execute(select(tables.outbox).order_by(tables.outbox.c.seq)):
        if expected is not None and row.seq != expected:
            return f"line {expected} of the outbox is missing"
        before = previous if previous is not None else (FIRST_CHAIN if row.seq == 1 else None)
        if row.line is not None and leaf_of(row.line) != row.leaf:
            return f"line {row.seq} of the outbox was changed"
        if before is not None and next_chain(before, row.leaf) != row.chain:
            return f"the chain breaks at line {row.seq}"
        previous, expected = row.chain, row.seq + 1
    return ""
