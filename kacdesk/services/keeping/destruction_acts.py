"""This file is the place where acts of destruction are drawn up, written on and closed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from kacdesk.core import clock
from kacdesk.core.errors import Refused
from kacdesk.core.ids import new_id
from kacdesk.core.text import t
from kacdesk.services.act_effects import ACTS, LINES
from kacdesk.services.context import Context, Role, made_by
from kacdesk.services.keeping.file_plan import numbers_for
from kacdesk.services.keeping.retention_due import DueRecord, due_records, title_of
from kacdesk.services.keeping.retention_rules import DESTROY, KeepingRule
from kacdesk.services.papers.attachments import takes_files
from kacdesk.services.records import Saved
from kacdesk.spec.register import Status
from kacdesk.store import tables
from kacdesk.store.session import Unit, one

FORGETTING, DESTRUCTION = "FORGET", "DESTRUCTION"
MOST_LINES = 5000
"""An act with more lines is read by nobody; the next one goes on."""

VOLUMES = "file_volume"


def reason_of(rule: KeepingRule) -> str:
    """Return in one sentence by which rule something goes; it is written into the log, and names nobody."""
    return t("Glabāšanas termiņš beidzies: {source}", source=rule.source or t("punkta noteikums"))


def open_act(context: Context, unit: Unit, rule: KeepingRule) -> UUID | None:
    """Return this desk's own act of a rule that is not finished yet."""
    table = unit.catalog.table(ACTS)
    series = one(unit.connection, tables.desk)["series"]
    found: UUID | None = unit.connection.execute(
        select(table.c.id)
        .where(table.c.rule_key == rule.id.hex, table.c.series == series, table.c.kind == FORGETTING)
        .where(table.c.done_on.is_(None), table.c.status != Status.VOIDED, table.c.count < MOST_LINES)
        .order_by(table.c.n)
        .limit(1)
    ).scalar_one_or_none()
    return found


def begin_act(context: Context, unit: Unit, rule: KeepingRule, *, kind: str) -> UUID:
    """Add a new act, still empty, under the next number."""
    act, today = new_id(), clock.today_riga()
    title = title_of(context.catalog, rule.register)
    what = t("Papīri, kuru glabāšanas termiņš beidzies: {title}", title=title)
    if kind == FORGETTING:
        spec = context.catalog.spec(rule.register) if rule.register in context.catalog else None
        files = spec is not None and takes_files(spec) and rule.takes_files(spec)
        what = t("Personas dati: {title}", title=title)
        what = t("Personas dati un pievienotās datnes: {title}", title=title) if files else what
    values = {
        "act_on": today,
        "kind": kind,
        "what": what,
        "count": 0,
        "rule": rule.source or None,
        "rule_key": rule.id.hex,
        "approval_needed": rule.approval_needed and kind == DESTRUCTION,
        "approved_by": context.actor.id if kind == FORGETTING and not context.actor.is_nobody else None,
        "method": "ERASED" if kind == FORGETTING else "SHREDDED",
    }
    unit.insert(ACTS, act, values | made_by(context) | numbers_for(unit, ACTS, year=today.year))
    return act


def add_lines(context: Context, unit: Unit, act: UUID, gone: Sequence[DueRecord]) -> None:
    """Write records into an act, after the lines that it has, and widen its period."""
    table = unit.catalog.table(LINES)
    last = unit.connection.execute(
        select(func.coalesce(func.max(table.c.line_no), 0)).where(table.c.act_id == act)
    ).scalar_one()
    made = made_by(context)
    for place, each in enumerate(gone, start=int(last) + 1):
        line = {
            "act_id": act,
            "line_no": place,
            "register": each.register,
            "record": each.record.hex,
            "record_number": each.number,
            "started_on": each.started_on,
            "kept_until": each.kept_until,
        }
        unit.insert(LINES, new_id(), line | made)
    row = unit.row(ACTS, act)
    starts = [each.started_on for each in gone]
    begins, ends = row["period_from"], row["period_to"]
    unit.update(
        ACTS,
        act,
        {
            "count": row["count"] + len(gone),
            "period_from": min([*starts, begins] if begins else starts),
            "period_to": max([*starts, ends] if ends else starts),
        },
    )


def close_act(unit: Unit, act: UUID) -> str:
    """Say that what an act lists is gone, and return its number."""
    row = unit.row(ACTS, act)
    if row["done_on"] is None:
        unit.update(ACTS, act, {"done_on": clock.today_riga()})
    return str(row["number"])


def draw_up(context: Context, rule: KeepingRule, *, today: date | None = None) -> Saved:
    """Draw up an act over the papers whose time is over by a rule; they go when somebody has destroyed them.

    Refused to anybody but a supervisor, and when no paper is due that is in no other act.
    """
    if rule.action != DESTROY:
        raise ValueError("this rule destroys no papers")
    day = today or clock.today_riga()
    gone: list[DueRecord] = []
    after = 0
    while len(gone) < MOST_LINES and (found := due_records(context, rule, day, after=after)):
        gone += [each for each in found if not each.held]
        after = found[-1].n
    return _written(context, rule, gone[:MOST_LINES])


def draw_up_volumes(context: Context, *, today: date | None = None) -> Saved:
    """Draw up an act over the short-term files whose time is over; the archive's approval is needed for it.

    Refused to anybody but a supervisor, and when no file is due that is in no other act.
    """
    return _written(context, None, due_volumes(context, today=today))


def due_volumes(context: Context, *, today: date | None = None) -> list[DueRecord]:
    """Return the short-term files of the file plan whose time is over."""
    table, plan = context.catalog.table(VOLUMES), context.catalog.table("file_plan")
    over = (table.c.kept_until < (today or clock.today_riga()), table.c.gone_on.is_(None))
    statement = (
        select(table, plan.c.file_index, plan.c.title.label("file_title"))
        .join(plan, plan.c.id == table.c.file_id)
        .where(*over, table.c.retention_class == "SHORT", table.c.status != Status.VOIDED)
        .order_by(table.c.year, plan.c.file_index, table.c.volume)
        .limit(MOST_LINES)
    )
    with context.store.read() as connection:
        rows = connection.execute(statement).all()
    return [
        DueRecord(VOLUMES, row.id, row.n, volume_name(row._mapping), row.closed_on, row.kept_until)
        for row in rows
    ]


def volume_name(row: Mapping[Any, Any]) -> str:
    """Return how a file of a year is called in an act: index, year, volume, title."""
    name = f"{row['file_index']} ({row['year']}), {row['volume']}. sēj. {row['file_title']}"
    return name[:160]


def _written(context: Context, rule: KeepingRule | None, gone: Iterable[DueRecord]) -> Saved:
    context.require(Role.SUPERVISOR)
    with context.store.unit(context.actor.id) as unit:
        taken = _in_other_acts(unit)
        fresh = [each for each in gone if each.record.hex not in taken]
        if not fresh:
            raise Refused(
                t("Nav nekā, kura termiņš būtu beidzies un kas nebūtu jau kādā aktā."),
                effect=t("Akts nav sastādīts."),
                remedy=t("Pabeidziet sastādītos aktus sadaļā “Iznīcināšanas akti”."),
            )
        act = begin_act(context, unit, rule or _volume_rule(), kind=DESTRUCTION)
        add_lines(context, unit, act, fresh)
        return Saved(act, unit.row(ACTS, act)["number"])


def _volume_rule() -> KeepingRule:
    """Return what stands for the file plan in an act over its files."""
    return KeepingRule.of_file_plan(VOLUMES, t("Lietu nomenklatūra; Arhīvu likums, MK 07.05.2024. Nr. 282"))


def _in_other_acts(unit: Unit) -> set[str]:
    """Return the records that stand in acts which are not carried out yet."""
    acts, lines = unit.catalog.table(ACTS), unit.catalog.table(LINES)
    open_ones = select(acts.c.id).where(
        acts.c.kind == DESTRUCTION, acts.c.done_on.is_(None), acts.c.status != Status.VOIDED
    )
    statement = select(lines.c.record).where(lines.c.act_id.in_(open_ones), lines.c.status != Status.VOIDED)
    return set(unit.connection.scalars(statement))
