"""This file is the place where a person reads what changed and says so; the supervisor sees who has not yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from kacdesk.core.latvian import number, short_date
from kacdesk.core.text import t
from kacdesk.services.catalogue import acknowledging, editions
from kacdesk.services.catalogue.acknowledging import LIBRARY, Standing, ToKnow
from kacdesk.services.catalogue.editions import ChangedRow, EditionNews
from kacdesk.services.context import Actor, Context, Role
from kacdesk.ui import names
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.buttons import label, main_button
from kacdesk.ui.look.scrolling import scroll_in, sheet_of
from kacdesk.ui.look.strip import Tone
from kacdesk.ui.look.theme import GRID
from kacdesk.ui.shell.page import Page
from kacdesk.ui.today.block import Block
from kacdesk.ui.today.row import Line, Urgency

NAME = names.TO_KNOW


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page tells: what is asked of the person, the edition to read first or else the newest, and who knows
    what."""

    asked: tuple[ToKnow, ...]
    news: EditionNews | None
    standing: tuple[Standing, ...]


def _read(context: Context) -> Shown:
    supervisor = context.actor.role is Role.SUPERVISOR
    standing = tuple(acknowledging.standing(context)) if supervisor else ()
    asked = acknowledging.asked(context)
    unread = next((each.subject for each in asked if each.item is None), None)
    return Shown(asked, editions.news(context, unread), standing)


class ToKnowPage(Page):
    """The page of what is new: the changes of the catalogue, and the documents that everybody must know."""

    def __init__(self, jobs: Jobs, actor: Actor) -> None:
        super().__init__(NAME, t("Jāiepazīstas"))
        self._jobs = jobs
        self._actor = actor
        self.shown: Shown | None = None
        self.documents = Block(t("Dokumenti, ar kuriem jāiepazīstas"))
        self.changes = {happened: Block(editions.heading(happened)) for happened in editions.ORDER}
        self.people = Block(t("Kurš vēl nav iepazinies"))
        self._heading = label("", "heading", wrap=True)
        self._source = label("", "quiet", wrap=True)
        self._nothing = label("", "quiet", wrap=True)
        self.known = main_button(t("Iepazinos ar kataloga izmaiņām"), self.acknowledge)
        self._card = QFrame()
        self._wants_keyboard = False
        self._build()
        self._card.hide()

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Return the lists of the page from above."""
        return (self.documents, *self.changes.values(), self.people)

    def _build(self) -> None:
        self._card.setProperty("part", "card")
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(2 * GRID, GRID, 2 * GRID, 2 * GRID)
        inside.setSpacing(GRID)
        for part in (self._heading, self._source):
            inside.addWidget(part)
        inside.addWidget(self.known, 0, Qt.AlignmentFlag.AlignLeft)
        for place, block in enumerate(self.blocks):
            block.left.connect(partial(self._leave, place))
        sheet = sheet_of(self, self._nothing, self._card, *self.blocks)
        scroll_in(self, sheet, head=[label(self.title, "title")])

    def load(self) -> None:
        self._jobs.read(self, _read).then(self._show)

    def enter(self) -> None:
        self._wants_keyboard = True
        self.load()

    def set_actor(self, actor: Actor) -> None:
        self._actor = actor
        self.load()

    def acknowledge(self) -> None:
        """Write down that the person knows the edition of the catalogue that is shown."""
        matter = self._edition_asked()
        if matter is not None:
            self._jobs.run(self, acknowledging.acknowledge, matter).then(self._acknowledged)

    def save(self) -> None:
        self.acknowledge()

    def _acknowledged(self, _record: UUID) -> None:
        self.say(t("Ierakstīts, ka jums tas ir zināms."), Tone.DONE)
        self.load()

    def _edition_asked(self) -> ToKnow | None:
        asked = self.shown.asked if self.shown is not None else ()
        return next((each for each in asked if each.item is None), None)

    def _show(self, shown: Shown) -> None:
        self.shown = shown
        self._show_edition(shown.news)
        self.documents.show_lines(
            [self._document(each) for each in shown.asked if each.item is not None],
            note=t("Atveriet, izlasiet un pēc tam nospiediet “Iepazinos”."),
        )
        self.people.show_lines([_person_line(each) for each in shown.standing if each.missing])
        waits = any(block.is_there for block in self.blocks) or self.known.isVisibleTo(self)
        self._nothing.setText("" if waits else t("Viss ir zināms: jaunu noteikumu un kataloga izmaiņu nav."))
        self._nothing.setVisible(not waits)
        if self._wants_keyboard and self.isVisible():
            self._wants_keyboard = False
            self._focus_first()

    def _show_edition(self, news: EditionNews | None) -> None:
        told = news if news is not None and news.is_news else None
        self._card.setVisible(told is not None)
        for happened, block in self.changes.items():
            rows = [row for row in told.rows if row.happened is happened] if told else []
            lines = [self._changed(row) for row in rows]
            block.show_lines(lines, count=number(told.counts[happened]) if told else None)
        if told is None:
            return
        day = short_date(told.published_on)
        words = acknowledging.changed_words(told)
        self._heading.setText(f"{words} {t('Redakcija {version}, {day}', version=told.version, day=day)}")
        left = t("Pārējās izmaiņas ir katalogā: {count}.", count=told.left_out) if told.left_out else ""
        self._source.setText(" ".join(part for part in (told.title, told.source, left) if part))
        self.known.setVisible(self._edition_asked() is not None)

    def _changed(self, row: ChangedRow) -> Line:
        key = (row.happened, row.record)
        return Line(
            key, row.title, partial(self.record_asked.emit, row.register, row.record), below=row.about
        )

    def _document(self, matter: ToKnow) -> Line:
        return Line(matter.item, matter.subject, partial(self._open, matter), state=t("Atvērt"))

    def _open(self, matter: ToKnow) -> None:
        """Show the document; whoever has read it says so in the strip."""
        self.record_asked.emit(LIBRARY, matter.item)
        action = (t("Iepazinos"), partial(self._know, matter))
        self.say(matter.sentence, Tone.OFFER, [action])

    def _know(self, matter: ToKnow) -> None:
        self._jobs.run(self, acknowledging.acknowledge, matter).then(self._acknowledged)

    def _leave(self, place: int, step: int) -> None:
        for other in self.blocks[place + 1 :] if step > 0 else reversed(self.blocks[:place]):
            if other.is_there:
                other.focus_row(0 if step > 0 else -1)
                return
        if step < 0 and self.known.isVisible():
            self.known.setFocus()

    def _focus_first(self) -> None:
        if self.known.isVisible():
            self.known.setFocus()
            return
        for block in self.blocks:
            if block.is_there:
                block.focus_row(0)
                return


def _subject(matter: ToKnow) -> str:
    return matter.subject if matter.item else t("Katalogs {version}", version=matter.subject)


def _person_line(standing: Standing) -> Line:
    names: Sequence[str] = standing.missing
    return Line(
        (standing.matter.what, standing.matter.subject),
        _subject(standing.matter),
        lambda: None,
        below=", ".join(names),
        state=number(len(names)),
        urgency=Urgency.TODAY,
    )
