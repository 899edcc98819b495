"""This file is the place where a service is told beside the form: what to ask for, what it costs, where to apply."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kacdesk.core.latvian import short_date
from kacdesk.core.text import t
from kacdesk.services.catalogue.service_card import ServiceCard
from kacdesk.ui.look.buttons import label, link_button, plain_button
from kacdesk.ui.look.theme import GRID, look

FOLD_KEY = "F8"


class ServiceCardView(QFrame):
    """The card of one service, or what it is for while no service is chosen."""

    def __init__(self, fold: Callable[[], None]) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self.setAccessibleName(t("Pakalpojuma kartīte"))
        self.card: ServiceCard | None = None
        self._title = label("", "heading", wrap=True)
        self._fold = link_button(
            "", fold, icon_name="close", tip=t("Paslēpt pakalpojuma kartīti ({key})", key=FOLD_KEY)
        )
        self._fold.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._fold, 0, Qt.AlignmentFlag.AlignTop)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(2 * GRID, GRID + 4, GRID, GRID + 4)
        self._box.setSpacing(GRID // 2)
        self._box.addLayout(top)
        self._told = QWidget()
        self._box.addWidget(self._told)
        self._box.addStretch(1)
        self.show_nothing()

    @property
    def words(self) -> str:
        """Return everything the card says, line by line."""
        return "\n".join(each.text() for each in self.findChildren(QLabel) if each.text())

    def show_nothing(self) -> None:
        """Say what the card is for."""
        self.card = None
        self._title.setText(t("Pakalpojuma kartīte"))
        self._fill(
            [
                label(
                    t("Izvēlieties pakalpojumu, un šeit būs redzams, ko klientam prasīt un kur to pieteikt."),
                    "quiet",
                    wrap=True,
                )
            ]
        )

    def show_card(self, card: ServiceCard) -> None:
        """Tell of a service; what the catalogue does not say has no line."""
        if card == self.card:
            return
        self.card = card
        self._title.setText(card.title)
        told: list[QWidget] = [_words(f"{card.institution} · {card.institution_title}", "quiet")]
        if not card.in_force:
            told.append(_words(_out_of_force(card), "question"))
        if not card.here:
            told.append(_words(t("Šajā punktā pakalpojumu pašlaik nesniedz"), "question"))
        told += _section(t("Tagad"), card.became, listed=True)
        told += _section(t("Kāpēc nepieņem"), [card.exception])
        told += _section(t("Norādes darbiniekam"), [card.clerk_note])
        told += _section(t("Ko drīkst prasīt"), card.documents, listed=True)
        told += _section(t("Ko neprasa, jo iestādēm jau ir"), [card.not_asked])
        told += _section(t("Maksa"), [card.fee])
        told += _section(t("Izpildes termiņš"), [card.term])
        told += _section(t("Kā izskata"), [card.procedure, card.examined])
        told += _section(t("Kas izlemj"), [card.competent])
        told += _section(t("Pakalpojuma turētājs"), [card.holder])
        told += _section(t("Centrā"), _at_the_centre(card))
        told += _section(t("Kā var pieteikt"), [", ".join(card.channels)])
        told += _section(t("Veidi"), [", ".join(card.kinds)])
        told += _section(t("Tiesiskais pamats"), [card.legal_basis])
        told += _section(t("Prasības nosaka"), [card.demand])
        told += _section(t("Dzīves situācijas"), card.situations, listed=True)
        told += _section(t("Agrāk"), card.former, listed=True)
        told += _section(t("Spēkā"), [_validity(card)] if card.in_force else [])
        if card.portal_url:
            told += _section(t("E-pakalpojums"), [card.portal_url])
            told.append(self._link_buttons(card.portal_url))
        told += _section(t("Iestādes saziņa"), [_contact(card)])
        if _left_out(card):
            told.append(_words(_left_out(card), "hint"))
        self._fill(told)

    def _link_buttons(self, url: str) -> QWidget:
        row = QWidget()
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 2, 0, 2)
        box.setSpacing(GRID)
        box.addWidget(plain_button(t("Kopēt saiti"), lambda: QGuiApplication.clipboard().setText(url)))
        box.addWidget(plain_button(t("Atvērt pārlūkā"), lambda: open_in_browser(url)))
        box.addStretch(1)
        return row

    def _fill(self, widgets: Sequence[QWidget]) -> None:
        """Put other lines in the place of these."""
        told = QWidget()
        column = QVBoxLayout(told)
        column.setContentsMargins(0, 0, GRID, 0)
        column.setSpacing(GRID // 4)
        for widget in widgets:
            column.addWidget(widget)
        self._box.replaceWidget(self._told, told)
        self._told.hide()
        self._told.deleteLater()
        self._told = told
        look(self._title)


def open_in_browser(url: str) -> None:
    """Hand an address to the browser of the computer; only ever asked for by a person's own key or click."""
    QDesktopServices.openUrl(QUrl(url))


def _words(text: str, part: str) -> QLabel:
    told = label(text, part, wrap=True)
    told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return told


def _section(heading: str, lines: Sequence[str], *, listed: bool = False) -> list[QWidget]:
    """Return a heading with its lines, as a list if they are several things; nothing when there is no line."""
    told = [line for line in lines if line]
    if not told:
        return []
    above = label(heading, "label")
    above.setContentsMargins(0, GRID // 2, 0, 0)
    return [above, *(_point(line) if listed else _words(line, "value") for line in told)]


def _point(line: str) -> QWidget:
    """Return a line of a list, its words beside its sign also where they wrap."""
    row = QWidget()
    box = QHBoxLayout(row)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(GRID // 2)
    box.addWidget(label("•", "quiet"), 0, Qt.AlignmentFlag.AlignTop)
    box.addWidget(_words(line, "value"), 1)
    return row


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
