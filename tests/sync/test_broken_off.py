"""What PostgreSQL breaks off because of others who work on it is answered with "come again", and comes again whole."""

import pytest
from sqlalchemy import text

from kacdesk.central.database import Database
from kacdesk.central.tables import FEED, OP
from kacdesk.services.overview import overview
from kacdesk.wire.messages import ProblemType
from tests.central.asking import count, rows
from tests.sync.comparing import picture_at, picture_of
from tests.sync.conftest import MakeDesk
from tests.sync.test_exchange import add_visit, cycle

COME_AGAIN_S = 5
BREAKS_OFF = """
CREATE SEQUENCE tried;
CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF nextval('tried') = 3 THEN RAISE EXCEPTION 'broken off' USING ERRCODE = '{state}'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER break_off BEFORE INSERT ON feed FOR EACH ROW EXECUTE FUNCTION break_off();
"""
"""The third entry that is written is broken off, once: a sequence does not go back with its transaction."""


@pytest.fixture
def database(pg: Database) -> Database:
    """Only PostgreSQL breaks off a transaction for another's sake."""
    return pg


@pytest.mark.parametrize("state", ["40P01", "40001"], ids=["deadlock", "serialization"])
def test_a_batch_that_was_broken_off_goes_through_when_the_desk_comes_again(
    database: Database, desk: MakeDesk, state: str, caplog: pytest.LogCaptureFixture
) -> None:
    context = desk("pirmais")
    assert cycle(context).trouble is None
    for _ in range(3):
        add_visit(context)
    before = count(database, OP)
    with database.whole() as connection:
        connection.execute(text(BREAKS_OFF.format(state=state)))

    done = cycle(context)

    assert done.trouble == ProblemType.UNAVAILABLE
    assert done.rest_s >= COME_AGAIN_S
    assert count(database, OP) == before, "all of a batch or nothing"
    assert "database failed" in caplog.text
    assert cycle(context).trouble is None
    assert overview(context.store).unsent == 0
    assert picture_at(database) == picture_of(context.store)
    assert {row.outcome for row in rows(database, OP)} == {"applied"}
    heads = [row.cur for row in rows(database, FEED, scope="p:BALVI")]
    assert sorted(heads) == list(range(1, len(heads) + 1))
