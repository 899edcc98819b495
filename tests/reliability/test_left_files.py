"""Files of a desk that are missing, cut off or of another day: what is said, what is lost, nothing is spoilt."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kacdesk.central.database import Database
from kacdesk.core.errors import Damaged, DeskError
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.overview import overview
from kacdesk.store import opening
from kacdesk.sync.cycle import Done, run_cycle
from kacdesk.sync.engine import Engine
from kacdesk.sync.transport import Transport
from kacdesk.vault.slots import Unlock
from tests.helpers import desk
from tests.sync.comparing import picture_at, picture_of
from tests.sync.conftest import UNLOCK, MakeDesk, alone, central
from tests.sync.conftest import desk as enrolled_desk

__all__ = ["alone", "central", "enrolled_desk"]

IN_THE_FILE, IN_THE_LOG = 5, 10
Way = Callable[[Path, Unlock], object]
BOTH_WAYS = pytest.mark.parametrize("way", [opening.open_for_writing, opening.open_for_reading])


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A desk that was closed in the evening: everything is in its file."""
    data = desk.copy_desk(tmp_path)
    with desk.opened(data) as context:
        _add(context, IN_THE_FILE)
    return data


@pytest.fixture
def killed(closed: Path, tmp_path: Path) -> Path:
    """The same desk as a kill left it some records later: the last ones are in the write-ahead log only."""
    with desk.opened(closed) as context:
        _add(context, IN_THE_LOG)
        left = Path(shutil.copytree(closed, tmp_path / "killed"))
    (left / "desk.db-shm").unlink()
    return left


def _add(context: Context, count: int) -> None:
    for _ in range(count):
        records.save(context, "received_document", desk.document())


def _count(data: Path) -> int:
    with desk.opened(data) as context:
        return len(desk.registered(context.store, "received_document"))


def _bytes(data: Path) -> dict[str, bytes]:
    return {name: (data / name).read_bytes() for name in ("desk.db", "desk.db-wal", "key.slots")}


def test_a_missing_index_of_the_log_is_made_anew(killed: Path) -> None:
    assert not (killed / "desk.db-shm").exists()
    assert _count(killed) == IN_THE_FILE + IN_THE_LOG


def test_a_page_torn_while_the_log_was_brought_in_is_taken_from_the_log(killed: Path) -> None:
    """A power cut in the middle of a checkpoint: the file has half a page, the log still has the whole one."""
    raw = (killed / "desk.db-wal").read_bytes()
    frames = range(32, len(raw), 24 + 4096)
    pages = {int.from_bytes(raw[at : at + 4]) for at in frames}
    with (killed / "desk.db").open("r+b") as file:
        for page in pages:
            file.seek((page - 1) * 4096 + 2048)
            file.write(bytes(2048))
    assert _count(killed) == IN_THE_FILE + IN_THE_LOG


def test_a_missing_log_leaves_what_was_in_the_file(killed: Path) -> None:
    """It cannot be told from a clean end; docs/reliability.md says what that means."""
    (killed / "desk.db-wal").unlink()
    assert _count(killed) == IN_THE_FILE


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_log_that_was_cut_off_gives_the_whole_transactions_before_the_cut(
    killed: Path, share: float
) -> None:
    log = killed / "desk.db-wal"
    raw = log.read_bytes()
    log.write_bytes(raw[: int(len(raw) * share)])
    assert IN_THE_FILE <= _count(killed) < IN_THE_FILE + IN_THE_LOG
    assert _count(killed) == _count(killed)


@BOTH_WAYS
def test_a_log_that_is_broken_in_the_middle_is_damage_and_nothing_is_touched(killed: Path, way: Way) -> None:
    log = killed / "desk.db-wal"
    raw = bytearray(log.read_bytes())
    raw[len(raw) // 2] ^= 1
    log.write_bytes(raw)
    before = _bytes(killed)
    with pytest.raises(Damaged, match=r"desk\.db-wal"):
        way(killed, desk.BESIDE)
    assert _bytes(killed) == before


def test_a_broken_last_transaction_is_left_out_with_a_warning(
    killed: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """After a power cut this is how an unfinished transaction looks, so it may not stop the desk."""
    log = killed / "desk.db-wal"
    raw = bytearray(log.read_bytes())
    raw[-100] ^= 1
    log.write_bytes(raw)
    assert _count(killed) == IN_THE_FILE + IN_THE_LOG - 1
    assert [record.name for record in caplog.records if record.levelname == "WARNING"] == [
        "kacdesk.vault.left_log"
    ]


@BOTH_WAYS
def test_a_log_of_another_day_beside_the_file_is_damage_and_nothing_is_touched(
    closed: Path, killed: Path, way: Way
) -> None:
    """As when a file was put back from a backup and the log of the crash was left beside it."""
    with desk.opened(closed) as context:
        _add(context, IN_THE_LOG)
    (killed / "desk.db").write_bytes((closed / "desk.db").read_bytes())
    with desk.opened(closed) as context:
        _add(context, 3)
    (killed / "desk.db").write_bytes((closed / "desk.db").read_bytes())
    before = _bytes(killed)
    with pytest.raises(Damaged, match=r"desk\.db"):
        way(killed, desk.BESIDE)
    assert _bytes(killed) == before
    (killed / "desk.db-wal").unlink()
    assert _count(killed) == IN_THE_FILE + 2 * IN_THE_LOG + 3


@pytest.mark.parametrize("share", [0.0, 0.0001, 0.3, 0.7, 0.99])
@BOTH_WAYS
def test_a_file_that_was_cut_off_is_damage(closed: Path, way: Way, share: float) -> None:
    path = closed / "desk.db"
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * share)])
    with pytest.raises(Damaged, match=r"desk\.db"):
        way(closed, desk.BESIDE)
    assert len(path.read_bytes()) == int(len(raw) * share)


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.9])
def test_a_slot_file_that_was_cut_off_is_damage(closed: Path, share: float) -> None:
    path = closed / "key.slots"
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * share)])
    with pytest.raises(DeskError, match=r"key\.slots"):
        opening.open_for_writing(closed, desk.BESIDE)


def test_a_desk_that_lost_its_log_gets_back_what_it_had_sent(
    enrolled_desk: MakeDesk, database: Database, tmp_path: Path
) -> None:
    context = enrolled_desk("pirmais")
    folder = context.store.path.parent
    _add(context, IN_THE_FILE)
    context.store.close()
    again = Context(opening.open_for_writing(folder, UNLOCK), context.actor)
    _add(again, IN_THE_LOG)
    assert _cycle(again).trouble is None
    series = overview(again.store).series
    left = Path(shutil.copytree(folder, tmp_path / "left"))
    again.store.close()
    (left / "desk.db-wal").unlink()
    lost = Context(opening.open_for_writing(left, UNLOCK), context.actor)
    assert len(desk.registered(lost.store, "received_document")) == IN_THE_FILE
    for _ in range(2):
        assert _cycle(lost).trouble is None
    assert picture_of(lost.store) == picture_at(database)
    assert len(desk.registered(lost.store, "received_document")) == IN_THE_FILE + IN_THE_LOG
    assert overview(lost.store).series != series
    lost.store.close()


def _cycle(context: Context) -> Done:
    transport = Transport(overview(context.store).central_url or "")
    try:
        return run_cycle(context.store, transport, Engine(random.Random(5)))
    finally:
        transport.close()
