"""This file is the place where a central store is held against what desks have sealed: everything is there, once."""

from collections.abc import Iterable

from sqlalchemy import func, select

from kacdesk.central.database import Database
from kacdesk.central.tables import FEED, OP, RECORD, SCOPE_HEAD, STREAM
from tests.helpers.sample_desk import SampleDesk


def wrong_at(database: Database, desks: Iterable[SampleDesk]) -> list[str]:
    """Return what is wrong after everything was sent, in lines, chains, records and feeds; [] when all is well."""
    wrong = []
    with database.whole() as connection:
        for desk in desks:
            mine = (OP.c.stream == desk.stream) & (OP.c.outcome == "applied")
            rows = connection.execute(
                select(OP.c.seq, OP.c.line, OP.c.chain).where(mine).order_by(OP.c.seq)
            ).all()
            if [bytes(row.line) for row in rows] != desk.lines:
                wrong.append(f"{len(rows)} lines of {len(desk.lines)}, or others than were sealed")
            if [bytes(row.chain) for row in rows] != desk.chains[1:]:
                wrong.append("a chain differs")
            marks = connection.execute(select(STREAM).where(STREAM.c.id == desk.stream)).one_or_none()
            if marks is not None and (marks.last_seq, bytes(marks.last_chain)) != (
                len(desk.lines),
                desk.chains[-1],
            ):
                wrong.append("a stream's marks are not those of its last line")
        wrong += [f"a feed has a hole: {place}" for place in holes(database)]
        ops, different = connection.execute(select(func.count(), func.count(OP.c.op.distinct()))).one()
        if ops != different:
            wrong.append(f"{ops} operations, {different} different ones")
        records = connection.execute(select(func.count()).select_from(RECORD)).scalar_one()
        if records != ops:
            wrong.append(f"{records} records of {ops} operations that each made one")
    return wrong


def holes(database: Database) -> list[str]:
    """Return the scopes whose feed is not 1, 2, 3 … up to its counter."""
    found = []
    with database.whole() as connection:
        for head in connection.execute(select(SCOPE_HEAD)).all():
            place = (FEED.c.point == head.point) & (FEED.c.scope == head.scope)
            count, most = connection.execute(
                select(func.count(), func.coalesce(func.max(FEED.c.cur), 0)).where(place)
            ).one()
            if not count == most == head.cur:
                found.append(f"{head.scope}: {count} entries up to {most}, counter {head.cur}")
    return found
