"""This file is the place where a service card is held to saying what the catalogue says, and nothing more."""

from uuid import uuid4

import pytest

from kacdesk.core.errors import Missing
from kacdesk.core.ids import reference_id
from kacdesk.models.fields import NO_ONE
from kacdesk.services import preferences
from kacdesk.services.catalogue import service_card
from kacdesk.services.catalogue.service_card import ServiceCard
from kacdesk.services.context import Context


def _card(context: Context, code: str) -> ServiceCard:
    return service_card.read(context, reference_id("service", code))


def test_the_card_tells_what_to_ask_for_and_what_it_costs(context: Context) -> None:
    card = _card(context, "BNP-DZIVESVIETA")
    assert (card.title, card.institution) == ("Dzīvesvietas deklarēšana", "BNP")
    assert card.documents == (
        "Personu apliecinošs dokuments",
        "Maksājuma apliecinājums (4,27 EUR), ja nav atbrīvojuma",
    )
    assert card.fee == "4,27 EUR"
    assert card.legal_basis == "MK 30.06.2009. noteikumi Nr. 720 (valsts nodeva)"
    assert card.portal_url == "https://latvija.gov.lv/Services/10773"
    assert (card.role, card.delegation, card.paper_allowed) == ("Sniedz pilnībā", False, True)
    assert card.kinds[0] == "Pieteikums"
    assert card.channels[:2] == ("Klātienē", "Tālrunis")
    assert card.phone == "+37164522453"
    assert card.in_force


def test_what_the_catalogue_does_not_say_is_not_made_up(context: Context) -> None:
    card = _card(context, "BNP-LAUKI")
    assert (card.documents, card.fee, card.legal_basis, card.portal_url) == ((), "", "", "")


def test_a_service_no_longer_in_force_says_so(context: Context) -> None:
    card = _card(context, "NVD-COVID")
    assert not card.in_force
    assert (card.valid_from, card.valid_to) is not None


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "latvija.lv", ""])
def test_only_an_address_of_the_web_is_one(context: Context, url: str) -> None:
    service = reference_id("service", "BNP-LAUKI")
    with context.store.unit(NO_ONE, applying=True) as unit:
        unit.update("service", service, {"portal_url": url})
    assert service_card.read(context, service).portal_url == ""


def test_a_service_that_is_not_here_has_no_card(context: Context) -> None:
    with pytest.raises(Missing):
        service_card.read(context, uuid4())


def test_whether_the_card_is_open_is_remembered(context: Context) -> None:
    service_card.keep_shown(context, shown=False)
    assert not preferences.read(context).card_shown
