"""This file is the place where an oral request becomes a page that the person can sign (S002 5.2.2)."""

from dataclasses import dataclass
from datetime import date

from kacdesk.core.text import t
from kacdesk.reports.official import Boxes, Facts, Official, Signatures, Words, draw_official
from kacdesk.reports.sheet import Heading


@dataclass(frozen=True, slots=True)
class OralRequestForm:
    """What was said, in the person's words, with what a submission must have: name, address for the reply, signature.

    `read_aloud` the text was read to the person already; else there is a box to tick.
    """

    number: str
    addressee: str
    requester: str
    reply_address: str
    subject: str
    asked: str
    taken_on: date
    phone: str = ""
    written_by: str = ""
    read_aloud: bool = False
    sample: bool = False


def draw_oral_request(form: OralRequestForm, heading: Heading) -> bytes:
    """Draw the form and return the PDF."""
    who = [
        (t("Adresāts"), form.addressee),
        (t("Iesniedzējs"), form.requester),
        (t("Adrese atbildei"), form.reply_address),
    ]
    if form.phone:
        who.append((t("Tālrunis"), form.phone))
    aloud = t("Teksts man tika nolasīts priekšā, tas atbilst manis teiktajam.")
    read: Words | Boxes = Words(aloud) if form.read_aloud else Boxes((aloud,))
    return draw_official(
        Official(
            t("Iesniegums"),
            heading,
            (
                Facts(who),
                Words(form.subject, "caption"),
                Words(form.asked, "subtitle"),
                Words(
                    t(
                        "Pieprasījums izteikts mutvārdos; centra darbinieks to noformēja rakstiski iesniedzēja "
                        "klātbūtnē."
                    ),
                    "small",
                ),
                read,
                Signatures(((t("Iesniedzējs"), form.requester), (t("Pierakstīja"), form.written_by))),
            ),
            about=t("Rakstiski noformēts mutvārdu pieprasījums"),
            number=form.number,
            day=form.taken_on,
            sample=form.sample,
        )
    )
