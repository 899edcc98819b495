"""The line as IT has set it: which way, whom to trust, which central store; and closed where that is not known."""

from datetime import timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette

from kacdesk.central.database import Database
from kacdesk.central.http import build_app
from kacdesk.central.store import SqlStore
from kacdesk.core import clock
from kacdesk.core.errors import Refused
from kacdesk.core.policy import NOTHING, Policy
from kacdesk.services.overview import overview
from kacdesk.store import marks
from kacdesk.store.copies import AUTHORITY_FILE
from kacdesk.store.marks import DeskState
from kacdesk.sync.enrolment import enrol
from kacdesk.sync.failure import Failure
from kacdesk.sync.first_contact import FirstContact
from kacdesk.sync.runner import SyncRunner, read_status
from kacdesk.sync.sentences import LASTING, as_error
from kacdesk.sync.status import SyncState
from kacdesk.sync.transport import Transport
from kacdesk.sync.trust import machine_trust, proxy_for, trust_of
from kacdesk.wire.tickets import new_ticket, ticket_text
from tests.helpers.authority import Authority, new_authority
from tests.helpers.machine_policy import no_sample, obey, settings
from tests.helpers.rough_line import ConnectProxy, listening
from tests.helpers.thread_server import Served, served
from tests.sync.conftest import MakeDesk, asked, ticket
from tests.sync.test_line import _leads_to, central_test

__all__ = ["central_test"]
DAY = timedelta(days=1)


def _file_of(authority: Authority, folder: Path) -> str:
    path = folder / "it.pem"
    path.write_text(f"# made by IT, ģērbonis\n{authority.pem}", encoding="utf-8")
    return str(path)


def test_the_proxy_of_it_goes_before_the_environment(
    central_test: Served,
    authority: Authority,
    state: DeskState,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "central.test")
    proxy = ConnectProxy(_leads_to(central_test))
    with listening(proxy.behave) as address:
        obey(monkeypatch, settings(proxy=f"http://{address}", ca_file=_file_of(authority, tmp_path)))
        assert asked(Transport("https://central.test", machine_trust()), state) == "answered"
    assert len(proxy.asked) == 1
    assert proxy_for("https://localhost") is None


def test_none_means_no_proxy_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    obey(monkeypatch, settings(proxy="none"))
    assert proxy_for("https://central.test") is None


@pytest.mark.parametrize("given", [{"proxy": "proxy.example"}, {"ca_file": "/nowhere/ca.pem"}, None])
def test_where_the_way_or_the_trust_is_not_known_nothing_goes_out(
    given: dict[str, object] | None, state: DeskState, monkeypatch: pytest.MonkeyPatch
) -> None:
    obey(monkeypatch, Policy(unread=True) if given is None else settings(**given))
    assert asked(Transport("https://central.test"), state) == Failure.POLICY
    assert Failure.POLICY in LASTING
    assert "kacdesk policy" in as_error(Failure.POLICY).remedy


def test_the_certificates_of_it_are_the_only_ones_and_what_the_desk_was_given_comes_back(
    alone: MakeDesk, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now_utc()
    context, other = alone("pirmais"), new_authority()
    no_sample(context.store)
    (context.store.path.parent / AUTHORITY_FILE).write_text(other.pem)
    state = marks.read_state(context.store)
    with served(Starlette(), **authority.issue(tmp_path / "tls", start=now - DAY, end=now + DAY)) as server:
        assert asked(Transport(server.url, trust_of(context.store)), state) == Failure.UNTRUSTED
        file = Path(_file_of(authority, tmp_path))
        obey(monkeypatch, settings(ca_file=str(file)))
        assert asked(Transport(server.url, trust_of(context.store)), state) == "answered"
        file.write_text("-----BEGIN CERTIFICATE-----\nnot one any more\n")
        assert asked(Transport(server.url, trust_of(context.store)), state) == Failure.AUTHORITY_UNREADABLE
        obey(monkeypatch, NOTHING)
        assert trust_of(context.store).authority == other.pem


def test_a_desk_enrols_nowhere_else_than_it_has_set(
    alone: MakeDesk, central: Served, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = alone("pirmais")
    no_sample(context.store)
    obey(monkeypatch, settings(central="https://kac.example"))
    with pytest.raises(Refused, match="Centrālās krātuves adrese”: to visam datoram noteicis IT"):
        enrol(context.store, ticket(database), central.url, sample=False)
    with pytest.raises(Refused, match="noteicis IT"):
        FirstContact().admit(central.url, ticket(database))
    obey(monkeypatch, settings(central="kac.example"))
    with pytest.raises(Refused, match="ir kļūda"):
        enrol(context.store, ticket(database), central.url, sample=False)
    obey(monkeypatch, settings(central=f"{central.url}/"))
    assert enrol(context.store, ticket(database), central.url, sample=False).point == "BALVI"


def test_no_other_certificates_are_taken_than_those_of_it(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    obey(monkeypatch, settings(ca_file=_file_of(authority, tmp_path)))
    theirs = tmp_path / "theirs.pem"
    theirs.write_text(new_authority().pem)
    with pytest.raises(Refused, match="Sertifikātu izdevēja datne”: to visam datoram noteicis IT"):
        FirstContact().admit("https://central.test", ticket_text(new_ticket()), theirs)


def test_an_enrolled_desk_follows_when_it_moves_the_central_store(
    desk: MakeDesk, store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = desk("pirmais")
    no_sample(context.store)
    before = overview(context.store).central_url
    with served(build_app(store)) as elsewhere:
        obey(monkeypatch, settings(central=elsewhere.url))
        assert overview(context.store).central_url == elsewhere.url != before
        runner = SyncRunner(context.store)
        runner._cycle()
        assert read_status(context.store, busy=False).state is SyncState.SENT
    obey(monkeypatch, NOTHING)
    assert overview(context.store).central_url == before
