"""A connection to PostgreSQL that breaks in the middle of a batch leaves nothing of it, and the batch comes again."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from kacdesk.central.database import Database
from kacdesk.central.store import SqlStore
from kacdesk.central.tables import FEED, OP, RECORD
from kacdesk.core import clock
from kacdesk.models.catalog import CATALOG
from tests.central.asking import count, pull_all
from tests.central.conftest import enrolled
from tests.helpers.sample_desk import staff_values

_BREAKS = {
    "the first of the rows that go while lines are folded": ("op", "NEW.seq = 1"),
    "rows of a later turn": ("op", "NEW.seq = 364"),
    "the feed of the last turn": ("feed", "NEW.cur = 600"),
    "the records of the first turn": ("record", "NEW.f->>'name' = 'Paraugs 1'"),
    "the records of the last turn": ("record", "NEW.f->>'name' = 'Paraugs 600'"),
    "the mark of the stream": ("stream", "NEW.last_seq = 600"),
}


def _break_at(pg: Database, table: str, when: str) -> None:
    """Let the server end the very connection that writes such a row."""
    with pg.whole() as connection:
        connection.exec_driver_sql(
            "CREATE FUNCTION pulled() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS"
            " $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$"
        )
        connection.exec_driver_sql(
            f"CREATE TRIGGER pulled BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW WHEN ({when})"
            " EXECUTE FUNCTION pulled()"
        )


@pytest.mark.parametrize("place", _BREAKS)
def test_nothing_of_a_batch_stays_when_the_connection_breaks_and_it_is_there_once_afterwards(
    pg: Database, place: str
) -> None:
    store = SqlStore(pg, CATALOG)
    sample, desk = enrolled(pg, "BALVI")
    for number in range(1, 601):
        sample.ins("staff", staff_values(f"Paraugs {number}"))
    table, when = _BREAKS[place]
    _break_at(pg, table, when)

    with pytest.raises(DBAPIError) as broken:
        store.push(desk, sample.batch(), now_ms=clock.now_ms())

    assert not pg.blames_the_line(broken.value)
    assert [count(pg, kept) for kept in (OP, FEED, RECORD)] == [0, 0, 0]
    with pg.whole() as connection:
        connection.execute(text("DROP FUNCTION pulled CASCADE"))
    reply = store.push(desk, sample.batch(), now_ms=clock.now_ms())
    assert (reply.last_seq, reply.exceptions) == (600, [])
    assert [count(pg, kept) for kept in (OP, FEED, RECORD)] == [600, 600, 600]
    assert [entry.c for entry in pull_all(store, pg, desk)] == list(range(1, 601))
