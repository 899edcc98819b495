"""This file is the place where a signed report is kept beside the closed one, once it is seen to hold the same paper.

The signing itself is done outside (eParaksts). Whether a signature is valid is for eParaksts to say; here it is only
seen whether the file holds the PDF that was closed: a container has it among its files, a signed PDF begins with its
bytes, because a signature is added behind them.
"""

import hashlib
import zipfile
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from io import BytesIO
from pathlib import Path

from kacdesk.core.errors import Missing, Refused, Usage
from kacdesk.core.text import t
from kacdesk.figures.period import Period
from kacdesk.services.context import Context, Role
from kacdesk.services.reporting import closed_files
from kacdesk.services.reporting.closed_files import PDF, NewFile, content_of, of_role
from kacdesk.services.reporting.closing import edition_of
from kacdesk.services.reporting.closings import REGISTER, Closing
from kacdesk.store.files import PAPER, SIGNED, SIGNED_OTHER, Attachment, FileState, name_file
from kacdesk.wire.sizes import LARGEST_FILE_BYTES

CONTAINER = "application/vnd.etsi.asic-e+zip"
_EXTENSIONS = {PDF: ".pdf", CONTAINER: ".asice"}
_ZIP, _PDF = b"PK\x03\x04", b"%PDF-"
_MOST_MEMBERS = 1000
_OWN_MEMBERS = "META-INF/"
_A_SIGNATURE = b"/ByteRange"
"""Every signature in a PDF says which bytes it is over (ISO 32000-1, 12.8.1)."""


class Finding(StrEnum):
    """What a file is to the closed paper.

    SIGNED it holds the paper and something that signs it · UNSIGNED it holds the paper, and no signature · OTHER it
    does not hold the paper.
    """

    SIGNED = "signed"
    UNSIGNED = "unsigned"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class SignedFile:
    """A signed file beside a closed report. `sha256` as 64 hex digits · `holds_paper` it was seen to hold the closed
    PDF, False when somebody kept it all the same · `is_here` it can be opened on this computer."""

    sha256: str
    name: str
    size: int
    kept_at: datetime
    edition: int
    holds_paper: bool
    is_here: bool


def keep_signed(
    context: Context, period: Period, file: Path, *, edition: int | None = None, anyway: bool = False
) -> SignedFile:
    """Keep a signed PDF, .asice or .edoc beside the closed report, with its hash.

    Only the supervisor. Refused when it does not hold the PDF that was closed, or holds no signature, unless `anyway`
    says that it shall be kept all the same; Usage for a file that cannot be read.
    """
    context.require(Role.SUPERVISOR)
    closing = edition_of(context, period, edition)
    content = _read(file)
    mime = _mime(content, file)
    finding = _find(content, mime, closing, _paper_of(context, closing))
    if finding is not Finding.SIGNED and not anyway:
        raise _doubtful(finding, file, closing)
    sha = hashlib.sha256(content).digest()
    role = SIGNED if finding is Finding.SIGNED else SIGNED_OTHER
    if sha not in {each.sha256 for each in of_role(context, closing, role)}:
        new = NewFile(content, mime, role)
        with closed_files.written(context, [new]) as kept, context.store.unit(context.actor.id) as unit:
            name_file(unit, REGISTER, closing.id, kept[0], role)
    return next(each for each in _signed_of(context, closing) if each.sha256 == sha.hex())


def signed_files(context: Context, period: Period, *, edition: int | None = None) -> tuple[SignedFile, ...]:
    """Return the signed files of a closed report, in the order in which they were kept."""
    return _signed_of(context, edition_of(context, period, edition))


def open_signed(
    context: Context, period: Period, sha256: str, *, edition: int | None = None
) -> tuple[str, bytes]:
    """Return a signed file, by its hash or the beginning of it, with a name to save it under.

    Missing when it names none or several, NotHereYet, DamagedReport.
    """
    closing = edition_of(context, period, edition)
    found = [
        each
        for each in of_role(context, closing, SIGNED, SIGNED_OTHER)
        if sha256 and each.sha256.hex().startswith(sha256.lower())
    ]
    if len(found) != 1:
        raise Missing(
            t("Tādas parakstītas datnes pie pārskata {number} nav.", number=closing.number),
            effect=t("Nekas nav mainīts."),
            remedy=t("Parakstītās datnes parāda “kacdesk report-state {period}”.", period=period),
        )
    return _name(closing, found[0]), content_of(context, closing, found[0])


def _signed_of(context: Context, closing: Closing) -> tuple[SignedFile, ...]:
    return tuple(
        SignedFile(
            sha256=each.sha256.hex(),
            name=_name(closing, each),
            size=each.size,
            kept_at=_made_at(each),
            edition=closing.edition,
            holds_paper=each.role == SIGNED,
            is_here=each.state not in (FileState.ELSEWHERE, FileState.WANTED),
        )
        for each in of_role(context, closing, SIGNED, SIGNED_OTHER)
    )


def _made_at(attached: Attachment) -> datetime:
    """Return when a file was named: an operation's identifier is a UUIDv7, its first 48 bits are milliseconds."""
    return datetime.fromtimestamp((attached.op.int >> 80) / 1000, UTC)


def _name(closing: Closing, attached: Attachment) -> str:
    number = closing.number.replace("/", "-")
    return f"parskats-{number}-{attached.sha256.hex()[:8]}{_EXTENSIONS.get(attached.mime, '.bin')}"


def _paper_of(context: Context, closing: Closing) -> Attachment | None:
    """Return what is known of the closed PDF; its size is, even while its bytes are not here."""
    return next(
        (each for each in of_role(context, closing, PAPER) if each.sha256.hex() == closing.paper_hash), None
    )


def _find(content: bytes, mime: str, closing: Closing, paper: Attachment | None) -> Finding:
    if mime == CONTAINER:
        return _find_in_container(content, closing)
    size = paper.size if paper is not None else 0
    if not size or hashlib.sha256(content[:size]).hexdigest() != closing.paper_hash:
        return Finding.OTHER
    return Finding.SIGNED if _A_SIGNATURE in content[size:] else Finding.UNSIGNED


def _find_in_container(content: bytes, closing: Closing) -> Finding:
    """Look at every file of a container; one that unpacks to more than a file may be large is passed over."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as container:
            members = container.infolist()[:_MOST_MEMBERS]
            holds = any(
                hashlib.sha256(container.read(each)).hexdigest() == closing.paper_hash
                for each in members
                if not each.filename.startswith(_OWN_MEMBERS) and each.file_size <= LARGEST_FILE_BYTES
            )
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error):
        return Finding.OTHER
    if not holds:
        return Finding.OTHER
    names = (each.filename.removeprefix(_OWN_MEMBERS).lower() for each in members)
    return Finding.SIGNED if any(name.startswith("signature") for name in names) else Finding.UNSIGNED


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST_FILE_BYTES + 1)
    except OSError as error:
        raise Usage(
            t("Datni “{name}” nevar nolasīt.", name=file.name),
            effect=t("Parakstītā datne nav pievienota."),
            remedy=t("Pārbaudiet ceļu un tiesības, un vai datne nav atvērta citā programmā."),
        ) from error
    return content


def _mime(content: bytes, file: Path) -> str:
    if content.startswith(_PDF):
        return PDF
    if content.startswith(_ZIP):
        return CONTAINER
    raise Refused(
        t("“{name}” nav ne PDF, ne parakstu konteiners (.asice, .edoc).", name=file.name),
        effect=t("Parakstītā datne nav pievienota."),
        remedy=t("Izvēlieties datni, ko pēc parakstīšanas saglabāja eParaksts."),
    )


def _doubtful(finding: Finding, file: Path, closing: Closing) -> Refused:
    if finding is Finding.UNSIGNED:
        return Refused(
            t("Datnē “{name}” ir noslēgtais PDF, bet nav paraksta.", name=file.name),
            effect=t("Parakstītā datne nav pievienota."),
            remedy=t(
                "Parakstiet PDF ar eParaksts un izvēlieties saglabāto datni, vai apstipriniet, ka jāglabā šī."
            ),
        )
    return Refused(
        t("Datnē “{name}” nav noslēgtā pārskata {number} PDF.", name=file.name, number=closing.number),
        effect=t("Parakstītā datne nav pievienota."),
        remedy=t("Parakstiet tieši noslēgto PDF, nemainot to, vai apstipriniet, ka tomēr jāglabā šī datne."),
    )
