"""This file is the place where a service is told beside the form: what to ask for, what it costs, where to apply."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kacdesk.core.latvian import short_date
from kacdesk.core.text import t
from kacdesk.services.catalogue.service_card import ServiceCard
from kacdesk.ui.counter.card_lines import CardLines
from kacdesk.ui.look.buttons import label, link_button, plain_button
from kacdesk.ui.look.theme import GRID

FOLD_KEY = "F8"


class ServiceCardView(QFrame):
    """The card of one service, or what it is for while no service is chosen."""

    def __init__(self, fold: Callable[[], None]) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self.setAccessibleName(t("Pakalpojuma kartīte"))
        self.card: ServiceCard | None = None
        self._title = label(t("Pakalpojuma kartīte"), "heading", wrap=True)
        self._fold = link_button(
            "", fold, icon_name="close", tip=t("Paslēpt pakalpojuma kartīti ({key})", key=FOLD_KEY)
        )
        self._fold.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._fold, 0, Qt.AlignmentFlag.AlignTop)
        self._purpose = label(
            t("Izvēlieties pakalpojumu, un šeit būs redzams, ko klientam prasīt un kur to pieteikt."),
            "quiet",
            wrap=True,
        )
        self._sections = _sections(self, self._link_buttons)
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, GRID, 0)
        self._column.setSpacing(GRID // 4)
        self._column.addWidget(self._purpose)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(2 * GRID, GRID + 4, GRID, GRID + 4)
        self._box.setSpacing(GRID // 2)
        self._box.addLayout(top)
        self._box.addLayout(self._column)
        self._box.addStretch(1)

    @property
    def words(self) -> str:
        """Return everything the card says, line by line."""
        told = [words for lines, _ in self._sections for words in lines.words]
        return "\n".join((self._title.text(), *(told if self.card is not None else [self._purpose.text()])))

    def show_nothing(self) -> None:
        """Say what the card is for."""
        if self.card is not None:
            self._show(None)

    def show_card(self, card: ServiceCard) -> None:
        """Tell of a service; what the catalogue does not say has no line."""
        if card != self.card:
            self._show(card)

    def _show(self, card: ServiceCard | None) -> None:
        """Change what is told, and lay it out once after that: Qt would do it at each line that comes or goes."""
        self.card = card
        self._box.setEnabled(False)
        self._title.setText(card.title if card is not None else t("Pakalpojuma kartīte"))
        self._purpose.setVisible(card is None)
        for lines, told_of in self._sections:
            lines.tell(told_of(card) if card is not None else ())
        self._put_in_order()
        self._box.setEnabled(True)
        self._box.invalidate()
        self._box.activate()

    def _put_in_order(self) -> None:
        """Put what was made anew between the others, also for a screen reader, which goes by the order of making."""
        told = [self._purpose, *(widget for lines, _ in self._sections for widget in lines.widgets)]
        if len(told) == self._column.count():
            return
        for place, widget in enumerate(told):
            if self._column.indexOf(widget) < 0:
                self._column.insertWidget(place, widget)
            widget.raise_()

    def _link_buttons(self) -> QWidget:
        row = QWidget()
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 2, 0, 2)
        box.setSpacing(GRID)
        box.addWidget(
            plain_button(t("Kopēt saiti"), lambda: QGuiApplication.clipboard().setText(self._url()))
        )
        box.addWidget(plain_button(t("Atvērt pārlūkā"), lambda: open_in_browser(self._url())))
        box.addStretch(1)
        return row

    def _url(self) -> str:
        return self.card.portal_url if self.card is not None else ""


def _sections(
    view: QWidget,
    link_buttons: Callable[[], QWidget],
) -> list[tuple[CardLines, Callable[[ServiceCard], Sequence[str]]]]:
    """Return the sections of the card in their order, each with what it tells of a service."""
    return [
        (CardLines(view, part="quiet"), lambda card: [f"{card.institution} · {card.institution_title}"]),
        (CardLines(view, part="question"), _warnings),
        (CardLines(view, t("Tagad"), listed=True), lambda card: card.became),
        (CardLines(view, t("Kāpēc nepieņem")), lambda card: [card.exception]),
        (CardLines(view, t("Norādes darbiniekam")), lambda card: [card.clerk_note]),
        (CardLines(view, t("Ko drīkst prasīt"), listed=True), lambda card: card.documents),
        (CardLines(view, t("Ko neprasa, jo iestādēm jau ir")), lambda card: [card.not_asked]),
        (CardLines(view, t("Maksa")), lambda card: [card.fee]),
        (CardLines(view, t("Izpildes termiņš")), lambda card: [card.term]),
        (CardLines(view, t("Kā izskata")), lambda card: [card.procedure, card.examined]),
        (CardLines(view, t("Kas izlemj")), lambda card: [card.competent]),
        (CardLines(view, t("Pakalpojuma turētājs")), lambda card: [card.holder]),
        (CardLines(view, t("Centrā")), _at_the_centre),
        (CardLines(view, t("Kā var pieteikt")), lambda card: [", ".join(card.channels)]),
        (CardLines(view, t("Veidi")), lambda card: [", ".join(card.kinds)]),
        (CardLines(view, t("Tiesiskais pamats")), lambda card: [card.legal_basis]),
        (CardLines(view, t("Prasības nosaka")), lambda card: [card.demand]),
        (CardLines(view, t("Dzīves situācijas"), listed=True), lambda card: card.situations),
        (CardLines(view, t("Agrāk"), listed=True), lambda card: card.former),
        (CardLines(view, t("Spēkā")), lambda card: [_validity(card)] if card.in_force else []),
        (CardLines(view, t("E-pakalpojums"), foot=link_buttons), lambda card: [card.portal_url]),
        (CardLines(view, t("Iestādes saziņa")), lambda card: [_contact(card)]),
        (CardLines(view, part="hint"), lambda card: [_left_out(card)]),
    ]


def open_in_browser(url: str) -> None:
    """Hand an address to the browser of the computer; only ever asked for by a person's own key or click."""
    QDesktopServices.openUrl(QUrl(url))


def _warnings(card: ServiceCard) -> list[str]:
    """Return why the service is not to be given here today."""
    return [
        "" if card.in_force else _out_of_force(card),
        "" if card.here else t("Šajā punktā pakalpojumu pašlaik nesniedz"),
    ]


def _at_the_centre(card: ServiceCard) -> list[str]:
    lines = [card.role, card.stage]
    if card.paper_allowed is not None:
        lines.append(
            t("Pieteikumu pieņem uz papīra") if card.paper_allowed else t("Papīra pieteikumu nepieņem")
        )
    if card.delegation is not None:
        can, cannot = t("Var pieteikt citas personas vārdā"), t("Citas personas vārdā pieteikt nevar")
        lines.append(can if card.delegation else cannot)
    return lines


def _validity(card: ServiceCard) -> str:
    since = t("no {day}", day=short_date(card.valid_from)) if card.valid_from else ""
    until = t("līdz {day}", day=short_date(card.valid_to)) if card.valid_to else ""
    return " ".join(part for part in (since, until) if part)


def _out_of_force(card: ServiceCard) -> str:
    period = _validity(card)
    return t("Šobrīd nav spēkā ({period})", period=period) if period else t("Šobrīd nav spēkā")


def _contact(card: ServiceCard) -> str:
    return " · ".join(part for part in (card.phone, card.email) if part)


def _left_out(card: ServiceCard) -> str:
    """Say what the catalogue has no word of, so that nobody takes silence for nothing to pay."""
    if not card.fee:
        return t("Maksu katalogs nenorāda.") if card.term else t("Maksu un termiņu katalogs nenorāda.")
    return "" if card.term else t("Termiņu katalogs nenorāda.")
