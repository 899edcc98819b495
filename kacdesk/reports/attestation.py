"""This file is the place where the written attestation of a person is drawn for whom an e-service is applied for."""

from dataclasses import dataclass
from datetime import date

from kacdesk.core.text import t
from kacdesk.reports.official import Facts, Lines, Official, Signatures, Words, draw_official
from kacdesk.reports.sheet import Heading


@dataclass(frozen=True, slots=True)
class Attestation:
    """What the person signs (S003 27.3): who, for which e-service, which data are true.

    `identity` the document by which the identity was checked · `stated` the data in the person's words, '' leaves
    lines · `result` how the result is received · `kept` how long the paper is kept, '' when no rule says it.
    """

    number: str
    person: str
    code: str
    contact: str
    identity: str
    employee: str
    service: str
    institution: str
    stated: str
    day: date
    result: str = ""
    kept: str = ""
    sample: bool = False


_BLANK_LINES = 5


def draw_attestation(paper: Attestation, heading: Heading) -> bytes:
    """Draw the attestation and return the PDF."""
    person = [(t("Persona"), paper.person), (t("Personas kods"), paper.code)]
    if paper.contact:
        person.append((t("Saziņai"), paper.contact))
    person.append((t("Identitāte pārbaudīta pēc"), paper.identity))
    service = [(t("E-pakalpojums"), paper.service)]
    if paper.institution:
        service.append((t("Iestāde"), paper.institution))
    if paper.result:
        service.append((t("Rezultātu saņemšu"), paper.result))
    employee = t(" ({name})", name=paper.employee) if paper.employee else ""
    stated = (Words(paper.stated),) if paper.stated else (Lines(_BLANK_LINES),)
    return draw_official(
        Official(
            t("Apliecinājums"),
            heading,
            (
                Facts(person),
                Facts(service),
                Words(
                    t(
                        "Es pilnvaroju klientu apkalpošanas centra darbinieku{employee} manā vārdā pieteikt šo"
                        " e-pakalpojumu valsts pārvaldes pakalpojumu portālā.",
                        employee=employee,
                    )
                ),
                Words(t("Apliecinu, ka e-pakalpojuma veidlapā norādītie dati ir patiesi:"), "caption"),
                *stated,
                Signatures(((t("Persona"), paper.person), (t("Pieņēma"), paper.employee))),
            ),
            about=t("E-pakalpojuma pieteikšanai citas personas vārdā"),
            number=paper.number,
            day=paper.day,
            sample=paper.sample,
            notes=(paper.kept,) if paper.kept else (),
        )
    )
