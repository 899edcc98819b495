"""This file is the place where the facts of a complaint are held against each other: who, in which order, when."""

from kacdesk.core.clock import riga_day
from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.models.contest_routes import ABOUT, OUTSIDE, STATE_SERVICE, first_instance
from kacdesk.spec.register import Values

_KNOWN = frozenset(choice.code for choice in ABOUT)


def reporter_or_anonymous(values: Values) -> Problem | None:
    """Ask for an address when a written reply goes to somebody, and refuse one to an anonymous person."""
    if values.get("anonymous") and values.get("answered_how") in ("POST", "EMAIL", "E_ADDRESS"):
        return Problem("answered_how", t("Anonīmam iesniedzējam rakstisku atbildi nosūtīt nevar."), "order")
    return None


def nobody_judges_himself(values: Values) -> Problem | None:
    """Refuse that the employee complained of examines or answers the complaint (S000 4.2.1)."""
    who = values.get("staff_id")
    for name in ("assigned_to", "answered_by"):
        if who is not None and values.get(name) == who:
            return Problem(name, t("Sūdzību par darbinieku viņš pats neizskata."), "self")
    return None


def stages_in_order(values: Values) -> Problem | None:
    """Refuse what skips a stage on the way of a complaint, and what the route of the subject does not have."""
    about, answered = values.get("about"), values.get("answered_on")
    if about == STATE_SERVICE and answered is not None:
        sentence = t("Par valsts iestādes pakalpojumu atbild iestāde; pārsūtiet to iestādei.")
        return Problem("answered_on", sentence, "route")
    if answered is not None and values.get("assigned_on") is None:
        return Problem("answered_on", t("Vispirms nododiet to izskatīšanai."), "order")
    if values.get("institution_answered_on") and not values.get("forwarded_on"):
        return Problem(
            "institution_answered_on", t("Iestāde var atbildēt pēc tam, kad tai pārsūtīts."), "order"
        )
    if about in _KNOWN and first_instance(about) in OUTSIDE and values.get("reply_text"):
        sentence = t("Šajā gadījumā lemj komisija; šeit raksta tikai lēmuma dienu un iznākumu.")
        return Problem("reply_text", sentence, "route")
    return _closing(values)


def _closing(values: Values) -> Problem | None:
    if values.get("closed_on") is None:
        return None
    how = values.get("closed_how")
    if how is None:
        return Problem("closed_how", t("Norādiet, kā lieta slēgta."), "required")
    if how == "ANSWERED" and values.get("answered_on") is None:
        return Problem("closed_how", t("Atbilde vēl nav sniegta; ierakstiet atbildes dienu."), "order")
    if how == "BY_INSTITUTION" and values.get("institution_answered_on") is None:
        return Problem("closed_how", t("Iestādes atbilde vēl nav saņemta; ierakstiet tās dienu."), "order")
    if how == "ANONYMOUS" and not values.get("anonymous"):
        return Problem("closed_how", t("Iesniedzējs nav anonīms; atbilde ir jāsniedz."), "order")
    if how == "ANSWERED" and values.get("kind") == "COMPLAINT" and values.get("finding") is None:
        return Problem("finding", t("Pirms sūdzības slēgšanas norādiet, vai tā bija pamatota."), "required")
    return None


def extension_is_whole(values: Values) -> Problem | None:
    """Ask for the notice to whoever submitted it; without one the term is not extended."""
    if values.get("extension") is None or values.get("anonymous"):
        return None
    if values.get("extension_notice_on") is None:
        sentence = t("Norādiet, kad iesniedzējs par pagarinājumu informēts.")
        return Problem("extension_notice_on", sentence, "required")
    return None


_AFTER_RECEIPT = (
    "assigned_on",
    "extended_on",
    "extension_notice_on",
    "forwarded_on",
    "answered_on",
    "closed_on",
)


def days_follow_receipt(values: Values) -> Problem | None:
    """Refuse days before the receipt, an answer before it was assigned, a closing before the answer."""
    received = values.get("received_at")
    if received is None:
        return None
    for name in _AFTER_RECEIPT:
        if values.get(name) is not None and values[name] < riga_day(received):
            return Problem(name, t("Šī diena ir pirms saņemšanas; pārbaudiet datumu."), "order")
    for first, last in (
        ("assigned_on", "answered_on"),
        ("forwarded_on", "forward_told_on"),
        ("forwarded_on", "institution_answered_on"),
        ("answered_on", "closed_on"),
    ):
        if values.get(first) and values.get(last) and values[last] < values[first]:
            return Problem(last, t("Šī diena ir pirms iepriekšējā soļa; pārbaudiet datumus."), "order")
    return None
