"""This file is the place where papers of access rights, reviews and surveys are put together (S001 22, S004 5.3)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from kacdesk.core.latvian import number, percent, period, short_date
from kacdesk.core.on_demand import on_demand
from kacdesk.core.text import t
from kacdesk.models.registers.survey import MARKS
from kacdesk.services.context import Context
from kacdesk.services.letterhead import letterhead
from kacdesk.services.quality.survey_results import results
from kacdesk.services.references import current_references
from kacdesk.store import tables
from kacdesk.store.session import lines_of, one, row_of

if TYPE_CHECKING:
    from kacdesk.reports.official import Boxes, Facts, Official, Part, Rows, Signatures, Words, draw_official
else:
    Boxes, Facts, Official, Rows, Signatures, Words, draw_official = on_demand(
        "kacdesk.reports.official", "Boxes Facts Official Rows Signatures Words draw_official"
    )


def access_application(context: Context, record: UUID) -> bytes:
    """Draw the application to the ministry for access to the service management system (S001 22, annex 2)."""
    row, sample = _read(context, "access_application", record)
    spec = context.catalog.spec("access_application")
    names = current_references(context.store)
    heading = letterhead(context)
    asked = {
        "GRANT": t("Lūdzu piešķirt piekļuves tiesības pakalpojumu vadības sistēmai šādam darbiniekam."),
        "CHANGE": t("Lūdzu mainīt piekļuves tiesības pakalpojumu vadības sistēmai šādam darbiniekam."),
        "REVOKE": t("Lūdzu anulēt piekļuves tiesības pakalpojumu vadības sistēmai šādam darbiniekam."),
    }
    facts = [
        (t("Vārds, uzvārds"), names.name("staff", row["staff_id"])),
        *((t(spec.by_name[name].label), row[name] or "") for name in ("post", "email", "phone", "extent")),
        (t("Centrs, punkts"), heading.point),
    ]
    parts: list[Part] = [
        Words(t("Adresāts: {name}", name=row["addressee"])),
        Words(asked.get(row["kind"], "")),
    ]
    parts.append(Facts(facts, title=t("Darbinieks")))
    if row["kind"] == "GRANT":
        terms = t("Darbinieks ir iepazinies ar sadarbības noteikumiem un apņemas tos ievērot.")
        parts.append(Boxes([terms, t("Darbinieks ir iepazinies ar datu aizsardzības noteikumiem.")]))
    parts.append(
        Signatures([(t("Darbinieks"), names.name("staff", row["staff_id"])), (t("Centra vadītājs"), "")])
    )
    title = t("Pieteikums par piekļuves tiesībām")
    return draw_official(Official(title, heading, parts, day=row["applied_on"], sample=sample))


def review(context: Context, record: UUID) -> bytes:
    """Draw a quarterly review or an internal check with its findings, for the leadership."""
    row, sample = _read(context, "review", record)
    child = context.catalog.spec("review_finding")
    names = current_references(context.store)
    with context.store.read() as connection:
        lines = lines_of(connection, context.catalog, child, record)
    rows = [
        [
            f"{place}.",
            t(child.by_name["kind"].choice_label(line["kind"])),
            line["what"],
            "; ".join(
                part
                for part in (
                    line["action"],
                    names.name("staff", line["staff_id"]) if line["staff_id"] else "",
                )
                if part
            ),
            short_date(line["due_on"]) if line["due_on"] else "",
            short_date(line["done_on"]) if line["done_on"] else t("nav"),
        ]
        for place, line in enumerate(lines, 1)
    ]
    heads = (t("Nr."), t("Veids"), t("Konstatēts"), t("Pasākums, atbildīgais"), t("Līdz"), t("Izpildīts"))
    quarter = row["kind"] == "QUARTER"
    parts: list[Part] = [Words(row["summary"])] if row["summary"] else []
    parts += [
        Rows(
            heads,
            rows,
            (4, 14, 34, 28, 11, 11),
            title=t("Konstatētais un pasākumi"),
            empty=t("Trūkumi nav konstatēti."),
        ),
        Signatures([(t("Centra vadītājs"), ""), (t("Iepazinās"), row["reported_to"] or "")]),
    ]
    paper = Official(
        t("Ceturkšņa izvērtējums") if quarter else t("Iekšējā pārbaude"),
        letterhead(context),
        parts,
        about=t("Par periodu {period}", period=period(row["period_from"], row["period_to"])),
        day=row["reported_on"],
        sample=sample,
    )
    return draw_official(paper)


def survey_report(context: Context, record: UUID) -> bytes:
    """Draw what a survey found, for the ministry and the holders of services; no single answer can be read from it."""
    row, sample = _read(context, "survey", record)
    answers = context.catalog.spec("survey_answer")
    names = current_references(context.store)
    found = results(context, record)
    marks = [
        [
            t(answers.by_name[each.question].label),
            number(each.mean, decimals=2) if each.mean is not None else "—",
            percent(each.content, each.answers) if each.answers else "—",
            *(number(each.counts.get(mark, 0)) for mark in range(1, 6)),
            number(each.answers),
        ]
        for each in found.marks
    ]
    heads = (t("Jautājums"), t("Vidēji"), t("Apmierināti"), "1", "2", "3", "4", "5", t("Atbildes"))
    parts: list[Part] = [
        Facts(
            [
                (t("Atbildes kopā"), number(found.answers)),
                *(
                    (t(answers.by_name["way"].choice_label(way)), number(count))
                    for way, count in found.by_way.items()
                ),
                (t("Ar ieteikumu saviem vārdiem"), number(found.remarks)),
            ],
            title=t("Kas atbildēja"),
        ),
        Rows(
            heads,
            marks,
            (30, 9, 13, 6, 6, 6, 6, 6, 10),
            title=t("Vērtējumi (1 — slikti, 5 — ļoti labi)"),
            texts=1,
        ),
        Rows(
            (t("Iestāde"), t("Atbildes")),
            [[names.name("institution", one_), number(count)] for one_, count in found.institutions.items()],
            (80, 20),
            title=t("Iestādes ar vismaz piecām atbildēm"),
            texts=1,
        ),
    ]
    if row["measures"]:
        parts.append(Words(t("Secinājumi un pasākumi: {words}", words=row["measures"])))
    parts.append(Signatures([(t("Centra vadītājs"), "")]))
    about = period(row["opened_on"], row["closed_on"]) if row["closed_on"] else t("Aptauja turpinās")
    title = t("Klientu apmierinātības aptaujas rezultāti")
    return draw_official(
        Official(title, letterhead(context), parts, about=f"{row['title']} · {about}", sample=sample)
    )


def questionnaire(context: Context, record: UUID) -> bytes:
    """Draw the questionnaire to be filled in by hand; it asks for no name."""
    row, sample = _read(context, "survey", record)
    answers = context.catalog.spec("survey_answer")
    rows = [[t(answers.by_name[name].label), *(str(mark) for mark in range(1, 6))] for name in MARKS]
    heads = (t("Kā vērtējat?"), *(str(mark) for mark in range(1, 6)))
    parts: list[Part] = [
        Words(t("Lūdzam apvilkt vērtējumu: 1 — slikti, 5 — ļoti labi. Vārdu un personas kodu nerakstiet.")),
        Rows(heads, rows, (50, 10, 10, 10, 10, 10), texts=1),
        Facts([(t("Par kuru iestādi"), ""), (t("Ko uzlabot"), ""), ("", ""), ("", "")]),
    ]
    notes = [t("Aptauja ir anonīma. Paldies!")]
    title = t("Klientu apmierinātības anketa")
    paper = Official(title, letterhead(context), parts, about=row["title"], sample=sample, notes=notes)
    return draw_official(paper)


def _read(context: Context, register: str, record: UUID) -> tuple[Mapping[str, Any], bool]:
    with context.store.read() as connection:
        return row_of(connection, context.catalog, register, record), one(connection, tables.desk)["sample"]
