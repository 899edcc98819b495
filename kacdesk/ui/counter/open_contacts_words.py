"""This file is the place where an open contact gets its name: time, kind and institution, never the customer."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from kacdesk.core.clock import riga_day, today_riga
from kacdesk.core.latvian import clock_time, short_date
from kacdesk.core.text import t
from kacdesk.services.catalog import Options
from kacdesk.services.counter.drafts import Draft
from kacdesk.spec.register import RegisterSpec

_INSTITUTIONS = ("institution_id", "addressee_id")


def kind_words(spec: RegisterSpec) -> str:
    """Return what a record of a register is called at the counter."""
    match spec.name:
        case "visit":
            return t("Apmeklējums")
        case "phone_consultation":
            return t("Zvans")
        case "received_document":
            return t("Dokuments")
    return t(spec.singular)


def resume_question(spec: RegisterSpec, draft: Draft, options: Options) -> str:
    """Return the question whether to go on with something begun."""
    told = {"time": began_at(draft.begun_at), "about": _in_brackets(institution_of(draft, options))}
    if draft.record is not None:
        return t("Atjaunot {time} iesākto labojumu{about}?", **told)
    match spec.name:
        case "visit":
            return t("Atjaunot {time} iesākto apmeklējumu{about}?", **told)
        case "phone_consultation":
            return t("Atjaunot {time} iesākto zvanu{about}?", **told)
        case "received_document":
            return t("Atjaunot {time} iesākto dokumentu{about}?", **told)
    return t("Atjaunot {time} iesākto ierakstu{about}?", **told)


def contact_words(spec: RegisterSpec, draft: Draft, options: Options) -> str:
    """Return the short name of an open contact: "14:32 Zvans · VSAA"."""
    institution = institution_of(draft, options)
    name = f"{began_at(draft.begun_at)} {kind_words(spec)}"
    return f"{name} · {institution}" if institution else name


def began_at(moment: datetime) -> str:
    """Return the time alone for today, else the day too."""
    if riga_day(moment) == today_riga():
        return clock_time(moment)
    return f"{short_date(riga_day(moment))} {clock_time(moment)}"


def institution_of(draft: Draft, options: Options) -> str:
    """Return whose service the contact is about, as its abbreviation; '' as long as nobody has said so."""
    short = {option.id: option.short for option in options.get("institution", ())}
    return next((short[row] for row in _references(draft, _INSTITUTIONS) if row in short), "")


def service_of(draft: Draft, options: Options) -> str:
    """Return the service the contact is about, '' as long as none is chosen."""
    labels = {option.id: option.label for option in options.get("service", ())}
    return next((labels[row] for row in _references(draft, ("service_id",)) if row in labels), "")


def _references(draft: Draft, names: tuple[str, ...]) -> Iterator[UUID]:
    rows: list[Mapping[str, Any]] = [
        draft.values,
        *(line for lines in draft.lines.values() for line in lines),
    ]
    for row in rows:
        for name in names:
            if isinstance(row.get(name), UUID):
                yield row[name]


def _in_brackets(words: str) -> str:
    return f" ({words})" if words else ""
