"""This file is the place where a record's fields, its lines and its history become cards to read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from kacdesk.core.latvian import duration, short_date, short_moment
from kacdesk.core.phones import shown_phone
from kacdesk.core.text import t
from kacdesk.services.catalog import Desk, Options
from kacdesk.services.change_words import change_words
from kacdesk.services.links import Link
from kacdesk.services.lists import MASK, HistoryEntry
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.spec.register import RegisterSpec
from kacdesk.ui.fields.typed import show_money
from kacdesk.ui.look.buttons import label, long_link

_BELOW_WORDS = 6
"""Pixels before scaling that keep one change from the next where its words stand below its moment."""

_NAME_LETTERS = 24
"""So wide the name of a field may be, in usual letters, before it takes more lines."""

OpenRecord = Callable[[str, UUID], None]


@dataclass(frozen=True, slots=True)
class Told:
    """A field as it is read: its name, its words and the record that they lead to."""

    name: str
    words: str
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What values are read with: rows of lists, labels of codes, names of linked records, and how those are opened."""

    options: Options
    labels: Mapping[str, str]
    links: Mapping[str, Link]
    open: OpenRecord

    def words(self, spec: FieldSpec, value: Any) -> str:
        """Return a value as a person reads it, '' for none and for one that is only a link."""
        if value is None:
            return ""
        if value == MASK:
            return MASK
        match spec.kind:
            case Kind.MOMENT:
                return short_moment(value)
            case Kind.DAY:
                return short_date(value)
            case Kind.DURATION:
                return duration(value)
            case Kind.MONEY:
                return show_money(value)
            case Kind.PHONE:
                return shown_phone(value)
            case Kind.FLAG:
                return t("Jā") if value else t("Nē")
            case Kind.CHOICE:
                return t(spec.choice_label(value))
            case Kind.REFERENCE:
                rows = self.options.get(spec.refers_to or "", ())
                return next((option.label for option in rows if option.id == value), "")
        codes = [part.strip() for part in str(value).split(",")]
        known = all(code in self.labels for code in codes)
        return ", ".join(self.labels[code] for code in codes) if known else str(value)

    def told(self, spec: FieldSpec, values: Mapping[str, Any], path: str = "") -> Told | None:
        """Return a field as it is read, None when there is nothing to read."""
        link = self.links.get(path + spec.name)
        words = link.words if link is not None else self.words(spec, values[spec.name])
        return Told(t(spec.label), words, link) if words else None


def code_labels(desk: Desk) -> dict[str, str]:
    """Return the labels of codes that stand in plain texts (a service's ways and channels)."""
    fields = [each for spec in desk.registers for each in spec.fields]
    return {
        choice.code: t(choice.label) for each in fields for choice in each.choices if choice.code.isupper()
    }


def field_cards(
    spec: RegisterSpec,
    values: Mapping[str, Any],
    reading: Reading,
    *,
    columns: int,
    more: Sequence[Told] = (),
) -> list[QFrame]:
    """Return the fields of a record in a card for each section that has something to read, `more` below the last."""
    sections: list[tuple[str, list[Told]]] = [(t("Ieraksts"), [])]
    has_sections = any(each.section for each in spec.fields)
    own: list[Told] = []
    for each in spec.fields:
        if each.section:
            sections.append((t(each.section), []))
        told = reading.told(each, values) if _is_told(each) else None
        if told is not None:
            (own if each.derived and has_sections else sections[-1][1]).append(told)
    if has_sections:
        sections.append((t("Par ierakstu"), own))
    sections[-1][1].extend(more)
    return [_fields_card(heading, told, reading, columns) for heading, told in sections if told]


def lines_card(spec: RegisterSpec, lines: Sequence[dict[str, Any]], reading: Reading) -> QFrame:
    """Return the lines of a record, one paragraph each, with what they are linked to below."""
    card, grid = _card(t(spec.title))
    for place, line in enumerate(lines, start=1):
        told = [(each, reading.told(each, line, f"{spec.name}[{place - 1}].")) for each in spec.entered]
        words = [
            f"<b>{escape(one.words)}</b>"
            if each.name in spec.named_by
            else f"{escape(one.name)}: {escape(one.words)}"
            for each, one in told
            if one is not None and one.link is None
        ]
        shown = label(f"{place}. {' · '.join(words)}", "line", wrap=True)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid.addWidget(shown, grid.rowCount(), 0)
        for _, one in told:
            if one is not None and one.link is not None:
                grid.addWidget(_link(one, reading.open), grid.rowCount(), 0)
    grid.setColumnStretch(0, 1)
    return card


def history_card(desk: Desk, spec: RegisterSpec, history: Sequence[HistoryEntry], *, columns: int) -> QFrame:
    """Return everything that happened to a record, the newest first; where fields have one column, what happened
    stands below who did it and when."""
    card, grid = _card(t("Vēsture"))
    for row, entry in enumerate(reversed(history)):
        what = change_words(entry.kind)
        if entry.register and entry.register != spec.name:
            part = t(desk.spec(entry.register).singular).lower()
            name = f" “{entry.named}”" if entry.named else ""
            what = t("{what}: {part}", what=what, part=part + name)
        line = row * 2 if columns == 1 else row
        grid.addWidget(label(short_moment(entry.at), "quiet"), line, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(entry.who, "value", wrap=columns == 1), line, 1, Qt.AlignmentFlag.AlignTop)
        told = label(_change_words(what, entry), "value", wrap=True)
        if columns == 1:
            told.setContentsMargins(0, 0, 0, _BELOW_WORDS)
            grid.addWidget(told, line + 1, 0, 1, 2)
        else:
            grid.addWidget(told, line, 2)
    grid.setColumnStretch(columns, 1)
    return card


def _is_told(field: FieldSpec) -> bool:
    """Say whether a field is worth reading: not the parts of a number that is told whole, nor lines for the program."""
    part = field.derived and field.kind in (Kind.CODE, Kind.INTEGER)
    return field.name != "status" and (field.searched or not (part or field.kind is Kind.LONG_TEXT))


def _fields_card(heading: str, told: Sequence[Told], reading: Reading, columns: int) -> QFrame:
    card, grid = _card(heading)
    rows = -(-len(told) // columns)
    for place, one in enumerate(told):
        row, column = place % rows, place // rows * 2
        grid.addWidget(_name(one), row, column, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(_value(one, reading.open), row, column + 1, Qt.AlignmentFlag.AlignTop)
    for column in range(columns):
        grid.setColumnStretch(column * 2 + 1, 1)
    return card


def _name(told: Told) -> QWidget:
    """Return the name of a field; a long one takes more lines and leaves the room to the value."""
    name = label(told.name, "quiet")
    name.ensurePolished()
    most = name.fontMetrics().averageCharWidth() * _NAME_LETTERS
    if name.sizeHint().width() > most:
        name = label(told.name, "quiet", wrap=True)
        name.setFixedWidth(most)
    return name


def _value(told: Told, open_record: OpenRecord) -> QWidget:
    if told.link is not None:
        return _link(told, open_record)
    value = label(told.words, "value", wrap=True)
    value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return value


def _link(told: Told, open_record: OpenRecord) -> QWidget:
    """Return the way to a linked record; one that this desk does not have is only named."""
    link = told.link
    if link is None or not link.here:
        return label(told.words, "quiet", wrap=True)
    name = t("{name}: atvērt {words}", name=told.name, words=told.words)
    go = partial(open_record, link.register, link.record)
    return long_link(told.words, go, icon_name="link", name=name)


def _card(heading: str) -> tuple[QFrame, QGridLayout]:
    card = QFrame()
    card.setProperty("part", "card")
    box = QVBoxLayout(card)
    box.setContentsMargins(14, 10, 14, 12)
    box.addWidget(label(heading, "heading"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(5)
    box.addLayout(grid)
    return card, grid


def _change(name: str, old: str, new: str) -> str:
    if old == new:
        return t("{name}: mainīts ({mask})", name=name, mask=MASK)
    if not old:
        return t("{name}: bija tukšs, tagad {new}", name=name, new=new)
    if not new:
        return t("{name}: bija {old}, tagad nav", name=name, old=old)
    return t("{name}: bija {old}, tagad {new}", name=name, old=old, new=new)


def _change_words(what: str, entry: HistoryEntry) -> str:
    parts = [f"<b>{escape(what)}</b>"]
    if entry.reason:
        parts.append(escape(t("iemesls: {reason}", reason=entry.reason)))
    if entry.kind != "ins":
        parts += [
            escape(_change(name, old, new))
            for name, (old, new) in entry.changes.items()
            if old != new or old == MASK
        ]
    return " · ".join(parts)
