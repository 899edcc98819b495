"""This file is the place where the random key of a store lies in its slots, each of which can open it alone."""

import os
import secrets
import sys
from pathlib import Path

import msgspec
from argon2.exceptions import HashingError

from kacdesk.core.errors import Refused, Usage
from kacdesk.core.ids import new_id
from kacdesk.core.text import t
from kacdesk.vault import keyrings
from kacdesk.vault.faults import translated
from kacdesk.vault.slot_file import SLOTS_NAME as SLOTS_NAME
from kacdesk.vault.slot_file import (
    VERSION,
    HandedOut,
    Slot,
    check_of,
    damaged_slots,
    kek_of,
    load_slots,
    open_passphrase_slot,
    passphrase_slot,
    require_key,
    unwrap,
    wrap,
    write_slots,
)
from kacdesk.vault.slot_file import SlotFile as SlotFile
from kacdesk.vault.slot_file import WrongKey as WrongKey
from kacdesk.vault.slot_file import has_key as has_key

SHORTEST_PASSPHRASE = 12
_KEY_BYTES = 32


class Unlock(msgspec.Struct, frozen=True):
    """By which slot a store is opened: a passphrase from a file or a person, the sample's key, else the keyring.

    `beside_data` is for the made-up sample alone. `cost` (argon2id memory in KiB, passes) is used when a
    passphrase slot is made; the default takes about half a second on an old PC. `slot_file` is a way to the key that
    was handed out from escrow (`vault.escrow`); the passphrase is then that of this file.
    """

    passphrase_file: Path | None = None
    passphrase: str | None = None
    beside_data: bool = False
    cost: tuple[int, int] = (256 * 1024, 3)
    slot_file: Path | None = None


def obtain_key(folder: Path, unlock: Unlock, *, create: bool = False) -> bytes:
    """Return the store's 32-byte key by the given slot; with `create` make a new one where there is none.

    Raises Refused for a wrong passphrase or a missing keyring, Damaged for an unreadable slot file, Usage for
    a passphrase file that is not fit.
    """
    path = folder / SLOTS_NAME
    if not path.exists():
        if not create:
            raise Refused(
                t("Datu mapē nav atslēgas datnes {name}.", name=SLOTS_NAME),
                effect=t("Dati nav atvērti un nav mainīti."),
                remedy=t(
                    "Pārbaudiet, vai norādīta pareizā datu mape (--data), vai atjaunojiet to no rezerves kopijas."
                ),
            )
        return _create(path, unlock)
    file = load_slots(folder)
    try:
        key = _open(file, unlock, folder)
    except (ValueError, HashingError) as error:
        raise damaged_slots() from error
    if len(key) != _KEY_BYTES:
        raise damaged_slots()
    require_key(file, key)
    return key


def asks_passphrase(folder: Path) -> bool:
    """Say whether only a passphrase opens the folder's store, so that a person has to be asked for it."""
    if not has_key(folder):
        return False
    kinds = {slot.kind for slot in load_slots(folder).slots}
    return "passphrase" in kinds and not kinds & {"keyring", "beside"}


def takes_passphrase(folder: Path) -> bool:
    """Say whether a passphrase opens the folder's store beside other ways: a person has kept one for bad days."""
    return has_key(folder) and any(slot.kind == "passphrase" for slot in load_slots(folder).slots)


def is_sample(folder: Path) -> bool:
    """Say whether the folder's key lies beside its data, which only the made-up sample may do."""
    return has_key(folder) and any(slot.kind == "beside" for slot in load_slots(folder).slots)


def add_slot(folder: Path, key: bytes, unlock: Unlock) -> None:
    """Add one more way to a key that is already open (a second user of the PC, a passphrase).

    A keyring slot takes the place of this user's earlier one, which a new secret could not open any more.
    """
    file = load_slots(folder)
    require_key(file, key)
    if unlock.beside_data:
        raise Refused(
            t("Atslēga datiem blakus drīkst būt tikai parauga mapē."), effect=t("Nekas nav mainīts.")
        )
    slot = _new_slot(file.identity, key, unlock, folder)
    if slot.kind == "keyring":
        file.slots = [one for one in file.slots if (one.kind, one.account) != ("keyring", slot.account)]
    file.slots.append(slot)
    write_slots(folder, file)


def destroy_slots(folder: Path) -> None:
    """Destroy every way to the folder's key that this computer holds: nobody can read its data again.

    The file is written over before it goes, and this user's entry leaves the keyring.
    """
    path = folder / SLOTS_NAME
    if not path.exists():
        return
    file = load_slots(folder)
    with translated(path):
        size = path.stat().st_size
        with path.open("r+b") as stream:
            stream.write(secrets.token_bytes(size))
            stream.flush()
            os.fsync(stream.fileno())
        path.unlink()
    if any(slot.kind == "keyring" for slot in file.slots):
        keyrings.forget(file.identity)


def _create(path: Path, unlock: Unlock) -> bytes:
    key = secrets.token_bytes(32)
    identity = new_id().hex
    slot = _new_slot(identity, key, unlock, path.parent)
    write_slots(path.parent, SlotFile(version=VERSION, identity=identity, check=check_of(key), slots=[slot]))
    return key


def _new_slot(identity: str, key: bytes, unlock: Unlock, folder: Path) -> Slot:
    if unlock.beside_data:
        return Slot(kind="beside", plain=key.hex())
    nonce = secrets.token_bytes(12)
    passphrase = _passphrase(unlock, folder)
    if passphrase is None:
        kek = keyrings.fetch(identity) or secrets.token_bytes(32)  # another folder with this key may use it
        keyrings.keep(identity, kek)
        return Slot(
            kind="keyring",
            account=keyrings.account(identity),
            nonce=nonce.hex(),
            wrapped=wrap(kek, nonce, key, identity),
        )
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise Refused(
            t("Paroles frāze ir par īsu."),
            effect=t("Dati nav izveidoti."),
            remedy=t(
                "Izvēlieties vismaz {count} rakstzīmes, piemēram, piecus nejaušus vārdus.",
                count=SHORTEST_PASSPHRASE,
            ),
        )
    return passphrase_slot(identity, key, passphrase, cost=unlock.cost)


def _open(file: SlotFile, unlock: Unlock, folder: Path) -> bytes:
    beside = next((slot for slot in file.slots if slot.kind == "beside"), None)
    if beside is not None:
        return bytes.fromhex(beside.plain)
    passphrase = _passphrase(unlock, folder)
    if unlock.slot_file is not None:
        return _handed_out(file, unlock.slot_file, passphrase)
    if passphrase is not None:
        candidates = [slot for slot in file.slots if slot.kind == "passphrase"]
        keks = [kek_of(slot, passphrase) for slot in candidates]
    else:
        candidates = [slot for slot in file.slots if slot.kind == "keyring"]
        if not candidates:
            raise Refused(
                t("Šo datu krātuvi atver ar paroles frāzi."),
                effect=t("Dati nav atvērti un nav mainīti."),
                remedy=t("Norādiet paroles frāzes datni: --passphrase-file DATNE."),
            )
        kept = keyrings.fetch(file.identity)
        keks = [kept] * len(candidates) if kept else []
    for slot, kek in zip(candidates, keks, strict=False):
        key = unwrap(kek, slot, file.identity)
        if key is not None:
            return key
    raise WrongKey


def _handed_out(file: SlotFile, path: Path, passphrase: str | None) -> bytes:
    """Return the key by a slot that lies in a file of its own."""
    try:
        given = msgspec.json.decode(path.read_bytes(), type=HandedOut)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Usage(
            t("Atslēgas datne “{name}” nav nolasāma.", name=path.name),
            effect=t("Dati nav atvērti un nav mainīti."),
            remedy=t("Norādiet datni, ko izsniedza ar “kacdesk-central escrow open”."),
        ) from error
    if given.identity != file.identity or passphrase is None:
        raise WrongKey
    return open_passphrase_slot(given.slot, given.identity, passphrase)


def _passphrase(unlock: Unlock, folder: Path) -> str | None:
    if unlock.passphrase is not None:
        return unlock.passphrase
    if unlock.passphrase_file is None:
        return None
    path = unlock.passphrase_file
    if not path.is_file():
        raise Usage(
            t("Paroles frāzes datne “{name}” nav atrasta.", name=path.name),
            effect=t("Dati nav atvērti un nav mainīti."),
            remedy=t("Pārbaudiet ceļu aiz --passphrase-file."),
        )
    if path.resolve().is_relative_to(folder.resolve()):
        raise Refused(
            t("Paroles frāzes datne atrodas datu mapē, kur to nozagtu kopā ar datiem."),
            effect=t("Dati nav atvērti un nav mainīti."),
            remedy=t("Pārvietojiet datni ārpus datu mapes."),
        )
    if sys.platform != "win32" and path.stat().st_mode & 0o077:
        raise Refused(
            t("Paroles frāzes datni var lasīt arī citi datora lietotāji."),
            effect=t("Dati nav atvērti un nav mainīti."),
            remedy=t("Atļaujiet to lasīt tikai īpašniekam: chmod 600 {name}.", name=path.name),
        )
    try:
        return path.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Usage(
            t("Paroles frāzes datni “{name}” nevar nolasīt.", name=path.name),
            effect=t("Dati nav atvērti un nav mainīti."),
            remedy=t("Tai jābūt teksta datnei UTF-8 kodējumā, ko drīkst lasīt datora lietotājs."),
        ) from error
