"""This file is the place where the certificate about a declared residence is drawn (S000 2.1(6))."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kacdesk.core.latvian import Case, long_date
from kacdesk.core.text import t
from kacdesk.reports.official import Facts, Official, Part, Rows, Signatures, Words, draw_official
from kacdesk.reports.sheet import Heading


@dataclass(frozen=True, slots=True)
class Certificate:
    """What stands on a certificate.

    `kind` in words · `statement` what it attests, if somebody wrote it · `persons` declared at the address, one each ·
    `purpose` where it is handed in · `fee` in words, '' where nothing is asked · `signed_by` name and post ·
    `by_hand` it is handed over in person, so the recipient signs too.
    """

    number: str
    day: date
    kind: str
    person: str
    code: str
    address: str
    since: date | None
    purpose: str
    signed_by: tuple[str, str]
    statement: str = ""
    persons: Sequence[str] = ()
    fee: str = ""
    by_hand: bool = True
    sample: bool = False


def draw_certificate(certificate: Certificate, heading: Heading) -> bytes:
    """Draw a certificate and return the PDF."""
    facts = [
        (t("Izziņu pieprasīja") if certificate.persons else t("Vārds, uzvārds"), certificate.person),
        *([(t("Personas kods"), certificate.code)] if certificate.code else []),
        (t("Deklarētā dzīvesvieta"), certificate.address),
    ]
    if certificate.since is not None:
        facts.append((t("Deklarēta kopš"), long_date(certificate.since, Case.GENITIVE)))
    parts: list[Part] = [Words(certificate.statement or _attested(certificate)), Facts(facts)]
    if certificate.persons:
        rows = [(f"{place}.", person) for place, person in enumerate(certificate.persons, start=1)]
        parts.append(Rows(("Nr.", t("Persona")), rows, (1, 12), title=t("Adresē deklarētās personas")))
    parts.append(
        Words(t("Izziņa sagatavota iesniegšanai: {purpose}.", purpose=certificate.purpose.rstrip(".")))
    )
    name, post = certificate.signed_by
    signs = [(post or t("Izziņu izsniedza"), name)]
    if certificate.by_hand:
        signs.append((t("Izziņu saņēma"), ""))
    parts.append(Signatures(signs))
    return draw_official(
        Official(
            certificate.kind,
            heading,
            parts,
            number=certificate.number,
            day=certificate.day,
            sample=certificate.sample,
            notes=[certificate.fee] if certificate.fee else [],
        )
    )


def _attested(certificate: Certificate) -> str:
    if certificate.persons:
        return t("Apliecinām, ka norādītajā adresē dzīvesvieta ir deklarēta tālāk minētajām personām.")
    return t("Apliecinām, ka tālāk minētās personas dzīvesvieta ir deklarēta norādītajā adresē.")
