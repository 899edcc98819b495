"""This file is the place where the sample point gets made-up batches, letters, issued documents and oral requests."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from kacdesk.core import clock
from kacdesk.core.ids import reference_id
from kacdesk.services import records, steps
from kacdesk.services.context import Context
from kacdesk.services.papers import batches
from kacdesk.services.papers.custody import BATCH
from kacdesk.services.papers.letter_rules import ISSUED, ORAL, OUTGOING

_PERSON, _OTHER = "Ģertrūde Izdomātā", "Piemērs Paraudziņš"
_IN_A_BATCH = 2


def make(context: Context) -> None:
    """Save a few of each; batches only of papers that the sample's contacts left at the centre."""
    _batches(context)
    _letters(context)
    _issued(context)
    _spoken(context)


def _batches(context: Context) -> None:
    """Prepare three batches of what lies here: one open, one on its way, one acknowledged."""
    piles = [pile for pile in batches.sendings(context).piles if pile.title]
    heaps = [
        pile.papers[at : at + _IN_A_BATCH] for pile in piles for at in range(0, len(pile.papers), _IN_A_BATCH)
    ]
    ways = (("IN_PERSON", 2), ("POST", 1), ("COURIER", 0))
    for heap, (how, done) in zip(heaps, ways, strict=False):
        batch = batches.prepare(context, [paper.record for paper in heap], how=how).id
        if done:
            steps.take(context, BATCH, batch, "sent")
        if done == 2:
            batches.acknowledge(context, batch, by="Lietvede Paraudziņa")


def _letters(context: Context) -> None:
    today = clock.today_riga()
    base = {"signatory": "Paraugs Vadītājs", "pages": 1}
    request = _save(
        context,
        OUTGOING,
        base
        | {
            "kind": "REQUEST",
            "title": "Par ēkas kadastrālo uzmērīšanu (izdomāts)",
            "addressee_id": reference_id("institution", "VZD"),
            "due_on": today + timedelta(days=7),
        },
    )
    steps.take(context, OUTGOING, request, "sent")
    reply = base | {"kind": "REPLY", "title": "Par ceļa labošanu (izdomāts)", "recipient_name": _PERSON}
    steps.take(context, OUTGOING, _save(context, OUTGOING, reply), "sent")
    letter = {
        "kind": "LETTER",
        "title": "Par darba laiku svētkos",
        "addressee_text": "Paraugu pagasta pārvalde",
    }
    _save(context, OUTGOING, base | letter)


def _issued(context: Context) -> None:
    given = _save(
        context,
        ISSUED,
        {
            "kind": "CERTIFICATE",
            "title": "Izziņa par izdomātu nodokļu samaksu",
            "institution_id": reference_id("institution", "VID"),
            "signatory": "Paraugs Vadītājs",
            "recipient_kind": "NATURAL",
            "recipient_name": _PERSON,
            "identity_document": "ID_CARD",
            "delivery": "IN_PERSON",
        },
    )
    steps.take(context, ISSUED, given, "handed_over")
    waiting = {"kind": "TRUE_COPY", "title": "Līguma noraksts", "original": "Nr. 12, 01.02.2020.", "pages": 3}
    _save(
        context,
        ISSUED,
        waiting
        | {
            "recipient_name": _OTHER,
            "delivery": "IN_PERSON",
            "issue_by": clock.today_riga() + timedelta(days=1),
        },
    )
    posted = {"kind": "RESULT", "title": "Lēmums par izdomātu pabalstu", "recipient_name": _OTHER}
    _save(context, ISSUED, posted | {"delivery": "POST", "postal_address": "Paraugu iela 1, Balvi, LV-4501"})


def _spoken(context: Context) -> None:
    told = {
        "reply_address": "Paraugu iela 1, Balvi, LV-4501",
        "addressee_text": "Balvu novada pašvaldība",
        "requester_name": _PERSON,
    }
    road = "Lūdzu salabot izdomāto ceļu pie manas mājas. Pēc lietus pa to nevar izbraukt."
    signed = _save(context, ORAL, told | {"subject": "Par ceļa labošanu", "asked": road})
    steps.take(context, ORAL, signed, "signed")
    lamp = "Lūdzu ierīkot apgaismojumu izdomātajā pieturā."
    _save(context, ORAL, told | {"subject": "Par pieturas apgaismojumu", "asked": lamp})


def _save(context: Context, register: str, values: dict[str, Any]) -> UUID:
    return records.save(context, register, values).id
