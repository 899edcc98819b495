"""The way to the central store: proxies, redirects, lines that stand still or are slow, and what goes over them."""

import base64
import email.utils
import random
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from socket import socket
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from starlette.applications import Starlette

from kacdesk.central.database import Database
from kacdesk.central.devices import RENEW_MS, TOKEN_MS
from kacdesk.central.tables import DEVICE
from kacdesk.core import clock
from kacdesk.store import marks
from kacdesk.store.marks import DeskState
from kacdesk.sync.cycle import run_cycle
from kacdesk.sync.engine import Engine
from kacdesk.sync.failure import Failure
from kacdesk.sync.transport import Transport
from kacdesk.sync.trust import Trust, proxy_for, trust_of
from kacdesk.wire.messages import FeedSet, ProblemType
from kacdesk.wire.sums import Sums
from tests.helpers.authority import Authority, new_authority
from tests.helpers.rough_line import ConnectProxy, listening, read_head
from tests.helpers.thread_server import Served, served
from tests.sync.conftest import MakeDesk, asked

DAY = timedelta(days=1)


def _empty() -> Starlette:
    return Starlette()


def _proxied(monkeypatch: pytest.MonkeyPatch, address: str, *, login: str = "") -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://{login}{address}")


@pytest.fixture
def central_test(authority: Authority, tmp_path: Path) -> Iterator[Served]:
    """A server that calls itself central.test."""
    now = clock.now_utc()
    files = authority.issue(tmp_path / "tls", hosts=["central.test"], start=now - DAY, end=now + DAY)
    with served(_empty(), **files) as server:
        yield server


def _leads_to(server: Served) -> tuple[str, int]:
    return "127.0.0.1", urlsplit(server.url).port or 0


def test_a_desk_goes_through_the_proxy_that_the_system_names(
    central_test: Served, authority: Authority, state: DeskState, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = ConnectProxy(_leads_to(central_test))
    with listening(proxy.behave) as address:
        _proxied(monkeypatch, address)
        assert asked(Transport("https://central.test", Trust(authority.pem)), state) == "answered"
    assert [line.rpartition("/")[0] for line in proxy.asked] == ["CONNECT central.test:443 HTTP"]


def test_a_proxy_that_wants_a_login_gets_the_one_in_its_address(
    central_test: Served, authority: Authority, state: DeskState, monkeypatch: pytest.MonkeyPatch
) -> None:
    login = f"Basic {base64.b64encode(b'paraugs:v@rds').decode()}"
    proxy = ConnectProxy(_leads_to(central_test), login=login)
    with listening(proxy.behave) as address:
        _proxied(monkeypatch, address)
        transport = Transport("https://central.test", Trust(authority.pem))
        assert asked(transport, state) == Failure.PROXY_LOGIN
        _proxied(monkeypatch, address, login="paraugs:v%40rds@")
        assert asked(Transport("https://central.test", Trust(authority.pem)), state) == "answered"


def test_a_proxy_does_not_change_whom_a_desk_trusts(
    central_test: Served, state: DeskState, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = ConnectProxy(_leads_to(central_test))
    with listening(proxy.behave) as address:
        _proxied(monkeypatch, address)
        stranger = Trust(new_authority().pem)
        assert asked(Transport("https://central.test", stranger), state) == Failure.UNTRUSTED


def test_a_proxy_that_is_not_there_and_one_that_is_no_address_are_named(
    state: DeskState, monkeypatch: pytest.MonkeyPatch
) -> None:
    _proxied(monkeypatch, "127.0.0.1:9")
    assert asked(Transport("https://central.test"), state) == Failure.PROXY
    monkeypatch.setenv("HTTPS_PROXY", "nonsense://[")
    assert asked(Transport("https://central.test"), state) == Failure.PROXY_SETTING


def test_no_proxy_stands_before_this_computer_or_what_is_excepted(monkeypatch: pytest.MonkeyPatch) -> None:
    _proxied(monkeypatch, "127.0.0.1:9")
    assert proxy_for("https://central.test") == "http://127.0.0.1:9"
    assert proxy_for("http://127.0.0.1:1") is None
    assert proxy_for("https://localhost:1") is None
    monkeypatch.setenv("NO_PROXY", "central.test")
    assert proxy_for("https://central.test") is None


def test_a_redirect_is_not_followed(state: DeskState) -> None:
    elsewhere: list[bytes] = []

    def redirect(connection: socket) -> None:
        elsewhere.append(read_head(connection))
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n")

    with listening(redirect) as address:
        assert asked(Transport(f"http://{address}"), state) == Failure.UNREADABLE
    assert len(elsewhere) == 1


@pytest.mark.parametrize(
    ("told", "least", "most"),
    [
        ("17", 17, 17),
        (600, 500, 600),
        (-600, 0, 0),
        ("99999999999999999999", 6 * 3600, 6 * 3600),
        ("soon", None, None),
        ("²", None, None),
    ],
)
def test_what_a_server_or_a_proxy_asks_to_wait_is_understood_and_never_for_ever(
    state: DeskState, told: str | int, least: float | None, most: float | None
) -> None:
    """A number stands for the date that many seconds from now."""
    told = told if isinstance(told, str) else email.utils.formatdate(time.time() + told, usegmt=True)

    def busy(connection: socket) -> None:
        read_head(connection)
        head = f"HTTP/1.1 503 Service Unavailable\r\nRetry-After: {told}\r\nContent-Length: 0\r\n\r\n"
        connection.sendall(head.encode("latin-1"))

    with listening(busy) as address:
        transport = Transport(f"http://{address}")
        with pytest.raises(Failure) as failure:
            transport.compare(state, "p:BALVI", cursor=0, sums={})
        transport.close()
    after = failure.value.after_s
    assert failure.value.type == ProblemType.UNAVAILABLE
    assert after is None if least is None or most is None else after is not None and least <= after <= most


def test_an_answer_that_stops_is_given_up(state: DeskState) -> None:
    ended = threading.Event()

    def half(connection: socket) -> None:
        read_head(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
        ended.wait(30)

    with listening(half) as address:
        assert asked(Transport(f"http://{address}", stalled_s=0.2), state) == Failure.TIMEOUT
        ended.set()


def test_a_server_that_takes_nothing_is_given_up_while_sending(state: DeskState) -> None:
    ended = threading.Event()

    def deaf(connection: socket) -> None:
        ended.wait(30)

    with listening(deaf, receive_bytes=4096) as address:
        transport = Transport(f"http://{address}", stalled_s=0.3)
        with pytest.raises(Failure) as failure:
            transport.request(state, "POST", "/v1/push", bytes(32 * 1024 * 1024), {})
        transport.close()
        ended.set()
    assert failure.value.type == Failure.TIMEOUT


def test_a_slow_line_that_goes_on_is_never_given_up(state: DeskState) -> None:
    step, body = threading.Event(), bytes(6 * 1024 * 1024)

    def slow(connection: socket) -> None:
        left = len(body) + len(read_head(connection).partition(b"\r\n\r\n")[0])
        while left > len(body) // 2:
            left -= len(connection.recv(256 * 1024))
            step.wait(0.05)
        while left > 64 * 1024:
            left -= len(connection.recv(1024 * 1024))
        for part in (b"HTTP/1.1 200 OK\r\n", b"Content-Length: 2\r\n", b"\r\n{", b"}"):
            connection.sendall(part)
            step.wait(0.1)

    with listening(slow, receive_bytes=64 * 1024) as address:
        transport = Transport(f"http://{address}", stalled_s=0.35)
        started = clock.monotonic_ms()
        assert transport.request(state, "POST", "/v1/push", body, {})[0] == b"{}"
        transport.close()
    assert clock.monotonic_ms() - started > 350


def test_a_desk_whose_token_is_out_of_date_goes_on_with_a_new_one_and_nobody_notices(
    desk: MakeDesk, database: Database, central: Served
) -> None:
    context = desk("pirmais")
    before = marks.read_state(context.store)
    with database.whole() as connection:
        ended_ms = clock.now_ms() - RENEW_MS // 2
        aged = {"token_until_ms": ended_ms, "token_issued_ms": ended_ms - TOKEN_MS}
        connection.execute(DEVICE.update().values(aged))
    transport = Transport(central.url, trust_of(context.store))
    with pytest.raises(Failure) as failure:
        transport.compare(before, "p:BALVI", cursor=0, sums={})
    assert failure.value.type == ProblemType.TOKEN_EXPIRED
    done = run_cycle(context.store, transport, Engine(random.Random(7)))
    assert (done.trouble, done.sent > 0) == (None, True)
    assert marks.read_state(context.store).token != before.token
    transport.close()


def test_a_desk_can_be_seeded_and_compare_over_the_line(
    desk: MakeDesk, database: Database, central: Served
) -> None:
    context = desk("pirmais")
    transport = Transport(central.url)
    run_cycle(context.store, transport, Engine(random.Random(7)))
    state = marks.read_state(context.store)
    entries, before = [], None
    while True:
        page = transport.seed(state, "p:BALVI", before=before, limit=1)
        assert page.end is not None
        entries += [entry for entry in page.entries if isinstance(entry, FeedSet)]
        if not page.end.more:
            break
        before = UUID(entries[-1].rid)
    sums = Sums()
    for entry in entries:
        sums.add(UUID(entry.rid), {name: UUID(op) for name, op in entry.o.items()})
    assert len(entries) == len({entry.rid for entry in entries}) > 0
    assert transport.compare(state, "p:BALVI", cursor=page.end.head, sums=sums.told()).same
    months = list(sums.told())
    month = transport.seed(state, "p:BALVI", before=None, limit=1000, month=months[0])
    assert len(month.entries) == sums.told()[months[0]][0]
    transport.close()
