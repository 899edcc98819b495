"""This file is the place where it is known which record is begun from another, so that nothing is asked twice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kacdesk.core.errors import Refused
from kacdesk.core.text import t
from kacdesk.services import drafts
from kacdesk.services.context import Context
from kacdesk.services.drafts import Draft
from kacdesk.services.lists import log_access
from kacdesk.spec.register import Status, Values
from kacdesk.store.session import row_of

Carried = Callable[[Values], Mapping[str, Any]]
"""The values of the record at hand (with its `id`) → those with which the new one begins."""


@dataclass(frozen=True, slots=True)
class Onward:
    """A record of `register` that may be begun from another one."""

    name: str
    label: str
    register: str
    carries: Carried
    applies: Callable[[Values], bool] = lambda _values: True


ONWARD: Mapping[str, tuple[Onward, ...]] = {}
"""Register → what is begun from its records."""


def onward_of(register: str, values: Values) -> tuple[Onward, ...]:
    """Return what can be begun from a record of these values; nothing from a voided one."""
    if values.get("status") == Status.VOIDED:
        return ()
    return tuple(each for each in ONWARD.get(register, ()) if each.applies(values))


def begin(context: Context, register: str, record: UUID, name: str) -> Draft:
    """Return a new draft with what is known already; it is not kept until somebody goes on with it.

    The customer's data go into it, so the access is logged.
    """
    with context.store.read() as connection:
        row = row_of(connection, context.catalog, register, record)
    found = next((each for each in onward_of(register, row) if each.name == name), None)
    if found is None:
        raise Refused(
            t("No šī ieraksta to sākt nevar."),
            effect=t("Nekas nav mainīts."),
            remedy=t("Sāciet jaunu ierakstu tā sadaļā."),
        )
    spec = context.catalog.spec(found.register)
    log_access(context, "onward", register, [record], purpose=t(spec.singular))
    values: dict[str, Any] = {each.name: each.default for each in spec.entered}
    if "clerk_id" in values:
        values["clerk_id"] = context.actor.id
    return drafts.begin(found.register, {**values, **found.carries(row)})
