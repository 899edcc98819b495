"""This file is the place where everything that is kept about one person is drawn, to be given to that person."""

from collections.abc import Sequence
from dataclasses import dataclass

from kacdesk.core.latvian import counted
from kacdesk.core.text import t
from kacdesk.reports.official import Facts, Official, Part, Rows, Words, draw_official
from kacdesk.reports.sheet import Heading


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """One record: its register and number, label and value, its files by name, what was changed, who looked at it."""

    title: str
    number: str
    values: Sequence[tuple[str, str]]
    files: Sequence[str] = ()
    changes: Sequence[tuple[str, str, str]] = ()
    looks: Sequence[tuple[str, str, str]] = ()


@dataclass(frozen=True, slots=True)
class PersonFile:
    """All that was found of one person, for what and on what ground it was put together."""

    person: str
    purpose: str
    ground: str
    records: Sequence[PersonRecord]
    kept: Sequence[tuple[str, str]] = ()
    sample: bool = False


def draw_person_file(told: PersonFile, heading: Heading) -> bytes:
    """Draw everything about one person and return the PDF (General Data Protection Regulation 15)."""
    count = counted(len(told.records), t("ierakstu"), t("ieraksts"), t("ieraksti"))
    parts: list[Part] = [
        Facts(((t("Persona"), told.person), (t("Nolūks"), told.purpose), (t("Pamats"), told.ground))),
        Words(
            t(
                "Šajā punktā par personu atrasts: {count}. Dati apstrādāti, pildot pašvaldības un valsts deleģētos "
                "uzdevumus. Persona var lūgt datus labot, dzēst vai ierobežot to apstrādi, kā arī iesniegt sūdzību "
                "Datu valsts inspekcijā.",
                count=count,
            )
        ),
    ]
    if told.kept:
        heads = (t("Sadaļa"), t("Cik ilgi personas datus glabā"))
        parts.append(Rows(heads, list(told.kept), shares=(0.4, 0.6), title=t("Glabāšanas termiņi")))
    for record in told.records:
        parts += _record(record)
    return draw_official(
        Official(
            t("Personas dati"), heading, parts, about=t("Viss, kas par personu glabājas"), sample=told.sample
        )
    )


def _record(record: PersonRecord) -> list[Part]:
    parts: list[Part] = [Facts(list(record.values), title=f"{record.title} {record.number}".strip())]
    if record.files:
        parts.append(Words(t("Pielikumi: {files}", files=", ".join(record.files))))
    if record.changes:
        heads = (t("Kad"), t("Kas mainīja"), t("Kas mainīts"))
        parts.append(Rows(heads, list(record.changes), shares=(0.2, 0.25, 0.55), title=t("Izmaiņas")))
    if record.looks:
        heads = (t("Kad"), t("Kas skatīja"), t("Nolūks"))
        parts.append(Rows(heads, list(record.looks), shares=(0.2, 0.25, 0.55), title=t("Kas skatījies")))
    return parts
