"""This file is the place where the files of a record are told in words: what they are, how large, how far they got."""

from dataclasses import dataclass
from uuid import UUID

from kacdesk.core.latvian import number
from kacdesk.core.text import t
from kacdesk.models.vocabulary import FILE_ROLE
from kacdesk.services.context import Context
from kacdesk.services.papers import attachments
from kacdesk.store.files import Attachment, FileState

ROLES = FILE_ROLE
"""What a file can be to its record, the most usual first."""

_KINDS = {"application/pdf": "PDF", "image/jpeg": "JPEG", "image/png": "PNG"}
_KIB, _MIB = 2**10, 2**20


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file as a person reads it. `words` name it within its record · `waits` it is only on this computer."""

    sha256: bytes
    words: str
    size: str
    state: str
    waits: bool


def files_of(context: Context, record: UUID) -> list[FileLine]:
    """Return the files of a record in the order in which they were attached."""
    found = attachments.attachments(context, record)
    return [_line(place, each) for place, each in enumerate(found, start=1)]


def _line(place: int, found: Attachment) -> FileLine:
    role, kind = attachments.role_label(found.role), _KINDS.get(found.mime, found.mime)
    state = attachments.state_label(found.state)
    waits = found.state is FileState.HERE
    if waits and 0 < found.sent < found.size:
        state = t("tiek sūtīta: {share}%", share=100 * found.sent // found.size)
    words = t("{place}. {role}, {kind}", place=place, role=role, kind=kind)
    return FileLine(found.sha256, words, size_words(found.size), state, waits)


def size_words(size: int) -> str:
    """Return a number of bytes as people say it: "84 KB", "1,2 MB"."""
    if size < _MIB:
        return f"{number(max(1, size // _KIB))} KB"
    return f"{number(size / _MIB, decimals=1)} MB"
