"""Records as they stand, the newest first, and the comparison by month that says which to ask for again."""

import hashlib
import json
from uuid import UUID

import pytest
from sqlalchemy import update
from starlette.applications import Starlette

from kacdesk.central.database import Database
from kacdesk.central.devices import DRAINING, READER, Desk
from kacdesk.central.http import build_app
from kacdesk.central.reference import load_reference
from kacdesk.central.store import SqlStore
from kacdesk.central.tables import DEVICE, RECORD
from kacdesk.core import clock
from kacdesk.core.ids import reference_id
from kacdesk.models.catalog import CATALOG
from kacdesk.wire.frames import decode_body, join_lines, split_lines
from kacdesk.wire.line import LineKind
from kacdesk.wire.messages import (
    CompareReply,
    CompareRequest,
    FeedEntry,
    FeedSet,
    Problem,
    ProblemType,
    PullEnd,
    decode,
    decode_pull_line,
    encode,
)
from kacdesk.wire.sums import OTHER_MONTH, Sums, month_of
from kacdesk.wire.versions import REFERENCE_SCOPE
from tests.central.asking import pull_all, rows, shown
from tests.central.conftest import enrolled
from tests.helpers.asgi import Reply, call
from tests.helpers.sample_desk import SampleDesk, staff_values

_MONTH_MS = 31 * 24 * 3600 * 1000


def _at(ms: int, number: int = 0) -> UUID:
    """Return an identifier that was made at a moment."""
    return UUID(int=ms << 80 | 0x7 << 76 | 0b10 << 62 | number)


def _push(store: SqlStore, desk: Desk, sample: SampleDesk, first: int = 1) -> int:
    return store.push(desk, sample.batch(first), now_ms=clock.now_ms()).head


def _page(lines: list[bytes]) -> tuple[list[FeedSet], PullEnd]:
    told: list[FeedEntry | PullEnd] = [decode_pull_line(line) for line in lines]
    end = told.pop()
    assert isinstance(end, PullEnd)
    assert end.sha == hashlib.sha256(join_lines(lines[:-1])).hexdigest()
    entries = [entry for entry in told if isinstance(entry, FeedSet)]
    assert len(entries) == len(told) == end.n
    return entries, end


def _whole(store: SqlStore, desk: Desk, *, month: str | None = None, limit: int = 1000) -> list[FeedSet]:
    found: list[FeedSet] = []
    before: UUID | None = None
    while True:
        entries, end = _page(store.seed(desk, scope="p:BALVI", before=before, month=month, limit=limit))
        found += entries
        if not end.more:
            return found
        before = UUID(entries[-1].rid)


def _sums(entries: list[FeedSet]) -> Sums:
    sums = Sums()
    for entry in entries:
        sums.add(UUID(entry.rid), {name: UUID(op) for name, op in entry.o.items()})
    return sums


def test_a_seed_tells_every_record_once_as_it_stands_the_newest_first(
    database: Database, store: SqlStore
) -> None:
    sample, desk = enrolled(database, "BALVI")
    inserted = [sample.ins("staff", staff_values(f"Paraugs {number}")) for number in range(7)]
    made = [record for record, _ in inserted]
    changed = sample.set("staff", made[2], {"name": "Paraugs Mainīts"}, base={"name": inserted[2][1]})
    head = _push(store, desk, sample)
    pages = _page(store.seed(desk, scope="p:BALVI", before=None, month=None, limit=3))
    assert (pages[1].n, pages[1].more, pages[1].head) == (3, True, head)
    told = _whole(store, desk, limit=3)
    assert [UUID(entry.rid) for entry in told] == sorted(made, reverse=True)
    entry = next(entry for entry in told if entry.rid == made[2].hex)
    assert (entry.c, entry.id, entry.o["name"]) == (head, changed.hex, changed.hex)
    assert entry.o.keys() == entry.f.keys()
    feed = pull_all(store, database, desk)
    assert {entry.rid: entry.f for entry in told} == {rid.hex: shown(feed, rid) for rid in made}


def test_a_page_of_a_seed_is_bounded_by_bytes_but_never_empty(database: Database, store: SqlStore) -> None:
    sample, desk = enrolled(database, "BALVI")
    for number in range(3):
        sample.ins("staff", staff_values(f"Paraugs {number}"))
    _push(store, desk, sample)
    with database.whole() as connection:
        long = {"name": "x" * 700_000}
        connection.execute(update(RECORD).values(f=long))
    entries, end = _page(store.seed(desk, scope="p:BALVI", before=None, month=None, limit=1000))
    assert (len(entries), end.more) == (1, True)
    assert len(_whole(store, desk)) == 3


def test_a_month_asks_for_the_records_that_its_sum_counts(database: Database, store: SqlStore) -> None:
    sample, desk = enrolled(database, "BALVI")
    now_ms = clock.now_ms()
    old, new = _at(now_ms - 2 * _MONTH_MS), _at(now_ms)
    odd = UUID(int=(old.int & ~(0xF << 76)) | 0x4 << 76 | 1)
    for record in (old, new, odd):
        sample.ins("staff", staff_values(), record=record)
    _push(store, desk, sample)
    assert [entry.rid for entry in _whole(store, desk, month=month_of(old))] == [old.hex]
    assert [entry.rid for entry in _whole(store, desk, month=month_of(new))] == [new.hex]
    assert [entry.rid for entry in _whole(store, desk, month=OTHER_MONTH)] == [odd.hex]
    assert _whole(store, desk, month="2001-01") == []


def test_equal_stores_compare_as_the_same(database: Database, store: SqlStore) -> None:
    sample, desk = enrolled(database, "BALVI")
    for _ in range(5):
        sample.ins("staff", staff_values())
    head = _push(store, desk, sample)
    sums = _sums(_whole(store, desk)).told()
    reply = store.compare(desk, CompareRequest(scope="p:BALVI", cur=head, sums=sums))
    assert reply == CompareReply(same=True, moved=False, differ=[])


def test_a_lost_a_foreign_and_a_changed_record_each_name_their_month(
    database: Database, store: SqlStore
) -> None:
    sample, desk = enrolled(database, "BALVI")
    now_ms = clock.now_ms()
    places = [_at(now_ms - months * _MONTH_MS) for months in (0, 2, 4)]
    for record in places:
        sample.ins("staff", staff_values(), record=record)
    head = _push(store, desk, sample)
    told = _whole(store, desk)
    lost = _sums(told[1:]).told()
    reply = store.compare(desk, CompareRequest(scope="p:BALVI", cur=head, sums=lost))
    assert reply == CompareReply(same=False, moved=False, differ=[month_of(places[0])])
    told[2].o["name"] = sample.device.hex
    foreign = _sums(told)
    foreign.add(_at(0), {"name": sample.device})
    reply = store.compare(desk, CompareRequest(scope="p:BALVI", cur=head, sums=foreign.told()))
    assert reply.differ == [month_of(places[2]), "1970-01"]


def test_a_scope_that_went_on_is_not_compared(database: Database, store: SqlStore) -> None:
    sample, desk = enrolled(database, "BALVI")
    sample.ins("staff", staff_values())
    head = _push(store, desk, sample)
    reply = store.compare(desk, CompareRequest(scope="p:BALVI", cur=head - 1, sums={}))
    assert reply == CompareReply(same=False, moved=True, differ=[])


def test_voided_records_are_told_and_counted_like_others(database: Database, store: SqlStore) -> None:
    sample, desk = enrolled(database, "BALVI")
    record, made = sample.ins("staff", staff_values())
    voided = {"status": "voided"}
    sample.seal("staff", record, LineKind.VOID, voided, base={"status": made}, reason="kļūda")
    _push(store, desk, sample)
    assert [entry.f["status"] for entry in _whole(store, desk)] == ["voided"]


def test_reference_data_can_be_seeded_and_compared_too(database: Database, store: SqlStore) -> None:
    _, desk = enrolled(database, "BALVI")
    values = {"abbr": "PARAUGS", "title": "Paraugu iestāde"}
    with database.whole() as connection:
        load_reference(
            connection, database, CATALOG, [("institution", "PARAUGS", values)], now_ms=clock.now_ms()
        )
    entries, end = _page(store.seed(desk, scope=REFERENCE_SCOPE, before=None, month=None, limit=10))
    assert [entry.rid for entry in entries] == [reference_id("institution", "PARAUGS").hex]
    sums = _sums(entries).told()
    assert list(sums) == [OTHER_MONTH]
    assert store.compare(desk, CompareRequest(scope=REFERENCE_SCOPE, cur=end.head, sums=sums)).same


@pytest.fixture
def app(store: SqlStore) -> Starlette:
    return build_app(store)


def _get(app: Starlette, sample: SampleDesk, path: str, **more: str) -> Reply:
    return call(app, "GET", path, headers={**sample.headers("GET", path, b""), **more})


def test_both_go_over_http_in_the_form_of_a_pull(database: Database, store: SqlStore, app: Starlette) -> None:
    sample, desk = enrolled(database, "BALVI")
    record, _ = sample.ins("staff", staff_values())
    head = _push(store, desk, sample)
    reply = _get(app, sample, "/v1/seed?scope=p:BALVI&before=-&limit=5", **{"Accept-Encoding": "zstd"})
    assert reply.headers["content-encoding"] == "zstd"
    entries, _ = _page(split_lines(decode_body(reply.body, "zstd"), most=6))
    assert [entry.rid for entry in entries] == [record.hex]
    assert json.loads(_get(app, sample, f"/v1/seed?scope=p:BALVI&before={record.hex}").body)["n"] == 0

    body = encode(CompareRequest(scope="p:BALVI", cur=head, sums=_sums(entries).told()))
    headers = sample.headers("POST", "/v1/compare", body)
    assert decode(call(app, "POST", "/v1/compare", headers=headers, body=body).body, CompareReply).same


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("scope=p:VILAKA", ProblemType.DENIED),
        ("scope=", ProblemType.DENIED),
        ("scope=p:BALVI%00", ProblemType.DENIED),
        ("scope=p:BALVI&before=x", ProblemType.MALFORMED),
        ("scope=p:BALVI&limit=-1", ProblemType.MALFORMED),
        ("scope=p:BALVI&month=2026-13", ProblemType.MALFORMED),
        ("scope=p:BALVI&month=", ProblemType.MALFORMED),
    ],
)
def test_a_seed_that_asks_wrongly_is_refused(
    database: Database, app: Starlette, query: str, kind: str
) -> None:
    sample, _ = enrolled(database, "BALVI")
    assert decode(_get(app, sample, f"/v1/seed?{query}").body, Problem).type == kind


def test_a_reader_may_be_seeded_and_compare_and_a_desk_being_drained_may_not(
    database: Database, store: SqlStore, app: Starlette
) -> None:
    sample, desk = enrolled(database, "BALVI")
    body = encode(CompareRequest(scope="p:BALVI", cur=0, sums={}))
    for status, expected in ((READER, 200), (DRAINING, 403)):
        with database.whole() as connection:
            connection.execute(DEVICE.update().values(status=status))
        assert _get(app, sample, "/v1/seed?scope=p:BALVI").status == expected
        headers = sample.headers("POST", "/v1/compare", body)
        assert call(app, "POST", "/v1/compare", headers=headers, body=body).status == expected
    assert rows(database, RECORD) == []
    assert desk.point == "BALVI"
