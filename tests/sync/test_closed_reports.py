"""Closed reports between desks and the real central store, on PostgreSQL and embedded, over a real socket."""

from datetime import datetime, time
from uuid import UUID

import pytest

from kacdesk.core import clock
from kacdesk.figures.count import Row
from kacdesk.figures.period import Period
from kacdesk.figures.plain import as_dict, counts
from kacdesk.figures.report import ReportFigures
from kacdesk.services import attention, matters, records
from kacdesk.services.context import Context
from kacdesk.services.overview import overview
from kacdesk.services.reporting import closed_files, closing
from kacdesk.services.reporting.closed_files import NotHereYet
from kacdesk.services.reporting.corrections import waiting_for
from kacdesk.store import files
from kacdesk.store.files import SNAPSHOT
from tests.sync.conftest import MakeDesk
from tests.sync.test_exchange import cycle
from tests.sync.test_files import CutLine, run


def last_month() -> Period:
    return Period.of(clock.today_riga()).previous()


def add_visit(context: Context, month: Period) -> UUID:
    """Log a visit at noon of the month's last day."""
    noon = clock.from_riga(datetime.combine(month.last_day, time(12)))
    lines = {"visit_service": [{"service_text": "jautājums", "kind": "INFORMATION"}]}
    return records.save(context, "visit", {"started_at": noon}, lines).id


def exchange(*desks: Context) -> None:
    """Let each desk send and receive until nothing is left: records first, files behind them."""
    for _turn in range(3):
        for context in desks:
            assert cycle(context).trouble is None


def rows_of(figures: ReportFigures) -> dict[str, list[Row]]:
    return {key: sorted(count.rows) for key, count in counts(figures).items()}


def test_every_desk_of_the_point_shows_what_one_of_them_closed(desk: MakeDesk) -> None:
    first, second = desk("pirmais"), desk("otrais")
    month = last_month()
    add_visit(first, month)
    exchange(first, second)
    closed = closing.close(first, month)
    exchange(first, second)

    assert closing.state(second, month).closing == closing.state(first, month).closing
    theirs, ours = closing.closed_figures(second, month), closing.closed_figures(first, month)
    assert (as_dict(theirs), rows_of(theirs)) == (as_dict(ours), rows_of(ours))
    assert closing.closed_paper(second, month) == closing.closed_paper(first, month)
    assert closing.draw_closed(second, month) == closing.closed_paper(first, month)

    add_visit(second, month)
    exchange(first, second)
    told = [closing.report(context, month.following()).corrections for context in (first, second)]
    assert told[0] == told[1]
    assert [each.closing for each in told[0]] == [closed.hash]


def test_a_closing_whose_files_are_on_their_way_is_said_so(desk: MakeDesk) -> None:
    first, second = desk("pirmais"), desk("otrais")
    month = last_month()
    closed = closing.close(first, month)
    assert cycle(first).trouble is None
    (kept,) = closed_files.of_role(first, closed, SNAPSHOT)
    with second.store.read() as connection:
        assert files.find_file(connection, files.folder_of(second.store), kept.sha256) is None
    assert closing.state(second, month).closing is None
    url = overview(second.store).central_url
    assert url is not None
    run(second, CutLine(url, at=1, answered=False))  # the records come, the line breaks at the first file
    assert closing.state(second, month).closing is not None
    with pytest.raises(NotHereYet, match="vēl nav šajā datorā"):
        closing.closed_figures(second, month)
    assert [each.number for each in waiting_for(second, month.following())] == [closed.number]
    assert closing.report(second, month.following()).corrections == ()
    exchange(first, second)
    assert closing.closed_figures(second, month) == closing.closed_figures(first, month)


def test_two_desks_that_close_one_month_keep_both_and_the_first_at_the_central_store_counts(
    desk: MakeDesk,
) -> None:
    first, second = desk("pirmais"), desk("otrais")
    month = last_month()
    late = closing.close(second, month)  # earlier by the clock, later at the central store
    add_visit(first, month)
    early = closing.close(first, month)
    exchange(first)
    exchange(second, first)

    for context in (first, second):
        found = closing.state(context, month)
        assert found.closing is not None
        assert (found.closing.id, [each.id for each in found.duplicates]) == (early.id, [late.id])
        assert [each.id for each in found.disagreeing] == [late.id]
        assert closing.closed_figures(context, month).summary.visits == 1
        (item,) = attention.open_items(context)
        assert (item.code, item.register, item.record) == ("number-reused", "closed_report", late.id)
        (matter,) = matters.open_matters(context)
        assert "Divas darbvietas noslēgušas vienu un to pašu periodu" in matter.why


def test_two_desks_that_hold_the_same_records_close_the_same_figures(desk: MakeDesk) -> None:
    first, second = desk("pirmais"), desk("otrais")
    month = last_month()
    for context in (first, second):
        add_visit(context, month)
    exchange(first, second)
    ours, theirs = closing.close(first, month), closing.close(second, month)
    assert ours.counted_hash == theirs.counted_hash
    assert ours.hash != theirs.hash
    exchange(first, second)
    for context in (first, second):
        assert closing.state(context, month).disagreeing == ()
        assert len(closing.state(context, month).duplicates) == 1


def test_a_desk_that_joins_later_counts_the_same_closing(desk: MakeDesk) -> None:
    first, second = desk("pirmais"), desk("otrais")
    month = last_month()
    late = closing.close(second, month)
    early = closing.close(first, month)
    exchange(first)
    exchange(second, first)
    third = desk("trešais")
    exchange(third)
    found = closing.state(third, month)
    assert found.closing is not None
    assert (found.closing.id, [each.id for each in found.duplicates]) == (early.id, [late.id])
    assert closing.closed_figures(third, month) == closing.closed_figures(first, month)
