"""This file is the place where the dated rules of keeping are read, seeded, and held against what they name."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from kacdesk.core.evidence import without_evidence
from kacdesk.core.keeping import CountedTo, KeepingUnit, kept_until, over_since
from kacdesk.core.resources import resource
from kacdesk.core.sorting import fold
from kacdesk.core.text import t
from kacdesk.models.catalog import ACCESS_LOG, Catalog
from kacdesk.models.fields import NO_ONE
from kacdesk.services.context import Context
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.spec.register import RegisterSpec, Status, Values
from kacdesk.store.session import Store
from kacdesk.wire.line import FORGETS_ALL

RULES = "retention_rule"
MADE = "made_at"
"""The moment a rule counts from that names no other."""

FORGET, DESTROY = "FORGET", "DESTROY"


@dataclass(frozen=True, slots=True)
class KeepingRule:
    """A rule of keeping in force.

    `names` the fields that are emptied, of the record and of its lines; None means all personal ones · `start` the
    field it is counted from · `wrong` why it cannot be carried out, '' when it can.
    """

    id: UUID
    register: str
    action: str
    count: int
    unit: KeepingUnit
    counted_to: CountedTo
    start: str
    names: frozenset[str] | None
    automatic: bool
    approval_needed: bool
    source: str
    wrong: str = ""

    @classmethod
    def of_file_plan(cls, register: str, source: str) -> "KeepingRule":
        """Return what stands for the file plan where a rule is named; the plan itself says how long each file stays."""
        return cls(
            id=NO_ONE,
            register=register,
            action=DESTROY,
            count=0,
            unit=KeepingUnit.DAYS,
            counted_to=CountedTo.DAY,
            start="kept_until",
            names=None,
            automatic=False,
            approval_needed=True,
            source=source,
        )

    def kept_until(self, start: date) -> date:
        """Return the last day on which what began on `start` is kept."""
        return kept_until(start, count=self.count, unit=self.unit, counted_to=self.counted_to)

    def over_since(self, today: date) -> date:
        """Return the latest start whose time is over today."""
        return over_since(today, count=self.count, unit=self.unit, counted_to=self.counted_to)

    def empties(self, spec: RegisterSpec) -> frozenset[str]:
        """Return the fields of a register or of its lines that the rule empties."""
        return spec.forgettable if self.names is None else spec.forgettable & self.names

    def takes_files(self, spec: RegisterSpec) -> bool:
        """Say whether the files of a record go as well: by a rule that empties all of it, not by one of some fields."""
        return self.action == FORGET and FORGETS_ALL in self.empties(spec)


def rules_in_force(store: Store, today: date) -> list[KeepingRule]:
    """Return the rules in force, in the order of the registers; of several for one thing the newest alone."""
    table = store.catalog.table(RULES)
    in_force = (table.c.valid_from <= today) & (table.c.valid_to.is_(None) | (table.c.valid_to >= today))
    with store.read() as connection:
        rows = connection.execute(
            select(table)
            .where(in_force, table.c.status != Status.VOIDED)
            .order_by(table.c.valid_from, table.c.n)
        ).all()
    newest = {(row.register, row.action, row.fields): row for row in rows}
    order = {spec.name: place for place, spec in enumerate(store.catalog.specs)}
    found = [_rule(store.catalog, row._mapping) for row in newest.values()]
    return sorted(found, key=lambda rule: order.get(rule.register, len(order)))


def _rule(catalog: Catalog, row: Mapping[Any, Any]) -> KeepingRule:
    unit = KeepingUnit(row["keep_unit"]) if row["keep_unit"] in set(KeepingUnit) else None
    to = CountedTo(row["counted_to"]) if row["counted_to"] in set(CountedTo) else None
    return KeepingRule(
        id=row["id"],
        register=row["register"],
        action=row["action"],
        count=row["keep_count"],
        unit=unit or KeepingUnit.YEARS,
        counted_to=to or CountedTo.YEAR_END,
        start=row["start"] or MADE,
        names=frozenset(row["fields"].split(",")) if row["fields"] else None,
        automatic=row["automatic"],
        approval_needed=row["approval_needed"],
        source=without_evidence(row["source"] or ""),
        wrong=_wrong(catalog, row) if unit and to else t("Noteikums ir jaunākas programmas versijas."),
    )


def _wrong(catalog: Catalog, row: Mapping[Any, Any]) -> str:
    """Say why a rule cannot be carried out: it is then shown, and nothing is touched by it."""
    if row["register"] == ACCESS_LOG:
        return ""
    if row["register"] not in catalog:
        return t("Tādas sadaļas šajā programmas versijā nav.")
    start = row["start"]
    if (row["start_told"] and not start) or (start and start not in catalog.spec(row["register"]).by_name):
        return t("Lauka “{name}”, no kura skaitīt, šajā sadaļā nav.", name=row["start_told"] or start)
    unknown = unknown_fields(catalog, row["register"], row["fields_told"])
    if unknown:
        return t("Personas datu lauka “{name}” šajā sadaļā nav.", name=", ".join(unknown))
    return ""


def rule_follows(context: Context, values: Values, new: bool) -> Mapping[str, Any]:
    """Name the fields that a person told by their labels."""
    catalog, register = context.catalog, str(values.get("register"))
    if register not in catalog:
        return {"fields": None, "start": None}
    told = _labelled(values.get("fields_told"))
    known = personal_labels(catalog, register)
    names = sorted({name for label in told for name in known.get(fold(label), ())})
    start = start_labels(catalog.spec(register)).get(fold(str(values.get("start_told") or "")))
    return {"fields": ",".join(names) or None, "start": start}


def unknown_fields(catalog: Catalog, register: str, told: str | None) -> list[str]:
    """Return the labels that are those of no personal field of the register or of its lines."""
    if register not in catalog:
        return []
    known = personal_labels(catalog, register)
    return [label for label in _labelled(told) if fold(label) not in known]


def _labelled(told: str | None) -> list[str]:
    return [part.strip() for part in (told or "").split(",") if part.strip()]


def personal_labels(catalog: Catalog, register: str) -> dict[str, set[str]]:
    """Return the names of personal fields of a register and of its lines by their folded labels."""
    found: dict[str, set[str]] = {}
    for part in catalog.parts(register):
        for name in part.personal:
            found.setdefault(fold(part.by_name[name].label), set()).add(name)
    return found


def start_labels(spec: RegisterSpec) -> dict[str, str]:
    """Return the names of the days and moments of a register by their folded labels."""
    return {fold(each.label): each.name for each in spec.fields if each.kind in (Kind.DAY, Kind.MOMENT)}


def label_of(spec: RegisterSpec, name: str) -> str:
    """Return the label by which a person tells a field."""
    found: FieldSpec | None = spec.by_name.get(name)
    return found.label if found is not None else ""


def shipped(catalog: Catalog) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the rules that come with the program; once entered they are the point's own."""
    with resource("rules/retention.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            register, start = row["register"], row["start"]
            if register != ACCESS_LOG and register not in catalog:
                continue
            values = {
                "register": register,
                "action": row["action"],
                "keep_count": int(row["count"]),
                "keep_unit": row["unit"],
                "counted_to": row["counted_to"],
                "start": start or None,
                "start_told": label_of(catalog.spec(register), start) if start else None,
                "automatic": row["automatic"] == "1",
                "approval_needed": row["approval"] == "1",
                "valid_from": date.fromisoformat(row["valid_from"]),
                "source": row["source"],
            }
            yield RULES, values
