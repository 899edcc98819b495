"""This file is the place where it is put on paper that somebody received a document of the centre."""

from dataclasses import dataclass
from datetime import date

from kacdesk.core.latvian import Case, long_date, short_date
from kacdesk.core.text import t
from kacdesk.reports.official import Boxes, Facts, Official, Signatures, Words, draw_official
from kacdesk.reports.sheet import Heading


@dataclass(frozen=True, slots=True)
class DeliveryNote:
    """What was issued to whom. All texts as a person reads them, '' for what is not known · `in_person` the recipient
    signs; else it is told how and when it was sent · `identity_checked` the document was looked at already."""

    number: str
    kind: str
    title: str
    issued_on: date
    recipient: str
    how: str
    issuer: str = ""
    own_number: str = ""
    original: str = ""
    signatory: str = ""
    pages: int | None = None
    recipient_code: str = ""
    representative: str = ""
    representative_basis: str = ""
    address: str = ""
    identity_document: str = ""
    in_person: bool = True
    identity_checked: bool = False
    delivered_on: date | None = None
    sample: bool = False


def draw_delivery_note(note: DeliveryNote, heading: Heading) -> bytes:
    """Draw the note and return the PDF."""
    document = [
        (t("Dokuments"), f"{note.kind}: {note.title}"),
        (t("Dokumenta datums"), long_date(note.issued_on)),
        (t("Izdevējs"), note.issuer),
        (t("Izdevēja numurs"), note.own_number),
        (t("Oriģināls"), note.original),
        (t("Parakstīja"), note.signatory),
        (t("Lapas"), "" if note.pages is None else str(note.pages)),
    ]
    taken = [
        (t("Saņēmējs"), ", ".join(part for part in (note.recipient, note.recipient_code) if part)),
        (t("Pārstāvis"), _with_basis(note)),
        (t("Kā izsniedz"), note.how),
        (t("Pasta adrese"), note.address),
    ]
    parts: list[Facts | Words | Boxes | Signatures] = [
        Facts(_known(document), t("Kas izsniegts")),
        Facts(_known(taken), t("Kam izsniegts")),
    ]
    if note.in_person:
        parts += _in_person(note)
    else:
        day = long_date(note.delivered_on, Case.LOCATIVE) if note.delivered_on is not None else ""
        parts += [
            Facts([(t("Nosūtīts"), day)]),
            Signatures(((t("Nosūtīja"), heading.prepared_by),)),
        ]
    return draw_official(
        Official(
            t("Dokumenta izsniegšanas apliecinājums"),
            heading,
            parts,
            number=note.number,
            day=note.delivered_on,
            sample=note.sample,
        )
    )


def _in_person(note: DeliveryNote) -> list[Facts | Words | Boxes | Signatures]:
    """Return how identity was checked, and the line on which the recipient signs."""
    if note.identity_checked:
        shown = note.identity_document or t("personu apliecinošs dokuments")
        checked = t("Saņēmēja identitāte pārbaudīta; uzrādīts: {shown}.", shown=shown.lower())
        told: list[Facts | Words | Boxes | Signatures] = [Words(checked)]
    else:
        told = [Boxes((t("Saņēmēja identitāte pārbaudīta pēc derīga personu apliecinoša dokumenta"),))]
    day = short_date(note.delivered_on) if note.delivered_on is not None else ""
    when = t("Dokumentu saņēmu {day}", day=day) if day else t("Dokumentu saņēmu.")
    signing = note.representative or note.recipient
    return [*told, Words(when), Signatures(((t("Saņēmējs"), signing), (t("Izsniedza"), "")))]


def _with_basis(note: DeliveryNote) -> str:
    basis = f" ({note.representative_basis.lower()})" if note.representative_basis else ""
    return note.representative + basis if note.representative else ""


def _known(facts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(label, value) for label, value in facts if value]
