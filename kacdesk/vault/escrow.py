"""This file is the place where a store's key is given in escrow, and taken out of it by two hands.

A desk seals its key to a public key whose private half lies offline with the keeper of the central store. Whoever holds
that half can make a way back to the key for one disk: a slot in a file, opened by a passphrase of its own.
"""

import os
from pathlib import Path
from uuid import UUID

import msgspec

from kacdesk.core.errors import Refused, Usage
from kacdesk.core.text import t
from kacdesk.vault.faults import translated
from kacdesk.vault.sealing import NotForUs, key_mark, new_keypair, public_half, seal, unseal
from kacdesk.vault.slot_file import (
    HandedOut,
    Slot,
    load_slots,
    open_passphrase_slot,
    passphrase_slot,
    require_key,
    write_slots,
)
from kacdesk.vault.slots import Unlock

_KEY_BYTES = 32
_MARK_BYTES = 8
_VERSION = 1
_QUICK = (16 * 1024, 1)


class EscrowKey(msgspec.Struct, omit_defaults=True):
    """The private half as it lies offline: in `private`, or in a slot that a passphrase opens."""

    version: int
    public: str
    private: str = ""
    slot: Slot | None = None


def add_escrow_slot(folder: Path, key: bytes, *, public: bytes, device: UUID) -> bytes:
    """Seal the folder's key to the escrow key, keep that among its slots, and return it for the central store."""
    file = load_slots(folder)
    require_key(file, key)
    sealed = key_mark(public) + seal(public, key + bytes.fromhex(file.identity), _info(device))
    slot = Slot(kind="escrow", account=device.hex, wrapped=sealed.hex())
    file.slots = [*(one for one in file.slots if one.kind != "escrow"), slot]
    write_slots(folder, file)
    return sealed


def sealed_to(sealed: bytes, public: bytes) -> bool:
    """Say whether what a desk sent is sealed to this escrow key."""
    return sealed[:_MARK_BYTES] == key_mark(public)


def new_escrow_key(path: Path, *, passphrase: str | None, cost: tuple[int, int] = Unlock().cost) -> bytes:
    """Make a pair, write its private half to a new file that only its owner may read, and return the public half."""
    private, public = new_keypair()
    if passphrase is None:
        kept = EscrowKey(version=_VERSION, public=public.hex(), private=private.hex())
    else:
        slot = passphrase_slot(public.hex(), private, passphrase, cost=cost)
        kept = EscrowKey(version=_VERSION, public=public.hex(), slot=slot)
    write_new(path, msgspec.json.encode(kept))
    return public


def read_escrow_key(path: Path, *, passphrase: str | None) -> bytes:
    """Return the private half; raises Usage for a file that is none, Refused without its passphrase."""
    try:
        kept = msgspec.json.decode(path.read_bytes(), type=EscrowKey)
        private = bytes.fromhex(kept.private)
    except (OSError, msgspec.DecodeError, ValueError) as error:
        raise Usage(
            t("Datne “{name}” nav glabājamās atslēgas privātā puse.", name=path.name),
            effect=t("Nekas nav atvērts."),
            remedy=t("Norādiet datni, kas izveidota ar “kacdesk-central escrow new”."),
        ) from error
    if kept.slot is not None:
        if passphrase is None:
            raise Refused(
                t("Glabājamo atslēgu sargā paroles frāze."),
                effect=t("Nekas nav atvērts."),
                remedy=t("Norādiet tās datni ar --protected-by."),
            )
        private = open_passphrase_slot(kept.slot, kept.public, passphrase)
    if len(private) != _KEY_BYTES or public_half(private).hex() != kept.public:
        raise Usage(
            t("Datne “{name}” ir bojāta.", name=path.name),
            effect=t("Nekas nav atvērts."),
            remedy=t("Izmantojiet tās otru eksemplāru."),
        )
    return private


def hand_out(sealed: bytes, private: bytes, *, device: UUID, code: str, path: Path) -> None:
    """Open what a desk gave in escrow and write a slot for its disk to `path`; raises Refused for another key.

    `code` is drawn at random and long (`wire.tickets`), so that nothing has to be made slow for whoever guesses.
    """
    try:
        plain = unseal(private, sealed[_MARK_BYTES:], _info(device))
    except NotForUs as error:
        raise Refused(
            t("Šī privātā atslēga neatver šīs darbvietas glabājumu."),
            effect=t("Nekas nav atvērts."),
            remedy=t("Lietojiet atslēgu, kas bija spēkā, kad darbvieta savu atslēgu nodeva."),
        ) from error
    key, identity = plain[:_KEY_BYTES], plain[_KEY_BYTES:].hex()
    slot = passphrase_slot(identity, key, code, cost=_QUICK)
    write_new(
        path,
        msgspec.json.encode(HandedOut(version=_VERSION, identity=identity, device=device.hex, slot=slot)),
    )


def write_new(path: Path, raw: bytes) -> None:
    """Write a file of secrets that was not there before, for its owner alone; forced to the disk."""
    if path.exists():
        raise Usage(
            t("Datne “{name}” jau ir.", name=path.name),
            effect=t("Tā nav mainīta."),
            remedy=t("Norādiet citu nosaukumu."),
        )
    with translated(path):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(raw)
            stream.flush()
            os.fsync(stream.fileno())


def _info(device: UUID) -> bytes:
    return b"kacdesk escrow v1" + device.bytes
