"""This file is the place where a form gets ready unseen: made, laid out, drawn once, with rows to spare."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QRect, QSize

from kacdesk.ui.look.turns import Piece
from kacdesk.ui.register.lines import SPARE
from kacdesk.ui.register.page import RegisterPage

_CORNER = QRect(0, 0, 1, 1)

PageOf = Callable[[], RegisterPage]
"""Returns a page, which is made when it is first asked for."""


def form_ahead(page: PageOf, room: Callable[[], QSize]) -> Iterator[Piece]:
    """Yield what has a page and its form ready, laid out in so much room and drawn into nothing; each wants a turn.

    Qt finds out how things are dressed and how large they are when they are first laid out, and makes letters and
    frames when they are first drawn: by far the most that a first contact would wait for.
    """
    yield page
    yield lambda: page().prepare()
    yield lambda: _draw(page(), room(), whole=False)
    yield lambda: _draw(page(), room(), whole=True)


def rows_ahead(page: PageOf) -> Iterator[Piece]:
    """Yield what makes rows for lines that come later, a row of each table in a turn."""
    for _ in range(SPARE):
        yield lambda: _make_spare(page())


def _draw(page: RegisterPage, room: QSize, *, whole: bool) -> None:
    """Draw a corner of the form, or the whole; one in which a record is begun is let alone."""
    if not page.is_open:
        page.form.resize(room)
        page.form.grab(page.form.rect() if whole else _CORNER)


def _make_spare(page: RegisterPage) -> None:
    for table in page.form.tables.values():
        table.make_spare()
