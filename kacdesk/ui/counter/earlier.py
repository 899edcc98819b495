"""This file is the place where a form offers the customer's earlier contacts: a count for a purpose, then the list."""

from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from kacdesk.core.latvian import short_moment
from kacdesk.core.text import t
from kacdesk.services.catalog import Desk
from kacdesk.services.counter import earlier
from kacdesk.services.counter.earlier import Customer, EarlierContact
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.look.ask_bar import AskBar, purposes
from kacdesk.ui.look.buttons import label, link_button

_MOST_SHOWN = 10
_LEAST_ANSWER = 120
"""Pixels before scaling: the bar stands on a sheet that may be narrow."""


class EarlierContacts(QFrame):
    """Hidden until the form names a customer; nothing is looked up before a purpose is given."""

    def __init__(self, jobs: Jobs, desk: Desk) -> None:
        super().__init__()
        self._jobs = jobs
        self._desk = desk
        self._customer: Customer | None = None
        self._apart: UUID | None = None
        self._offer = link_button(t("Iepriekšējie kontakti … (Ctrl+I)"), self.ask, icon_name="history")
        self._purpose = AskBar(
            t("Kādam nolūkam skatāt?"), usual=purposes(), button=t("Skaitīt"), least=_LEAST_ANSWER
        )
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        box = QVBoxLayout(self)
        box.setContentsMargins(10, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self._offer)
        box.addWidget(self._purpose)
        box.addLayout(self._list)
        self.hide()

    def show_customer(self, customer: Customer | None, *, apart: UUID | None) -> None:
        """Learn whom the form names now; for another customer the purpose is to be stated anew.

        `apart` is the record that the form itself corrects.
        """
        if customer == self._customer and apart == self._apart:
            return
        self._customer, self._apart = customer, apart
        self._empty()
        self._purpose.cancel()
        self._offer.show()
        self.setVisible(customer is not None)

    def ask(self) -> None:
        """Ask for the purpose, when there is a customer to ask about."""
        if self._customer is not None:
            self._empty()
            self._purpose.ask(self._count)

    def cancel_question(self) -> bool:
        """Take an open question away; False when none was open."""
        asked = not self._purpose.isHidden()
        self._purpose.cancel()
        return asked

    @property
    def words(self) -> list[str]:
        """Return the sentences that are shown."""
        return [each.text() for each in self.findChildren(QLabel) if each.isVisibleTo(self)]

    def _count(self, purpose: str) -> None:
        customer = self._customer
        if customer is not None:
            job = self._jobs.read(self, earlier.count, customer, purpose=purpose, apart=self._apart)
            job.then(partial(self._show_count, customer, purpose))

    def _show_count(self, customer: Customer, purpose: str, count: int) -> None:
        if customer != self._customer:
            return
        self._empty()
        self._offer.hide()
        self._tell(t("Iepriekšējie kontakti: {count}", count=count), "label")
        if count:
            button = link_button(t("Rādīt datumu, pakalpojumu un iznākumu"), partial(self._open, purpose))
            self._list.addWidget(button)
            button.setFocus()

    def _open(self, purpose: str) -> None:
        customer = self._customer
        if customer is not None:
            job = self._jobs.read(self, earlier.contacts, customer, purpose=purpose, apart=self._apart)
            job.then(partial(self._show_contacts, customer))

    def _show_contacts(self, customer: Customer, told: list[EarlierContact]) -> None:
        if customer != self._customer:
            return
        self._empty()
        self._tell(t("Iepriekšējie kontakti: {count}", count=len(told)), "label")
        for contact in told[:_MOST_SHOWN]:
            self._tell(self._line(contact), "value")
        if len(told) > _MOST_SHOWN:
            self._tell(t("… un vēl {count} agrāki", count=len(told) - _MOST_SHOWN), "quiet")

    def _line(self, contact: EarlierContact) -> str:
        what = ", ".join(contact.services) or t(self._desk.spec(contact.register).singular)
        return " · ".join(part for part in (short_moment(contact.at), what, contact.outcome) if part)

    def _tell(self, words: str, part: str) -> None:
        self._list.addWidget(label(words, part, wrap=True))

    def _empty(self) -> None:
        while self._list.count():
            item = self._list.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
