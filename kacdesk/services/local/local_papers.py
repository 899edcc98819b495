"""This file is the place where a certificate about a residence and a border traffic list become papers."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from kacdesk.core.latvian import money, short_date
from kacdesk.core.on_demand import on_demand
from kacdesk.core.text import t
from kacdesk.models.delivery import IN_PERSON
from kacdesk.models.fees import EXEMPT
from kacdesk.services.context import Context
from kacdesk.services.letterhead import letterhead
from kacdesk.services.local.border_lists import APPLICATIONS, LISTS
from kacdesk.services.local.residence import CERTIFICATE
from kacdesk.spec.register import RegisterSpec, Status, Values
from kacdesk.store import tables
from kacdesk.store.session import one, row_of

if TYPE_CHECKING:
    from kacdesk.reports.border_traffic_list import ListedPerson, TrafficList, draw_traffic_list
    from kacdesk.reports.residence_certificate import Certificate, draw_certificate
else:
    ListedPerson, TrafficList, draw_traffic_list = on_demand(
        "kacdesk.reports.border_traffic_list", "ListedPerson TrafficList draw_traffic_list"
    )
    Certificate, draw_certificate = on_demand(
        "kacdesk.reports.residence_certificate", "Certificate draw_certificate"
    )


_OTHER = "OTHER"


def certificate_paper(context: Context, record: UUID) -> bytes:
    """Draw a certificate about a residence."""
    with context.store.read() as connection:
        row = row_of(connection, context.catalog, CERTIFICATE, record)
        sample = one(connection, tables.desk)["sample"]
    spec = context.catalog.spec(CERTIFICATE)
    told = Certificate(
        number=row["number"],
        day=row["issued_on"],
        kind=_choice(spec, row, "kind"),
        person=row["person_name"],
        code=row["person_code"] or "",
        address=row["address"],
        since=row["declared_since"],
        purpose=row["purpose"],
        signed_by=(row["signatory_name"], row["signatory_post"] or ""),
        statement=row["statement"] or "",
        persons=tuple(each.strip() for each in (row["persons"] or "").splitlines() if each.strip()),
        fee=_fee(row),
        by_hand=row["delivery"] == IN_PERSON,
        sample=sample,
    )
    return draw_certificate(told, letterhead(context))


def _fee(row: Values) -> str:
    """Return what was paid for it in words, '' where nothing was asked."""
    if row["fee_how"] == EXEMPT:
        clause = row["exemption_clause"]
        return t("Atbrīvots no maksas: {clause}.", clause=clause) if clause else t("Atbrīvots no maksas.")
    if not row["fee_due"]:
        return ""
    due = money(row["fee_due"], unit="EUR")
    if row["fee_paid"] is None:
        return t("Maksa {sum}.", sum=due)
    told = t("Maksa {sum}, samaksāta {day}", sum=due, day=short_date(row["fee_paid_on"]))
    return f"{told} ({row['fee_receipt']})." if row["fee_receipt"] else told


def list_paper(context: Context, record: UUID) -> bytes:
    """Draw a border traffic list with the persons who are on it, in the order of their applications."""
    table = context.catalog.table(APPLICATIONS)
    with context.store.read() as connection:
        row = row_of(connection, context.catalog, LISTS, record)
        on_it = (table.c.list_id == record, table.c.status != Status.VOIDED)
        persons = connection.execute(
            select(table).where(*on_it).order_by(table.c.applied_on, table.c.n)
        ).all()
        sample = one(connection, tables.desk)["sample"]
    spec = context.catalog.spec(APPLICATIONS)
    told = TrafficList(
        title=row["title"],
        number=row["number"],
        neighbour=_choice(context.catalog.spec(LISTS), row, "neighbour"),
        first=row["period_from"],
        last=row["period_to"],
        persons=tuple(_person(spec, dict(each._mapping)) for each in persons),
        approved=row["approved_by"] or "",
        approved_on=row["approved_on"],
        sample=sample,
    )
    return draw_traffic_list(told, letterhead(context))


def _person(spec: RegisterSpec, row: dict[str, Any]) -> ListedPerson:
    born = [short_date(row["born_on"]) if row["born_on"] else "", row["born_in"] or ""]
    as_ = _choice(spec, row, "entitled_as")
    years = row["years_resident"]
    return ListedPerson(
        name=row["person_name"],
        born=", ".join(part for part in born if part),
        passport=row["passport_no"],
        passport_valid_to=row["passport_valid_to"],
        residence=row["residence"],
        entitled_as=t("{as_}, {years} g.", as_=as_, years=years) if years is not None else as_,
        purpose=row["purpose_text"] if row["purpose"] == _OTHER else _choice(spec, row, "purpose"),
    )


def _choice(spec: RegisterSpec, row: Values, name: str) -> str:
    return t(spec.by_name[name].choice_label(row[name]))
