"""This file is the place where the steps of the municipality's own services at the counter are listed."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from kacdesk.core import clock
from kacdesk.core.text import later
from kacdesk.models.fees import CARD, CASH
from kacdesk.models.registers.border_traffic import APPROVED, DRAFT, HANDED_OVER, LISTED, WAITING
from kacdesk.services.context import Context
from kacdesk.services.local import border_lists, fees, residence, rural
from kacdesk.services.step import Step
from kacdesk.spec.register import Values


def _in(state: str) -> Callable[[Values], bool]:
    return lambda values: values.get("state") == state


def _paid(how: str, _context: Context, values: Values) -> Mapping[str, Any]:
    return fees.paid(values, how=how, day=clock.today_riga())


_FEE = (
    Step("paid_card", later("Samaksāts ar karti"), fees.is_owed, partial(_paid, CARD)),
    Step("paid_cash", later("Samaksāts skaidrā naudā"), fees.is_owed, partial(_paid, CASH)),
)

LOCAL: Mapping[str, tuple[Step, ...]] = {
    residence.DECLARATION: (
        Step("registered", later("Reģistrēta sistēmā"), _in("RECEIVED"), residence.registered),
        *_FEE,
    ),
    residence.CERTIFICATE: (
        Step("signed", later("Parakstīta"), _in("PREPARED"), lambda _context, _values: {"state": "SIGNED"}),
        Step("issued", later("Izsniegta"), _in("SIGNED"), residence.issued),
        *_FEE,
    ),
    border_lists.LISTS: (
        Step("gathered", later("Iekļaut gaidošos iesniegumus"), _in(DRAFT), border_lists.gathered),
        Step("approved", later("Apstiprināt"), _in(DRAFT), border_lists.approved, supervised=True),
        Step("handed_over", later("Nodots robežpārstāvim"), _in(APPROVED), border_lists.handed_over),
        Step("answered", later("Atbilde saņemta"), _in(HANDED_OVER), border_lists.answered),
    ),
    border_lists.APPLICATIONS: (
        Step("included", later("Iekļaut sarakstā"), _in(WAITING), border_lists.included),
        Step("taken_out", later("Izņemt no saraksta"), _in(LISTED), border_lists.taken_out, aside=True),
        Step(
            "granted",
            later("Atļauja piešķirta"),
            _in(LISTED),
            lambda _context, _values: {"state": "GRANTED"},
            aside=True,
        ),
        Step(
            "declined",
            later("Atteikts"),
            _in(LISTED),
            lambda _context, _values: {"state": "DECLINED"},
            aside=True,
        ),
        Step(
            "withdrawn",
            later("Atsaukts"),
            _in(WAITING),
            lambda _context, _values: {"state": "WITHDRAWN"},
            aside=True,
        ),
    ),
    rural.CONSULTATION: (
        Step("followed_up", later("Konsultācija turpināta"), rural.is_to_follow, rural.followed_up),
    ),
}
