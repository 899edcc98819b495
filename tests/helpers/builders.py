"""This file is the place where a valid draft of any register is built from nothing but its description."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from kacdesk.core import clock
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.spec.register import RegisterSpec
from tests.helpers.fitting_drafts import FITTED

_TEXTS = {
    Kind.CODE: "KODS-7",
    Kind.PARTY_CODE: "321234-56789",
    Kind.PHONE: "+37120000000",
    Kind.EMAIL: "paraugs@example.lv",
}


def draft_of(context: Context, spec: RegisterSpec) -> dict[str, Any]:
    """Return a value for every field that a person fills in; days, moments and times grow in the order of the fields.

    What is not asked for beside the other values stays empty.
    """
    built = {field.name: value_of(context, field, place=place) for place, field in enumerate(spec.entered)}
    asked = {
        name: value
        for name, value in built.items()
        if value is not None and spec.by_name[name].is_asked(built)
    }
    return FITTED[spec.name](context, asked) if spec.name in FITTED else asked


def lines_of(context: Context, spec: RegisterSpec, *, count: int = 2) -> dict[str, list[dict[str, Any]]]:
    """Return valid lines for every line register of a register."""
    return {
        child: [draft_of(context, context.catalog.spec(child)) for _ in range(count)]
        for child in spec.children
    }


def value_of(context: Context, field: FieldSpec, *, place: int) -> Any:
    """Return a value that the field takes."""
    match field.kind:
        case Kind.MOMENT:
            start = clock.now_utc() - timedelta(hours=2)
            return start.replace(microsecond=0) + timedelta(minutes=place)
        case Kind.TIME:
            return f"08:{place:02}"
        case Kind.DAY:
            return clock.today_riga() + timedelta(days=place)
        case Kind.FLAG:
            return True
        case Kind.CHOICE:
            return field.choices[0].code
        case Kind.REFERENCE:
            return _somebody(context, field)
        case Kind.INTEGER | Kind.DURATION | Kind.MONEY:
            return max(field.least or 0, 1)
    return _TEXTS.get(field.kind, f"{field.label} Ķ{place}")[: field.longest]


def _somebody(context: Context, field: FieldSpec) -> Any:
    """Return the first row of the register that a field refers to. Where it has none, one is made for a field that must
    be filled; else None."""
    register = field.refers_to or ""
    table = context.catalog.table(register)
    with context.store.read() as connection:
        found = connection.execute(select(table.c.id).order_by(table.c.n).limit(1)).scalar_one_or_none()
    if found is not None or not field.required:
        return found
    return records.save(context, register, draft_of(context, context.catalog.spec(register))).id
