"""This file is the place where tests of updates get a computer, a desk with records on it, and a signed source."""

from pathlib import Path

import pytest

from kacdesk.services import records
from kacdesk.services.context import Context
from tests.helpers import desk
from tests.update.made_versions import Machine, machine
from tests.update.signed_source import SignedSource


@pytest.fixture
def computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Return a computer with this version installed; this process looks at its state folder too."""
    made = machine(tmp_path / "computer")
    monkeypatch.setenv("KACDESK_STATE", str(made.state))
    return made


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a desk with two visits, that nobody has open."""
    folder = desk.copy_desk(tmp_path)
    with desk.opened(folder) as context:
        for _ in range(2):
            _visit(context)
    return folder


def _visit(context: Context) -> None:
    records.save(context, "visit", desk.visit(), {"visit_service": [desk.line()]})


@pytest.fixture
def source(tmp_path: Path, computer: Machine) -> SignedSource:
    """Return a signed source whose beginning this computer trusts."""
    made = SignedSource(tmp_path / "source", tmp_path / "keys")
    made.act("init")
    (computer.state / "root.json").write_bytes((made.folder / "metadata/1.root.json").read_bytes())
    return made
