"""This file is the place where it is known which palette and letters the window wears now."""

from dataclasses import dataclass

from PySide6.QtGui import QColor

from kacdesk.ui.look.palette import PALETTES, Colour, Palette


@dataclass(frozen=True, slots=True)
class Worn:
    """What is worn: a name of `PALETTES` and a size of letters of `measures.BODY_POINTS`."""

    name: str = "light"
    letters: str = "normal"

    @property
    def palette(self) -> Palette:
        """Return the colours."""
        return PALETTES[self.name]

    @property
    def is_dark(self) -> bool:
        """Say whether words are lighter than their ground."""
        return self.name in ("dark", "contrast_dark")


_worn = Worn()


def worn() -> Worn:
    """Return what is worn now."""
    return _worn


def put_on(fresh: Worn) -> None:
    """Wear something else; `theme.wear` calls this and lets every window follow."""
    global _worn  # one look for the process, as Qt has one palette and one stylesheet
    _worn = fresh


def colour(token: Colour) -> QColor:
    """Return what a colour is now. Ask when painting, not when the widget is made: it changes."""
    return QColor(_worn.palette[token])
