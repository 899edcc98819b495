"""This file is the place where tests of the exchange get a real central store behind a real socket, and real desks."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from kacdesk.central import admin
from kacdesk.central.database import Database
from kacdesk.central.http import build_app
from kacdesk.central.store import SqlStore
from kacdesk.core import clock
from kacdesk.services.catalogue import reference_data
from kacdesk.services.context import Context
from kacdesk.services.people import accounts
from kacdesk.store import marks, opening
from kacdesk.store.identity import new_identity, take_identity
from kacdesk.store.marks import DeskState
from kacdesk.sync.enrolment import enrol
from kacdesk.sync.failure import Failure
from kacdesk.sync.transport import Transport
from kacdesk.vault.slots import Unlock
from kacdesk.wire.tickets import ticket_text
from tests.helpers.authority import Authority, new_authority
from tests.helpers.desk import copy_desk, opened
from tests.helpers.thread_server import Served, served

UNLOCK = Unlock(beside_data=True)
MakeDesk = Callable[[str], Context]


def ticket(database: Database, point: str = "BALVI") -> str:
    """Return a new enrolment code, as an administrator would read it out."""
    with database.whole() as connection:
        return ticket_text(admin.issue_ticket(connection, point, now_ms=clock.now_ms()))


@pytest.fixture
def central(store: SqlStore) -> Iterator[Served]:
    """The central store behind a real socket, on each kind of database in turn."""
    with served(build_app(store)) as server:
        yield server


@cache
def _template() -> tempfile.TemporaryDirectory[str]:
    """Make the folder that every desk is copied from, once a run: nobody at it, enrolled nowhere."""
    home = tempfile.TemporaryDirectory(prefix="kac-alone-")
    point = opening.PointInfo(code="BALVI", title="Balvi", type="regional", sample=True)
    store = opening.create(Path(home.name) / "desk", UNLOCK, point)
    reference_data.load(store, reference_data.shipped_catalogue())
    store.close()
    return home


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[MakeDesk]:
    """A maker of desks that are not enrolled: name → context of its supervisor."""
    made: list[Context] = []

    def make(name: str) -> Context:
        data = shutil.copytree(Path(_template().name) / "desk", tmp_path / name)
        store = opening.open_for_writing(data, UNLOCK)
        take_identity(store, new_identity())
        made.append(accounts.add_first_person(store, f"Paraugs {name}"))
        return made[-1]

    yield make
    for context in made:
        context.store.close()


@pytest.fixture
def desk(alone: MakeDesk, central: Served, database: Database) -> MakeDesk:
    """A maker of enrolled desks of one point."""

    def make(name: str) -> Context:
        context = alone(name)
        enrol(context.store, ticket(database), central.url, sample=True)
        return context

    return make


@pytest.fixture(scope="session")
def authority() -> Authority:
    """A certificate authority of the office's own."""
    return new_authority()


@pytest.fixture
def state(tmp_path: Path) -> Iterator[DeskState]:
    """What a desk signs with; it is not enrolled anywhere."""
    with opened(copy_desk(tmp_path)) as context:
        yield marks.read_state(context.store)


@pytest.fixture(autouse=True)
def _no_proxy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def asked(transport: Transport, state: DeskState) -> str:
    """Say hello and return the trouble; a server without routes answers 404, which is none of the line's."""
    try:
        transport.hello(state)
    except Failure as failure:
        return "answered" if failure.status == 404 else failure.type
    finally:
        transport.close()
    raise AssertionError("a server without routes said hello")
