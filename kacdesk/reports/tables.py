"""This file is the place where figures stand in columns: heads that repeat, hairlines, figures to the right."""

from collections.abc import Sequence
from typing import Any

from reportlab.platypus import Flowable, Paragraph, Table

from kacdesk.core.latvian import number
from kacdesk.core.text import t
from kacdesk.reports.fonts import BOLD, REGULAR
from kacdesk.reports.look import HAIRLINE, INK, MUTED, PANEL, styles
from kacdesk.reports.sheet import text

Cell = str | Flowable

_CELL_PT = 8.5
_BASELINE_DROP, _SMALL_BASELINE_DROP = 3.1, 2.5
"""How far below the middle of a row the words of a cell stand, of style "cell" and "small": figures stand there too."""


def not_counted() -> str:
    """Return what stands for a figure that nobody counts yet; never a 0."""
    return t("netiek uzskaitīts")


def figure(value: int | None) -> Cell:
    """Return a count as it is printed: zero is 0, None is "netiek uzskaitīts"."""
    return text(not_counted(), "uncounted") if value is None else number(value)


def figures_table(
    heads: Sequence[Sequence[str]],
    rows: Sequence[Sequence[Cell]],
    *,
    widths: Sequence[float],
    texts: int = 1,
    groups: Sequence[int] = (),
    strong: Sequence[int] = (),
    spans: Sequence[tuple[int, int, int]] = (),
    size: float = _CELL_PT,
    centred: bool = False,
) -> Table:
    """Return a table whose first `texts` columns hold words and whose others hold figures at the right edge.

    `centred` puts figures and their heads into the middle of their columns, below the columns of a picture ·
    `groups` rows that are a heading over the whole width, `strong` rows that are a sum (row numbers without the
    heads) · `spans` (head row, first column, last column) of heads over several columns. The heads repeat on
    every page; two rows at least stand below the first of them, and three above the last row, which may be a sum.
    """
    top, last = len(heads), len(heads) + len(rows) - 1
    of_figures = "head_centred" if centred else "head_right"
    cells = [
        [
            text(words, of_figures if column >= texts and (line, column) not in _starts(spans) else "head")
            for column, words in enumerate(head)
        ]
        for line, head in enumerate(heads)
    ]
    body: list[list[Cell]] = [
        [_words(cell, strong=index in strong) if column < texts else cell for column, cell in enumerate(row)]
        for index, row in enumerate(rows)
    ]
    commands: list[Any] = [
        ("FONT", (0, top), (-1, -1), REGULAR, size),
        ("TEXTCOLOR", (0, 0), (-1, -1), INK),
        ("ALIGN", (texts, top), (-1, -1), "CENTER" if centred else "RIGHT"),
        ("VALIGN", (0, 0), (-1, top - 1), "BOTTOM"),
        ("VALIGN", (0, top), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        *(
            [("LEFTPADDING", (texts, 0), (-1, -1), 0), ("RIGHTPADDING", (texts, 0), (-1, -1), 0)]
            if centred
            else ()
        ),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.8),
        ("LINEBELOW", (0, top - 1), (-1, top - 1), 0.8, MUTED),
        ("LINEBELOW", (0, top), (-1, -1), 0.35, HAIRLINE),
    ]
    for index in groups:
        line = top + index
        commands += [("SPAN", (0, line), (-1, line)), ("BACKGROUND", (0, line), (-1, line), PANEL)]
    for index in strong:
        line = top + index
        commands += [
            ("FONT", (texts, line), (-1, line), BOLD, size),
            ("LINEABOVE", (0, line), (-1, line), 0.8, MUTED),
        ]
    for line, first, last in spans:
        commands += [
            ("SPAN", (first, line), (last, line)),
            ("LINEBELOW", (first, line), (last, line), 0.35, MUTED),
        ]
    drop = _BASELINE_DROP if size >= _CELL_PT - 0.5 else _SMALL_BASELINE_DROP
    commands.append(("LEADING", (texts, top), (-1, -1), 2 * (size - drop)))
    commands += [
        ("NOSPLIT", (0, 0), (-1, min(top + 1, last))),
        ("NOSPLIT", (0, max(0, last - 3)), (-1, last)),
    ]
    table = Table([*cells, *body], colWidths=list(widths), repeatRows=top, style=commands, hAlign="LEFT")
    table.spaceAfter = 4
    return table


def _starts(spans: Sequence[tuple[int, int, int]]) -> set[tuple[int, int]]:
    return {(line, first) for line, first, _ in spans}


def _words(cell: Cell, *, strong: bool) -> Flowable:
    return text(cell, "strong_cell" if strong else "cell") if isinstance(cell, str) else cell


def group_title(words: str) -> Paragraph:
    """Return the heading of a group of rows."""
    return Paragraph(words, styles()["head"])


def side_by_side(
    left: Sequence[Flowable], right: Sequence[Flowable], *, widths: tuple[float, float, float]
) -> Table:
    """Return two columns of flowables with a gap between them: `widths` of left, gap and right."""
    return Table(
        [[list(left), "", list(right)]],
        colWidths=list(widths),
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
        ],
        hAlign="LEFT",
    )
