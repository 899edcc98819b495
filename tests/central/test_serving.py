"""The serving process from outside: metrics, log, several processes behind one address, slow and silent connections."""

import asyncio
import json
import os
import select
import signal
import socket
import threading
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import urllib3

from kacdesk.central import protocol, serve
from kacdesk.central.__main__ import run
from kacdesk.central.database import Database
from kacdesk.central.http import build_app
from kacdesk.central.protocol import ImpatientProtocol
from kacdesk.central.serve import Listening, listen, serve_on
from kacdesk.central.store import SqlStore
from kacdesk.central.tables import OP
from kacdesk.core import clock
from kacdesk.core.errors import Refused
from kacdesk.wire.messages import HelloReply, ProblemType, decode, encode
from tests.central.asking import count
from tests.central.conftest import enrolled
from tests.helpers.authority import DECADE, new_authority
from tests.helpers.sample_desk import SampleDesk, staff_values
from tests.helpers.server_process import Answer, Running, ask, running_server
from tests.helpers.thread_server import served

pytestmark = pytest.mark.journey


def _hello(running: Running, desk: SampleDesk) -> Answer:
    body = encode(desk.hello())
    return ask(running, "POST", "/v1/hello", body, desk.headers("POST", "/v1/hello", body))


def _push(running: Running, desk: SampleDesk) -> Answer:
    body = desk.push_body()
    return ask(running, "POST", "/v1/push", body, desk.headers("POST", "/v1/push", body))


def _scrape(url: str) -> str:
    with urllib3.PoolManager(retries=False, timeout=30) as pool:
        return pool.request("GET", url).data.decode()


def test_metrics_are_told_on_their_own_port_and_never_beside_v1(
    database: Database, url: str, tmp_path: Path
) -> None:
    sample, _ = enrolled(database, "BALVI")
    sample.ins("staff", staff_values("Kanarijs"))
    sample.append(b"{}")
    more = ["--key-beside-data"] if url.startswith("sqlite") else []
    log = tmp_path / "log"
    with running_server(["serve", "--database", url, "--metrics-port", "0", *more], log=log) as running:
        assert running.metrics_url is not None
        assert urlsplit(running.metrics_url).hostname == "127.0.0.1"
        assert _push(running, sample).status == 200
        stranger = SampleDesk("BALVI", token=sample.token)
        assert _hello(running, stranger).status == 401
        told = _scrape(running.metrics_url)
        assert ask(running, "GET", "/metrics", b"", {}).status == 404
    assert 'kac_requests_total{method="POST",route="/v1/push",status="200",type=""} 1.0' in told
    assert 'kac_gate_refusals_total{type="signature"} 1.0' in told
    assert 'kac_lines_total{outcome="applied"} 1.0' in told
    assert 'kac_lines_total{outcome="quarantined"} 1.0' in told
    assert 'kac_desks{point="BALVI",status="active"} 1.0' in told
    assert 'kac_open_matters{kind="quarantine",point="BALVI"} 1.0' in told
    assert "kac_database_up 1.0" in told
    for secret in ("Kanarijs", sample.token, sample.device.hex, sample.stream.hex):
        assert secret not in told
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert {line["event"] for line in lines} == {"answered"}
    assert "Kanarijs" not in log.read_text()


def test_an_answer_is_sent_at_once_and_does_not_wait_for_the_receipt_of_its_head() -> None:
    found: list[int] = []

    async def accept() -> None:
        heard = asyncio.get_running_loop().create_future()

        def hear(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            held = writer.get_extra_info("socket")
            heard.set_result(held.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        with listen(Listening()) as listener:
            async with await asyncio.start_server(hear, sock=listener):
                _, writer = await asyncio.open_connection(*listener.getsockname()[:2])
                found.append(await heard)
                writer.close()
                await writer.wait_closed()

    asyncio.run(accept())
    assert found != [0]


def test_several_processes_serve_one_address_and_one_that_dies_is_replaced(
    pg: Database, pg_url: str, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    desks = [enrolled(pg, "BALVI")[0] for _ in range(4)]
    with running_server(["serve", "--database", pg_url, "--workers", "2"], log=log) as running:
        for desk in desks:
            desk.ins("staff", staff_values())
            assert decode(_hello(running, desk).body, HelloReply).point == "BALVI"
            assert _push(running, desk).status == 200
        children = _children(running.process.pid)
        assert len(children) >= 2
        os.kill(_worker_of(children), signal.SIGKILL)
        for desk in desks:
            assert _asked_again(running, desk).status == 200
    assert running.process.returncode == 0
    assert count(pg, OP) == 4


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_that_comes_before_the_server_listens_for_it_ends_it(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    monkeypatch.setattr(serve, "_spare_the_collector", lambda: signal.raise_signal(number))
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}
    ended, waits = threading.Event(), []

    def at_most_20_s() -> None:
        waits.append(ended.wait(20))

    where = Listening()
    try:
        serve_on(listen(where), build_app(store), where, announce=lambda: None, until=at_most_20_s)
        assert waits == []
    finally:
        ended.set()
        for each, handler in before.items():
            signal.signal(each, handler)


def _children(pid: int) -> list[int]:
    listing = Path(f"/proc/{pid}/task/{pid}/children")
    if not listing.exists():
        pytest.skip("this system does not list the children of a process")
    return [int(child) for child in listing.read_text().split()]


def _worker_of(children: list[int]) -> int:
    """Return a child that is a worker and not multiprocessing's resource tracker."""
    return next(child for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes())


def _asked_again(running: Running, desk: SampleDesk) -> Answer:
    """Ask until the connection holds: what had reached the killed process is lost with it."""
    for _ in range(5):
        try:
            return _hello(running, desk)
        except urllib3.exceptions.HTTPError:
            continue
    raise AssertionError("nobody answers any more")


def test_workers_end_when_the_process_that_started_them_is_killed(pg_url: str) -> None:
    with running_server(["serve", "--database", pg_url, "--workers", "2"]) as running:
        children = _children(running.process.pid)
        address = (urlsplit(running.url).hostname, urlsplit(running.url).port)
        handles = [os.pidfd_open(child) for child in children]
        running.process.kill()
        for handle in handles:
            _wait_for_end(handle)
            os.close(handle)
        with pytest.raises(ConnectionRefusedError), socket.create_connection(address, timeout=5):
            pass


def _wait_for_end(handle: int) -> None:
    """Wait until the process of a handle has ended: the handle is readable then."""
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    assert poll.poll(30_000)


def test_several_processes_are_for_postgresql_only(file_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["serve", "--database", file_url, "--key-beside-data"]
    assert run([*asked, "--workers", "2"]) != 0
    assert "viens process" in capsys.readouterr().err
    assert run([*asked, "--workers", "0"]) != 0


def test_a_taken_metrics_port_is_said_and_nothing_is_served(
    file_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert run(["serve", "--database", file_url, "--key-beside-data", "--metrics-port", port]) != 0
    assert port in capsys.readouterr().err


@pytest.mark.parametrize("fault", ["missing", "no certificate", "another's key"])
def test_a_certificate_that_cannot_be_used_is_said_and_nothing_is_served(
    file_url: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, fault: str
) -> None:
    made, now = new_authority(), clock.now_utc()
    files, others = (
        made.issue(tmp_path / name, start=now - DECADE, end=now + DECADE) for name in ("own", "another")
    )
    certificate, key = Path(files["ssl_certfile"]), files["ssl_keyfile"]
    if fault == "missing":
        certificate.unlink()
    elif fault == "no certificate":
        certificate.write_text("none")  # what the unit gives the service where no certificate lies
    else:
        key = others["ssl_keyfile"]
    asked = ["serve", "--database", file_url, "--key-beside-data", "--certificate", str(certificate)]
    assert run([*asked, "--key", key]) == Refused.exit_code
    assert "certificate.pem" in capsys.readouterr().err


def test_connections_that_drip_do_not_hold_up_other_desks(pg: Database, pg_url: str) -> None:
    sample, _ = enrolled(pg, "BALVI")
    sample.ins("staff", staff_values())
    with running_server(["serve", "--database", pg_url]) as running, ExitStack() as held:
        address = (urlsplit(running.url).hostname, urlsplit(running.url).port)
        for number in range(200):
            dripping = held.enter_context(socket.create_connection(address))
            head = b"POST /v1/push HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n"
            dripping.sendall(head if number % 2 else head + b"\r\nx")
        assert _hello(running, sample).status == 200
        assert _push(running, sample).status == 200


def test_a_head_that_never_ends_and_a_connection_that_says_nothing_are_let_go(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "HEAD_S", 0.2)
    with served(build_app(store), http=ImpatientProtocol) as server:
        address = ("127.0.0.1", urlsplit(server.url).port)
        with (
            socket.create_connection(address, timeout=10) as silent,
            socket.create_connection(address, timeout=10) as slow,
            socket.create_connection(address, timeout=10) as second,
        ):
            slow.sendall(b"GET /healthz HTTP/1.1\r\n")
            second.sendall(b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n")
            told = b""
            while ProblemType.NOT_FOUND.encode() not in told:
                part = second.recv(4096)
                assert part
                told += part
            second.sendall(b"GET /heal")
            assert [line.recv(4096) for line in (silent, slow, second)] == [b"", b"", b""]
