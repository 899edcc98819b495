"""This file is the place where a rule of keeping or a hold is told, while typed, that it names what is not there."""

from collections.abc import Iterator

from kacdesk.core.sorting import fold
from kacdesk.core.text import t
from kacdesk.models.catalog import ACCESS_LOG
from kacdesk.services.context import Context
from kacdesk.services.keeping.holds import record_told
from kacdesk.services.keeping.retention_rules import RULES, start_labels, unknown_fields
from kacdesk.spec.register import Values

_HOLDS = "retention_hold"


def names_nothing(context: Context, register: str, values: Values) -> Iterator[tuple[str, str]]:
    """Yield the fields of a form that name no field or record that is here, each with a sentence."""
    named = values.get("register")
    if not isinstance(named, str) or named == ACCESS_LOG or named not in context.catalog:
        return
    if register == RULES:
        unknown = unknown_fields(context.catalog, named, values.get("fields_told"))
        if unknown:
            told = ", ".join(unknown)
            yield "fields_told", t("Šajā sadaļā nav personas datu lauka “{name}”.", name=told)
        start = values.get("start_told")
        if start and fold(start) not in start_labels(context.catalog.spec(named)):
            yield "start_told", t("Šajā sadaļā nav datuma lauka “{name}”.", name=start)
    elif register == _HOLDS:
        record = values.get("record_told")
        if record and record_told(context, named, record) is None:
            yield "record_told", t("Ieraksts nav atrasts; kamēr tā, apturēta visa sadaļa.")
