"""Copies go where IT has set, by themselves, and back where they went once IT sets nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kacdesk.core.errors import Refused
from kacdesk.core.policy import NOTHING
from kacdesk.services.context import Context
from kacdesk.store.copies import name_medium, read_copies
from kacdesk.store.copies_by_it import take_up
from kacdesk.sync.beside import HourlyCopies
from tests.helpers.desk import copy_desk, opened
from tests.helpers.machine_policy import no_sample, obey, settings


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    with opened(copy_desk(tmp_path)) as desk:
        no_sample(desk.store)
        yield desk


@pytest.fixture
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where IT wants the copies; it is not there yet."""
    obey(monkeypatch, settings(copies_folder=str(tmp_path / "share")))
    return tmp_path / "share"


def test_copies_begin_by_themselves_as_soon_as_the_folder_is_there(context: Context, share: Path) -> None:
    assert not HourlyCopies(context.store).turn()
    assert read_copies(context.store).folder == share
    assert not share.exists()
    share.mkdir()
    assert HourlyCopies(context.store).turn()
    assert len(list(share.glob("kacdesk-BALVI-*/2*"))) == 1


def test_once_copied_a_medium_that_is_away_is_not_begun_anew(context: Context, share: Path) -> None:
    share.mkdir()
    assert HourlyCopies(context.store).turn()
    share.rename(share.with_name("away"))
    share.mkdir()
    take_up(context.store)
    assert list(share.iterdir()) == []
    name_medium(context.store, share)
    assert HourlyCopies(context.store).turn()


def test_nobody_names_another_medium_or_none(context: Context, share: Path, tmp_path: Path) -> None:
    take_up(context.store)
    for other in (tmp_path, None):
        with pytest.raises(Refused, match="noteicis IT"):
            name_medium(context.store, other)
    assert read_copies(context.store).folder == share


@pytest.mark.parametrize("named", [True, False])
def test_what_was_named_in_the_program_comes_back(
    context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: bool
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    if named:
        name_medium(context.store, stick)
    for place in ("one", "two"):
        obey(monkeypatch, settings(copies_folder=str(tmp_path / place)))
        take_up(context.store)
        assert read_copies(context.store).folder == tmp_path / place
    obey(monkeypatch, NOTHING)
    take_up(context.store)
    assert read_copies(context.store).folder == (stick if named else None)
    assert HourlyCopies(context.store).turn() is named


def test_a_folder_within_the_data_is_refused(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    obey(monkeypatch, settings(copies_folder=str(context.store.path.parent / "kopijas")))
    with pytest.raises(Refused, match="datu mapē pašā"):
        take_up(context.store)
    assert not HourlyCopies(context.store).turn()
    assert read_copies(context.store).folder is None


def test_the_sample_obeys_nothing(tmp_path: Path, share: Path) -> None:
    share.mkdir()
    with opened(copy_desk(tmp_path / "sample")) as desk:
        assert not HourlyCopies(desk.store).turn()
    assert list(share.iterdir()) == []
