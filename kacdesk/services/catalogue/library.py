"""This file is the place where the shelf of forms and guidance is read: what is in force, older versions behind."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from kacdesk.core.clock import today_riga
from kacdesk.core.errors import Missing
from kacdesk.core.latvian import short_date
from kacdesk.core.text import t
from kacdesk.services.catalog import is_retired
from kacdesk.services.context import Context
from kacdesk.services.lists import page
from kacdesk.services.papers import attachments
from kacdesk.services.papers.attachments import Opened
from kacdesk.services.references import References, current_references
from kacdesk.spec.listing import ListQuery
from kacdesk.store.files import attachments_of
from kacdesk.store.session import row_of

REGISTER = "library_item"
SHOWN = 60
"""So many are shown at most; more letters find the others."""

_PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Shelved:
    """One version of something on the shelf. `whose` the institution, `about` its service · `in_force` today ·
    `readable` a file that the window shows and prints is attached · `url` of a link card."""

    id: UUID
    title: str
    kind: str
    version: str
    whose: str
    about: str
    validity: str
    in_force: bool
    readable: bool
    url: str


def shelf(context: Context, text: str = "", *, older: bool = False) -> list[Shelved]:
    """Return what a text finds, newest first; versions that have ended only where `older` is asked for."""
    found = page(context, REGISTER, ListQuery(text=text, with_voided=False, limit=4 * SHOWN))
    names = current_references(context.store)
    told: list[Shelved] = []
    with context.store.read() as connection:
        for record in found.ids:
            each = _shelved(connection, context, record, names)
            if older or each.in_force:
                told.append(each)
            if len(told) == SHOWN:
                break
    return told


def read_file(context: Context, record: UUID) -> Opened:
    """Return the file of a version that can be shown and printed, read back whole; that it was opened is logged.

    Missing when it has none, and what `attachments.open_file` raises when its bytes are not here.
    """
    with context.store.read() as connection:
        kept = [each for each in attachments_of(connection, record) if each.mime == _PDF]
    if not kept:
        raise Missing(
            t("Šim materiālam nav datnes, ko var parādīt."),
            effect=t("Pats ieraksts ir redzams."),
            remedy=t("Pievienojiet ierakstam PDF datni."),
        )
    purpose = t("Materiāla lasīšana vai izdruka")
    return attachments.open_file(context, REGISTER, record, kept[-1].sha256, purpose=purpose)


def versions(context: Context, record: UUID) -> list[Shelved]:
    """Return a version and all those that it replaced one after another, the newest first."""
    names = current_references(context.store)
    told: list[Shelved] = []
    seen: set[UUID] = set()
    place: UUID | None = record
    with context.store.read() as connection:
        while place is not None and place not in seen:
            seen.add(place)
            told.append(_shelved(connection, context, place, names))
            place = row_of(connection, context.catalog, REGISTER, place)["supersedes_id"]
    return told


def _shelved(connection: Connection, context: Context, record: UUID, names: References) -> Shelved:
    row = row_of(connection, context.catalog, REGISTER, record)
    kind = context.catalog.spec(REGISTER).by_name["kind"]
    begins = t("no {day}", day=short_date(row["valid_from"])) if row["valid_from"] else ""
    ends = t("līdz {day}", day=short_date(row["valid_to"])) if row["valid_to"] else ""
    return Shelved(
        id=record,
        title=row["title"],
        kind=t(kind.choice_label(row["kind"])),
        version=row["version"] or "",
        whose=names.name("institution", row["institution_id"]) if row["institution_id"] else "",
        about=names.name("service", row["service_id"]) if row["service_id"] else "",
        validity=" ".join(part for part in (begins, ends) if part),
        in_force=not is_retired(row, today_riga()),
        readable=any(each.mime == _PDF for each in attachments_of(connection, record)),
        url=row["url"] or "",
    )
