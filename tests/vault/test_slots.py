"""This file is the place where the key's slots are shown to open for the right hands and for no others."""

import stat
import sys
from pathlib import Path

import msgspec
import pytest

from kacdesk.core.errors import Damaged, DeskError, Refused, Usage
from kacdesk.vault import slots
from kacdesk.vault.slots import SLOTS_NAME, SlotFile, Unlock, add_slot, has_key, is_sample, obtain_key

PHRASE = "zilonis upe lapa sniegs"
OTHER = "cits vārds pavisam nepareizs"
CHEAP = (1024, 1)


def by(phrase: str) -> Unlock:
    return Unlock(passphrase=phrase, cost=CHEAP)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "data"
    made.mkdir()
    return made


def phrase_file(path: Path, text: str = PHRASE, mode: int = 0o600) -> Path:
    path.write_text(text + "\n", encoding="utf-8")
    path.chmod(mode)
    return path


def test_the_passphrase_that_made_the_key_opens_it_again(folder: Path) -> None:
    key = obtain_key(folder, by(PHRASE), create=True)
    assert len(key) == 32
    assert obtain_key(folder, by(PHRASE)) == key


def test_a_wrong_passphrase_is_refused_and_changes_nothing(folder: Path) -> None:
    obtain_key(folder, by(PHRASE), create=True)
    before = (folder / SLOTS_NAME).read_bytes()
    with pytest.raises(Refused, match="neder") as refused:
        obtain_key(folder, by(OTHER))
    assert refused.value.exit_code == 3
    assert (folder / SLOTS_NAME).read_bytes() == before


def test_two_stores_never_share_a_key(tmp_path: Path) -> None:
    keys = set()
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        keys.add(obtain_key(tmp_path / name, by(PHRASE), create=True))
    assert len(keys) == 2


def test_a_passphrase_file_opens_what_the_same_words_opened(folder: Path, tmp_path: Path) -> None:
    key = obtain_key(folder, by(PHRASE), create=True)
    file = phrase_file(tmp_path / "phrase.txt", "\ufeff" + PHRASE)
    assert obtain_key(folder, Unlock(passphrase_file=file)) == key


def test_a_short_passphrase_is_refused_and_no_key_is_made(folder: Path) -> None:
    with pytest.raises(Refused, match="par īsu"):
        obtain_key(folder, by("īsa frāze"), create=True)
    assert not has_key(folder)


def test_a_missing_passphrase_file_is_named(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(Usage, match=r"nav\.txt"):
        obtain_key(folder, Unlock(passphrase_file=tmp_path / "nav.txt"), create=True)
    assert not has_key(folder)


def test_a_passphrase_file_that_is_no_text_is_refused(folder: Path, tmp_path: Path) -> None:
    file = phrase_file(tmp_path / "phrase.bin")
    file.write_bytes(b"\xff\xfe\x00\x81 not utf-8")
    with pytest.raises(Usage, match="nevar nolasīt"):
        obtain_key(folder, Unlock(passphrase_file=file), create=True)


def test_a_passphrase_file_inside_the_data_folder_is_refused(folder: Path) -> None:
    file = phrase_file(folder / "phrase.txt")
    with pytest.raises(Refused, match="atrodas datu mapē"):
        obtain_key(folder, Unlock(passphrase_file=file), create=True)
    assert not has_key(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no mode bits")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o622])
def test_a_passphrase_file_that_others_may_touch_is_refused(folder: Path, tmp_path: Path, mode: int) -> None:
    file = phrase_file(tmp_path / "phrase.txt", mode=mode)
    with pytest.raises(Refused, match="arī citi"):
        obtain_key(folder, Unlock(passphrase_file=file), create=True)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no mode bits")
def test_only_the_owner_may_read_the_slot_file(folder: Path) -> None:
    obtain_key(folder, by(PHRASE), create=True)
    assert stat.S_IMODE((folder / SLOTS_NAME).stat().st_mode) == 0o600


def test_a_folder_without_a_slot_file_is_refused_unless_one_is_to_be_made(folder: Path) -> None:
    with pytest.raises(Refused, match=r"key\.slots"):
        obtain_key(folder, by(PHRASE))


def test_the_key_stands_nowhere_in_clear(folder: Path) -> None:
    key = obtain_key(folder, by(PHRASE), create=True)
    raw = (folder / SLOTS_NAME).read_bytes()
    for part in (key, key.hex().encode(), key.hex().upper().encode(), PHRASE.encode()):
        assert part not in raw
    assert not is_sample(folder)


def test_only_the_sample_has_its_key_beside_it_and_says_so(folder: Path) -> None:
    key = obtain_key(folder, Unlock(beside_data=True), create=True)
    assert key.hex().encode() in (folder / SLOTS_NAME).read_bytes()
    assert is_sample(folder)
    assert obtain_key(folder, Unlock()) == key


def test_a_real_key_can_never_be_laid_beside_its_data(folder: Path) -> None:
    key = obtain_key(folder, by(PHRASE), create=True)
    before = (folder / SLOTS_NAME).read_bytes()
    with pytest.raises(Refused, match="parauga"):
        add_slot(folder, key, Unlock(beside_data=True))
    assert (folder / SLOTS_NAME).read_bytes() == before


def test_a_second_slot_opens_the_same_key_and_the_first_still_does(folder: Path) -> None:
    key = obtain_key(folder, by(PHRASE), create=True)
    add_slot(folder, key, by(OTHER))
    assert obtain_key(folder, by(PHRASE)) == obtain_key(folder, by(OTHER)) == key


def test_a_slot_for_another_key_is_refused(folder: Path) -> None:
    obtain_key(folder, by(PHRASE), create=True)
    with pytest.raises(Refused, match="neder"):
        add_slot(folder, bytes(32), by(OTHER))


def test_a_store_with_a_passphrase_asks_for_it_by_its_option(folder: Path) -> None:
    obtain_key(folder, by(PHRASE), create=True)
    with pytest.raises(Refused, match="--passphrase-file"):
        obtain_key(folder, Unlock())


@pytest.mark.parametrize("kept", [0, 1, 40, -1, -30])
def test_a_truncated_slot_file_is_damaged(folder: Path, kept: int) -> None:
    obtain_key(folder, by(PHRASE), create=True)
    path = folder / SLOTS_NAME
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(Damaged, match=r"key\.slots ir bojāta") as damaged:
        obtain_key(folder, by(PHRASE))
    assert damaged.value.exit_code == 5


def test_no_flipped_byte_of_the_slot_file_opens_it_or_escapes_as_a_bug(folder: Path) -> None:
    key = obtain_key(folder, by(PHRASE), create=True)
    path = folder / SLOTS_NAME
    raw = path.read_bytes()
    opened = []
    for place in range(len(raw)):
        path.write_bytes(raw[:place] + bytes([raw[place] ^ 0x05]) + raw[place + 1 :])
        try:
            found = obtain_key(folder, by(PHRASE))
        except (Refused, Damaged):
            continue
        opened.append(place)
        assert found == key
    names = {raw[max(0, place - 12) : place + 12].decode() for place in opened}
    assert all("version" in name for name in names), names


def test_a_slot_with_an_impossible_cost_is_damaged_not_a_bug(folder: Path) -> None:
    obtain_key(folder, by(PHRASE), create=True)
    path = folder / SLOTS_NAME
    file = msgspec.json.decode(path.read_bytes(), type=SlotFile)
    file.slots[0].memory_kib = 1
    path.write_bytes(msgspec.json.encode(file))
    with pytest.raises(Damaged):
        obtain_key(folder, by(PHRASE))


def test_a_slot_file_of_a_newer_program_is_refused(folder: Path) -> None:
    obtain_key(folder, by(PHRASE), create=True)
    path = folder / SLOTS_NAME
    file = msgspec.json.decode(path.read_bytes(), type=SlotFile)
    file.version = 2
    path.write_bytes(msgspec.json.encode(file))
    with pytest.raises(Refused, match="jaunāka kacdesk versija"):
        obtain_key(folder, by(PHRASE))


def test_a_slot_file_moved_to_another_store_does_not_open_it(tmp_path: Path) -> None:
    """The identity is part of what is sealed: a slot cannot be carried into another file."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        obtain_key(tmp_path / name, by(PHRASE), create=True)
    ours, theirs = (
        msgspec.json.decode((tmp_path / name / SLOTS_NAME).read_bytes(), type=SlotFile) for name in ("a", "b")
    )
    ours.slots = theirs.slots
    (tmp_path / "a" / SLOTS_NAME).write_bytes(msgspec.json.encode(ours))
    with pytest.raises(Refused, match="neder"):
        obtain_key(tmp_path / "a", by(PHRASE))


def test_a_slot_file_that_cannot_be_written_leaves_the_old_one(folder: Path) -> None:
    key = obtain_key(folder, by(PHRASE), create=True)
    before = (folder / SLOTS_NAME).read_bytes()
    (folder / "key.new").mkdir()  # stands where the new file would be written first
    with pytest.raises(DeskError):
        add_slot(folder, key, by(OTHER))
    assert (folder / SLOTS_NAME).read_bytes() == before


def test_the_default_cost_is_what_the_house_decided() -> None:
    """256 MiB and three passes: about half a second on an old PC (docs/decisions)."""
    assert slots.Unlock().cost == (256 * 1024, 3)
