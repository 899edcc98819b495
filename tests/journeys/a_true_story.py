"""This file is the place where it is made up what happens at a place: contacts, mistakes, words, a new catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from sqlalchemy import select

from kacdesk.core.clock import from_riga
from kacdesk.core.ids import reference_id
from kacdesk.figures.period import Period
from kacdesk.models.catalog import CATALOG
from kacdesk.services import records
from kacdesk.services.catalogue.service_search import map_text
from kacdesk.services.context import Context
from kacdesk.services.references import References
from tests.helpers.editions import ENDING, MERGED_FROM, second_edition
from tests.journeys.a_true_place import Place, load_edition

WORDS = ("Makšķerēšanas karte", "Zemes robežu plāna kopija")
"""Services in a clerk's own words; the first is found in the catalogue later."""

SERVICES = tuple(reference_id("service", code) for code in ("VSAA-VECUMS", *MERGED_FROM, ENDING))
INSTITUTIONS = tuple(reference_id("institution", abbr) for abbr in ("VSAA", "VID", "LAD"))
_EDGE_MINUTES = (0, -1, 30, 150, 210, 270, 555, 720, 1439)
"""From midnight in Riga: the minute before, both passes of the hour that October repeats, a morning, the last one."""


@dataclass(frozen=True)
class Line:
    """One service of a visit."""

    kind: str
    quantity: int
    service: UUID | None
    institution: UUID | None
    words: str | None
    stand_in: str | None

    def values(self) -> dict[str, Any]:
        """Return it as it is entered."""
        return {
            "kind": self.kind,
            "quantity": self.quantity,
            "service_id": self.service,
            "institution_id": self.institution,
            "service_text": self.words,
            "stand_in": self.stand_in,
            "stand_in_note": "Rinda pie inspektora" if self.stand_in == "OVERRIDE" else None,
            "referral_to": "Paraugs Inspektors" if self.kind == "REFERRAL" else None,
        }


@dataclass(frozen=True)
class Contact:
    """A contact, and the mistake that is mended in it: `mended` says how."""

    register: str
    at: datetime
    minutes: int | None
    code: str
    helpline: bool
    lines: tuple[Line, ...]
    mended: str
    moved_to: datetime


@dataclass(frozen=True)
class Story:
    """What happens at a place: contacts, and whether words are mapped and an edition merges services in between."""

    contacts: tuple[Contact, ...]
    words_are_mapped: bool
    services_are_merged: bool


def _moments(period: Period) -> st.SearchStrategy[datetime]:
    """Return moments at and beside the edges of a period, and within it."""
    edges = [period.first_day, period.last_day, period.last_day + timedelta(days=1)]
    middle = st.integers(0, period.length - 1).map(lambda days: period.first_day + timedelta(days=days))
    return st.builds(
        lambda day, minutes: from_riga(datetime.combine(day, time())) + timedelta(minutes=minutes),
        st.sampled_from(edges) | middle,
        st.sampled_from(_EDGE_MINUTES),
    )


_KINDS = (
    "APPLICATION",
    "INFORMATION",
    "E_SERVICE_CONSULT",
    "E_ADDRESS_CONSULT",
    "DELEGATED_E_SERVICE",
    "REFERRAL",
    "DOCUMENT_ISSUE",
)


def _lines() -> st.SearchStrategy[Line]:
    def line(kind: str, quantity: int, named: int, stand_in: str | None) -> Line:
        if named < len(SERVICES):
            return Line(kind, quantity, SERVICES[named], None, None, stand_in)
        named -= len(SERVICES)
        if named < len(INSTITUTIONS):
            return Line(kind, quantity, None, INSTITUTIONS[named], None, stand_in)
        return Line(kind, quantity, None, None, WORDS[named - len(INSTITUTIONS)], stand_in)

    reasons = (None, None, "OUTSIDE_HOURS", "ABSENT_NO_SUBSTITUTE", "NOT_PRESENT_IN_CENTRE", "OVERRIDE")
    return st.builds(
        line,
        st.sampled_from(_KINDS),
        st.sampled_from((1, 1, 1, 2, 7)),
        st.integers(0, len(SERVICES) + len(INSTITUTIONS) + len(WORDS) - 1),
        st.sampled_from(reasons),
    )


_CODES = {
    "visit": ("IN_PERSON", "EMAIL", "POST", "PORTAL"),
    "phone_consultation": ("ANSWERED", "TRANSFERRED", "MISSED", "CALLED_BACK"),
    "received_document": ("APPLICATION",),
}
_MENDED = {
    "visit": ("", "", "void", "move", "code", "lines"),
    "phone_consultation": ("", "", "void", "move", "code"),
    "received_document": ("", "", "void", "move"),
}


def contacts(period: Period) -> st.SearchStrategy[Contact]:
    """Return contacts in and around a period, some of them with a mistake."""

    def of(register: str) -> st.SearchStrategy[Contact]:
        return st.builds(
            Contact,
            register=st.just(register),
            at=_moments(period),
            minutes=st.none() | st.integers(0, 90),
            code=st.sampled_from(_CODES[register]),
            helpline=st.booleans(),
            lines=st.lists(_lines(), min_size=1, max_size=3).map(tuple)
            if register == "visit"
            else st.just(()),
            mended=st.sampled_from(_MENDED[register]),
            moved_to=_moments(period),
        )

    return st.one_of(of("visit"), of("visit"), of("phone_consultation"), of("received_document"))


def stories(period: Period) -> st.SearchStrategy[Story]:
    """Return what may happen at a place around a period."""
    return st.builds(
        Story,
        contacts=st.lists(contacts(period), min_size=1, max_size=25).map(tuple),
        words_are_mapped=st.booleans(),
        services_are_merged=st.booleans(),
    )


def play(place: Place, story: Story, folder: Path) -> None:
    """Let the story happen, and let the central store know all of it."""
    names = records.read_references(place.context)
    made = [(contact, _save(place.context, contact, names)) for contact in story.contacts]
    place.sync()
    if story.services_are_merged:
        load_edition(place.source.database, second_edition(folder))
        place.sync()
    for contact, record in made:
        _mend(place.context, contact, record)
    if story.words_are_mapped:
        map_text(place.context, WORDS[0], SERVICES[0])
    place.sync()


def _save(context: Context, contact: Contact, names: References) -> UUID:
    values, lines = _as_entered(contact)
    return records.save(context, contact.register, values, lines, names=names).id


def _as_entered(contact: Contact) -> tuple[dict[str, Any], records.Lines]:
    if contact.register == "visit":
        ended = None if contact.minutes is None else contact.at + timedelta(minutes=contact.minutes)
        values = {"started_at": contact.at, "ended_at": ended, "channel": contact.code}
        if ended is not None:
            values["end_quality"] = "MEASURED"
        return values, {"visit_service": [line.values() for line in contact.lines]}
    if contact.register == "phone_consultation":
        told = {"started_at": contact.at, "call_state": contact.code, "helpline": contact.helpline}
        return {**told, "topic": WORDS[0], "duration_s": 60 * (contact.minutes or 0) or None}, {}
    return {"received_at": contact.at, "title": "Iesniegums par paraugu", "kind": contact.code}, {}


_MOMENT = {"visit": "started_at", "phone_consultation": "started_at", "received_document": "received_at"}
_CODE = {"visit": "channel", "phone_consultation": "call_state"}


def _mend(context: Context, contact: Contact, record: UUID) -> None:
    register = contact.register
    if contact.mended == "void":
        records.void(context, register, record, reason="ievadīts divreiz")
        return
    changes: dict[str, Any] = {}
    if contact.mended == "move":
        changes = {_MOMENT[register]: contact.moved_to}
        if register == "visit":
            changes["ended_at"] = None
    elif contact.mended == "code":
        changes = {_CODE[register]: _CODES[register][0]}
    if not changes and contact.mended != "lines":
        return
    rev, there = _as_kept(context, register, record)
    lines = _mended_lines(there) if contact.mended == "lines" else None
    records.correct(context, register, record, changes, lines, rev=rev, reason="kļūda")


def _as_kept(context: Context, register: str, record: UUID) -> tuple[int, Sequence[dict[str, Any]]]:
    """Return the revision of a record, and its lines as they are kept."""
    catalog = context.catalog
    table, below = catalog.table(register), catalog.table("visit_service")
    with context.store.read() as connection:
        rev = connection.scalar(select(table.c.rev).where(table.c.id == record))
        asked = select(below).where(below.c.visit_id == record).order_by(below.c.line_no)
        return int(rev or 0), [dict(row._mapping) for row in connection.execute(asked)]


def _mended_lines(there: Sequence[dict[str, Any]]) -> records.Lines:
    """Leave out the first line, change how many the last one stands for, and add one."""
    entered = [field.name for field in CATALOG.spec("visit_service").entered]
    kept = [{"id": row["id"], **{name: row[name] for name in entered}} for row in there[1:]]
    for row in kept[-1:]:
        row["quantity"] = row["quantity"] + 1
    added = Line("INFORMATION", 1, None, INSTITUTIONS[1], None, None).values()
    return {"visit_service": [*kept, added]}


PERIODS = tuple(
    map(
        Period.parse,
        ("2026-03", "2026-10", "2026-W43", "2026-10-25", "2026-03-29", "2024-02", "2025-Q4", "2025-10-20..2025-11-02"),
    )
)  # fmt: skip
"""Months in which the clock changes, the days on which it does, an edge of a year, a leap February."""
