"""This file is the place where a trouble of the exchange becomes sentences for a person."""

from kacdesk.core.errors import DeskError, Refused, Unavailable
from kacdesk.core.text import t
from kacdesk.sync.transport import Failure
from kacdesk.wire.messages import ProblemType

FORGOTTEN = frozenset({ProblemType.UNKNOWN_TOKEN, ProblemType.TOKEN_EXPIRED, ProblemType.NO_TOKEN})
"""Troubles after which a desk may enrol again with a new code: the central store does not know it any more."""

LASTING = FORGOTTEN | frozenset(
    {
        ProblemType.REVOKED,
        ProblemType.SIGNATURE,
        ProblemType.UPGRADE,
        ProblemType.PROTOCOL,
        ProblemType.DENIED,
        ProblemType.TICKET,
        Failure.UNTRUSTED,
    }
)
"""Troubles that do not go away by waiting: a person must do something."""


def what_happened(trouble: str) -> str:
    """Return one sentence that names the trouble."""
    match trouble:
        case Failure.OFFLINE:
            return t("Nav savienojuma ar centrālo krātuvi.")
        case Failure.TIMEOUT:
            return t("Centrālā krātuve pārāk ilgi neatbild.")
        case Failure.UNTRUSTED:
            return t("Centrālās krātuves sertifikātam šis dators neuzticas.")
        case ProblemType.REVOKED:
            return t("Šis dators centrālajā krātuvē ir bloķēts.")
        case (
            ProblemType.UNKNOWN_TOKEN
            | ProblemType.NO_TOKEN
            | ProblemType.SIGNATURE
            | ProblemType.TOKEN_EXPIRED
        ):
            return t("Centrālā krātuve šo datoru neatpazīst.")
        case ProblemType.UPGRADE | ProblemType.PROTOCOL:
            return t("Centrālajai krātuvei vajag jaunāku kacdesk versiju.")
        case ProblemType.CLOCK:
            return t("Datora pulkstenis ir nepareizs.")
        case ProblemType.TICKET:
            return t("Pieteikšanas kods nav derīgs vai ir jau izlietots.")
        case ProblemType.BUSY | ProblemType.UNAVAILABLE:
            return t("Centrālā krātuve šobrīd nepieņem datus.")
        case ProblemType.FORK:
            return t("Šī datora dati atšķiras no tiem, ko centrālā krātuve no tā pazīst.")
    return t("Apmaiņa ar centrālo krātuvi neizdevās.")


def as_error(trouble: str) -> DeskError:
    """Return the trouble as an error of the command line."""
    effect = t("Ieraksti ir droši saglabāti šajā datorā un gaida.")
    if trouble in LASTING:
        return Refused(
            what_happened(trouble), effect=effect, remedy=t("Sazinieties ar centrālās krātuves uzturētāju.")
        )
    remedy = t("Nekas nav jādara: programma mēģinās pati vēlreiz.")
    if trouble == ProblemType.CLOCK:
        remedy = t("Iestatiet datora pulksteni.")
    return Unavailable(what_happened(trouble), effect=effect, remedy=remedy)
