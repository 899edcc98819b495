"""This file is the place where the files of a closed report are kept and read back: snapshot, paper, signed papers.

They are files of its record like any attachment: encrypted on the disk, named by their hash, sent to the central store
after the record. The other desks of the point fetch them by themselves.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from kacdesk.core.errors import Damaged, Refused, Unavailable
from kacdesk.core.latvian import number
from kacdesk.core.text import t
from kacdesk.figures import snapshot
from kacdesk.figures.snapshot import BrokenSnapshot, Snapshot, UnknownSnapshot
from kacdesk.services.context import Context
from kacdesk.services.reporting.closings import Closing
from kacdesk.store import files
from kacdesk.store.files import PAPER, SNAPSHOT, Attachment, FileState, Held
from kacdesk.vault.faults import translated
from kacdesk.vault.files import BrokenCopy, Copy, new_key, read_copy, remove_copy, write_copy
from kacdesk.wire.frames import BadFrame, decode_body, encode_body
from kacdesk.wire.sizes import LARGEST_FILE_BYTES

PDF = "application/pdf"
_PACKED = "application/zstd"
_LARGEST_SNAPSHOT_BYTES = 512 * 1024 * 1024
"""What a snapshot of at most 20 MiB may unpack to; a year of a million contacts is well below it."""


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that is about to be kept with a closing: `role` as what."""

    content: bytes
    mime: str
    role: str


class NotHereYet(Unavailable):
    """A closed report is known here and its files have not come yet."""

    def __init__(self, closing: Closing) -> None:
        super().__init__(
            t("Noslēgtais pārskats {number} vēl nav šajā datorā.", number=closing.number),
            effect=t("Ir zināms, kas un kad to noslēdza; tā skaitļi vēl ir ceļā."),
            remedy=t("Tas atnāks nākamajā apmaiņā ar centrālo krātuvi; atveriet to pēc brīža."),
        )


class DamagedReport(Damaged):
    """The snapshot of a closed report is not what was closed."""

    def __init__(self, closing: Closing) -> None:
        super().__init__(
            t("Noslēgtā pārskata {number} datne ir bojāta vai mainīta.", number=closing.number),
            effect=t(
                "Tās kontrolsumma nesakrīt ar noslēgto, tāpēc skaitļi netiek rādīti; ieraksti ir neskarti."
            ),
            remedy=t(
                "Ja ir centrālā krātuve, datne tiks atgādāta no tās; citādi zvaniet IT par disku un kopijām."
            ),
        )


def packed(content: bytes) -> NewFile:
    """Return a snapshot as it is kept."""
    return NewFile(encode_body(content, "zstd"), _PACKED, SNAPSHOT)


@contextmanager
def written(context: Context, new: list[NewFile]) -> Iterator[list[Held]]:
    """Write files to the disk, to be named by a record within the block; if it fails, they are gone again.

    Refused for a file that is too large, Unavailable for a full disk.
    """
    folder = files.folder_of(context.store)
    made: list[Held] = []
    kept: list[Held] = []
    try:
        for each in new:
            _require_size(each)
            sha = hashlib.sha256(each.content).digest()
            with context.store.read() as connection:
                known = files.find_file(connection, folder, sha)
            if known is not None and known.whole and _reads_well(known):
                kept.append(known)
                continue
            size = len(each.content)
            copy = Copy(folder, sha, size, new_key())
            held = Held(sha, size, each.mime, FileState.HERE, copy)
            with translated(copy.path):
                write_copy(copy, each.content)
            made.append(held)
            kept.append(held)
        yield kept
    except BaseException:
        for held in made:
            if held.copy is not None:
                remove_copy(held.copy)
        raise


def read_snapshot(context: Context, closing: Closing) -> Snapshot:
    """Return what was closed, its hash checked; NotHereYet, DamagedReport, Unavailable for one of a newer version."""
    for attached in of_role(context, closing, SNAPSHOT):
        raw = content_of(context, closing, attached)
        try:
            content = decode_body(raw, "zstd", limit=_LARGEST_SNAPSHOT_BYTES)
        except BadFrame:
            continue
        if snapshot.hash_of(content) == closing.hash:
            return _understood(closing, content)
    if of_role(context, closing, SNAPSHOT):
        raise DamagedReport(closing)
    raise NotHereYet(closing)


def _understood(closing: Closing, content: bytes) -> Snapshot:
    try:
        return snapshot.read(content)
    except BrokenSnapshot as error:
        raise DamagedReport(closing) from error
    except UnknownSnapshot as error:
        raise Unavailable(
            t("Pārskats {number} noslēgts ar citu programmas versiju.", number=closing.number),
            effect=t("Tā skaitļus šī versija nevar parādīt; noslēgtais PDF ir pieejams."),
            remedy=t("Atjauniniet programmu vai atveriet noslēgto PDF."),
        ) from error


def read_paper(context: Context, closing: Closing) -> bytes:
    """Return the PDF as it was drawn at the closing; NotHereYet, DamagedReport."""
    for attached in of_role(context, closing, PAPER):
        if attached.sha256.hex() == closing.paper_hash:
            return content_of(context, closing, attached)
    raise NotHereYet(closing)


def of_role(context: Context, closing: Closing, *roles: str) -> list[Attachment]:
    """Return the files of a closing that are kept in one of the roles, in the order in which they came."""
    with context.store.read() as connection:
        return [each for each in files.attachments_of(connection, closing.id) if each.role in roles]


def is_here(context: Context, closing: Closing) -> bool:
    """Say whether the figures of a closing can be read on this computer."""
    return any(
        each.state not in (FileState.ELSEWHERE, FileState.WANTED)
        for each in of_role(context, closing, SNAPSHOT)
    )


def content_of(context: Context, closing: Closing, attached: Attachment) -> bytes:
    """Return one of the files of a closing, held against its hash; NotHereYet, DamagedReport."""
    with context.store.read() as connection:
        held = files.find_file(connection, files.folder_of(context.store), attached.sha256)
    if held is None or held.copy is None or not held.whole:
        raise NotHereYet(closing)
    try:
        return b"".join(read_copy(held.copy))
    except BrokenCopy as error:
        raise DamagedReport(closing) from error


def _reads_well(held: Held) -> bool:
    if held.copy is None:
        return False
    try:
        for _page in read_copy(held.copy):
            pass
    except BrokenCopy:
        return False
    return True


def _require_size(new: NewFile) -> None:
    if len(new.content) > LARGEST_FILE_BYTES:
        size = number(len(new.content) / 2**20, decimals=1)
        raise Refused(
            t("Pārskata datne ir pārāk liela: {size} MB, drīkst līdz {most} MB.", size=size, most=20),
            effect=t("Nekas nav mainīts."),
            remedy=t("Slēdziet īsāku periodu, piemēram, mēnešus; parakstītu datni samaziniet tās programmā."),
        )
