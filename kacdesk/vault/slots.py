"""This file is the place where the random key of a store lies in its slots, each of which can open it alone."""

import hashlib
import hmac
import os
import secrets
import sys
from pathlib import Path

import msgspec
from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kacdesk.core.errors import Damaged, Refused, Usage
from kacdesk.core.ids import new_id
from kacdesk.core.text import t
from kacdesk.vault import keyrings
from kacdesk.vault.faults import translated

SLOTS_NAME = "key.slots"
SHORTEST_PASSPHRASE = 12
_CHECK = b"kacdesk key check v1"
_VERSION = 1
_KEY_BYTES = 32


class Unlock(msgspec.Struct, frozen=True):
    """By which slot a store is opened: a passphrase from a file or a person, the sample's key, else the keyring.

    `beside_data` is for the made-up sample alone. `cost` (argon2id memory in KiB, passes) is used when a
    passphrase slot is made; the default takes about half a second on an old PC.
    """

    passphrase_file: Path | None = None
    passphrase: str | None = None
    beside_data: bool = False
    cost: tuple[int, int] = (256 * 1024, 3)


class Slot(msgspec.Struct, omit_defaults=True):
    """One way to the key. `wrapped` is the key sealed by AES-256-GCM; only the sample has it in `plain`."""

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
    file = _load(path)
    try:
        key = _open(file, unlock, folder)
    except (ValueError, HashingError) as error:
        raise _damaged_slots() from error
    if len(key) != _KEY_BYTES:
        raise _damaged_slots()
    if not hmac.compare_digest(_check_of(key).encode(), file.check.encode()):
        raise WrongKey
    return key


def asks_passphrase(folder: Path) -> bool:
    """Say whether only a passphrase opens the folder's store, so that a person has to be asked for it."""
    if not has_key(folder):
        return False
    kinds = {slot.kind for slot in _load(folder / SLOTS_NAME).slots}
    return "passphrase" in kinds and not kinds & {"keyring", "beside"}


def is_sample(folder: Path) -> bool:
    """Say whether the folder's key lies beside its data, which only the made-up sample may do."""
    return has_key(folder) and any(slot.kind == "beside" for slot in _load(folder / SLOTS_NAME).slots)


def add_slot(folder: Path, key: bytes, unlock: Unlock) -> None:
    """Add one more way to a key that is already open (a second user of the PC, a passphrase)."""
    path = folder / SLOTS_NAME
    file = _load(path)
    if not hmac.compare_digest(_check_of(key).encode(), file.check.encode()):
        raise WrongKey
    if unlock.beside_data:
        raise Refused(
            t("Atslēga datiem blakus drīkst būt tikai parauga mapē."), effect=t("Nekas nav mainīts.")
        )
    file.slots.append(_new_slot(file.identity, key, unlock, folder))
    _write(path, file)


def _create(path: Path, unlock: Unlock) -> bytes:
    key = secrets.token_bytes(32)
    identity = new_id().hex
    slot = _new_slot(identity, key, unlock, path.parent)
    _write(path, SlotFile(version=_VERSION, identity=identity, check=_check_of(key), slots=[slot]))
    return key


def _new_slot(identity: str, key: bytes, unlock: Unlock, folder: Path) -> Slot:
    if unlock.beside_data:
        return Slot(kind="beside", plain=key.hex())
    nonce = secrets.token_bytes(12)
    passphrase = _passphrase(unlock, folder)
    if passphrase is None:
        kek = secrets.token_bytes(32)
        keyrings.keep(identity, kek)
        return Slot(
            kind="keyring",
            account=keyrings.account(identity),
            nonce=nonce.hex(),
            wrapped=_wrap(kek, nonce, key, identity),
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
    salt = secrets.token_bytes(16)
    memory_kib, passes = unlock.cost
    slot = Slot(
        kind="passphrase", salt=salt.hex(), memory_kib=memory_kib, passes=passes, lanes=4, nonce=nonce.hex()
    )
    slot.wrapped = _wrap(_kek(slot, passphrase), nonce, key, identity)
    return slot


def _open(file: SlotFile, unlock: Unlock, folder: Path) -> bytes:
    beside = next((slot for slot in file.slots if slot.kind == "beside"), None)
    if beside is not None:
        return bytes.fromhex(beside.plain)
    passphrase = _passphrase(unlock, folder)
    if passphrase is not None:
        candidates = [slot for slot in file.slots if slot.kind == "passphrase"]
        keks = [_kek(slot, passphrase) for slot in candidates]
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
        key = _unwrap(kek, slot, file.identity)
        if key is not None:
            return key
    raise WrongKey


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


def _kek(slot: Slot, passphrase: str) -> bytes:
    return hash_secret_raw(
        passphrase.encode(errors="surrogatepass"),
        bytes.fromhex(slot.salt),
        time_cost=slot.passes,
        memory_cost=slot.memory_kib,
        parallelism=slot.lanes,
        hash_len=32,
        type=Type.ID,
    )


def _wrap(kek: bytes, nonce: bytes, key: bytes, identity: str) -> str:
    return AESGCM(kek).encrypt(nonce, key, identity.encode()).hex()


def _unwrap(kek: bytes, slot: Slot, identity: str) -> bytes | None:
    try:
        return AESGCM(kek).decrypt(bytes.fromhex(slot.nonce), bytes.fromhex(slot.wrapped), identity.encode())
    except InvalidTag:
        return None


def _check_of(key: bytes) -> str:
    return hmac.new(key, _CHECK, hashlib.sha256).hexdigest()[:32]


def _load(path: Path) -> SlotFile:
    with translated(path):
        raw = path.read_bytes()
    try:
        file = msgspec.json.decode(raw, type=SlotFile)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _damaged_slots() from error
    if file.version > _VERSION:
        raise Refused(
            t("Atslēgas datni {name} ir veidojusi jaunāka kacdesk versija.", name=path.name),
            effect=t("Dati nav atvērti un nav mainīti."),
            remedy=t("Uzstādiet jaunāko kacdesk versiju šajā datorā."),
        )
    return file


def _damaged_slots() -> Damaged:
    return Damaged(
        t("Atslēgas datne {name} ir bojāta.", name=SLOTS_NAME),
        effect=t("Dati nav atvērti un nav mainīti."),
        remedy=t("Atjaunojiet šo datni no rezerves kopijas vai sazinieties ar IT."),
    )


def _write(path: Path, file: SlotFile) -> None:
    """Write beside and replace, both forced to the disk: without this file the store cannot be opened."""
    beside = path.with_suffix(".new")
    with translated(path):
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(msgspec.json.encode(file))
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
        if sys.platform != "win32":
            folder = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
