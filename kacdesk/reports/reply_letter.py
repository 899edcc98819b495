"""This file is the place where the reply to a complaint, question or proposal is drawn as a letter to be signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kacdesk.core.latvian import long_date
from kacdesk.core.text import t
from kacdesk.reports.official import Facts, Lines, Official, Signatures, Words, draw_official
from kacdesk.reports.sheet import Heading

_BLANK_LINES = 8


@dataclass(frozen=True, slots=True)
class ReplyLetter:
    """A reply. `kind` and `number` of what is answered · `text` '' leaves lines to write on · `contesting` where and by
    when it can be contested, '' where the route ends · `signatory` the instance that answers, with a name if known."""

    kind: str
    number: str
    received_on: date
    subject: str
    recipient: str
    address: str
    text: str
    contesting: str
    signatory: str
    name: str = ""
    together_with: str = ""
    day: date | None = None
    sample: bool = False


def draw_reply(letter: ReplyLetter, heading: Heading) -> bytes:
    """Draw the letter and return the PDF."""
    to_whom = [(t("Kam"), letter.recipient)]
    if letter.address:
        to_whom.append((t("Adrese"), letter.address))
    to_whom.append(
        (
            t("Uz"),
            t(
                "{kind} Nr. {number} ({day})",
                kind=letter.kind,
                number=letter.number,
                day=long_date(letter.received_on),
            ),
        )
    )
    if letter.together_with:
        to_whom.append((t("Sagatavots kopā ar"), letter.together_with))
    body: Sequence[Words | Lines] = (Words(letter.text),) if letter.text else (Lines(_BLANK_LINES),)
    ending = (Words(letter.contesting),) if letter.contesting else ()
    return draw_official(
        Official(
            t("Atbilde"),
            heading,
            (Facts(to_whom), *body, *ending, Signatures(((letter.signatory, letter.name),))),
            about=t("Par: {subject}", subject=letter.subject),
            day=letter.day,
            sample=letter.sample,
        )
    )
