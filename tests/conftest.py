"""This file is the place where every test gets its surroundings: no screen, no network, no noise."""

import logging
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from kacdesk.core.policy import NOTHING
from tests.helpers.machine_policy import obey
from tests.helpers.shared_statements import share

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

pytest_plugins = ["tests.helpers.central_databases"]

# The same examples on every machine and no limit by the clock: a slow machine is not a wrong program.
settings.register_profile("house", derandomize=True, deadline=None, database=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))

LOOPBACK = ("127.", "::1", "localhost")
ENDS_WITHIN_S = 5


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give the run a home folder of its own and no keyring, so that no test touches what is a person's."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
            patch.setenv(name, str(folder))
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            patch.setenv(f"XDG_{name}_HOME", str(folder / name.lower()))
        patch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={folder}/no-bus")
        yield folder


@pytest.fixture(scope="session", autouse=True)
def _only_loopback() -> Iterator[None]:
    """Refuse every connection that would leave this machine."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0]) if isinstance(address, tuple) else str(address)
            if not host.startswith(LOOPBACK):
                raise RuntimeError(f"a test reached for the network: {host}")
        connect(self, address)  # type: ignore[arg-type]  # whatever was passed is passed on

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_here)
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_policy_of_the_machine() -> Iterator[None]:
    """Obey nothing that an administrator has set for the computer the tests run on."""
    with pytest.MonkeyPatch.context() as patch:
        obey(patch, NOTHING)
        yield


@pytest.fixture(scope="session", autouse=True)
def _statements_compiled_once() -> Iterator[None]:
    """Compile a statement once a run, not once for every store that is opened."""
    with pytest.MonkeyPatch.context() as patch:
        share(patch)
        yield


class _Warnings(logging.Handler):
    """Keep what was logged as a warning or worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _nothing_unexpected_in_the_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test during which kacdesk logged a warning, unless it asked for the log: takes `caplog`."""
    if "caplog" in request.fixturenames:
        yield
        return
    warnings, logger = _Warnings(), logging.getLogger("kacdesk")
    logger.addHandler(warnings)
    yield
    logger.removeHandler(warnings)
    assert warnings.lines == [], "logged without being asked for; take caplog and assert it"


@pytest.fixture(autouse=True)
def _no_thread_left_running() -> Iterator[None]:
    """Fail a test that leaves a thread behind: a lane, server or runner was not closed."""
    before = set(threading.enumerate())
    yield
    started = [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]
    for thread in started:
        thread.join(ENDS_WITHIN_S)
    assert [thread.name for thread in started if thread.is_alive()] == []
