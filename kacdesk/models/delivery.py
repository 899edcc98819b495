"""This file is the place where it is known in which ways a result reaches the person (Cabinet Regulation 401, 28)."""

from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.spec.field import Choice
from kacdesk.spec.register import Check, Values

E_ADDRESS, POST, IN_PERSON = "E_ADDRESS", "POST", "IN_PERSON"

DELIVERY = (
    Choice(E_ADDRESS, "E-adresē"),
    Choice(POST, "Pa pastu"),
    Choice(IN_PERSON, "Klātienē centrā"),
)

SENDING = (
    Choice("COURIER", "Ar kurjeru"),
    Choice(POST, "Pa pastu"),
    Choice(IN_PERSON, "Nodod personīgi"),
    Choice(E_ADDRESS, "E-adresē"),
)
"""How papers go to another institution."""

LETTER_CHANNEL = (
    Choice(E_ADDRESS, "E-adresē"),
    Choice("EMAIL", "E-pastā"),
    Choice(POST, "Pa pastu"),
    Choice(IN_PERSON, "Nodod personīgi"),
    Choice("COURIER", "Ar kurjeru"),
)


def delivery_is_possible(delivery: str = "delivery", activated: str = "e_address_active") -> Check:
    """Return a check that the e-address is chosen only when the person's account is activated (S003 28.1).

    `delivery` is the field with the way, one of `DELIVERY` · `activated` the flag “e-adrese aktivizēta”.
    """

    def check(values: Values) -> Problem | None:
        if values.get(delivery) != E_ADDRESS or values.get(activated):
            return None
        return Problem(
            delivery,
            t(
                "E-adresē izsniedz tikai tad, ja personas e-adrese ir aktivizēta; izvēlieties pastu vai klātieni."
            ),
            "delivery",
        )

    return check
