"""Charts: as long as their figures say, each figure at its hour, drawn as vectors."""

from pathlib import Path
from typing import TypeVar

import pikepdf
import pytest
from reportlab.graphics.shapes import Drawing, Rect, Shape, String

from kacdesk.reports.charts import Bar, heat_map, stacked_bars, stacked_columns
from kacdesk.reports.fonts import embed_fonts
from kacdesk.reports.look import BLUE, SERIES
from kacdesk.reports.monthly import draw_monthly
from tests.figures.made_up_month import counted
from tests.reports.pdf_reading import HEADING

Kind = TypeVar("Kind", bound=Shape)
_LEGEND = ("pieteikumi", "konsultācijas")
_BARS = (Bar("VSAA", (30, 10)), Bar("VID", (0, 20)), Bar("LAD", (0, 0)))
_LEGEND_SIDE = 7


@pytest.fixture(autouse=True)
def fonts() -> None:
    embed_fonts()


def shapes(drawing: Drawing, kind: type[Kind]) -> list[Kind]:
    return [shape for shape in drawing.contents if isinstance(shape, kind)]


def parts(drawing: Drawing) -> list[Rect]:
    """Return the parts of the bars, without the squares of the legend."""
    return [
        each for each in shapes(drawing, Rect) if (each.width, each.height) != (_LEGEND_SIDE, _LEGEND_SIDE)
    ]


def red_of(shape: Rect) -> float:
    assert shape.fillColor is not None
    return float(shape.fillColor.red)


def test_bars_are_as_long_as_their_figures() -> None:
    lying, standing = (
        stacked_bars("Pa iestādēm", _BARS, _LEGEND, width=500),
        stacked_columns("Pa dienām", _BARS, _LEGEND, width=500),
    )
    for lengths, drawing in (
        ([each.width for each in parts(lying)], lying),
        ([each.height for each in parts(standing)], standing),
    ):
        assert [length / lengths[0] for length in lengths] == pytest.approx([30 / 30, 10 / 30, 20 / 30])
        assert [each.fillColor for each in parts(drawing)] == [SERIES[0], SERIES[1], SERIES[1]]
        assert {"40", "20", "0", "VSAA", "VID", "LAD"} <= {each.text for each in shapes(drawing, String)}


def test_a_figure_stands_at_its_weekday_below_its_hour_and_the_largest_is_deepest() -> None:
    counts = {(1, 8): 3, (2, 9): 12, (2, 10): 0}
    drawing = heat_map(counts, rows=[(1, "pirmdiena"), (2, "otrdiena")], columns=range(8, 11), width=500)
    strings = {(each.text, round(each.x), round(each.y)): each for each in shapes(drawing, String)}
    place = {text: (x, y) for text, x, y in strings}
    cells = {(x, y): text for text, x, y in strings if text.isdigit()}
    rows = {weekday: min(cells, key=lambda cell: abs(cell[1] - place[words][1]))[1] for weekday, words in
            ((1, "pirmdiena"), (2, "otrdiena"))}  # fmt: skip
    columns = {hour: place[f"{hour:02}–{hour + 1:02}"][0] for hour in (8, 9, 10)}
    for weekday, y in rows.items():
        for hour, x in columns.items():
            assert cells[x, y] == str(counts.get((weekday, hour), 0))
    deepest = min(shapes(drawing, Rect), key=red_of)
    assert deepest.fillColor is not None
    assert deepest.fillColor.rgb() == pytest.approx(BLUE.rgb())
    assert deepest.x < columns[9] < deepest.x + deepest.width
    assert deepest.y < rows[2] + 1 < deepest.y + deepest.height


def test_the_charts_of_a_report_are_vectors(tmp_path: Path) -> None:
    draw_monthly(counted(contacts=60), HEADING, tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        assert [page for page in pdf.pages if page.get_images()] == []
