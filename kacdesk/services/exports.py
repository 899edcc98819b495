"""This file is the place where a register is written to a file for other programs and for paper."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from kacdesk.core.errors import DeskError, Refused, Usage
from kacdesk.core.latvian import period, short_date
from kacdesk.core.on_demand import on_demand
from kacdesk.core.text import t
from kacdesk.services.context import Context, Role
from kacdesk.services.export_rows import ExportRows
from kacdesk.services.letterhead import letterhead
from kacdesk.services.lists import log_many
from kacdesk.spec.listing import ListQuery
from kacdesk.spec.register import RegisterSpec
from kacdesk.store import tables
from kacdesk.store.session import one

if TYPE_CHECKING:
    from kacdesk.reports.listing import draw_listing
    from kacdesk.reports.tabular import write_csv, write_xlsx
else:
    (draw_listing,) = on_demand("kacdesk.reports.listing", "draw_listing")
    write_csv, write_xlsx = on_demand("kacdesk.reports.tabular", "write_csv write_xlsx")

Format = Literal["csv", "xlsx", "pdf"]
FORMATS: tuple[Format, ...] = ("pdf", "xlsx", "csv")

Progress = Callable[[int, int], None]
"""Is told how many records of how many were read; 0 of 0 while they are drawn."""

Stop = Callable[[], bool]
"""Says whether whoever asked does not want the file any more."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written: `rows` of the file, where, and whether personal columns were left out (`masked`)."""

    rows: int
    path: Path
    masked: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """What a person may take out: whether there are personal data, and whether they may be among it."""

    holds_personal: bool
    may_take: bool


class GivenUp(DeskError):
    """The person does not want the file any more; nothing of it is left."""


def export(
    context: Context,
    register: str,
    query: ListQuery,
    *,
    format: Format,
    out: Path,
    purpose: str | None,
    told: str = "",
    progress: Progress = lambda _done, _whole: None,
    stop: Stop = lambda: False,
) -> ExportReport:
    """Write all records that a query finds, oldest first, a list of names by name; voided ones with their status.

    In CSV and XLSX a visit with several services has a row for each of them, the visit's columns repeated; a voided
    line is left out. Personal columns are written only for a supervisor with a stated `purpose`, which is logged first.
    There is no limit of rows. `told` says in words on paper what narrows the list, its days when empty. Raises Usage
    for an unknown register or format, Refused for a purpose of whoever may not take personal data out, Unavailable when
    the file cannot be written, GivenUp after `stop`. Reads one snapshot. Any thread.
    """
    spec = _asked(context, register, format, query)
    purpose = allowed_purpose(context, purpose) if holds_personal(context, register) else None
    masked = holds_personal(context, register) and purpose is None
    with context.store.read() as connection:
        rows = ExportRows(connection, context, spec, query, masked=masked)
        watch = _Watch(len(rows), progress, stop)
        if purpose:
            log_many(context, "export", register, len(rows), rows.only(), purpose=purpose)
        heading, sample = letterhead(context), bool(one(connection, tables.desk)["sample"])
        if format == "pdf":
            columns = tuple(name for name in spec.listed if not (masked and name in spec.personal))
            listed = list(watch.over(rows.listed(columns)))
            progress(0, 0)
            draw_listing(
                spec,
                listed,
                heading,
                out,
                columns=columns,
                filters=told or days_in_words(query),
                sample=sample,
                between=watch.look,
            )
            return ExportReport(len(listed), out, masked)
        flat, label = rows.flat_spec(), rows.names.label
        fields = tuple(field for field in flat.fields if not (masked and field.personal))
        watched = watch.over(rows.flat())
        if format == "csv":
            count = write_csv(flat, watched, out, label=label, fields=fields)
        else:
            made_at = heading.generated_at
            count = write_xlsx(
                flat, watched, out, label=label, generated_at=made_at, fields=fields, sample=sample
            )
    return ExportReport(count, out, masked)


def offer(context: Context, register: str) -> Offer:
    """Return what the person who acts may take out of a register. Any thread."""
    return Offer(holds_personal(context, register), may_take_personal(context.actor.role))


def holds_personal(context: Context, register: str) -> bool:
    """Say whether the register, or its lines, hold personal data."""
    return any(part.personal for part in context.catalog.parts(register))


def may_take_personal(role: Role) -> bool:
    """Say whether somebody with this role may take personal data out in a file, for a purpose."""
    return role is Role.SUPERVISOR


def days_in_words(query: ListQuery) -> str:
    """Return the days that a query asks for, '' for all."""
    if query.since is not None and query.until is not None:
        return period(query.since, query.until)
    if query.since is not None:
        return t("no {day}", day=short_date(query.since))
    return t("līdz {day}", day=short_date(query.until)) if query.until is not None else ""


class _Watch:
    """Tells how far a file is, and gives it up when it is not wanted any more."""

    def __init__(self, whole: int, progress: Progress, stop: Stop) -> None:
        self._whole, self._progress, self._stop = whole, progress, stop

    def look(self) -> None:
        """Raise GivenUp when the file is not wanted."""
        if self._stop():
            raise GivenUp(t("Datne nav izveidota, jo jūs to atcēlāt."))

    def over(self, parts: Iterable[tuple[int, list[T]]]) -> Iterator[T]:
        """Yield the rows of all parts, telling after each how many records were read."""
        done = 0
        for records, part in parts:
            self.look()
            yield from part
            done += records
            self._progress(done, self._whole)


def allowed_purpose(context: Context, purpose: str | None) -> str | None:
    """Return the purpose, None when none is stated; Refused for whoever takes out no personal data whatever it is."""
    purpose = purpose.strip() if purpose else None
    if purpose and not may_take_personal(context.actor.role):
        raise Refused(
            t("Sarakstu ar personas datiem datnē drīkst saglabāt tikai vadītājs."),
            effect=t("Datne nav izveidota."),
            remedy=t("Saglabājiet sarakstu bez personas datiem vai lūdziet to izdarīt vadītājam."),
        )
    return purpose or None


def _asked(context: Context, register: str, format: str, query: ListQuery) -> RegisterSpec:
    known = [spec.name for spec in context.catalog.roots]
    if register not in known:
        raise _usage(
            t("Žurnāla “{register}” nav.", register=register),
            t("Norādiet vienu no: {names}.", names=", ".join(known)),
        )
    if format not in FORMATS:
        raise _usage(t("Formāta “{format}” nav.", format=format), t("Norādiet csv, xlsx vai pdf."))
    if query.since is not None and query.until is not None and query.until < query.since:
        raise _usage(t("Perioda beigas ir pirms tā sākuma."), t("Pārbaudiet abus datumus."))
    return context.catalog.spec(register)


def _usage(what: str, remedy: str) -> Usage:
    return Usage(what, effect=t("Nekas nav ierakstīts."), remedy=remedy)
