"""This file is the place where a customer's code is held against the customer's kind."""

from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.models.codes import fits_kind
from kacdesk.spec.register import Check, Values


def code_matches_kind(kind_field: str, code_field: str) -> Check:
    """Return a check that a personal code is not given for a company, nor a registration number for a person."""

    def check(values: Values) -> Problem | None:
        kind, code = values.get(kind_field), values.get(code_field)
        if kind is None or code is None or fits_kind(code, kind):
            return None
        return Problem(code_field, t("Kods neatbilst klienta veidam; pārbaudiet kodu vai veidu."), "kind")

    return check
