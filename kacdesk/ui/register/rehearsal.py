"""This file is the place where a form is laid out and drawn once while nobody sees it."""

from PySide6.QtCore import QRect, QSize

from kacdesk.ui.register.page import RegisterPage

_CORNER = QRect(0, 0, 1, 1)


def rehearse(page: RegisterPage, room: QSize, *, whole: bool) -> None:
    """Lay the form of a page out in so much room and draw a corner of it, or the `whole`, into nothing.

    Qt finds out how things are dressed and how large they are when they are first laid out, and makes letters and
    frames when they are first drawn: by far the most that a first contact would wait for. One that is begun stays.
    """
    if not page.is_open:
        page.form.resize(room)
        page.form.grab(page.form.rect() if whole else _CORNER)
