"""A connection that is cut anywhere loses and doubles nothing, and a torn page moves the desk on.

The run over every byte is `python -m benchmarks.reliability_cuts`.
"""

import pytest

from benchmarks.reliability_cuts import KINDS, LINES_TO_PULL, Cuts
from kacdesk.central.database import Database
from kacdesk.central.http import build_app
from kacdesk.central.store import SqlStore
from kacdesk.models.catalog import CATALOG
from kacdesk.sync.transport import Transport
from tests.helpers.thread_server import served
from tests.reliability.light_desk import light_desk
from tests.reliability.proxy import DOWN, UP, Line, proxied


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", [UP, DOWN])
@pytest.mark.parametrize("reset", [False, True])
def test_an_exchange_cut_after_any_byte_is_done_exactly_once_after_a_retry(
    pg: Database, kind: str, way: str, reset: bool
) -> None:
    with served(build_app(SqlStore(pg, CATALOG))) as server, proxied(server.url) as proxy:
        cuts = Cuts(pg, proxy)
        told = cuts.run(kind, way, reset=reset, step=37)
    assert told.wrong == []
    assert told.points > 4
    assert told.torn + told.progressed >= told.points - 1
    if kind == "pull" and way == DOWN:
        assert told.progressed > told.points // 2
    assert cuts.check() == []


def test_a_line_that_breaks_every_page_still_lets_a_desk_come_to_the_end(pg: Database) -> None:
    """Each connection carries 900 bytes of answers and no more: headers and a few lines."""
    with served(build_app(SqlStore(pg, CATALOG))) as server, proxied(server.url) as proxy:
        writer, reader = light_desk(pg), light_desk(pg)
        writer.add(LINES_TO_PULL)
        for desk in (writer, reader):
            transport = Transport(server.url)
            desk.hello(transport)
            if desk.pending:
                desk.push(transport, most=LINES_TO_PULL)
            transport.close()
        proxy.line = Line(cut_down=900)
        pages = 0
        while reader.cursor < LINES_TO_PULL:
            transport = Transport(proxy.url)
            before = reader.cursor
            page = reader.pull(transport, limit=LINES_TO_PULL)
            transport.close()
            assert reader.cursor > before
            pages += page.end is None
        assert pages > 3
