"""This file is the place where the command line adds, shows and finds records."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from kacdesk.cli import files_shown
from kacdesk.cli.desk import reading, register_named, writing
from kacdesk.cli.output import complain, hush, note, say, say_json
from kacdesk.core.errors import ExitCode, Invalid, Missing, Problem, Usage
from kacdesk.core.ids import parse_id
from kacdesk.core.latvian import short_moment
from kacdesk.core.text import t
from kacdesk.services import lists, records
from kacdesk.services.change_words import change_words
from kacdesk.services.context import Context
from kacdesk.services.counter.entry import from_json
from kacdesk.services.lists import HistoryEntry
from kacdesk.services.papers import attachments
from kacdesk.services.papers.short_codes import coded_in
from kacdesk.services.records import Lines
from kacdesk.services.references import References
from kacdesk.spec.listing import ListQuery
from kacdesk.spec.register import RegisterSpec

LARGEST_INPUT_BYTES = 256 * 1024 * 1024
"""More than this in one JSON file is refused; such a file should be cut or imported as a spreadsheet."""


MOST_FOUND = 10_000
"""More rows in one answer are a case for `export`."""


def add(asked: argparse.Namespace) -> ExitCode:
    """Save records from JSON and print a line for each as soon as it is durable."""
    given = _read_json(asked.json)
    with writing(asked) as context:
        spec = register_named(context, asked.register)
        names = records.read_references(context)
        added = refused = 0
        for place, item in enumerate(_items(given), start=1):
            try:
                saved = _save(context, spec, item, names)
            except Invalid as error:
                refused += 1
                complain(error, prefix=f"[{place}] ")
                continue
            added += 1
            try:
                say_json({"id": saved.id, "number": saved.number})
            except BrokenPipeError:
                hush()
                return _unheard(place)
            if spec.name == "staff":
                names = records.read_references(context)
    if refused == 0:
        return ExitCode.DONE
    return ExitCode.ATTENTION if added else ExitCode.REFUSED


def _unheard(place: int) -> ExitCode:
    """Stop, because nobody hears any more what was saved."""
    note(t("[{place}] Ieraksts ir saglabāts, bet tā numuru vairs neviens nelasa.", place=place))
    note(t("Tālākie ieraksti nav saglabāti."))
    note(t("Pievienojiet tos vēlreiz, sākot ar nākamo."))
    return ExitCode.ATTENTION


def _save(context: Context, spec: RegisterSpec, item: Mapping[str, Any], names: References) -> records.Saved:
    values, lines, problems = _split(context, spec, item, names)
    if problems:
        raise Invalid(
            problems, effect=t("Ieraksts nav saglabāts."), remedy=t("Izlabojiet un saglabājiet vēlreiz.")
        )
    return records.save(context, spec.name, values, lines, names=names)


def _split(
    context: Context, spec: RegisterSpec, item: Mapping[str, Any], names: References
) -> tuple[dict[str, Any], Lines, list[Problem]]:
    """Part a JSON object into the record's values and its lines, which stand under the line register's name."""
    own = {name: value for name, value in item.items() if name not in spec.children}
    values, problems = from_json(spec, own, names)
    lines: dict[str, list[dict[str, Any]]] = {}
    for child in spec.children:
        rows = item.get(child)
        rows = [] if rows is None else rows
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            problems.append(Problem(child, t("“{name}” jābūt rindu sarakstam.", name=child), "type"))
            continue
        for place, row in enumerate(rows):
            read, wrong = from_json(context.catalog.spec(child), row, names)
            lines.setdefault(child, []).append(read)
            problems += [Problem(f"{child}[{place}].{p.field}", p.sentence, p.code) for p in wrong]
    return values, lines, problems


def _read_json(source: str) -> Any:
    effect = t("Nekas nav saglabāts.")
    try:
        if source == "-":
            raw = sys.stdin.buffer.read(LARGEST_INPUT_BYTES + 1)
        else:
            with Path(source).open("rb") as stream:
                raw = stream.read(LARGEST_INPUT_BYTES + 1)
    except OSError as error:
        raise Usage(
            t("Datni “{name}” nevar nolasīt.", name=Path(source).name),
            effect=effect,
            remedy=t("Pārbaudiet ceļu un tiesības."),
        ) from error
    if len(raw) > LARGEST_INPUT_BYTES:
        raise Usage(t("Datne ir pārāk liela."), effect=effect, remedy=t("Sadaliet to mazākās daļās."))
    try:
        return json.loads(raw.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        place = f" ({error.lineno}:{error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        raise Usage(
            t("Datne nav derīgs JSON teksts{place}.", place=place),
            effect=effect,
            remedy=t("Izlabojiet to un mēģiniet vēlreiz."),
        ) from error


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _items(given: Any) -> Iterator[Mapping[str, Any]]:
    items = given if isinstance(given, list) else [given]
    if not all(isinstance(item, dict) for item in items):
        raise Usage(
            t("JSON jābūt vienam ierakstam { } vai ierakstu sarakstam [ ]."),
            effect=t("Nekas nav saglabāts."),
            remedy=t("Skatiet paraugu docs/cli.md."),
        )
    yield from items


def show(asked: argparse.Namespace) -> ExitCode:
    """Print one record; personal data only with a purpose."""
    with reading(asked) as context:
        spec = register_named(context, asked.register)
        record = record_named(context, spec, asked.id)
        opened = lists.open_record(context, spec.name, record, purpose=asked.purpose)
        history = lists.history(context, spec.name, record, masked=opened.masked)
        files = attachments.attachments(context, record)
        words = [] if asked.json else lists.as_words(context, opened)
    told: dict[str, Any] = {
        "register": spec.name,
        "id": opened.id,
        "rev": opened.rev,
        "masked": opened.masked,
    }
    told |= {name: value for name, value in opened.values.items() if name != "id"}
    told |= opened.lines
    told["files"] = [files_shown.as_json(file) for file in files]
    told["history"] = [
        {
            "at": entry.at,
            "who": entry.who,
            "register": entry.register,
            "kind": entry.kind,
            "reason": entry.reason,
        }
        for entry in history
    ]
    if asked.json:
        say_json(told)
    else:
        for label, value in words:
            say(f"{label}: {value}")
        for file in files:
            say(t("Datne: {words}", words=files_shown.as_text(file)))
        for entry in history:
            say(f"{short_moment(entry.at)} {entry.who}: {_change(context, spec, entry)}")
    return ExitCode.DONE


def _change(context: Context, spec: RegisterSpec, entry: HistoryEntry) -> str:
    """Return one change as a person reads it: what was done, of a line which one, and why."""
    what = change_words(entry.kind)
    if entry.register != spec.name:
        part = t(context.catalog.spec(entry.register).singular).lower()
        what = t("{what}: {part}", what=what, part=f"{part} “{entry.named}”" if entry.named else part)
    return f"{what} ({entry.reason})" if entry.reason else what


def record_named(context: Context, spec: RegisterSpec, text: str) -> UUID:
    """Return the record that an identifier, the code of its slip or, in a numbered register, a number names.

    Usage when several records of the register have the code.
    """
    found = parse_id(text)
    if found is not None:
        return found
    with context.store.read() as connection:
        coded = coded_in(connection, context.catalog, spec, text)
    if len(coded) > 1:
        raise Usage(
            t("Kods “{code}” ir vairākiem ierakstiem.", code=text[:20]),
            effect=t("Nekas nav mainīts."),
            remedy=t("Norādiet vienu no: {ids}.", ids=", ".join(map(str, coded))),
        )
    if coded:
        return coded[0]
    if spec.numbered:
        with context.store.read() as connection:
            table = context.catalog.table(spec.name)
            named = connection.scalars(
                table.select().with_only_columns(table.c.id).where(table.c.number == text)
            ).first()
        if isinstance(named, UUID):
            return named
    raise Missing(
        t("Ieraksta “{id}” nav.", id=text[:60]),
        effect=t("Nekas nav mainīts."),
        remedy=t("Pārbaudiet identifikatoru."),
    )


def find(asked: argparse.Namespace) -> ExitCode:
    """Search a register and print what is found, newest first; personal data only with a purpose."""
    if asked.register is None:
        raise Usage(
            t("Jānorāda, kurā reģistrā meklēt, vai --code ar lapiņas kodu."),
            effect=t("Nekas nav meklēts."),
            remedy=t("Rakstiet, piemēram, “kacdesk find visit pensija”."),
        )
    if not 1 <= asked.limit <= MOST_FOUND:
        raise Usage(
            t("Aiz --limit vajag skaitli no 1 līdz {most}.", most=MOST_FOUND),
            effect=t("Nekas nav meklēts."),
            remedy=t("Garāku sarakstu dod “kacdesk export”."),
        )
    query = ListQuery(text=asked.text, limit=asked.limit)
    masked = not asked.purpose
    with reading(asked) as context:
        spec = register_named(context, asked.register)
        if asked.json:
            rows, more = lists.found(context, spec.name, query, masked=masked)
            ids = [row["id"] for row in rows]
        else:
            page = lists.page(context, spec.name, query, masked=masked)
            ids = page.ids
        if asked.purpose and ids:
            lists.log_access(context, "find", spec.name, ids, purpose=asked.purpose)
    if asked.json:
        say_json({"register": spec.name, "rows": rows, "more": more, "masked": masked})
    else:
        say("\t".join((*page.headings, t("Identifikators"))))
        for cells, record in zip(page.cells, page.ids, strict=True):
            say("\t".join((*cells, str(record))))
    return ExitCode.DONE
