"""This file is the place where a service of the catalogue is told as a clerk needs it while a person waits."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from kacdesk.core.clock import today_riga
from kacdesk.core.text import t
from kacdesk.models.vocabulary import CHANNEL, RECORD_KIND
from kacdesk.services import preferences
from kacdesk.services.catalog import is_retired
from kacdesk.services.context import Context
from kacdesk.spec.field import Choice
from kacdesk.store.session import row_of

_PART_END = re.compile(r"[;\n]")
_AMOUNT = re.compile(r"\d+(?:[.,]\d{2})?\s*(?:EUR|€)")
_OPENED = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class ServiceCard:
    """What the catalogue says of a service. What it does not say is empty or None, and never made up.

    `fee` the amounts that the catalogue names among the papers or the legal ground · `role` what the centre may do ·
    `portal_url` only an address that a browser opens · `in_force` it may be given today.
    """

    id: UUID
    title: str
    institution: str
    institution_title: str
    phone: str
    email: str
    documents: tuple[str, ...]
    fee: str
    kinds: tuple[str, ...]
    channels: tuple[str, ...]
    role: str
    paper_allowed: bool | None
    delegation: bool | None
    legal_basis: str
    portal_url: str
    valid_from: date | None
    valid_to: date | None
    in_force: bool


def read(context: Context, service: UUID) -> ServiceCard:
    """Return the card of a service; Missing when it is not in the catalogue."""
    catalog = context.catalog
    institutions = catalog.table("institution")
    with context.store.read() as connection:
        row = row_of(connection, catalog, "service", service)
        holder = connection.execute(
            select(institutions).where(institutions.c.id == row["institution_id"])
        ).one_or_none()
    of = holder._mapping if holder is not None else {}
    spec = catalog.spec("service")
    url = row["portal_url"] or ""
    return ServiceCard(
        id=service,
        title=row["title"],
        institution=_text(of, "abbr"),
        institution_title=_text(of, "title"),
        phone=_text(of, "phone"),
        email=_text(of, "email"),
        documents=tuple(_parts(row["required_documents"])),
        fee=", ".join(_amounts(row)),
        kinds=_labels(row["kinds"], RECORD_KIND),
        channels=_labels(row["channels"], CHANNEL),
        role=t(spec.by_name["centre_role"].choice_label(row["centre_role"])) if row["centre_role"] else "",
        paper_allowed=row["paper_allowed"],
        delegation=row["delegation_supported"],
        legal_basis=row["legal_basis"] or "",
        portal_url=url if url.startswith(_OPENED) else "",
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        in_force=not is_retired(row, today_riga()),
    )


def keep_shown(context: Context, *, shown: bool) -> None:
    """Remember whether this desk has the card open."""
    preferences.change(context, card_shown=shown)


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
    return tuple(labels.get(code.strip(), code.strip()) for code in (codes or "").split(",") if code.strip())
