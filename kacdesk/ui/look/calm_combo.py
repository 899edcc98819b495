"""This file is the place where a choice is drawn that nobody changes by accident and that cuts no word."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter

BESIDE_WORDS = 44
"""Pixels of a choice beside its words: edges and the arrow."""


class CalmCombo(QComboBox):
    """A choice that the wheel does not change in passing; its tip tells what is too long for its place."""

    def __init__(self) -> None:
        super().__init__()
        self._fits_words = False
        self._widest: int | None = None  # of all words, in pixels; None until it is measured
        self.currentTextChanged.connect(self.setToolTip)

    def fit_words(self) -> None:
        """Wish to be as wide as the longest of the words there are now: Qt's own knows only those it was first
        shown with."""
        self._fits_words, self._widest = True, None
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        if self._fits_words:
            if self._widest is None:
                letters = self.fontMetrics()
                words = (self.itemText(place) for place in range(self.count()))
                self._widest = max((letters.horizontalAdvance(each) for each in words), default=0)
            hint.setWidth(max(hint.width(), self._widest + BESIDE_WORDS))
        return hint

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._widest = None
        super().changeEvent(event)

    def shown_text(self) -> str:
        """Return the words as they are drawn: with an ellipsis where there is not enough room."""
        return self._shown().currentText

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it as the style does, which would cut a word within a letter."""
        painter = QStylePainter(self)
        option = self._shown()
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def _shown(self) -> QStyleOptionComboBox:
        """Return what the style is to draw; where nothing is chosen that is the placeholder, as in Qt's own."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        if self.currentIndex() < 0 and not self.isEditable():
            option.palette.setBrush(QPalette.ColorRole.ButtonText, option.palette.placeholderText())
            option.currentText = self.placeholderText()
        place = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        elided = Qt.TextElideMode.ElideRight
        option.currentText = option.fontMetrics.elidedText(option.currentText, elided, place.width())
        return option

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
