"""This file is the place where administrators have keys of their own and what they decide is signed and kept."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Connection, Row, func, insert, select, update

from kacdesk.central.tables import ADMIN, ADMIN_ACT
from kacdesk.core.errors import Missing, Refused, Usage
from kacdesk.core.ids import new_id
from kacdesk.core.text import t
from kacdesk.vault.escrow import write_new
from kacdesk.wire.signing import new_private_key, public_key

_HEAD = "kacdesk admin key\n"
_KEY_BYTES = 32
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Signer:
    """An administrator who acts now: the name, and the private key that proves it."""

    name: str
    private: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class AdminRow:
    """An administrator; `ended_ms` is when the key stopped to count."""

    name: str
    public: str
    added_ms: int
    ended_ms: int | None


@dataclass(frozen=True, slots=True)
class ActRow:
    """One act as it was written down; `holds` says whether its signature is that of the administrator's key."""

    id: str
    at_ms: int
    admin: str
    act: str
    point: str | None
    detail: Mapping[str, Any]
    holds: bool


def new_key_file(path: Path) -> bytes:
    """Make a key, write it to a new file that only its owner may read, and return its public half."""
    private = new_private_key()
    write_new(path, f"{_HEAD}{private.hex()}\n".encode())
    return public_key(private)


def read_signer(name: str, path: Path) -> Signer:
    """Return who acts, with the key from a file; raises Usage for another file, Refused if others may read it."""
    try:
        text = path.read_text(encoding="ascii")
        private = bytes.fromhex(text.removeprefix(_HEAD).strip()) if text.startswith(_HEAD) else b""
        open_to_others = os.name == "posix" and path.stat().st_mode & 0o077
    except (OSError, ValueError):
        private, open_to_others = b"", 0
    if len(private) != _KEY_BYTES:
        raise Usage(
            t("Datne “{name}” nav administratora atslēga.", name=path.name),
            effect=t("Nekas nav mainīts."),
            remedy=t("Norādiet datni, kas izveidota ar “kacdesk-central admin key”."),
        )
    if open_to_others:
        raise Refused(
            t("Administratora atslēgu “{name}” var lasīt arī citi.", name=path.name),
            effect=t("Nekas nav mainīts."),
            remedy=t("Atstājiet tiesības tikai īpašniekam: chmod 600."),
        )
    return Signer(name, private)


def add_admin(connection: Connection, name: str, public: bytes, *, by: Signer | None, now_ms: int) -> None:
    """Add an administrator. The very first one adds itself; every later one needs the signature of another."""
    if not name.strip() or len(name) > _LONGEST_NAME or len(public) != _KEY_BYTES:
        raise Usage(
            t("Administratora vārds vai publiskā atslēga neder."),
            effect=t("Nekas nav mainīts."),
            remedy=t("Vajag vārdu un 64 heksadecimālas zīmes, ko parādīja “kacdesk-central admin key”."),
        )
    if connection.execute(select(ADMIN.c.name).where(ADMIN.c.name == name)).first() is not None:
        raise Refused(
            t("Administrators “{name}” jau ir.", name=name),
            effect=t("Nekas nav mainīts."),
            remedy=t("Jaunai atslēgai pievienojiet jaunu vārdu un beidziet veco ar “admin end”."),
        )
    if connection.execute(select(func.count()).select_from(ADMIN)).scalar_one() > 0:
        detail = {"name": name, "public": public.hex()}
        note_act(connection, _given(by), "admin-add", detail=detail, now_ms=now_ms)
    connection.execute(insert(ADMIN).values({"name": name, "pubkey": public, "added_ms": now_ms}))


def end_admin(connection: Connection, name: str, *, by: Signer | None, now_ms: int) -> None:
    """End an administrator's key; the last one stays, or nobody could add another. Raises Missing and Refused."""
    standing = select(ADMIN.c.name).where(ADMIN.c.ended_ms.is_(None)).order_by(ADMIN.c.name)
    names = set(connection.scalars(standing.with_for_update()))
    if name not in names:
        raise Missing(
            t("Administratora “{name}” nav.", name=name),
            effect=t("Nekas nav mainīts."),
            remedy=t("Sarakstu parāda “kacdesk-central admin list”."),
        )
    if len(names) == 1:
        raise Refused(
            t("Šis ir pēdējais administrators."),
            effect=t("Nekas nav mainīts."),
            remedy=t("Vispirms pievienojiet citu ar “kacdesk-central admin add”."),
        )
    note_act(connection, _given(by), "admin-end", detail={"name": name}, now_ms=now_ms)
    connection.execute(update(ADMIN).where(ADMIN.c.name == name).values(ended_ms=now_ms))


def list_admins(connection: Connection) -> list[AdminRow]:
    """Return every administrator, in the order in which they came."""
    rows = connection.execute(select(ADMIN).order_by(ADMIN.c.added_ms, ADMIN.c.name))
    return [AdminRow(row.name, row.pubkey.hex(), row.added_ms, row.ended_ms) for row in rows]


def note_act(
    connection: Connection,
    by: Signer,
    act: str,
    *,
    detail: Mapping[str, Any],
    now_ms: int,
    point: str | None = None,
) -> None:
    """Sign an act and write it down, in the unit in which it is done.

    `detail` holds identifiers, counts and codes, never a value of a record. Raises Refused unless the signer is an
    administrator whose key this is.
    """
    row: Row[Any] | None = connection.execute(select(ADMIN).where(ADMIN.c.name == by.name)).one_or_none()
    if row is None or row.ended_ms is not None or bytes(row.pubkey) != public_key(by.private):
        raise Refused(
            t("“{name}” nav administrators ar šo atslēgu.", name=by.name),
            effect=t("Nekas nav mainīts."),
            remedy=t("Pārbaudiet --as un --key; sarakstu parāda “kacdesk-central admin list”."),
        )
    told = {
        "id": new_id(),
        "at_ms": now_ms,
        "admin": by.name,
        "act": act,
        "point": point,
        "detail": dict(detail),
    }
    signature = Ed25519PrivateKey.from_private_bytes(by.private).sign(_signed(told))
    connection.execute(insert(ADMIN_ACT).values({**told, "signature": signature}))


def note_unsigned(
    connection: Connection, act: str, *, detail: Mapping[str, Any], now_ms: int, point: str | None = None
) -> None:
    """Write down an act that needs no administrator's key, because whoever holds the database may do it."""
    row = {"id": new_id(), "at_ms": now_ms, "admin": "", "act": act, "point": point, "detail": dict(detail)}
    connection.execute(insert(ADMIN_ACT).values({**row, "signature": None}))


def list_acts(connection: Connection, *, limit: int) -> list[ActRow]:
    """Return the newest acts, newest first, each with its signature checked anew."""
    keys = {row.name: row.pubkey for row in connection.execute(select(ADMIN))}
    query = select(ADMIN_ACT).order_by(ADMIN_ACT.c.at_ms.desc(), ADMIN_ACT.c.id.desc()).limit(limit)
    return [
        ActRow(
            str(row.id),
            row.at_ms,
            row.admin,
            row.act,
            row.point,
            row.detail,
            _holds(row, keys.get(row.admin)),
        )
        for row in connection.execute(query)
    ]


def _given(by: Signer | None) -> Signer:
    if by is None:
        raise Usage(
            t("Šo darbību paraksta administrators."),
            effect=t("Nekas nav mainīts."),
            remedy=t("Norādiet --as VĀRDS un --key DATNE."),
        )
    return by


def _signed(told: Mapping[str, Any]) -> bytes:
    """Return the bytes under a signature; keys are sorted, because a database does not keep their order."""
    names = ("id", "at_ms", "admin", "act", "point", "detail")
    return b"kacdesk admin act\n" + msgspec.json.encode(
        {name: told[name] for name in names}, order="deterministic"
    )


def _holds(row: Row[Any], public: bytes | None) -> bool:
    if row.signature is None or public is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(row.signature, _signed(dict(row._mapping)))
    except InvalidSignature:
        return False
    return True
