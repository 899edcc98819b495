"""This file is the place where the slots of a key lie in their file, and each is wrapped and opened."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

import msgspec
from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kacdesk.core.durable import force_names
from kacdesk.core.errors import Damaged, Refused
from kacdesk.core.text import t
from kacdesk.vault.faults import translated

SLOTS_NAME = "key.slots"
_CHECK = b"kacdesk key check v1"
VERSION = 1


class Slot(msgspec.Struct, omit_defaults=True):
    """One way to the key. `wrapped` is the key sealed by AES-256-GCM; only the sample has it in `plain`.

    Of an `escrow` slot `wrapped` is sealed to the central store's offline key (`vault.escrow`); no person's secret
    opens it here.
    """

    kind: str
    nonce: str = ""
    wrapped: str = ""
    salt: str = ""
    memory_kib: int = 0
    passes: int = 0
    lanes: int = 0
    account: str = ""
    plain: str = ""


class SlotFile(msgspec.Struct):
    """The file `key.slots` beside the store. `check` proves a key without opening the store."""

    version: int
    identity: str
    check: str
    slots: list[Slot]


class HandedOut(msgspec.Struct):
    """A slot in a file of its own, to be carried to the disk whose slots have this `identity`."""

    version: int
    identity: str
    device: str
    slot: Slot


class WrongKey(Refused):
    """The passphrase, or what the keyring holds, does not open this store."""

    def __init__(self) -> None:
        super().__init__(
            t("Atslēga vai paroles frāze šai datu krātuvei neder."),
            effect=t("Dati nav atvērti un nav mainīti."),
            remedy=t("Pārbaudiet paroles frāzi un datora lietotāju vai lūdziet IT atjaunot piekļuvi."),
        )


def has_key(folder: Path) -> bool:
    """Say whether the folder already has a key."""
    return (folder / SLOTS_NAME).exists()


def require_key(file: SlotFile, key: bytes) -> None:
    """Refuse a key that is not the one of these slots."""
    if not hmac.compare_digest(check_of(key).encode(), file.check.encode()):
        raise WrongKey


def load_slots(folder: Path) -> SlotFile:
    """Read the folder's slots; raises Damaged, Refused for those of a newer version."""
    path = folder / SLOTS_NAME
    with translated(path):
        raw = path.read_bytes()
    try:
        file = msgspec.json.decode(raw, type=SlotFile)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise damaged_slots() from error
    if file.version > VERSION:
        raise Refused(
            t("Atslēgas datni {name} ir veidojusi jaunāka kacdesk versija.", name=path.name),
            effect=t("Dati nav atvērti un nav mainīti."),
            remedy=t("Uzstādiet jaunāko kacdesk versiju šajā datorā."),
        )
    return file


def write_slots(folder: Path, file: SlotFile) -> None:
    """Write beside and replace, both forced to the disk: without this file the store cannot be opened."""
    path = folder / SLOTS_NAME
    beside = path.with_suffix(".new")
    with translated(path):
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(msgspec.json.encode(file))
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
        force_names(path.parent)


def damaged_slots() -> Damaged:
    """Return the failure of a slot file that cannot be read as one."""
    return Damaged(
        t("Atslēgas datne {name} ir bojāta.", name=SLOTS_NAME),
        effect=t("Dati nav atvērti un nav mainīti."),
        remedy=t("Atjaunojiet šo datni no rezerves kopijas vai sazinieties ar IT."),
    )


def check_of(key: bytes) -> str:
    """Return by which a key is known to be the one of these slots, without telling it."""
    return hmac.new(key, _CHECK, hashlib.sha256).hexdigest()[:32]


def passphrase_slot(identity: str, key: bytes, passphrase: str, *, cost: tuple[int, int]) -> Slot:
    """Return a slot that a passphrase opens; `identity` is that of the slots it is meant for."""
    memory_kib, passes = cost
    nonce, salt = secrets.token_bytes(12), secrets.token_bytes(16)
    slot = Slot(
        kind="passphrase", salt=salt.hex(), memory_kib=memory_kib, passes=passes, lanes=4, nonce=nonce.hex()
    )
    slot.wrapped = wrap(kek_of(slot, passphrase), nonce, key, identity)
    return slot


def open_passphrase_slot(slot: Slot, identity: str, passphrase: str) -> bytes:
    """Return the key in a slot; raises WrongKey, Damaged for a slot that is none."""
    try:
        key = unwrap(kek_of(slot, passphrase), slot, identity)
    except (ValueError, HashingError) as error:
        raise damaged_slots() from error
    if key is None:
        raise WrongKey
    return key


def kek_of(slot: Slot, passphrase: str) -> bytes:
    """Return what a passphrase makes of a slot's salt; it opens what is wrapped."""
    return hash_secret_raw(
        passphrase.encode(errors="surrogatepass"),
        bytes.fromhex(slot.salt),
        time_cost=slot.passes,
        memory_cost=slot.memory_kib,
        parallelism=slot.lanes,
        hash_len=32,
        type=Type.ID,
    )


def wrap(kek: bytes, nonce: bytes, key: bytes, identity: str) -> str:
    """Return a key sealed for one slot."""
    return AESGCM(kek).encrypt(nonce, key, identity.encode()).hex()


def unwrap(kek: bytes, slot: Slot, identity: str) -> bytes | None:
    """Return the key in a slot; None when this is not what opens it."""
    try:
        return AESGCM(kek).decrypt(bytes.fromhex(slot.nonce), bytes.fromhex(slot.wrapped), identity.encode())
    except InvalidTag:
        return None
