"""This file is the place where the services that the point gives are listed: for its wall, and for the website.

S002 8, S004 1.3, S001 17.6: what is given, by whom, in which ways, for how much and by when.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from io import StringIO
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from kacdesk.core.clock import today_riga
from kacdesk.core.latvian import money, short_date
from kacdesk.core.sorting import latvian_key
from kacdesk.core.text import t
from kacdesk.models.catalog import Catalog
from kacdesk.models.service_standard import codes_of
from kacdesk.models.vocabulary import CENTRE_ROLE, CHANNEL
from kacdesk.services.catalog import is_retired
from kacdesk.services.catalogue.service_rows import differences, every_service, is_closed_here
from kacdesk.services.context import Context

_COLUMNS = ("iestade", "kods", "nosaukums", "centra_loma", "kanali", "ko_drikst_prasit", "maksa", "termins",
            "tiesiskais_pamats", "saite", "speka_no", "speka_lidz")  # fmt: skip
"""The columns of the file for the website; a new one is only ever added at the end."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A service as the public reads it; every text may be empty. `fee` with its note."""

    code: str
    title: str
    role: str
    channels: str
    documents: str
    fee: str
    term: str
    legal_basis: str
    url: str
    valid_from: str
    valid_to: str


@dataclass(frozen=True, slots=True)
class Group:
    """The services of one institution, in Latvian order."""

    abbr: str
    title: str
    services: tuple[Listed, ...]


def groups(context: Context) -> list[Group]:
    """Return what is given today by institution: the municipality's own first, then in Latvian order."""
    with context.store.read() as connection:
        return _groups(connection, context.catalog)


def _groups(connection: Connection, catalog: Catalog) -> list[Group]:
    today, here = today_riga(), differences(connection, catalog)
    institutions = {row.id: row for row in connection.execute(select(catalog.table("institution")))}
    given: dict[UUID, list[Listed]] = {}
    for row in every_service(connection, catalog):
        own = here.get(row["id"])
        if not is_retired(row, today) and not (own is not None and is_closed_here(own, today)):
            given.setdefault(row["institution_id"], []).append(_listed(row, own or {}))
    found = [
        (institutions[key], sorted(rows, key=lambda each: latvian_key(each.title)))
        for key, rows in given.items()
        if key in institutions
    ]
    found.sort(key=lambda each: (each[0].kind != "municipality", latvian_key(each[0].title)))
    return [Group(institution.abbr, institution.title, tuple(rows)) for institution, rows in found]


def _listed(row: Mapping[Any, Any], own: Mapping[Any, Any]) -> Listed:
    told = {name: own.get(name) if own.get(name) is not None else row[name] for name in
            ("fee_cents", "fee_note", "term_note", "required_documents")}  # fmt: skip
    roles = {choice.code: t(choice.label) for choice in CENTRE_ROLE}
    channels = {choice.code: t(choice.label) for choice in CHANNEL}
    return Listed(
        code=row["code"] or "",
        title=row["title"],
        role=roles.get(row["centre_role"] or "", ""),
        channels=", ".join(channels.get(code, code) for code in codes_of(row["channels"], CHANNEL)),
        documents=told["required_documents"] or "",
        fee=_fee(told["fee_cents"], told["fee_note"]),
        term=told["term_note"] or "",
        legal_basis=row["legal_basis"] or "",
        url=row["portal_url"] or "",
        valid_from=short_date(row["valid_from"]) if row["valid_from"] else "",
        valid_to=short_date(row["valid_to"]) if row["valid_to"] else "",
    )


def _fee(cents: int | None, note: str | None) -> str:
    if cents is None:
        return note or ""
    told = money(cents, unit="EUR") if cents else t("Bez maksas")
    return f"{told} ({note})" if note else told


def as_csv(context: Context) -> bytes:
    """Return the list as CSV with a byte order mark and semicolons, as spreadsheets here expect it."""
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for group in groups(context):
        for each in group.services:
            cells = (group.abbr, each.code, each.title, each.role, each.channels, each.documents, each.fee,
                     each.term, each.legal_basis, each.url, each.valid_from, each.valid_to)  # fmt: skip
            writer.writerow([_harmless(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    """Return a cell that a spreadsheet does not take for a formula."""
    return f"'{cell}" if cell[:1] in "=+-@" and cell else cell


def as_html(context: Context) -> bytes:
    """Return the list as a page without scripts and styles of others, to be put on the municipality's website."""
    parts = [
        "<!doctype html>",
        '<html lang="lv"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(t('Pakalpojumi klientu apkalpošanas centrā'))}</title>",
        "<style>body{font-family:sans-serif;max-width:60rem;margin:1rem auto;padding:0 1rem;line-height:1.45}"
        "li{margin:.4rem 0}small{color:#5b6675}</style></head><body>",
        f"<h1>{escape(t('Pakalpojumi klientu apkalpošanas centrā'))}</h1>",
    ]
    for group in groups(context):
        parts.append(f"<h2>{escape(group.title)}</h2><ul>")
        parts += [_item(each) for each in group.services]
        parts.append("</ul>")
    day = short_date(today_riga())
    parts.append(f"<p><small>{escape(t('Saraksts uz {day}', day=day))}</small></p></body></html>")
    return ("\n".join(parts) + "\n").encode()


def _item(each: Listed) -> str:
    title = escape(each.title)
    if each.url.startswith(("https://", "http://")):
        title = f'<a href="{escape(each.url, quote=True)}">{title}</a>'
    facts = (
        each.role,
        t("maksa: {fee}", fee=each.fee) if each.fee else "",
        t("termiņš: {term}", term=each.term) if each.term else "",
        each.channels,
    )
    told = " · ".join(escape(fact) for fact in facts if fact)
    return f"<li>{title}<br><small>{told}</small></li>" if told else f"<li>{title}</li>"
