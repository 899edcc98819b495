"""This file is the place where a person looks something up: the keys and the guide, searched by any word."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, QUrl
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from kacdesk.core.sorting import fold
from kacdesk.core.text import t
from kacdesk.ui.help.chapters import Chapter, guide_folder
from kacdesk.ui.look.buttons import label, plain_button
from kacdesk.ui.look.tabbing import ReadsInOrder
from kacdesk.ui.look.theme import GRID, Colour, colour, icon, points, worn

_WIDTH, _HEIGHT = 980, 680
_LEAST_LIST, _WIDEST_LIST = 190, 260
_TEXT_MARGIN = 16


class HelpDialog(ReadsInOrder, QDialog):
    """Topics on the left, the chosen one on the right. It works beside the window, which stays usable."""

    def __init__(self, chapters: Sequence[Chapter], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(t("Palīdzība"))
        self._chapters = list(chapters)
        self.search = self._search_line()
        self.topics = QListWidget()
        self.topics.setProperty("part", "topics")
        self.topics.setAccessibleName(t("Temati"))
        self.topics.setWordWrap(True)
        self.topics.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.text = QTextBrowser()
        self.text.setProperty("part", "guide")
        self.text.setAccessibleName(t("Temata teksts"))
        self.text.setOpenLinks(False)
        self.text.setSearchPaths([str(guide_folder())])
        self.text.document().setBaseUrl(QUrl.fromLocalFile(f"{guide_folder()}/"))
        self._none = label("", "empty", wrap=True)
        self._none.hide()
        self._build()
        self._find("")
        self.search.textChanged.connect(self._find)
        self.search.returnPressed.connect(self.text.setFocus)
        self.topics.currentRowChanged.connect(lambda _row: self._show())
        self.topics.itemActivated.connect(lambda _item: self.text.setFocus())
        self.topics.setFocus()

    def _build(self) -> None:
        words = label(t("Meklēt palīdzībā"), "label")
        words.setBuddy(self.search)
        left = QVBoxLayout()
        left.setSpacing(GRID // 2)
        left.addWidget(words)
        left.addWidget(self.search)
        left.addWidget(self._none)
        left.addWidget(self.topics, 1)
        left.addWidget(plain_button(t("Aizvērt"), self.reject))
        self._side = QWidget()
        left.setContentsMargins(0, 0, 0, 0)
        self._side.setLayout(left)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        row.setSpacing(2 * GRID)
        row.addWidget(self._side)
        row.addWidget(self.text, 1)

    def _search_line(self) -> QLineEdit:
        line = QLineEdit()
        line.setClearButtonEnabled(True)
        line.setAccessibleName(t("Meklēt palīdzībā"))
        line.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        return line

    def appear(self) -> None:
        """Show the help, not larger than the window it belongs to."""
        parent = self.parentWidget()
        room = parent.size() if parent is not None else QSize(_WIDTH, _HEIGHT)
        self.resize(min(_WIDTH, room.width()), min(_HEIGHT, room.height()))
        self.show()
        self.raise_()
        self.activateWindow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side.setFixedWidth(max(_LEAST_LIST, min(_WIDEST_LIST, event.size().width() * 3 // 10)))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
        elif event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self.topics.setFocus()
        else:
            super().keyPressEvent(event)

    def _find(self, wanted: str) -> None:
        """Offer the topics in which every word is found, those that have it in the title first."""
        parts = fold(wanted).split()
        found = [each for each in self._chapters if all(part in fold(each.words) for part in parts)]
        found.sort(key=lambda each: not any(part in fold(each.title) for part in parts))
        self.topics.clear()
        for chapter in found:
            item = QListWidgetItem(chapter.title)
            item.setData(Qt.ItemDataRole.UserRole, self._chapters.index(chapter))
            self.topics.addItem(item)
        self._none.setText(t("Nekas nav atrasts. Pamēģiniet citu vārdu."))
        self._none.setVisible(not found)
        self.topics.setCurrentRow(0)
        self._show()

    def _show(self) -> None:
        if self.topics.currentRow() < 0:
            self.text.clear()
            return
        chapter = self._chapters[self.topics.currentItem().data(Qt.ItemDataRole.UserRole)]
        self.text.document().setDefaultStyleSheet(_style())
        self.text.setHtml(chapter.html.replace("<img ", f'<img width="{self._picture_width()}" '))
        self._mark(fold(self.search.text()).split())

    def _picture_width(self) -> int:
        return max(200, self.text.width() - 2 * GRID - 3 * _TEXT_MARGIN)

    def _mark(self, parts: Sequence[str]) -> None:
        """Mark every place of what is searched for, garumzīmes or not, and go to the first."""
        plain = self.text.toPlainText()
        folded = "".join(fold(letter)[:1] or letter for letter in plain)
        marks = []
        for part in parts:
            at = folded.find(part)
            while at >= 0:
                mark = QTextEdit.ExtraSelection()
                cursor = QTextCursor(self.text.document())
                cursor.setPosition(at)
                cursor.setPosition(at + len(part), QTextCursor.MoveMode.KeepAnchor)
                mark.cursor = cursor
                mark.format.setBackground(colour(Colour.CHOSEN))
                mark.format.setForeground(colour(Colour.TEXT))
                marks.append(mark)
                at = folded.find(part, at + len(part))
        self.text.setExtraSelections(marks)
        if marks:
            first = QTextCursor(marks[0].cursor)
            first.clearSelection()
            self.text.setTextCursor(first)
            self.text.ensureCursorVisible()


def _style() -> str:
    """Return how the text looks in what is worn now."""
    letters, palette = worn().letters, worn().palette
    return f"""
        body, p, li, td {{ font-size: {points("body", letters):g}pt; color: {palette[Colour.TEXT]}; }}
        h1 {{ font-size: {points("title", letters):g}pt; color: {palette[Colour.TEXT]}; }}
        h2 {{ font-size: {points("heading", letters):g}pt; color: {palette[Colour.ACCENT]}; }}
        td {{ padding: 3px 16px 3px 0px; }}
        td.key {{ font-weight: 600; white-space: nowrap; }}
        p.note {{ color: {palette[Colour.QUIET]}; }}
    """
