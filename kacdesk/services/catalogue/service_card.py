"""This file is the place where a service of the catalogue is told as a clerk needs it while a person waits."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from kacdesk.core.clock import today_riga
from kacdesk.core.evidence import without_evidence
from kacdesk.core.latvian import money, short_date
from kacdesk.core.text import t
from kacdesk.models.catalog import Catalog
from kacdesk.models.service_standard import codes_of
from kacdesk.models.vocabulary import CHANNEL, RECORD_KIND
from kacdesk.services import preferences
from kacdesk.services.catalog import is_retired
from kacdesk.services.catalogue.service_rows import (
    former_services,
    is_closed_here,
    service_row,
    situations_of,
    successors,
)
from kacdesk.services.context import Context
from kacdesk.services.deadlines import due
from kacdesk.spec.field import Choice
from kacdesk.spec.register import RegisterSpec

_PART_END = re.compile(r"[;\n]")
_AMOUNT = re.compile(r"\d+(?:[.,]\d{2})?\s*(?:EUR|€)")
_OPENED = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class ServiceCard:
    """What is known of a service at this point. What nobody says is empty or None, and never made up.

    `institution` gives it and `holder` answers for it, '' where that is the same one · `documents` all that may be
    asked for, `not_asked` what the authorities have already · `fee` the sum with its note, else the amounts that the
    catalogue names among the papers or the legal ground · `term` by when it is done, as the standard says ·
    `examined` by when an application that is taken today is decided on by law, and by which · `role` and `stage` what
    the centre does of it · `exception` why it is not accepted here · `former` what it was before, `became` what it is
    now, `situations` of life in which it is needed · `clerk_note` the point's own guidance · `portal_url` only an
    address that a browser opens · `in_force` it may be given today · `here` it is given at this point.
    """

    id: UUID
    title: str
    institution: str
    institution_title: str
    holder: str
    phone: str
    email: str
    documents: tuple[str, ...]
    not_asked: str
    fee: str
    term: str
    examined: str
    procedure: str
    competent: str
    kinds: tuple[str, ...]
    channels: tuple[str, ...]
    role: str
    stage: str
    exception: str
    paper_allowed: bool | None
    delegation: bool | None
    legal_basis: str
    demand: str
    portal_url: str
    valid_from: date | None
    valid_to: date | None
    in_force: bool
    here: bool
    former: tuple[str, ...]
    became: tuple[str, ...]
    situations: tuple[str, ...]
    clerk_note: str


def read(context: Context, service: UUID) -> ServiceCard:
    """Return the card of a service of the catalogue or of the point; Missing when there is none."""
    catalog, today = context.catalog, today_riga()
    with context.store.read() as connection:
        row = service_row(connection, catalog, service)
        of = _institution(connection, catalog, row["institution_id"])
        holder = _institution(connection, catalog, row["holder_id"])
        former = former_services(connection, catalog).get(service, [])
        became = successors(connection, catalog, service)
        situations = situations_of(connection, catalog, service)
    here, spec = row["here"], catalog.spec("service")
    url = row["portal_url"] or ""
    return ServiceCard(
        id=service,
        title=row["title"],
        institution=_text(of, "abbr"),
        institution_title=_text(of, "title"),
        holder=_text(holder, "title") if row["holder_id"] != row["institution_id"] else "",
        phone=_text(of, "phone"),
        email=_text(of, "email"),
        documents=tuple(_parts(row["required_documents"])),
        not_asked=row["not_asked"] or "",
        fee=_fee(row),
        term=row["term_note"] or "",
        examined=_examined(context, row, today),
        procedure=row["procedure"] or "",
        competent=row["competent"] or "",
        kinds=_labels(row["kinds"], RECORD_KIND),
        channels=_labels(row["channels"], CHANNEL),
        role=_choice(spec, "centre_role", row),
        stage=_choice(spec, "stage", row),
        exception=_exception(row, here),
        paper_allowed=row["paper_allowed"],
        delegation=row["delegation_supported"],
        legal_basis=row["legal_basis"] or "",
        demand=" — ".join(
            part for part in (_choice(spec, "demand_level", row), row["demand_ground"]) if part
        ),
        portal_url=url if url.startswith(_OPENED) else "",
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        in_force=not is_retired(row, today),
        here=here is None or not is_closed_here(here, today),
        former=tuple(each["title"] for each in former),
        became=tuple(each["title"] for each in became),
        situations=tuple(situations),
        clerk_note=here["clerk_note"] or "" if here is not None else "",
    )


def keep_shown(context: Context, *, shown: bool) -> None:
    """Remember whether this desk has the card open."""
    preferences.change(context, card_shown=shown)


def _institution(connection: Connection, catalog: Catalog, record: UUID | None) -> Mapping[Any, Any]:
    table = catalog.table("institution")
    found = connection.execute(select(table).where(table.c.id == record)).one_or_none()
    return found._mapping if found is not None else {}


def _choice(spec: RegisterSpec, name: str, row: Mapping[str, Any]) -> str:
    return t(spec.by_name[name].choice_label(row[name])) if row[name] else ""


def _exception(row: Mapping[str, Any], here: Mapping[Any, Any] | None) -> str:
    """Return why the point does not take it, else why no centre does."""
    own = here["exception_reason"] if here is not None and here["offered"] is False else None
    return str(own or row["exception_reason"] or "")


def _fee(row: Mapping[str, Any]) -> str:
    """Return the sum and its note; a sum of nothing is said to be free."""
    if row["fee_cents"] is None:
        return str(row["fee_note"] or ", ".join(_amounts(row)))
    told = money(row["fee_cents"], unit="EUR") if row["fee_cents"] else t("Bez maksas")
    return f"{told} ({row['fee_note']})" if row["fee_note"] else told


def _examined(context: Context, row: Mapping[str, Any], today: date) -> str:
    """Return by when an application taken today is decided on, by the point's table of terms (S002 9)."""
    if "APPLICATION" not in codes_of(row["kinds"], RECORD_KIND):
        return ""
    found = due(context.store, "ADMINISTRATIVE_ACT", today)
    if found is None:
        return ""
    source = without_evidence(found.source)
    return t(
        "Šodien pieņemtu pieteikumu izlemj līdz {day} ({source})", day=short_date(found.due_on), source=source
    )


def _text(row: Mapping[Any, Any], name: str) -> str:
    return str(row.get(name) or "")


def _parts(text: str | None) -> list[str]:
    """Return the papers one by one, each beginning with a capital as a line of its own."""
    parts = [part.strip() for part in _PART_END.split(text or "")]
    return [part[0].upper() + part[1:] for part in parts if part]


def _amounts(row: Mapping[str, Any]) -> list[str]:
    told = f"{row['required_documents'] or ''} {row['legal_basis'] or ''}"
    return list(dict.fromkeys(_AMOUNT.findall(told)))


def _labels(codes: str | None, choices: tuple[Choice, ...]) -> tuple[str, ...]:
    labels = {choice.code: t(choice.label) for choice in choices}
    return tuple(labels.get(code, code) for code in codes_of(codes, choices))
