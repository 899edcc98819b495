"""This file is the place where it is kept how this desk is set: its look, its language, when it locks itself."""

from typing import Any, Literal

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from kacdesk.core import policy
from kacdesk.core.errors import Refused
from kacdesk.core.text import t
from kacdesk.services.context import Context, Role
from kacdesk.store import tables
from kacdesk.store.obeyed import obeyed_by
from kacdesk.store.session import Store

LONGEST_IDLE_MINUTES = 30
"""The most that anybody may set by himself; longer, or never (0), is a supervisor's decision."""

_table = tables.preference
_BY_IT = (policy.Name.IDLE_MINUTES.value, policy.Name.SCAN_FOLDER.value)


class Preferences(msgspec.Struct, frozen=True):
    """How the desk is set, for everybody who works at it; it is this computer's own and does not travel.

    `look` light, dark or as the system has it · `print` the size of letters on screen · `idle_minutes` without key or
    mouse after which the desk locks itself, 0 for never · `card_shown` the service card stands open ·
    `column_widths` list → column → logical pixels · `unfolded` the groups of pages that stand open ·
    `scan_folder` where the scanner puts its pages, '' for nowhere · `scan_removed` attached ones are taken out of it.
    """

    look: Literal["system", "light", "dark"] = "system"
    print: Literal["normal", "large"] = "normal"
    language: Literal["lv", "en"] = "lv"
    idle_minutes: int = 5
    card_shown: bool = True
    column_widths: dict[str, dict[str, int]] = msgspec.field(default_factory=dict)
    unfolded: tuple[str, ...] = ()
    scan_folder: str = ""
    scan_removed: bool = False


_TYPES: dict[str, Any] = {field.name: field.type for field in msgspec.structs.fields(Preferences)}


def read(context: Context) -> Preferences:
    """Return how the desk is set."""
    return preferences_of(context.store)


def preferences_of(store: Store) -> Preferences:
    """Return how the desk of a store is set, where nobody acts yet; what IT has set goes before (`core.policy`).

    A value that this version does not know or cannot read has the program's default.
    """
    with store.read() as connection:
        rows = connection.execute(select(_table.c.name, _table.c.value)).all()
    kept: dict[str, Any] = {}
    for row in rows:
        try:
            kept[row.name] = msgspec.json.decode(row.value, type=_TYPES[row.name])
        except (KeyError, msgspec.DecodeError):
            continue
    set_by_it = obeyed_by(store)
    if set_by_it.idle_minutes is not None:
        kept["idle_minutes"] = set_by_it.idle_minutes
    if set_by_it.scan_folder is not None:
        kept["scan_folder"] = str(set_by_it.scan_folder)
    return Preferences(**kept)


def locked_fields(context: Context) -> frozenset[str]:
    """Return the fields of `Preferences` that IT has set for this computer: they are shown and not changed here."""
    set_by_it = obeyed_by(context.store)
    return frozenset(name for name in _BY_IT if set_by_it.locks(name))


def change(context: Context, **fields: Any) -> Preferences:
    """Set some fields of `Preferences` and return all of them as they are now.

    Refused when the desk would lock itself late or never and no supervisor asks for it, and for a field that IT has
    set, unless it stays as it is. A name or value that
    `Preferences` does not have is a mistake of the caller: TypeError or ValueError.
    """
    unknown = fields.keys() - _TYPES.keys()
    if unknown:
        raise TypeError(f"no such preference: {', '.join(sorted(unknown))}")
    values = {name: msgspec.convert(value, _TYPES[name]) for name, value in fields.items()}
    locked, now = locked_fields(context), preferences_of(context.store)
    for name in sorted(values.keys() & locked):
        if values.pop(name) != getattr(now, name):
            raise policy.locked(name)
    if "idle_minutes" in values:
        _require_idle(context, values["idle_minutes"])
    with context.store.unit(context.actor.id) as unit:
        for name, value in values.items():
            row = {"name": name, "value": msgspec.json.encode(value).decode()}
            statement = insert(_table).values(**row)
            unit.connection.execute(
                statement.on_conflict_do_update(index_elements=["name"], set_={"value": row["value"]})
            )
    return preferences_of(context.store)


def _require_idle(context: Context, minutes: int) -> None:
    if minutes < 0:
        raise ValueError("minutes are not negative")
    if 1 <= minutes <= LONGEST_IDLE_MINUTES or context.actor.role is Role.SUPERVISOR:
        return
    raise Refused(
        t(
            "Ilgāk par {most} minūtēm neaizslēgtu darbvietu atstāj tikai vadītājs.",
            most=LONGEST_IDLE_MINUTES,
        ),
        effect=t("Nekas nav mainīts."),
        remedy=t("Izvēlieties no 1 līdz {most} minūtēm vai lūdziet vadītāju.", most=LONGEST_IDLE_MINUTES),
    )
