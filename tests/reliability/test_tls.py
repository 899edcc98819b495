"""A desk speaks only to a central store whose certificate its computer trusts, and says so when it does not."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kacdesk.central.database import Database, open_database
from kacdesk.central.tables import DEVICE
from kacdesk.sync.failure import Failure
from kacdesk.sync.sentences import what_happened
from kacdesk.sync.transport import Transport
from kacdesk.sync.trust import Trust
from kacdesk.vault.slots import Unlock
from tests.helpers.server_process import running_server
from tests.reliability.certificates import Files, PrivateCa
from tests.reliability.light_desk import LightDesk, light_desk, tried

pytestmark = pytest.mark.journey

HOST = "127.0.0.1"


@pytest.fixture
def ca(tmp_path: Path) -> PrivateCa:
    """The private CA of the office."""
    return PrivateCa(tmp_path)


@pytest.fixture
def kept(file_url: str) -> Iterator[Database]:
    """The embedded store behind the server of the test."""
    database = open_database(file_url, unlock=Unlock(beside_data=True))
    yield database
    database.close()


@contextmanager
def _serving(file_url: str, files: Files | None) -> Iterator[str]:
    """Serve by a real process, with TLS when there is a certificate; the address is always an https one."""
    tls = ["--certificate", str(files.certificate), "--key", str(files.key)] if files else []
    with running_server(["serve", "--database", file_url, "--key-beside-data", *tls]) as running:
        yield running.url.replace("http://", "https://")


@pytest.fixture(params=["by the system", "pinned"])
def trusted(request: pytest.FixtureRequest, ca: PrivateCa, monkeypatch: pytest.MonkeyPatch) -> Trust:
    """The CA of the office, trusted by the computer as a whole, or given to the desk alone."""
    if request.param == "pinned":
        return Trust(authority=ca.file.read_text(encoding="ascii"))
    monkeypatch.setenv("SSL_CERT_FILE", str(ca.file))
    monkeypatch.setenv("SSL_CERT_DIR", str(ca.file.parent / "none"))
    return Trust()


def _greets(desk: LightDesk, url: str, trusted: Trust) -> str | None:
    """Let a desk greet; return the trouble."""
    transport = Transport(url, trusted)
    try:
        return tried(lambda: desk.hello(transport))
    finally:
        transport.close()


def _seen(database: Database, desk: LightDesk) -> bool:
    """Say whether the central store heard anything from a desk."""
    with database.whole() as connection:
        row = connection.execute(DEVICE.select().where(DEVICE.c.id == desk.sample.device)).one()
    return row.last_seen_ms is not None


def test_a_certificate_of_the_trusted_ca_is_accepted(
    file_url: str, kept: Database, ca: PrivateCa, trusted: Trust
) -> None:
    desk = light_desk(kept)
    with _serving(file_url, ca.sign(HOST)) as url:
        assert _greets(desk, url, trusted) is None
    assert _seen(kept, desk)


TROUBLES = {
    "another ca": Failure.UNTRUSTED,
    "expired": Failure.EXPIRED,
    "not yet valid": Failure.NOT_YET,
    "another host": Failure.UNTRUSTED,
    "no tls": Failure.UNTRUSTED,
}


@pytest.mark.parametrize("wrong", TROUBLES)
def test_any_other_certificate_is_refused_and_nothing_is_sent(
    wrong: str, file_url: str, kept: Database, ca: PrivateCa, tmp_path: Path, trusted: Trust
) -> None:
    desk = light_desk(kept)
    made: dict[str, Callable[[], Files | None]] = {
        "another ca": lambda: PrivateCa(tmp_path, "Cita CA").sign(HOST),
        "expired": lambda: ca.sign(HOST, to_days=-1),
        "not yet valid": lambda: ca.sign(HOST, from_days=2),
        "another host": lambda: ca.sign("centrala.example"),
        "no tls": lambda: None,
    }
    with _serving(file_url, made[wrong]()) as url:
        assert _greets(desk, url, trusted) == TROUBLES[wrong]
    assert not _seen(kept, desk)
    assert "sertifikā" in what_happened(TROUBLES[wrong])
