"""This file is the place where the figures of the desk become files of cells: XLSX with the rows behind them, CSV."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Connection, select

from kacdesk.core.latvian import told_moment
from kacdesk.core.on_demand import on_demand
from kacdesk.core.text import t
from kacdesk.figures.plain import opened
from kacdesk.figures.report import ReportFigures
from kacdesk.models.catalog import Catalog
from kacdesk.services.context import Context
from kacdesk.services.exports import allowed_purpose
from kacdesk.services.letterhead import letterhead
from kacdesk.services.lists import log_many, masked_reason
from kacdesk.services.references import References
from kacdesk.spec.field import FieldSpec
from kacdesk.spec.register import RegisterSpec, Values
from kacdesk.store.rows import rows_of

if TYPE_CHECKING:
    from kacdesk.reports.report_book import Records
    from kacdesk.reports.report_csv import write_report_csv
    from kacdesk.reports.report_sheets import write_report_sheets
else:
    (Records,) = on_demand("kacdesk.reports.report_book", "Records")
    (write_report_csv,) = on_demand("kacdesk.reports.report_csv", "write_report_csv")
    (write_report_sheets,) = on_demand("kacdesk.reports.report_sheets", "write_report_sheets")

_AT_ONCE = 500


def write_csv(_context: Context, counted: ReportFigures, out: Path) -> None:
    """Write every figure as a row of a CSV file; Unavailable when the place does not take it. Any thread."""
    write_report_csv(counted, out)


def write_xlsx(
    context: Context,
    counted: ReportFigures,
    out: Path,
    *,
    purpose: str | None = None,
    between: Callable[[], None] = lambda: None,
) -> None:
    """Write the figures as a workbook with the rows behind each of them.

    Personal columns of the records are written only for a supervisor with a stated `purpose`, which is logged first.
    Figures of a closed period may rest on records that are gone by now: these keep their identifier. `between` is
    called again and again and may raise, which leaves no file. Raises Refused for a purpose of whoever may not take
    personal data out, Unavailable when the place does not take the file. Any thread.
    """
    purpose = allowed_purpose(context, purpose)
    catalog, heading = context.catalog, letterhead(context)
    if purpose is not None:
        _log(context, counted, purpose)
    about = (
        " · ".join(part for part in (heading.municipality, heading.centre, heading.point) if part),
        t("Sagatavoja: {name}", name=heading.prepared_by) if heading.prepared_by else "",
        t("Izveidots: {moment}", moment=told_moment(heading.generated_at)),
        heading.mark,
    )
    with context.store.read() as connection:

        def fields(spec: RegisterSpec) -> Sequence[FieldSpec]:
            return [field for field in spec.fields if purpose is not None or not field.personal]

        def read(register: str, records: Sequence[UUID]) -> Iterator[Values]:
            return _read(connection, catalog, register, records, masked=purpose is None)

        names = References(connection, catalog)
        source = Records(spec=catalog.spec, fields=fields, read=read, label=names.label)
        made_at = heading.generated_at
        write_report_sheets(counted, out, about=about, made_at=made_at, records=source, between=between)


def _log(context: Context, counted: ReportFigures, purpose: str) -> None:
    """Note for each register with personal data how many of its records leave the program."""
    records: dict[str, set[UUID]] = {}
    for rows in opened(counted).values():
        for row in rows:
            records.setdefault(row.register, set()).add(row.id)
    for register, ids in records.items():
        if context.catalog.spec(register).personal:
            only = next(iter(ids)) if len(ids) == 1 else None
            log_many(context, "export", register, len(ids), only, purpose=purpose)


def _read(
    connection: Connection, catalog: Catalog, register: str, records: Sequence[UUID], *, masked: bool
) -> Iterator[Values]:
    """Yield records in the order asked for, what is gone as its identifier, lines with the day of their record."""
    spec, table = catalog.spec(register), catalog.table(register)
    for first in range(0, len(records), _AT_ONCE):
        part = records[first : first + _AT_ONCE]
        found = {
            row["id"]: row for row in rows_of(connection, table, select(table).where(table.c.id.in_(part)))
        }
        days = _days_above(connection, catalog, spec, found)
        for record in part:
            row: dict[str, Any] = {**found.get(record, {}), "id": record}
            if record in days:
                row["counted_on"] = days[record]
            if masked and row.get("void_reason"):
                row["void_reason"] = masked_reason(spec, row)
            yield row


def _days_above(
    connection: Connection, catalog: Catalog, spec: RegisterSpec, lines: Mapping[UUID, Values]
) -> Mapping[UUID, Any]:
    """Return by which day the records above lines count or are listed."""
    if spec.parent is None or spec.parent_field is None or not lines:
        return {}
    above, table = catalog.spec(spec.parent), catalog.table(spec.parent)
    name = "counted_on" if "counted_on" in table.c else above.dated.name if above.dated is not None else ""
    if not name:
        return {}
    wanted = {line[spec.parent_field] for line in lines.values()}
    rows = rows_of(connection, table, select(table.c.id, table.c[name]).where(table.c.id.in_(wanted)))
    day_of = {row["id"]: row[name] for row in rows}
    return {record: day_of.get(line[spec.parent_field]) for record, line in lines.items()}
