"""This file is the place where the system's keyring is shown to be used, or refused with its ways out."""

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from kacdesk.core.errors import Refused
from kacdesk.core.ids import new_id
from kacdesk.vault import keyrings
from kacdesk.vault.escrow import add_escrow_slot, hand_out
from kacdesk.vault.sealing import new_keypair
from kacdesk.vault.slot_file import load_slots
from kacdesk.vault.slots import SLOTS_NAME, Unlock, add_slot, destroy_slots, has_key, obtain_key


class MemoryKeyring(KeyringBackend):
    """A keyring of the test's own: the system's is a border that is not ours."""

    priority = 5.0
    kept: dict[tuple[str, str], str] = {}  # noqa: RUF012 -- emptied for every test
    locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked("locked")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise KeyringLocked("locked")
        self.kept[(service, username)] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[(service, username)]


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[MemoryKeyring]]:
    before = keyring.get_keyring()
    monkeypatch.setattr(keyrings, "_candidates", lambda: (MemoryKeyring,))
    monkeypatch.setattr(MemoryKeyring, "kept", {})
    yield MemoryKeyring
    keyring.set_keyring(before)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "data"
    made.mkdir()
    return made


def test_without_a_keyring_nothing_is_made_and_both_ways_out_are_named(folder: Path) -> None:
    with pytest.raises(Refused) as refused:
        obtain_key(folder, Unlock(), create=True)
    assert refused.value.exit_code == 3
    assert "atslēgu glabātuvi" in refused.value.remedy
    assert "--passphrase-file" in refused.value.remedy
    assert not has_key(folder)


def test_a_plain_file_never_stands_in_for_a_keyring(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.vault.test_keyrings.MemoryKeyring")
    with pytest.raises(Refused):
        obtain_key(folder, Unlock(), create=True)


def test_a_key_kept_in_the_keyring_opens_again(folder: Path, memory: type[MemoryKeyring]) -> None:
    key = obtain_key(folder, Unlock(), create=True)
    assert obtain_key(folder, Unlock()) == key
    ((service, account), secret) = next(iter(memory.kept.items()))
    assert service == "kacdesk"
    assert account.split("/")[0] in (folder / SLOTS_NAME).read_text()
    assert bytes.fromhex(secret) != key, "the keyring holds what opens the key, not the key"


def test_the_slot_file_alone_does_not_open_a_keyring_store(folder: Path, memory: type[MemoryKeyring]) -> None:
    key = obtain_key(folder, Unlock(), create=True)
    (secret,) = memory.kept.values()
    raw = (folder / SLOTS_NAME).read_bytes()
    assert secret.encode() not in raw
    assert key.hex().encode() not in raw
    memory.kept.clear()
    with pytest.raises(Refused, match="neder"):
        obtain_key(folder, Unlock())


def test_a_keyring_that_was_given_another_secret_is_refused(
    folder: Path, memory: type[MemoryKeyring]
) -> None:
    obtain_key(folder, Unlock(), create=True)
    memory.kept.update(dict.fromkeys(memory.kept, "00" * 32))
    with pytest.raises(Refused, match="neder"):
        obtain_key(folder, Unlock())


def test_a_locked_keyring_is_refused_with_the_ways_out(
    folder: Path, memory: type[MemoryKeyring], monkeypatch: pytest.MonkeyPatch
) -> None:
    obtain_key(folder, Unlock(), create=True)
    monkeypatch.setattr(memory, "locked", True)
    with pytest.raises(Refused, match="glabātuve"):
        obtain_key(folder, Unlock())


def test_a_passphrase_slot_beside_the_keyring_slot_is_a_way_back(
    folder: Path, memory: type[MemoryKeyring]
) -> None:
    key = obtain_key(folder, Unlock(), create=True)
    spare = Unlock(passphrase="zilonis upe lapa sniegs", cost=(1024, 1))
    add_slot(folder, key, spare)
    memory.kept.clear()
    assert obtain_key(folder, spare) == key


def test_a_folder_made_from_a_copy_leaves_the_keyring_open_the_first_one(
    folder: Path, memory: type[MemoryKeyring]
) -> None:
    """A restore beside the desk, opened by the recovery key, is given this user's keyring too."""
    key = obtain_key(folder, Unlock(), create=True)
    second = folder.parent / "second"
    second.mkdir()
    (second / SLOTS_NAME).write_bytes((folder / SLOTS_NAME).read_bytes())
    add_slot(second, key, Unlock())
    assert obtain_key(folder, Unlock()) == obtain_key(second, Unlock()) == key


def test_a_keyring_that_was_emptied_by_a_password_reset_is_mended_from_escrow(
    folder: Path, memory: type[MemoryKeyring], tmp_path: Path
) -> None:
    key, device = obtain_key(folder, Unlock(), create=True), new_id()
    private, public = new_keypair()
    sealed = add_escrow_slot(folder, key, public=public, device=device)
    memory.kept.clear()
    with pytest.raises(Refused, match="neder"):
        obtain_key(folder, Unlock())
    hand_out(sealed, private, device=device, code="KODS" * 5, path=tmp_path / "way.slot")
    way = Unlock(slot_file=tmp_path / "way.slot", passphrase="KODS" * 5)
    assert obtain_key(folder, way) == key
    add_slot(folder, key, Unlock())
    assert obtain_key(folder, Unlock()) == key
    assert [slot.kind for slot in load_slots(folder).slots] == ["escrow", "keyring"]


def test_a_second_account_of_the_computer_gets_a_slot_of_its_own(
    folder: Path, memory: type[MemoryKeyring], monkeypatch: pytest.MonkeyPatch
) -> None:
    key = obtain_key(folder, Unlock(), create=True)
    monkeypatch.setattr("getpass.getuser", lambda: "otrs")
    with pytest.raises(Refused):
        obtain_key(folder, Unlock())
    add_slot(folder, key, Unlock())
    assert obtain_key(folder, Unlock()) == key
    monkeypatch.undo()
    assert len([slot for slot in load_slots(folder).slots if slot.kind == "keyring"]) == 2


def test_destroyed_slots_leave_neither_the_file_nor_the_secret(
    folder: Path, memory: type[MemoryKeyring]
) -> None:
    obtain_key(folder, Unlock(), create=True)
    destroy_slots(folder)
    assert not has_key(folder)
    assert memory.kept == {}
    destroy_slots(folder)
