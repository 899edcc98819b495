"""A real server process over a real socket, also one that is killed at the worst moment."""

import subprocess
import sys
from pathlib import Path

import pytest
import urllib3

from kacdesk.central.database import Database
from kacdesk.central.tables import FEED, OP, RECORD
from kacdesk.wire.messages import HelloReply, PushReply, decode, encode
from tests.central.asking import count
from tests.central.conftest import enrolled
from tests.helpers.postgres import running_cluster, wheel_binaries
from tests.helpers.sample_desk import SampleDesk, staff_values
from tests.helpers.server_process import ROOT, Running, ask, running_server

pytestmark = pytest.mark.journey


def _serve(url: str) -> list[str]:
    return ["serve", "--database", url, *(["--key-beside-data"] if url.startswith("sqlite") else [])]


def _push(running: Running, desk: SampleDesk) -> PushReply:
    body = desk.push_body()
    answer = ask(running, "POST", "/v1/push", body, desk.headers("POST", "/v1/push", body))
    assert answer.status == 200
    return decode(answer.body, PushReply)


def test_a_batch_goes_over_a_real_socket(database: Database, url: str) -> None:
    sample, _ = enrolled(database, "BALVI")
    sample.ins("staff", staff_values())
    with running_server(_serve(url)) as running:
        assert ask(running, "GET", "/healthz", b"", {}).status == 200
        body = encode(sample.hello())
        hello = ask(running, "POST", "/v1/hello", body, sample.headers("POST", "/v1/hello", body))
        assert decode(hello.body, HelloReply).point == "BALVI"
        assert _push(running, sample).last_seq == 1
        answer = ask(running, "POST", "/v1/push", b"x" * 300_000, sample.headers("POST", "/v1/push", b""))
        assert answer.status == 413
    assert running.process.returncode == 0
    assert count(database, RECORD) == 1


def test_a_server_killed_between_commit_and_answer_has_everything_once_after_the_retry(
    database: Database, url: str
) -> None:
    sample, _ = enrolled(database, "BALVI")
    for _ in range(20):
        sample.ins("staff", staff_values())
    body = sample.push_body()
    with running_server([url], module="tests.helpers.dying_server") as dying:
        with pytest.raises(urllib3.exceptions.HTTPError):
            ask(dying, "POST", "/v1/push", body, sample.headers("POST", "/v1/push", body))
        assert dying.process.wait(timeout=30) == -9
    assert count(database, OP) == 20
    with running_server(_serve(url)) as running:
        reply = _push(running, sample)
    assert (reply.last_seq, reply.last_chain) == (20, sample.chains[-1].hex())
    assert [count(database, table) for table in (OP, RECORD, FEED)] == [20, 20, 20]


def test_an_empty_postgresql_is_refused_with_the_command_that_mends_it(pg_url: str, pg: Database) -> None:
    with pg.whole() as connection:
        connection.exec_driver_sql("DELETE FROM alembic_version")
    done = subprocess.run(
        [sys.executable, "-m", "kacdesk.central", *_serve(pg_url)], capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 4
    assert "kacdesk-central migrate" in done.stderr
    assert done.stdout == ""


def test_an_embedded_store_migrates_itself_when_it_is_served(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'central.db'}"
    with running_server(_serve(url)) as running:
        assert ask(running, "GET", "/readyz", b"", {}).status == 200
    assert (tmp_path / "new" / "central.db").read_bytes()[:15] != b"SQLite format 3"


def test_a_port_that_is_taken_is_said_in_three_sentences(file_url: str) -> None:
    with running_server(_serve(file_url)) as running:
        port = running.url.rpartition(":")[2]
        done = subprocess.run(
            [sys.executable, "-m", "kacdesk.central", *_serve(file_url), "--port", port],
            capture_output=True,
            text=True,
            cwd=ROOT,
        )
    assert done.returncode == 4
    assert f"portā {port}" in done.stderr


def test_postgresql_from_the_wheel_serves_as_well() -> None:
    with running_cluster(wheel_binaries()) as cluster:
        assert cluster.create("x").endswith("/x")


def test_a_server_ends_with_the_program_that_started_it(file_url: str) -> None:
    command = [sys.executable, "-m", "kacdesk.central", *_serve(file_url), "--until-eof"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert b"listening" in process.stdout.readline()
        assert process.poll() is None
        process.stdin.close()
        assert process.wait(timeout=30) == 0
