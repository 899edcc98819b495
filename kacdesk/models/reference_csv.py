"""This file is the place where a catalogue of institutions, services and points is read from CSV files."""

import csv
import hashlib
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kacdesk.core.errors import Missing, Problem, Usage
from kacdesk.core.ids import reference_id
from kacdesk.core.text import t
from kacdesk.models.reference import Institution, Service, ServicePoint
from kacdesk.models.register import spec_of
from kacdesk.models.rules import problems, tidy
from kacdesk.models.vocabulary import CHANNEL, RECORD_KIND
from kacdesk.spec.field import Choice, FieldSpec, Kind
from kacdesk.spec.register import RegisterSpec

ReferenceRow = tuple[str, str, dict[str, Any]]
"""Register name, natural key, field name → Python value as the register wants it (see `Kind`)."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was left out: the file, its line as an editor counts it, the column's heading, why."""

    file: str
    line: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Edition:
    """Which catalogue this is; records keep the `version` they were made under."""

    version: str
    title: str
    source: str


@dataclass(frozen=True, slots=True)
class CatalogueFile:
    """A catalogue as read: the good rows, institutions first, and every row that was left out."""

    edition: Edition
    rows: tuple[ReferenceRow, ...]
    bad_rows: tuple[BadRow, ...]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """How one CSV file maps to a register; headings that are not renamed are field names."""

    file: str
    spec: RegisterSpec
    renamed: Mapping[str, str]

    def field_of(self, heading: str) -> FieldSpec | None:
        return self.spec.by_name.get(self.renamed.get(heading, heading))

    def heading_of(self, field: str) -> str:
        return next((heading for heading, name in self.renamed.items() if name == field), field)


_TITLES = {"title_lv": "title"}
_MONEY = re.compile(r"(\d{1,7})(?:[.,](\d{2}))?")
_INSTITUTIONS = _Sheet("institutions.csv", spec_of(Institution), _TITLES)
_POINTS = _Sheet("points.csv", spec_of(ServicePoint), {})
_SERVICES = _Sheet(
    "services.csv",
    spec_of(Service),
    {
        **_TITLES,
        "service_code": "code",
        "institution_abbr": "institution_id",
        "holder_abbr": "holder_id",
        "fee": "fee_cents",
    },
)

_LISTS: Mapping[str, tuple[Choice, ...]] = {"kinds": RECORD_KIND, "channels": CHANNEL}
"""Text fields of a service that hold several codes, with a comma between them."""

_FLAGS = {"1": True, "0": False, "true": True, "false": False, "jā": True, "nē": False, "x": True}
_LATVIAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\.?")


def read_catalogue(path: Path, *, institutions: Collection[str] | None = None) -> CatalogueFile:
    """Read a catalogue folder (edition.toml and three CSV files) or a single CSV file of services.

    Files are UTF-8 with or without BOM, with `;` or `,`. They are streamed and blank rows are skipped: the
    open-data file carries about a million of them. A row that breaks the register's rules is left out and
    named, as is the second row of a code. For a single file `institutions` are the known abbreviations; None
    leaves them unchecked. Raises Missing for an absent file, Usage for one that is no catalogue at all.
    """
    if path.is_dir():
        return _read_folder(path)
    bad: list[BadRow] = []
    rows = tuple(_read_sheet(path, _SERVICES, bad=bad, known=institutions))
    return CatalogueFile(_edition_of_file(path), rows, tuple(bad))


def _read_folder(folder: Path) -> CatalogueFile:
    bad: list[BadRow] = []
    edition = _edition_of_folder(folder / "edition.toml")
    above = list(_read_sheet(folder / _INSTITUTIONS.file, _INSTITUTIONS, bad=bad, known=None))
    known = frozenset(code for _, code, _ in above)
    points = _read_sheet(folder / _POINTS.file, _POINTS, bad=bad, known=None)
    services = _read_sheet(folder / _SERVICES.file, _SERVICES, bad=bad, known=known)
    return CatalogueFile(edition, (*above, *points, *services), tuple(bad))


def _edition_of_folder(path: Path) -> Edition:
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as lost:
        raise _missing(path) from lost
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise _unreadable(path) from broken
    parts = [told.get(name) for name in ("version", "title", "source")]
    if not all(isinstance(part, str) and part for part in parts):
        raise Usage(
            t("Datnē {file} nav kataloga versijas, nosaukuma vai avota.", file=path.name),
            effect=t("Katalogs nav ielasīts."),
            remedy=t("Ierakstiet datnē version, title un source."),
        )
    return Edition(*map(str, parts))


def _edition_of_file(path: Path) -> Edition:
    """Name a single file by its content, so that the same file is the same edition on every desk."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Edition(f"csv-{digest[:12]}", path.stem, path.name)


def _read_sheet(
    path: Path, sheet: _Sheet, *, bad: list[BadRow], known: Collection[str] | None
) -> Iterator[ReferenceRow]:
    first_lines: dict[str, int] = {}
    for line, cells in _cells(path, sheet, bad):
        values, found = _values(sheet, cells, known)
        code: str = values.get(sheet.spec.natural_key or "") or ""
        if not found and code.casefold() in first_lines:
            first = first_lines[code.casefold()]
            sentence = t("Kods {code} jau ir {first}. rindā; ierakstīta tikai pirmā.", code=code, first=first)
            found = [Problem(sheet.spec.natural_key or "", sentence, "duplicate")]
        if found:
            bad.extend(BadRow(path.name, line, sheet.heading_of(each.field), each.sentence) for each in found)
            continue
        first_lines[code.casefold()] = line
        yield sheet.spec.name, code, values


def _cells(path: Path, sheet: _Sheet, bad: list[BadRow]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the line and the cells by heading of every row that is not blank."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head = file.readline()
            delimiter = ";" if head.count(";") >= head.count(",") else ","
            headings = [cell.strip().casefold() for cell in next(csv.reader([head], delimiter=delimiter), [])]
            _check_headings(path, sheet, headings)
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            line = 2
            try:
                for row in reader:
                    if any(row) and any(cell.strip() for cell in row):
                        if any(cell.strip() for cell in row[len(headings) :]):
                            reason = t(
                                "Rindā ir vairāk šūnu nekā virsrakstu; pārbaudiet atdalītājus un pēdiņas."
                            )
                            bad.append(BadRow(path.name, line, "", reason))
                        else:
                            yield line, dict(zip(headings, row, strict=False))
                    line = reader.line_num + 2
            except csv.Error:
                reason = t("Rinda nav nolasāma: pārbaudiet pēdiņas; tālākās rindas nav lasītas.")
                bad.append(BadRow(path.name, line, "", reason))
    except FileNotFoundError as lost:
        raise _missing(path) from lost
    except UnicodeDecodeError as broken:
        raise _unreadable(path) from broken


def _check_headings(path: Path, sheet: _Sheet, headings: list[str]) -> None:
    required = [
        sheet.heading_of(field.name) for field in sheet.spec.fields if field.required and not field.derived
    ]
    absent = [heading for heading in required if heading not in headings]
    if absent:
        raise Usage(
            t("Datnē {file} nav kolonnu: {columns}.", file=path.name, columns=", ".join(absent)),
            effect=t("Katalogs nav ielasīts."),
            remedy=t("Pārbaudiet, vai izvēlēta pareizā datne un vai pirmajā rindā ir kolonnu virsraksti."),
        )


def _values(
    sheet: _Sheet, cells: Mapping[str, str], known: Collection[str] | None
) -> tuple[dict[str, Any], list[Problem]]:
    values: dict[str, Any] = {}
    found: list[Problem] = []
    for heading, cell in cells.items():
        field = sheet.field_of(heading)
        if field is None:
            continue
        text = tidy(field, cell)
        value, sentence = (None, "") if text is None else _value(field, text, known)
        if sentence:
            found.append(Problem(field.name, sentence, "unreadable"))
        values[field.name] = value
    if not found:
        found = problems(sheet.spec, values)
    starts, ends = values.get("valid_from"), values.get("valid_to")
    if not found and starts is not None and ends is not None and ends < starts:
        found.append(
            Problem("valid_to", t("“Spēkā līdz” ir pirms “Spēkā no”; pārbaudiet abus datumus."), "order")
        )
    return values, found


def _value(field: FieldSpec, text: str, known: Collection[str] | None) -> tuple[Any, str]:
    """Return the Python value of a cell that is not empty, or what is wrong with it in one sentence."""
    if field.kind is Kind.FLAG:
        flag = _FLAGS.get(text.casefold())
        return flag, "" if flag is not None else t("Rakstiet 1 vai 0.")
    if field.kind is Kind.DAY:
        day = _day(text)
        return day, "" if day is not None else t("Datumu rakstiet kā 2026-11-20 vai 20.11.2026.")
    if field.kind is Kind.REFERENCE:
        if known is not None and text not in known:
            return None, t("Iestādes ar saīsinājumu {abbr} nav iestāžu sarakstā.", abbr=text)
        return reference_id(field.refers_to or "", text), ""
    if field.kind is Kind.MONEY:
        sum_ = _MONEY.fullmatch(text)
        if sum_ is None:
            return None, t("Summu rakstiet kā 4,27.")
        return int(sum_[1]) * 100 + int(sum_[2] or 0), ""
    if field.name in _LISTS:
        return _codes(text, _LISTS[field.name])
    return text, ""


def _codes(text: str, choices: tuple[Choice, ...]) -> tuple[str | None, str]:
    codes = [code.strip() for code in text.split(",") if code.strip()]
    allowed = {choice.code for choice in choices}
    unknown = [code for code in codes if code not in allowed]
    if unknown:
        return None, t("Nezināms kods: {codes}.", codes=", ".join(unknown))
    return ",".join(dict.fromkeys(codes)) or None, ""


def _day(text: str) -> date | None:
    latvian = _LATVIAN_DAY.fullmatch(text)
    try:
        if latvian:
            day, month, year = map(int, latvian.groups())
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        return None


def _missing(path: Path) -> Missing:
    return Missing(
        t("Datnes {file} nav.", file=path.name),
        effect=t("Katalogs nav ielasīts."),
        remedy=t("Izvēlieties mapi ar datnēm edition.toml, institutions.csv, services.csv un points.csv."),
    )


def _unreadable(path: Path) -> Usage:
    return Usage(
        t("Datne {file} nav nolasāma.", file=path.name),
        effect=t("Katalogs nav ielasīts."),
        remedy=t("Saglabājiet datni UTF-8 kodējumā un mēģiniet vēlreiz."),
    )
