"""This file is the place where files are attached to records, shown, read back and asked for."""

import hashlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from kacdesk.core.errors import Damaged, Missing, Refused, Unavailable, Usage
from kacdesk.core.latvian import number
from kacdesk.core.text import t
from kacdesk.models.vocabulary import FILE_ROLE, REPORT_FILE_ROLE
from kacdesk.services import point_settings
from kacdesk.services.context import Context, Role
from kacdesk.services.lists import log_access
from kacdesk.services.records import tidy_reason
from kacdesk.spec.register import Direction, RegisterSpec, Status
from kacdesk.store import files
from kacdesk.store.files import Attachment, FileState, Held
from kacdesk.store.session import Unit, row_of
from kacdesk.vault.faults import translated
from kacdesk.vault.files import BrokenCopy, Copy, new_key, read_copy, remove_copy, write_copy
from kacdesk.wire.sizes import LARGEST_FILE_BYTES

DOCUMENT = "DOCUMENT"
_EXTENSIONS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
_BEGINNINGS = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}


class NotHere(Unavailable):
    """The file's bytes are not on this computer; `want` asks for them."""

    def __init__(self) -> None:
        super().__init__(
            t("Datne vēl nav šajā datorā."),
            effect=t("Pats ieraksts ir redzams pilnībā."),
            remedy=t("Datne tiks atgādāta nākamajā apmaiņā ar centrālo krātuvi; atveriet to pēc brīža."),
        )


class DamagedCopy(Damaged):
    """The copy on this disk is not what was written; `elsewhere` says that the central store has the file too."""

    def __init__(self, *, elsewhere: bool) -> None:
        remedy = t("Pievienojiet datni ierakstam vēlreiz no tās avota un sazinieties ar IT par disku.")
        if elsewhere:
            remedy = t("Datne tiks atgādāta no centrālās krātuves; atveriet to pēc nākamās apmaiņas.")
        super().__init__(
            t("Datnes kopija šajā datorā ir bojāta."), effect=t("Pats ieraksts ir neskarts."), remedy=remedy
        )
        self.elsewhere = elsewhere


class _Gone(Exception):
    """The file went meanwhile, with the last record that named it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file read back whole and checked, with a name to save it under."""

    name: str
    mime: str
    content: bytes


def attach(context: Context, register: str, record: UUID, path: Path, role: str = DOCUMENT) -> Attachment:
    """Attach a PDF, JPEG or PNG file of at most 20 MiB to a record; its contents decide, not its name.

    Refused for another kind of file or a larger one, for a voided record and for a register without files; Usage for
    a file that cannot be read; Unavailable for a full disk. The file's name is not kept.
    """
    _require_files(context, register)
    return attach_content(context, register, record, _read(path), role)


def attach_content(
    context: Context, register: str, record: UUID, content: bytes, role: str = DOCUMENT
) -> Attachment:
    """Attach a file that is in memory (pasted, or read from a scanner's folder); fails as `attach`."""
    _require_files(context, register)
    _require_role(role)
    _require_size(len(content))
    mime = _mime(content)
    sha = hashlib.sha256(content).digest()
    folder = files.folder_of(context.store)
    with context.store.read() as connection:
        _require_open(row_of(connection, context.catalog, register, record))
        held = files.find_file(connection, folder, sha)
    if held is not None and held.whole and _reads_well(held):
        with suppress(_Gone):
            _name(context, register, record, lambda unit: _same(unit, folder, sha), role)
            return _one(context, record, sha)
    new = Held(sha, len(content), mime, FileState.HERE, Copy(folder, sha, len(content), new_key()))
    assert new.copy is not None  # noqa: S101 -- it was given just now
    with translated(new.copy.path):
        write_copy(new.copy, content)
    try:
        _name(context, register, record, lambda unit: new, role)
    except BaseException:
        remove_copy(new.copy)
        raise
    if held is not None and held.copy is not None:
        remove_copy(held.copy)
    return _one(context, record, sha)


def detach(context: Context, register: str, record: UUID, sha256: bytes, *, reason: str) -> None:
    """Take a file of a record out of sight, for a reason. Its bytes stay, because this may be the only copy."""
    effect = t("Datne nav noņemta.")
    why = tidy_reason(reason, effect=effect)
    if why is None:
        raise Refused(
            t("Datnes noņemšanai vajag iemeslu."), effect=effect, remedy=t("Ierakstiet, kāpēc noņemat.")
        )
    _require_files(context, register)
    found = attachment(context, record, sha256)
    folder = files.folder_of(context.store)
    with context.store.unit(context.actor.id, reason=why) as unit:
        _require_open(unit.row(register, record))
        held = files.find_file(unit.connection, folder, found.sha256)
        if held is not None:
            files.name_file(unit, register, record, held, files.REMOVED)


def attachments(context: Context, record: UUID) -> list[Attachment]:
    """Return the files of a record in the order in which they were attached."""
    with context.store.read() as connection:
        return files.attachments_of(connection, record)


def attachment(context: Context, record: UUID, sha256: bytes) -> Attachment:
    """Return one file of a record, by its hash or the beginning of it; Missing when it names none or several."""
    found = [each for each in attachments(context, record) if each.sha256.startswith(sha256)]
    if len(found) != 1:
        raise Missing(
            t("Šādas datnes ierakstam nav."),
            effect=t("Nekas nav mainīts."),
            remedy=t("Ieraksta datnes parāda “kacdesk show”."),
        )
    return found[0]


def open_file(context: Context, register: str, record: UUID, sha256: bytes, *, purpose: str) -> Opened:
    """Return a file of a record, read back whole and checked; that it was looked at is logged with the purpose.

    Raises NotHere while it is not on this computer, and DamagedCopy; `fetch_again` is what follows both.
    """
    found = attachment(context, record, sha256)
    with context.store.read() as connection:
        held = files.find_file(connection, files.folder_of(context.store), found.sha256)
    if held is None or held.copy is None or not held.whole:
        raise NotHere
    log_access(context, "file", register, [record], purpose=purpose)
    try:
        content = b"".join(read_copy(held.copy))
    except BrokenCopy as error:
        raise DamagedCopy(elsewhere=held.state is not FileState.HERE) from error
    return Opened(file_name(found), found.mime, content)


def fetch_again(context: Context, sha256: bytes) -> None:
    """Ask for a file that is not here, or whose copy is damaged while the central store has another."""
    folder = files.folder_of(context.store)
    with context.store.read() as connection:
        held = files.find_file(connection, folder, sha256)
    if held is None:
        return
    gone = None
    damaged = held.whole and not _reads_well(held)
    with context.store.unit(context.actor.id, applying=True) as unit:
        if damaged:
            gone = files.give_up_copy(unit, held)
        else:
            files.want(unit, sha256)
    if gone is not None:
        remove_copy(gone)


def file_name(found: Attachment) -> str:
    """Return a name for a file that is saved elsewhere: the beginning of its hash, and what it is."""
    return found.sha256.hex()[:16] + _EXTENSIONS.get(found.mime, ".bin")


def role_label(role: str) -> str:
    """Return a role as people say it."""
    known = (*FILE_ROLE, *REPORT_FILE_ROLE)
    return next((t(choice.label) for choice in known if choice.code == role), role)


def state_label(state: FileState) -> str:
    """Return where a file is, as people say it."""
    match state:
        case FileState.HERE:
            return t("tikai šajā datorā, gaida nosūtīšanu")
        case FileState.STORED:
            return t("šeit un centrālajā krātuvē")
        case FileState.SAFE:
            return t("šeit, centrālajā krātuvē un tās rezerves kopijā")
        case FileState.ELSEWHERE:
            return t("centrālajā krātuvē vai ceļā uz to")
        case FileState.WANTED:
            return t("tiek atgādāta no centrālās krātuves")


def takes_files(spec: RegisterSpec) -> bool:
    """Say whether files are attached to the records of a register: not to lists, lines and the supervisor's rules.

    The settings of the point take the picture that stands at the head of its papers.
    """
    if spec.name == point_settings.REGISTER:
        return True
    return not (spec.direction is Direction.DOWN or spec.parent is not None or spec.supervised)


def _require_role(role: str) -> None:
    if role not in {choice.code for choice in FILE_ROLE}:
        codes = ", ".join(choice.code for choice in FILE_ROLE)
        raise Usage(
            t("Datnes lomas “{role}” nav.", role=role[:40]),
            effect=_not_attached(),
            remedy=t("Izvēlieties vienu no šīm: {names}.", names=codes),
        )


def _require_files(context: Context, register: str) -> None:
    """Refuse a register that takes no files: reference data, lines, what only the supervisor changes."""
    spec = context.catalog.spec(register)
    if not takes_files(spec):
        raise Refused(
            t("Reģistrā “{title}” datnes nepievieno.", title=spec.title),
            effect=t("Nekas nav mainīts."),
            remedy=t("Pievienojiet datni apmeklējumam vai dokumentam, uz kuru tā attiecas."),
        )
    if spec.supervised:
        context.require(Role.SUPERVISOR)


def _require_open(row: Mapping[str, Any]) -> None:
    if row["status"] == Status.VOIDED:
        raise Refused(
            t("Anulēta ieraksta datnes nemaina."),
            effect=t("Nekas nav mainīts."),
            remedy=t("Ja vajag, pievienojiet datni citam ierakstam."),
        )


def _not_attached() -> str:
    return t("Datne nav pievienota, ieraksts nav mainīts.")


def _read(path: Path) -> bytes:
    """Read a file that is small enough to be attached."""
    try:
        if not path.is_file():
            raise FileNotFoundError(path.name)
        with path.open("rb") as stream:
            content = stream.read(LARGEST_FILE_BYTES + 1)
    except OSError as error:
        raise Usage(
            t("Datni “{name}” nevar nolasīt.", name=path.name),
            effect=_not_attached(),
            remedy=t("Pārbaudiet ceļu un tiesības, un vai datne nav atvērta citā programmā."),
        ) from error
    if len(content) > LARGEST_FILE_BYTES:
        _require_size(path.stat().st_size)
    return content


def _require_size(size_bytes: int) -> None:
    if size_bytes > LARGEST_FILE_BYTES:
        size = number(size_bytes / 2**20, decimals=1)
        raise Refused(
            t("Datne ir pārāk liela: {size} MB, drīkst līdz {most} MB.", size=size, most=20),
            effect=_not_attached(),
            remedy=t("Skenējiet ar mazāku izšķirtspēju (pietiek ar 200 punktiem collā) vai sadaliet datni."),
        )


def _mime(content: bytes) -> str:
    for beginning, mime in _BEGINNINGS.items():
        if content.startswith(beginning):
            return mime
    raise Refused(
        t("Datne nav PDF, JPEG vai PNG."),
        effect=_not_attached(),
        remedy=t(
            "Saglabājiet dokumentu kā PDF vai attēlu un pievienojiet to; datnes nosaukums neko nemaina."
        ),
    )


def kept_well(context: Context, sha256: bytes) -> bool:
    """Say whether a file's own copy here can be read back whole; only then may its source be thrown away."""
    with context.store.read() as connection:
        held = files.find_file(connection, files.folder_of(context.store), sha256)
    return held is not None and held.whole and _reads_well(held)


def _reads_well(held: Held) -> bool:
    if held.copy is None:
        return False
    try:
        for _ in read_copy(held.copy):
            pass
    except BrokenCopy:
        return False
    return True


def _same(unit: Unit, folder: Path, sha: bytes) -> Held:
    """Return a file that is here as it stands in this unit: the exchange may have moved its state meanwhile."""
    held = files.find_file(unit.connection, folder, sha)
    if held is None or not held.whole:
        raise _Gone
    return held


def _name(context: Context, register: str, record: UUID, held: Callable[[Unit], Held], role: str) -> None:
    with context.store.unit(context.actor.id) as unit:
        _require_open(unit.row(register, record))
        files.name_file(unit, register, record, held(unit), role)


def _one(context: Context, record: UUID, sha: bytes) -> Attachment:
    return attachment(context, record, sha)
