"""This file is the place where a CSV file becomes rows: its encoding, its delimiter, its quotes."""

import codecs
import csv
import re
import string
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from kacdesk.core.errors import Usage
from kacdesk.core.text import t
from kacdesk.services.importing.sheet_rows import (
    Fits,
    Found,
    Sheet,
    SheetRow,
    find_heading,
    is_blank,
    unreadable,
)

_DELIMITERS = (";", ",", "\t", "|")
_CHUNK_BYTES = 1 << 20
_LONGEST_LINE = 1 << 20
_LONGEST_ROW_LINES = 200
"""A quote that is not closed within so many lines was never meant as one; the row is named, the next ones are read."""

_TOLD_DELIMITER = re.compile(r"\"?sep=(.)\"?\s*")
_BROKEN_UTF8 = re.compile(rb"[\xc4\xc5][\x80-\xbf]")
"""Latvian letters in UTF-8. In Windows-1257 it would be Ä or Å before a sign, which no word has."""

_CONTROL = bytes(range(9)) + b"\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19"


def read_csv(file: TextIO, fits: Fits) -> Sheet:
    """Return the table in an open CSV file; the delimiter is the one with which the heading names most columns."""
    best, delimiter = Found(), ""
    for candidate in _DELIMITERS:
        file.seek(0)
        found = find_heading(_rows(_Source(file), candidate), fits)
        if found.score > best.score:
            best, delimiter = found, candidate
    file.seek(0)
    rows = _rows(_Source(file), delimiter or ";")
    for row in rows:
        if row.line >= best.row.line:
            break
    return Sheet(best.row, rows, delimiter)


def encoding_of(path: Path) -> str:
    """Return how the file's text is encoded: UTF-16 by its mark, UTF-8 if strictly possible, else Windows-1257.

    Raises Usage for a file that is none of these, which is no text at all.
    """
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates: tuple[str, ...] = ("utf-16",)
    elif head.startswith(codecs.BOM_UTF8):
        candidates = ("utf-8-sig",)
    else:
        candidates = ("utf-8-sig", "cp1257")
    for encoding in candidates:
        if _decodes(path, encoding):
            return encoding
    raise _not_text(path)


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    kept = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            if encoding != "utf-16" and len(chunk.translate(None, _CONTROL)) != len(chunk):
                raise _not_text(path)
            if encoding == "cp1257" and _BROKEN_UTF8.search(kept + chunk):
                return False
            kept = chunk[-1:]
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                return False
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _not_text(path: Path) -> Usage:
    return unreadable(
        t("Datne “{name}” nav nolasāma kā tabula: tā nav teksts vai ir bojāta.", name=path.name),
        t("Atveriet to programmā, kurā tas veidots, un saglabājiet kā XLSX vai kā CSV (UTF-8)."),
    )


class _Source:
    """The physical lines of a file with their numbers; lines that were taken too eagerly can be put back."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._back: deque[tuple[int, str]] = deque()
        self._line = 0

    def take(self) -> tuple[int, str] | None:
        if self._back:
            return self._back.popleft()
        text = self._file.readline(_LONGEST_LINE)
        if not text:
            return None
        self._line += 1
        return self._line, text

    def put_back(self, lines: list[tuple[int, str]]) -> None:
        self._back.extendleft(reversed(lines))


def _rows(source: _Source, delimiter: str) -> Iterator[SheetRow]:
    """Yield the rows that are not blank."""
    first = source.take()
    if first is not None:
        told = _TOLD_DELIMITER.fullmatch(first[1])
        if told is None:
            source.put_back([first])
        elif told[1] != delimiter:
            return
    blank = delimiter + string.whitespace
    while (line := source.take()) is not None:
        if not line[1].strip(blank):
            continue
        source.put_back([line])
        row = _row(source, delimiter)
        if row is not None and (row.fault or not all(map(is_blank, row.cells))):
            yield row


def _row(source: _Source, delimiter: str) -> SheetRow | None:
    taken: list[tuple[int, str]] = []

    def lines() -> Iterator[str]:
        while len(taken) < _LONGEST_ROW_LINES and (line := source.take()) is not None:
            taken.append(line)
            yield line[1].replace("\x1a", "")

    try:
        cells = next(csv.reader(lines(), delimiter=delimiter, strict=True), None)
    except csv.Error:
        source.put_back(taken[1:])
        line, text = taken[0]
        fault = t("Rindā ir neskaidras pēdiņas; ielieciet šūnu pēdiņās un pēdiņas šūnas vidū dubultojiet.")
        return SheetRow(line, _as_it_is(text, delimiter), fault)
    return None if cells is None else SheetRow(taken[0][0], tuple(cells))


def _as_it_is(text: str, delimiter: str) -> tuple[str, ...]:
    """Return the cells of a line that breaks the rules of quoting, the quotes kept as written."""
    return tuple(text.rstrip("\r\n").split(delimiter))
