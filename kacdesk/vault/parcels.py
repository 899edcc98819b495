"""This file is the place where a parcel lies on a stick: sealed to its reader, written whole or not at all."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from kacdesk.core.errors import Damaged, DeskError, Refused, Usage
from kacdesk.core.text import t
from kacdesk.vault.faults import translated
from kacdesk.vault.sealing import BrokenSeal, NotForUs, read_sealed, write_sealed

PARCEL = b"KACDESK-PARCEL-1\n"
"""What a desk sends."""

ANSWER = b"KACDESK-ANSWER-1\n"
"""What the central store sends back."""


def write_parcel(
    path: Path, kind: bytes, parcel: UUID, parts: Iterable[bytes], *, public: bytes, secret: bytes = b""
) -> int:
    """Write the parts sealed to `public` and return the size; the file appears when it is whole on the medium."""
    beside = path.with_name(f"{path.name}.new")
    with translated(path):
        try:
            descriptor = os.open(
                beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600
            )
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(kind + parcel.bytes)
                write_sealed(stream, parts, public=public, info=kind + parcel.bytes, secret=secret)
                stream.flush()
                os.fsync(stream.fileno())
            size = beside.stat().st_size
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    return size


def parcel_id(path: Path, kind: bytes) -> UUID:
    """Return the identifier that stands outside the seal; Usage for a file that is not of this kind."""
    with _opened(path, kind) as (_, parcel):
        return parcel


def parts_of(path: Path, kind: bytes, *, private: bytes, secret: bytes = b"") -> Iterator[bytes]:
    """Yield the parts of a parcel one by one.

    Refused for one that is sealed to somebody else, Damaged where it was changed or cut off: what was yielded before
    may not be used unless the end came.
    """
    with _opened(path, kind) as (stream, parcel):
        try:
            yield from read_sealed(stream, private=private, info=kind + parcel.bytes, secret=secret)
        except NotForUs as error:
            raise not_for_us() from error
        except BrokenSeal as error:
            raise broken() from error


@contextmanager
def _opened(path: Path, kind: bytes) -> Iterator[tuple[BinaryIO, UUID]]:
    if not path.is_file():
        raise Usage(
            t("Sūtījuma datne “{name}” nav atrasta.", name=path.name),
            effect=t("Nekas nav mainīts."),
            remedy=t("Pārbaudiet ceļu un vai datu nesējs ir pievienots."),
        )
    with translated(path), path.open("rb") as stream:
        head = stream.read(len(kind) + 16)
        if not head.startswith(kind) or len(head) != len(kind) + 16:
            raise _other_kind(path, kind)
        yield stream, UUID(bytes=head[len(kind) :])


def _other_kind(path: Path, kind: bytes) -> Usage:
    what = t("centrālās krātuves atbilde") if kind == ANSWER else t("darbvietas sūtījums")
    return Usage(
        t("Datne “{name}” nav {what}.", name=path.name, what=what),
        effect=t("Nekas nav mainīts."),
        remedy=t(
            "Norādiet pareizo datni: sūtījumu veido “kacdesk sync --to-file”, atbildi “kacdesk-central import”."
        ),
    )


def not_for_us() -> DeskError:
    """Return the refusal of a parcel that somebody else is to open."""
    return Refused(
        t("Šis sūtījums ir domāts citam saņēmējam."),
        effect=t("Nekas nav mainīts."),
        remedy=t("Pārbaudiet, vai datne ir no šīs krātuves un šim datoram."),
    )


def broken() -> DeskError:
    """Return the failure of a parcel that is not as it was written."""
    return Damaged(
        t("Sūtījuma datne ir bojāta vai nepilna."),
        effect=t("Nekas nav mainīts."),
        remedy=t("Kopējiet to vēlreiz vai izveidojiet jaunu; izcelsmes vietā nekas nav zudis."),
    )
