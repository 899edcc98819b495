"""This file is the place where a service card is held to telling of one service alone, whichever it told of before."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QLabel

from kacdesk.core.ids import reference_id
from kacdesk.services.catalogue import service_card
from kacdesk.services.catalogue.service_card import ServiceCard
from kacdesk.services.context import Context
from kacdesk.ui.counter.service_card import ServiceCardView

_WIDTH = 300


@pytest.fixture
def long(context: Context) -> ServiceCard:
    """Return a card with a line in as many sections as the catalogue knows of, and lists of several."""
    told = service_card.read(context, reference_id("service", "BNP-DZIVESVIETA"))
    return replace(
        told, documents=("Pase", "Iesniegums", "Pilnvara"), former=("Agrāks nosaukums",), in_force=False
    )


@pytest.fixture
def short(long: ServiceCard) -> ServiceCard:
    """Return a card that says next to nothing."""
    return replace(
        long, title="Cits pakalpojums", documents=("Pase",), former=(), portal_url="", fee="", in_force=True
    )


def _seen(view: ServiceCardView) -> tuple[list[str], list[QRect], int]:
    """Return the words that stand on the card from above to below, where they stand, and how high it has to be."""
    view.resize(_WIDTH, 900)
    view.show()
    QApplication.processEvents()
    shown = [each for each in view.findChildren(QLabel) if each.isVisible() and each.text()]
    places = {each: each.mapTo(view, each.rect().topLeft()) for each in shown}
    shown.sort(key=lambda each: (places[each].y(), places[each].x()))
    room = [QRect(places[each], each.size()) for each in shown]
    return [each.text() for each in shown], room, view.heightForWidth(_WIDTH)


def _fresh(card: ServiceCard) -> ServiceCardView:
    view = ServiceCardView(lambda: None)
    view.show_card(card)
    return view


@pytest.mark.usefixtures("qapp")
def test_a_card_tells_nothing_of_the_one_before(long: ServiceCard, short: ServiceCard) -> None:
    view = _fresh(long)
    assert _seen(view)[0].count("•") == 4
    for card in (short, long):
        view.show_card(card)
        assert _seen(view) == _seen(_fresh(card))


@pytest.mark.usefixtures("qapp")
def test_an_empty_card_is_empty_again_after_a_service(long: ServiceCard) -> None:
    view = ServiceCardView(lambda: None)
    empty = _seen(view)
    view.show_card(long)
    assert len(_seen(view)[0]) > len(empty[0])
    view.show_nothing()
    assert _seen(view) == empty
    assert view.words.splitlines() == empty[0]


@pytest.mark.usefixtures("qapp")
def test_what_is_read_out_is_what_is_seen(long: ServiceCard, short: ServiceCard) -> None:
    view = _fresh(short)
    view.show_card(long)
    seen = _seen(view)[0]
    assert view.words.splitlines() == [words for words in seen if words != "•"]
    assert [each.text() for each in view.findChildren(QLabel) if each.isVisible() and each.text()] == seen
