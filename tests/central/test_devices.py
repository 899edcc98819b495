"""Who may become a desk, how long its token holds, and how it is shut out."""

from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from kacdesk.central import admin
from kacdesk.central.database import Database
from kacdesk.central.devices import RENEW_MS, ROTATE_MS, TICKET_MS, TOKEN_MS, TicketRefused, TokenRefused
from kacdesk.central.store import SqlStore
from kacdesk.central.tables import DEVICE, TICKET
from kacdesk.core import clock
from kacdesk.core.errors import Missing, Refused
from kacdesk.core.ids import new_id
from kacdesk.models.catalog import CATALOG
from kacdesk.wire.signing import fingerprint, new_private_key, public_key
from kacdesk.wire.tickets import new_ticket
from tests.central.asking import count, rows
from tests.central.conftest import enrolled
from tests.helpers.sample_desk import SampleDesk

DAY_MS = 86_400_000
ROUNDS = 40


def _ticket(database: Database, *, now_ms: int, point: str = "BALVI") -> str:
    with database.whole() as connection:
        return admin.issue_ticket(connection, point, now_ms=now_ms)


def test_a_code_admits_one_desk_to_its_point(database: Database, store: SqlStore) -> None:
    now_ms = clock.now_ms()
    ticket = _ticket(database, now_ms=now_ms)
    sample = SampleDesk("BALVI")
    reply = store.enrol(sample.enrolment(ticket.lower()), now_ms=now_ms)
    assert (reply.point, reply.series, reply.device) == ("BALVI", sample.series, sample.device.hex)
    assert reply.fingerprint == fingerprint(public_key(sample.private))
    assert store.recognise(reply.token, now_ms=now_ms).device == sample.device
    with pytest.raises(TicketRefused):
        store.enrol(SampleDesk("BALVI").enrolment(ticket), now_ms=now_ms)
    assert count(database, DEVICE) == 1


def test_the_code_and_the_token_are_not_kept(database: Database, store: SqlStore) -> None:
    now_ms = clock.now_ms()
    ticket = _ticket(database, now_ms=now_ms)
    reply = store.enrol(SampleDesk("BALVI").enrolment(ticket), now_ms=now_ms)
    kept = str(rows(database, TICKET)) + str(rows(database, DEVICE))
    assert ticket not in kept
    assert reply.token.split(".")[2] not in kept


def test_a_lost_answer_does_not_lock_the_desk_out(database: Database, store: SqlStore) -> None:
    now_ms = clock.now_ms()
    ticket = _ticket(database, now_ms=now_ms)
    sample = SampleDesk("BALVI")
    first = store.enrol(sample.enrolment(ticket), now_ms=now_ms)
    second = store.enrol(sample.enrolment(ticket), now_ms=now_ms + 1000)
    assert store.recognise(first.token, now_ms=now_ms).device == sample.device
    renewed = store.recognise(second.token, now_ms=now_ms)
    assert renewed.device == sample.device
    assert not store.recognise(first.token, now_ms=now_ms + DAY_MS + 1).expired
    store.token_used(renewed, now_ms=now_ms)
    assert store.recognise(first.token, now_ms=now_ms + DAY_MS + 1).expired


def test_two_hellos_that_overtook_each_other_leave_the_desk_a_token(
    database: Database, store: SqlStore
) -> None:
    """Both were admitted before either renewed the token; the desk may have seen either answer, or none."""
    now_ms = clock.now_ms()
    sample = SampleDesk("BALVI")
    reply = store.enrol(sample.enrolment(_ticket(database, now_ms=now_ms)), now_ms=now_ms)
    later = now_ms + ROTATE_MS + DAY_MS
    due = store.recognise(reply.token, now_ms=later)
    hello = sample.hello(rotate=True)
    answers = [store.hello(due, hello, busy_s=0, now_ms=later + place).token for place in range(2)]
    assert answers[1] is None
    for token in (reply.token, answers[0]):
        assert token is not None
        assert store.recognise(token, now_ms=later + 2).device == sample.device


def test_an_enrolment_and_a_hello_of_one_desk_do_not_wait_for_each_other(
    pg: Database,
) -> None:
    """A line that breaks at the enrolment leaves its request at work here while the desk goes on with the next ones."""
    now_ms, central = clock.now_ms(), SqlStore(pg, CATALOG)
    ticket = _ticket(pg, now_ms=now_ms)
    sample = SampleDesk("BALVI")
    desk = central.recognise(central.enrol(sample.enrolment(ticket), now_ms=now_ms).token, now_ms=now_ms)
    with ThreadPoolExecutor(4) as pool:
        asked: list[Future[object]] = []
        for _ in range(ROUNDS):
            asked.append(pool.submit(central.enrol, sample.enrolment(ticket), now_ms=now_ms))
            asked.append(pool.submit(central.hello, desk, sample.hello(), busy_s=0, now_ms=now_ms))
        for each in asked:
            each.result()


def test_another_key_cannot_take_a_desk_over_with_its_code(database: Database, store: SqlStore) -> None:
    now_ms = clock.now_ms()
    ticket = _ticket(database, now_ms=now_ms)
    sample = SampleDesk("BALVI")
    store.enrol(sample.enrolment(ticket), now_ms=now_ms)
    sample.private = new_private_key()
    with pytest.raises(TicketRefused):
        store.enrol(sample.enrolment(ticket), now_ms=now_ms)
    with pytest.raises(TicketRefused):
        store.enrol(sample.enrolment(_ticket(database, now_ms=now_ms)), now_ms=now_ms)


def test_codes_out_of_date_or_never_issued_admit_nobody(database: Database, store: SqlStore) -> None:
    now_ms = clock.now_ms()
    ticket = _ticket(database, now_ms=now_ms)
    for code, at_ms in ((ticket, now_ms + TICKET_MS + 1), (new_ticket(), now_ms), ("x", now_ms)):
        with pytest.raises(TicketRefused):
            store.enrol(SampleDesk("BALVI").enrolment(code), now_ms=at_ms)
    assert count(database, DEVICE) == 0


def test_tokens_of_nobody_are_unknown(database: Database, store: SqlStore) -> None:
    sample, _ = enrolled(database, "BALVI")
    point, device, secret = sample.token.split(".")
    others = (
        "",
        "x",
        f"VILAKA.{device}.{secret}",
        f"{point}.{new_id().hex}.{secret}",
        f"{point}.{device}.",
    )
    for token in others:
        with pytest.raises(TokenRefused) as refused:
            store.recognise(token, now_ms=clock.now_ms())
        assert refused.value.reason == "unknown"


def test_a_token_that_is_not_known_any_more_is_good_for_a_hello_alone_while_its_desk_may_come(
    database: Database, store: SqlStore
) -> None:
    sample, _ = enrolled(database, "BALVI")
    now_ms = clock.now_ms()
    forgotten = f"{sample.token[:-1]}{'A' if sample.token[-1] != 'A' else 'B'}"
    stale = store.recognise(forgotten, now_ms=now_ms)
    assert (stale.device, stale.stale, stale.expired, stale.first_used) == (sample.device, True, True, None)
    with pytest.raises(TokenRefused) as refused:
        store.recognise(forgotten, now_ms=now_ms + TOKEN_MS + RENEW_MS + DAY_MS)
    assert refused.value.reason == "unknown"
    with database.whole() as connection:
        admin.revoke_desk(connection, sample.device.hex)
    with pytest.raises(TokenRefused) as refused:
        store.recognise(forgotten, now_ms=now_ms)
    assert refused.value.reason == "unknown", "who may be anybody is not told what became of the desk"


def test_a_token_ends_after_400_days_and_can_be_renewed_for_a_year_more(
    database: Database, store: SqlStore
) -> None:
    sample, _ = enrolled(database, "BALVI")
    now_ms = clock.now_ms()
    assert not store.recognise(sample.token, now_ms=now_ms + TOKEN_MS - DAY_MS).expired
    assert store.recognise(sample.token, now_ms=now_ms + TOKEN_MS + DAY_MS).expired
    with pytest.raises(TokenRefused) as refused:
        store.recognise(sample.token, now_ms=now_ms + TOKEN_MS + RENEW_MS + DAY_MS)
    assert refused.value.reason == "expired"


def test_a_new_token_holds_at_once_and_the_old_one_until_a_day_after_its_first_use(
    database: Database, store: SqlStore
) -> None:
    sample, _ = enrolled(database, "BALVI")
    now_ms = clock.now_ms()
    later = now_ms + ROTATE_MS + DAY_MS
    desk = store.recognise(sample.token, now_ms=later)
    token = store.hello(desk, sample.hello(rotate=True), busy_s=0, now_ms=later).token
    assert token
    assert not store.recognise(sample.token, now_ms=later + 10 * DAY_MS).expired
    used = later + 11 * DAY_MS
    store.token_used(store.recognise(token, now_ms=used), now_ms=used)
    assert store.recognise(token, now_ms=used + 1).first_used is None
    assert not store.recognise(sample.token, now_ms=used + DAY_MS - 1).expired
    assert store.recognise(sample.token, now_ms=used + DAY_MS + 1).expired


def test_a_token_is_not_renewed_before_it_is_due_or_for_a_desk_that_cannot_keep_it(
    database: Database, store: SqlStore
) -> None:
    sample, desk = enrolled(database, "BALVI")
    now_ms = clock.now_ms()
    assert store.hello(desk, sample.hello(rotate=True), busy_s=0, now_ms=now_ms).token is None
    due = store.recognise(sample.token, now_ms=now_ms + ROTATE_MS + DAY_MS)
    assert store.hello(due, sample.hello(), busy_s=0, now_ms=now_ms + ROTATE_MS + DAY_MS).token is None


def test_a_revoked_desk_is_recognised_no_more(database: Database, store: SqlStore) -> None:
    sample, _ = enrolled(database, "BALVI")
    with database.whole() as connection:
        assert admin.revoke_desk(connection, sample.device.hex[:20]).status == "revoked"
    with pytest.raises(TokenRefused) as refused:
        store.recognise(sample.token, now_ms=clock.now_ms())
    assert refused.value.reason == "revoked"


def test_a_desk_is_confirmed_by_its_own_fingerprint_only(database: Database) -> None:
    sample, _ = enrolled(database, "BALVI")
    mine = fingerprint(public_key(sample.private))
    with database.whole() as connection:
        with pytest.raises(Refused):
            admin.confirm_desk(connection, sample.device.hex, told="00000 " * 6, now_ms=1)
        assert not admin.confirm_desk(connection, sample.device.hex, told=None, now_ms=1).confirmed
        assert admin.confirm_desk(
            connection, sample.device.hex, told=mine.replace(" ", "-"), now_ms=1
        ).confirmed


def test_there_is_no_code_for_a_point_that_is_not_there(database: Database) -> None:
    with pytest.raises(Missing), database.whole() as connection:
        admin.issue_ticket(connection, "NAV", now_ms=1)
