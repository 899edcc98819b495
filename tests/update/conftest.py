"""This file is the place where tests of updates get a computer, a desk with records on it, and a signed source."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kacdesk.services import records
from tests.helpers import desk
from tests.update.forking import Killer
from tests.update.made_versions import Machine, machine
from tests.update.signed_source import SignedSource


@pytest.fixture(scope="session")
def killer() -> Iterator[Killer]:
    """Return what begins processes that are to be killed, loaded once."""
    made = Killer()
    yield made
    made.end()


@pytest.fixture
def computer(tmp_path: Path, killer: Killer, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Return a computer with this version installed; this process looks at its state folder too."""
    made = machine(tmp_path / "computer", killer)
    monkeypatch.setenv("KACDESK_STATE", str(made.state))
    return made


@pytest.fixture(scope="session")
def two_visits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a desk with two visits, which others are copied from."""
    folder = desk.copy_desk(tmp_path_factory.mktemp("visited"))
    with desk.opened(folder) as context:
        for _ in range(2):
            records.save(context, "visit", desk.visit(), {"visit_service": [desk.line()]})
    return folder


@pytest.fixture
def data(tmp_path: Path, two_visits: Path) -> Path:
    """Return a desk with two visits, that nobody has open."""
    return Path(shutil.copytree(two_visits, tmp_path / "desk"))


@pytest.fixture
def source(tmp_path: Path, computer: Machine) -> SignedSource:
    """Return a signed source whose beginning this computer trusts."""
    made = SignedSource(tmp_path / "source", tmp_path / "keys")
    made.act("init")
    (computer.state / "root.json").write_bytes((made.folder / "metadata/1.root.json").read_bytes())
    return made
