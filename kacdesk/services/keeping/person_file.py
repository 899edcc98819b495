"""This file is the place where everything that is kept about one person is found and put together, for that person.

General Data Protection Regulation 15. A code finds exactly; a name finds what a person then ticks. Both need a purpose
and a ground, and are written down for each record that was looked at.
"""

import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from kacdesk.core import clock
from kacdesk.core.errors import Refused, Usage
from kacdesk.core.latvian import told_moment
from kacdesk.core.on_demand import on_demand
from kacdesk.core.sorting import fold
from kacdesk.core.text import t
from kacdesk.models.codes import tidy_party_code
from kacdesk.reports.files import written
from kacdesk.services.context import Context, Role
from kacdesk.services.keeping.looked import LookQuery, looks
from kacdesk.services.keeping.retention_due import number_of
from kacdesk.services.keeping.retention_rules import rules_in_force
from kacdesk.services.keeping.retention_words import rule_words
from kacdesk.services.letterhead import letterhead
from kacdesk.services.lists import as_words, history, log_access, open_record, printed
from kacdesk.services.papers.attachments import (
    DamagedCopy,
    NotHere,
    attachments,
    fetch_again,
    file_name,
    open_file,
)
from kacdesk.spec.field import Kind
from kacdesk.spec.listing import ListQuery
from kacdesk.spec.register import RegisterSpec
from kacdesk.store import tables
from kacdesk.store.files import Attachment
from kacdesk.store.query import find_rows, lines_of_many
from kacdesk.store.session import one, row_of

if TYPE_CHECKING:
    from kacdesk.reports.person_file import PersonFile, PersonRecord, draw_person_file
else:
    PersonFile, PersonRecord, draw_person_file = on_demand(
        "kacdesk.reports.person_file", "PersonFile PersonRecord draw_person_file"
    )


FILES = "datnes"
"""The folder of the ZIP in which attached files lie."""

_PAGE = 500
_EVER = date(1900, 1, 1)
_NAMES = (Kind.TEXT, Kind.LONG_TEXT)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is looked for, why and by what right. `code` finds exactly, `name` what has all its words in one field."""

    purpose: str
    ground: str
    code: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that holds the person. `exact` it has the code; else somebody must say that it is the same person ·
    `beside` the fields that matched, with what stands in them."""

    register: str
    record: UUID
    title: str
    number: str
    exact: bool
    beside: tuple[tuple[str, str], ...]


def find_person(context: Context, wanted: Wanted) -> list[Hit]:
    """Return every record of this desk that holds the person, those with the code first.

    Refused to anybody but a supervisor and without a purpose and a ground, Usage without anybody to look for.
    """
    code, words = _checked(context, wanted)
    found = list(_everywhere(context, code, words))
    for hit in found:
        log_access(context, "person", hit.register, [hit.record], purpose=_purpose(wanted))
    return sorted(found, key=lambda hit: not hit.exact)


def _everywhere(context: Context, code: str, words: list[str]) -> Iterator[Hit]:
    for spec in context.catalog.roots:
        if any(part.personal for part in context.catalog.parts(spec.name)):
            yield from _in_register(context, spec, code, words)


def _checked(context: Context, wanted: Wanted) -> tuple[str, list[str]]:
    context.require(Role.SUPERVISOR)
    if not wanted.purpose.strip() or not wanted.ground.strip():
        raise Refused(
            t("Personas datus meklē tikai norādītam nolūkam un ar pamatu."),
            effect=t("Nekas nav meklēts."),
            remedy=t("Ierakstiet nolūku un pamatu, piemēram, pieprasījuma numuru."),
        )
    code, words = tidy_party_code(wanted.code.strip()), fold(wanted.name).split()
    if not code and not words:
        raise Usage(
            t("Nav norādīts, ko meklēt."),
            effect=t("Nekas nav meklēts."),
            remedy=t("Ievadiet personas kodu vai vārdu un uzvārdu."),
        )
    return code, words


def _in_register(context: Context, spec: RegisterSpec, code: str, words: list[str]) -> Iterator[Hit]:
    catalog, seen = context.catalog, set()
    for text in filter(None, (code, _digits(code), " ".join(words))):
        after = None
        while True:
            query = ListQuery(
                text=text, since=_EVER, limit=_PAGE, after=after
            )  # narrowed: all hits are looked at
            with context.store.read() as connection:
                page = find_rows(connection, catalog, spec.name, query)
                ids = [row["id"] for row in page.rows]
                below = {child: _by_record(connection, context, child, ids) for child in spec.children}
            for row in page.rows:
                beside, exact = _matched(context, spec, row, below, code, words)
                if beside and row["id"] not in seen:
                    seen.add(row["id"])
                    number = number_of(spec, row)
                    yield Hit(spec.name, row["id"], t(spec.singular), number, exact, tuple(beside))
            if not page.more:
                break
            after = page.end


def _by_record(
    connection: Any, context: Context, child: str, ids: list[UUID]
) -> dict[UUID, list[dict[str, Any]]]:
    spec, found = context.catalog.spec(child), dict[UUID, list[dict[str, Any]]]()
    for line in lines_of_many(connection, context.catalog, spec, ids):
        found.setdefault(line[spec.parent_field or ""], []).append(line)
    return found


def _matched(
    context: Context,
    spec: RegisterSpec,
    row: Mapping[str, Any],
    below: Mapping[str, Mapping[UUID, list[dict[str, Any]]]],
    code: str,
    words: list[str],
) -> tuple[list[tuple[str, str]], bool]:
    """Return the personal fields that match, with their labels, and whether the code is among them."""
    beside, exact = [], False
    rows = [(spec, row)]
    for child, lines in below.items():
        rows += [(context.catalog.spec(child), line) for line in lines.get(row["id"], ())]
    for part, values in rows:
        for name in sorted(part.personal):
            value, field = values[name], part.by_name[name]
            if not isinstance(value, str):
                continue
            same = bool(code) and field.kind is Kind.PARTY_CODE and tidy_party_code(value) == code
            inside = bool(code) and field.kind in _NAMES and _digits(code) in _digits(value)
            if (
                same
                or inside
                or (words and field.kind in _NAMES and all(word in fold(value) for word in words))
            ):
                beside.append((t(field.label), value))
                exact = exact or same
    return beside, exact


def put_together(context: Context, wanted: Wanted, hits: Sequence[Hit], out: Path) -> None:
    """Write all that is kept in the records into a ZIP: a PDF to read, JSON for a machine, the attached files as they
    are; Refused as `find_person`, and where records were found and none was chosen: the paper would say that there are
    none.

    A file whose bytes are not on this computer, or are damaged, is told as such and asked for from the central store.
    """
    code, words = _checked(context, wanted)
    if not hits and any(_everywhere(context, code, words)):
        raise Refused(
            t("Neviens no atrastajiem ierakstiem nav izvēlēts."),
            effect=t("Datne nav izveidota."),
            remedy=t("Atzīmējiet tos, kas ir par šo personu; komandrindā tos norāda ar --only."),
        )
    read = [_files_of(context, wanted, hit) for hit in hits]
    told = [_record_of(context, wanted, hit, files) for hit, files in zip(hits, read, strict=True)]
    with context.store.read() as connection:
        sample = one(connection, tables.desk)["sample"]
    kept = [rule_words(context.catalog, rule) for rule in rules_in_force(context.store, clock.today_riga())]
    registers = {hit.register for hit in hits}
    person = " ".join(part for part in (wanted.name.strip(), wanted.code.strip()) if part)
    paper = PersonFile(
        person=person,
        purpose=wanted.purpose.strip(),
        ground=wanted.ground.strip(),
        records=[record for record, _plain in told],
        kept=[(each.title, each.words) for each in kept if each.register in registers],
        sample=sample,
    )
    plain = {
        "person": person,
        "purpose": paper.purpose,
        "ground": paper.ground,
        "made_at": clock.moment_text(clock.now_utc()),
        "records": [plain for _record, plain in told],
    }
    with written(out) as part:
        _zip(part, draw_person_file(paper, letterhead(context)), _json(plain), [*chain.from_iterable(read)])


def _json(plain: Mapping[str, Any]) -> str:
    return json.dumps(plain, ensure_ascii=False, indent=2, default=_told)


def _told(value: object) -> str:
    """Return a moment, a day or an identifier as text."""
    if isinstance(value, datetime):
        return clock.moment_text(value)
    return value.hex if isinstance(value, UUID) else str(value)


def _zip(path: Path, pdf: bytes, plain: str, files: Sequence["_File"]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("personas-dati.pdf", pdf)
        pack.writestr("personas-dati.json", plain)
        for name, content in {each.place: each.content for each in files}.items():
            if content is not None:
                pack.writestr(name, content)


@dataclass(frozen=True, slots=True)
class _File:
    """A file of a record. `content` None when it cannot be read on this computer."""

    named: Attachment
    content: bytes | None

    @property
    def place(self) -> str:
        """Return the name of the file in the ZIP; one that several records have is there once."""
        return f"{FILES}/{file_name(self.named)}"

    @property
    def told(self) -> str:
        """Return the file as the PDF names it."""
        if self.content is not None:
            return self.place
        return t("{name} (šajā datorā nav)", name=file_name(self.named))


def _files_of(context: Context, wanted: Wanted, hit: Hit) -> list[_File]:
    """Read the files of a record, each looked at for the purpose; what is not here is asked for."""
    found = []
    for each in attachments(context, hit.record):
        try:
            opened = open_file(context, hit.register, hit.record, each.sha256, purpose=_purpose(wanted))
            found.append(_File(each, opened.content))
        except (NotHere, DamagedCopy):
            fetch_again(context, each.sha256)
            found.append(_File(each, None))
    return found


def _purpose(wanted: Wanted) -> str:
    return t("{purpose} (pamats: {ground})", purpose=wanted.purpose.strip(), ground=wanted.ground.strip())


def _record_of(
    context: Context, wanted: Wanted, hit: Hit, files: Sequence[_File]
) -> tuple[PersonRecord, dict[str, Any]]:
    told = _purpose(wanted)
    opened = open_record(context, hit.register, hit.record, purpose=told)
    log_access(context, "person_file", hit.register, [hit.record], purpose=told)
    changes = history(context, hit.register, hit.record, say=printed)
    seen = looks(context, LookQuery(record=hit.record))
    words = as_words(context, opened, printed)
    record = PersonRecord(
        title=hit.title,
        number=hit.number,
        values=words,
        files=[each.told for each in files],
        changes=[(told_moment(each.at), each.who, _changed(each.changes, each.reason)) for each in changes],
        looks=[(told_moment(each.at), each.who, f"{each.act}: {each.purpose}") for each in seen],
    )
    with context.store.read() as connection:
        row = row_of(connection, context.catalog, hit.register, hit.record)
    spec = context.catalog.spec(hit.register)
    plain = {
        "register": hit.register,
        "id": hit.record.hex,
        "number": hit.number,
        "values": {each.name: row[each.name] for each in spec.fields if row[each.name] is not None},
        "lines": {
            child: [{key: value for key, value in line.items() if value is not None} for line in lines]
            for child, lines in opened.lines.items()
        },
        "files": [
            {
                "name": each.place if each.content is not None else None,
                "sha256": each.named.sha256.hex(),
                "bytes": each.named.size,
            }
            for each in files
        ],
        "changes": [
            {
                "at": clock.moment_text(each.at),
                "who": each.who,
                "kind": each.kind,
                "reason": each.reason,
                "changes": {label: list(sides) for label, sides in each.changes.items()},
            }
            for each in changes
        ],
        "looked": [
            {"at": clock.moment_text(each.at), "who": each.who, "act": each.act, "purpose": each.purpose}
            for each in seen
        ],
    }
    return record, plain


def _changed(changes: Mapping[str, tuple[str, str]], reason: str | None) -> str:
    told = "; ".join(_change(label, old, new) for label, (old, new) in changes.items())
    return f"{told} ({reason})" if reason else told


def _change(label: str, old: str, new: str) -> str:
    """Return one change in words: an arrow would need a letter that the fonts of papers do not have."""
    if not old:
        return f"{label}: {new}"
    if not new:
        return t("{label}: izņemts (bija: {old})", label=label, old=old)
    return t("{label}: {new} (bija: {old})", label=label, new=new, old=old)


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())
