"""Whom a desk trusts on the line, which way it goes there, and how it names what does not work."""

import ssl
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette

from kacdesk.central.database import Database
from kacdesk.central.http import build_app
from kacdesk.central.store import SqlStore
from kacdesk.cli.main import run
from kacdesk.core import clock
from kacdesk.core.errors import ExitCode, Usage
from kacdesk.store import marks
from kacdesk.store.copies import AUTHORITY_FILE
from kacdesk.store.marks import DeskState
from kacdesk.sync import trust
from kacdesk.sync.enrolment import enrol
from kacdesk.sync.failure import Failure
from kacdesk.sync.sentences import LASTING, as_error, what_happened
from kacdesk.sync.transport import Transport
from kacdesk.sync.trust import BadSetting, Trust, read_authority, trust_of
from tests.helpers.authority import DECADE, Authority, new_authority
from tests.helpers.desk import copy_desk, opened
from tests.helpers.thread_server import Served, served
from tests.sync.conftest import MakeDesk, asked, ticket

DAY = timedelta(days=1)


def _empty() -> Starlette:
    return Starlette()


def _at(server: Served, host: str) -> str:
    return f"https://{host}:{urlsplit(server.url).port}"


def test_a_desk_reaches_a_server_of_the_one_authority_that_it_was_given(
    alone: MakeDesk, database: Database, store: SqlStore, authority: Authority, tmp_path: Path
) -> None:
    now = clock.now_utc()
    files = authority.issue(tmp_path / "tls", start=now - DECADE + DAY, end=now + DAY)
    given = tmp_path / "given.pem"
    given.write_text(f"{authority.pem}\nsomething else that stands there\n")
    context = alone("pirmais")
    with served(build_app(store), **files) as server:
        enrol(context.store, ticket(database), server.url, sample=True, authority=read_authority(given))
        kept = context.store.path.parent / AUTHORITY_FILE
        assert kept.read_text().count("BEGIN CERTIFICATE") == 1
        assert "something else" not in kept.read_text()
        transport = Transport(server.url, trust_of(context.store))
        assert transport.hello(marks.read_state(context.store)).point == "BALVI"
        transport.close()
        assert asked(Transport(server.url), marks.read_state(context.store)) == Failure.UNTRUSTED


def test_the_command_line_keeps_the_authority_and_the_exchange_after_it_trusts_nobody_else(
    database: Database,
    store: SqlStore,
    authority: Authority,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    now = clock.now_utc()
    given, data = tmp_path / "given.pem", str(copy_desk(tmp_path))
    given.write_text(authority.pem)
    code = ticket(database)
    with served(
        build_app(store), **authority.issue(tmp_path / "tls", start=now - DAY, end=now + DAY)
    ) as server:
        assert run(["--data", data, "enrol", code, "--central", server.url]) == ExitCode.REFUSED
        assert "neuzticas" in capsys.readouterr().err
        asking = ["--data", data, "enrol", code, "--central", server.url, "--ca", str(given), "--json"]
        assert run(asking) == ExitCode.DONE
        assert run(["--data", data, "sync"]) == ExitCode.DONE


def test_nobody_else_is_trusted_than_the_authority_given(
    authority: Authority, state: DeskState, tmp_path: Path
) -> None:
    now = clock.now_utc()
    other = new_authority()
    with served(_empty(), **other.issue(tmp_path / "o", start=now - DAY, end=now + DAY)) as server:
        assert asked(Transport(server.url, Trust(authority.pem)), state) == Failure.UNTRUSTED
        assert asked(Transport(server.url, Trust(other.pem)), state) == "answered"
    assert len(Trust(authority.pem).context().get_ca_certs()) == 1


def test_a_certificate_for_another_name_is_not_trusted(
    authority: Authority, state: DeskState, tmp_path: Path
) -> None:
    now = clock.now_utc()
    files = authority.issue(tmp_path, hosts=["central.test"], start=now - DAY, end=now + DAY)
    with served(_empty(), **files) as server:
        assert asked(Transport(server.url, Trust(authority.pem)), state) == Failure.UNTRUSTED


@pytest.mark.parametrize("authority_given", [True, False])
def test_nothing_older_than_tls_1_2_is_spoken_and_names_are_checked(
    authority: Authority, authority_given: bool
) -> None:
    context = Trust(authority.pem if authority_given else None).context()
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname


@pytest.mark.parametrize(
    ("start", "end", "heard", "trouble"),
    [
        (-10 * DAY, -2 * DAY, -1 * DAY, Failure.EXPIRED),
        (-10 * DAY, -2 * DAY, -500 * DAY, Failure.EXPIRED),
        (5 * DAY, 10 * DAY, -1 * DAY, Failure.NOT_YET),
        (5 * DAY, 10 * DAY, 6 * DAY, Failure.COMPUTER_CLOCK),
        (-10 * DAY, -2 * DAY, 3 * DAY, Failure.COMPUTER_CLOCK),
    ],
)
def test_a_certificate_that_does_not_fit_the_time_is_told_as_such_and_never_accepted(
    authority: Authority,
    state: DeskState,
    tmp_path: Path,
    start: timedelta,
    end: timedelta,
    heard: timedelta,
    trouble: str,
) -> None:
    now = clock.now_utc()
    files = authority.issue(tmp_path / "tls", start=now + start, end=now + end)
    with served(_empty(), **files) as server:
        assert asked(Transport(server.url, Trust(authority.pem, heard=now + heard)), state) == trouble


def _refused(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError("refused")
    error.verify_code = code
    return error


def test_a_clock_before_the_making_of_this_version_or_far_beyond_the_last_word_heard_is_the_one_that_is_wrong() -> (
    None
):
    early = trust.EARLIEST_NOW - timedelta(days=400)
    heard = trust.EARLIEST_NOW + timedelta(days=30)
    late = heard + timedelta(days=3650)
    for code in (9, 10):
        assert Trust().name_refusal(_refused(code), now=early) == Failure.COMPUTER_CLOCK
    assert Trust(heard=heard).name_refusal(_refused(10), now=late) == Failure.COMPUTER_CLOCK
    assert Trust(heard=heard).name_refusal(_refused(9), now=late) == Failure.NOT_YET
    assert Trust(heard=heard).name_refusal(_refused(20), now=early) == Failure.UNTRUSTED


@pytest.mark.parametrize("code", [10, -2146762495, 2148204801, -67818])
def test_every_system_has_its_own_code_for_expired(code: int) -> None:
    now = trust.EARLIEST_NOW + DAY
    assert Trust().name_refusal(_refused(code), now=now) == Failure.EXPIRED


def test_the_sentence_sends_the_clerk_to_the_clock_and_not_to_the_server() -> None:
    error = as_error(Failure.COMPUTER_CLOCK)
    assert "pulkstenis" in error.what
    assert "Iestatiet" in error.remedy
    lasting = (Failure.EXPIRED, Failure.NOT_YET, Failure.AUTHORITY_UNREADABLE, Failure.PROXY_LOGIN)
    assert set(lasting) <= LASTING
    told = [what_happened(trouble) for trouble in (*lasting, Failure.PROXY, Failure.PROXY_SETTING)]
    assert len(set(told)) == len(told)
    assert Failure.PROXY not in LASTING


def test_an_authority_that_cannot_be_read_trusts_nobody(state: DeskState, tmp_path: Path) -> None:
    with opened(copy_desk(tmp_path / "second")) as context:
        (context.store.path.parent / AUTHORITY_FILE).write_text("not a certificate")
        broken = trust_of(context.store)
    with pytest.raises(BadSetting):
        broken.context()
    with served(_empty()) as server:
        assert asked(Transport(_at(server, "127.0.0.1"), broken), state) == Failure.AUTHORITY_UNREADABLE


@pytest.mark.parametrize("content", [b"", b"no certificate", b"\xff\xfe"])
def test_a_file_without_an_authority_is_refused(tmp_path: Path, content: bytes) -> None:
    given = tmp_path / "given.pem"
    given.write_bytes(content)
    with pytest.raises(Usage):
        read_authority(given)
    with pytest.raises(Usage):
        read_authority(tmp_path / "missing.pem")


def test_the_last_word_heard_is_the_central_stores_time_and_not_the_computers(
    desk: MakeDesk, central: Served
) -> None:
    context = desk("pirmais")
    marks.note_contact(context.store, offset_ms=3_600_000)
    heard = trust_of(context.store).heard
    assert heard is not None
    assert abs(heard - clock.now_utc() - timedelta(hours=1)) < timedelta(minutes=1)
