"""Where the pages of a report break: a title with its table, a short table whole, a sum with rows above it."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pytest
from reportlab.platypus import Flowable, PageBreak, Spacer

from kacdesk.figures.report import ReportFigures
from kacdesk.reports.monthly_continuity import presence
from kacdesk.reports.monthly_sections import channels_and_times, phone, services
from kacdesk.reports.monthly_summary import summary
from kacdesk.reports.sheet import Paper, write_pdf
from kacdesk.reports.tables import figures_table
from tests.figures.made_up_month import counted
from tests.reports.pdf_reading import HEADING, words_of_pages

Part = Callable[[ReportFigures, float], Sequence[Flowable]]
_LOWER_HALF = range(460, 640, 6)
_OPENING = 3
"""What a section begins with: the break when there is no room, its title, its first table."""


@cache
def _busy() -> ReportFigures:
    return counted(contacts=300)


def _anywhere(part: Callable[[float], Sequence[Flowable]], out: Path) -> list[str]:
    """Draw a part again and again, each time further down a page of its own; return the words of the pages."""
    paper = Paper("Paraugs", HEADING)

    def story() -> list[Flowable]:
        width = paper.text_width
        return [each for room in _LOWER_HALF for each in (Spacer(0, room), *part(width), PageBreak())]

    write_pdf(paper, story, out)
    return words_of_pages(out)


@pytest.mark.parametrize(
    ("section", "title", "last_of_table"),
    [
        (channels_and_times, "4. Kanāli, dienas un stundas", "Cits"),
        (summary, "2. Kopsavilkums", "Izsniegtie dokumenti"),
        (phone, "5. Tālruņa konsultācijas", "Ilgums zināms"),
        (presence, "10. Iestāžu klātbūtne", "Kopā"),
        (services, "3. Pa pakalpojumiem", "3."),
    ],
    ids=["channels", "summary", "phone", "presence", "services"],
)
def test_a_title_stands_on_the_page_of_its_table(
    section: Part, title: str, last_of_table: str, tmp_path: Path
) -> None:
    pages = _anywhere(lambda width: section(_busy(), width)[:_OPENING], tmp_path / "a.pdf")
    begun = [page.partition(title)[2] for page in pages if title in page]
    assert len(begun) == len(_LOWER_HALF)
    assert all(last_of_table in below for below in begun)


@pytest.mark.parametrize("many", [7, 9, 18, 70])
def test_a_sum_stands_below_three_rows_at_least(many: int, tmp_path: Path) -> None:
    rows = [[f"rinda-{place}", "1"] for place in range(many)]

    def table(width: float) -> Sequence[Flowable]:
        widths = [width * 0.8, width * 0.2]
        return [figures_table([["Kas", "Cik"]], [*rows, ["Kopā", str(many)]], widths=widths, strong=[many])]

    ends = [page.count("rinda-") for page in _anywhere(table, tmp_path / "a.pdf") if "Kopā" in page]
    assert len(ends) == len(_LOWER_HALF)
    assert min(ends) >= 3
