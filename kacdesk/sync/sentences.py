"""This file is the place where a trouble of the exchange becomes sentences for a person."""

from kacdesk.core import policy
from kacdesk.core.errors import DeskError, Refused, Unavailable
from kacdesk.core.text import t
from kacdesk.store.brakes import MASS_CHANGE
from kacdesk.sync.failure import Failure
from kacdesk.wire.messages import ProblemType

STALLED = "stalled"
"""The exchange's own thread has died or hangs."""

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
        Failure.EXPIRED,
        Failure.NOT_YET,
        Failure.COMPUTER_CLOCK,
        Failure.AUTHORITY_UNREADABLE,
        Failure.PROXY_LOGIN,
        Failure.PROXY_SETTING,
        Failure.POLICY,
        MASS_CHANGE,
        STALLED,
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
        case Failure.EXPIRED:
            return t("Centrālās krātuves sertifikāta termiņš ir beidzies.")
        case Failure.NOT_YET:
            return t("Centrālās krātuves sertifikāta termiņš vēl nav sācies.")
        case Failure.AUTHORITY_UNREADABLE:
            return t("Krātuves sertifikātu izdevēja datne šajā datorā ir bojāta.")
        case Failure.PROXY:
            return t("Starpniekserveris, caur kuru iet uz centrālo krātuvi, neatbild.")
        case Failure.PROXY_LOGIN:
            return t("Starpniekserveris prasa pieteikšanos.")
        case Failure.PROXY_SETTING:
            return t("Starpniekservera adrese šajā datorā nav saprotama.")
        case Failure.POLICY:
            return t("IT noteiktajos iestatījumos ir kļūda; kamēr tā nav izlabota, nekas netiek sūtīts.")
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
        case ProblemType.CLOCK | Failure.COMPUTER_CLOCK:
            return t("Datora pulkstenis ir nepareizs.")
        case ProblemType.TICKET:
            return t("Pieteikšanas kods nav derīgs vai ir jau izlietots.")
        case ProblemType.BUSY | ProblemType.UNAVAILABLE:
            return t("Centrālā krātuve šobrīd nepieņem datus.")
        case ProblemType.FORK:
            return t("Šī datora dati atšķiras no tiem, ko centrālā krātuve no tā pazīst.")
        case _ if trouble == MASS_CHANGE:
            return t("No krātuves nāk neparasti daudz anulētu vai dzēstu ierakstu; tie nav pārņemti.")
        case _ if trouble == STALLED:
            return t("Apmaiņa ar centrālo krātuvi ir iestrēgusi; aizveriet kacdesk un atveriet to no jauna.")
    return t("Apmaiņa ar centrālo krātuvi neizdevās.")


def as_error(trouble: str) -> DeskError:
    """Return the trouble as an error of the command line."""
    effect = t("Ieraksti ir droši saglabāti šajā datorā un gaida.")
    if trouble == MASS_CHANGE:
        return Refused(
            what_happened(trouble),
            effect=t("Šajā datorā ieraksti ir palikuši, kā bija; jūsu ievadītais tiek sūtīts."),
            remedy=t(
                "Noskaidrojiet iemeslu; ja tā jābūt, vadītājs to pārņem sadaļā “Šodien” vai IT palaiž “kacdesk sync "
                "--allow-mass-change --reason TEKSTS”."
            ),
        )
    if trouble in LASTING:
        return Refused(what_happened(trouble), effect=effect, remedy=_remedy(trouble))
    remedy = t("Nekas nav jādara: programma mēģinās pati vēlreiz.")
    if trouble == ProblemType.CLOCK:
        remedy = t("Iestatiet datora pulksteni.")
    return Unavailable(what_happened(trouble), effect=effect, remedy=remedy)


def _remedy(trouble: str) -> str:
    """Return what to do about a trouble that does not go away by waiting."""
    match trouble:
        case Failure.COMPUTER_CLOCK:
            return t("Iestatiet datora datumu un pulksteni.")
        case Failure.EXPIRED | Failure.NOT_YET:
            return t("Pārbaudiet datora datumu; ja tas ir pareizs, sazinieties ar krātuves uzturētāju.")
        case Failure.PROXY_LOGIN | Failure.PROXY_SETTING:
            return proxy_remedy()
        case Failure.POLICY:
            return t("Lūdziet IT palaist “kacdesk policy”: tas parāda, kas jālabo.")
    return t("Sazinieties ar centrālās krātuves uzturētāju.")


def proxy_remedy() -> str:
    """Return who mends the proxy, and where it is set: by IT for the computer, or in the environment or the system."""
    if policy.in_force().locks(policy.Name.PROXY):
        return t(
            "Lūdziet IT pārbaudīt starpniekservera iestatījumu; kur tas noteikts, rāda “kacdesk policy”."
        )
    return t("Lūdziet IT pārbaudīt starpniekservera iestatījumu (HTTPS_PROXY).")
