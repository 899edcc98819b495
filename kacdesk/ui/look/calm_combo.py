"""This file is the place where a choice is drawn that nobody changes by accident and that cuts no word."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter


class CalmCombo(QComboBox):
    """A choice that the wheel does not change in passing; its tip tells what is too long for its place."""

    def __init__(self) -> None:
        super().__init__()
        self.currentTextChanged.connect(self.setToolTip)

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
