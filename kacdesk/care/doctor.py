"""This file is the place where the doctor's looks are listed, and carried out one after another.

Nothing here mends anything, and whatever is broken gives a finding: `docs/doctor.md` has what makes each look red.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from kacdesk.care import database, exchange, keys, line, machine, newness
from kacdesk.care.finding import Finding, Told, bad, failed
from kacdesk.care.ground import Ground
from kacdesk.core.errors import DeskError, ExitCode
from kacdesk.core.text import later, t
from kacdesk.services.context import Context
from kacdesk.store import opening

_log = logging.getLogger(__name__)


class Needs(IntEnum):
    """What a look cannot do without; where it is not there the look is left out, and another one says why."""

    NOTHING = 0
    FOLDER = 1
    KEY = 2
    STORE = 3


@dataclass(frozen=True, slots=True)
class Check:
    """One look. `name` never changes · `early` it can be green before there is a desk."""

    name: str
    title: str
    look: Callable[[Ground], Told]
    needs: Needs = Needs.NOTHING
    early: bool = False


CHECKS: tuple[Check, ...] = (
    Check("program", later("Programma"), machine.program, early=True),
    Check("sqlite", later("Datubāzes bibliotēka"), machine.sqlite, early=True),
    Check("fonts", later("Fonti"), machine.fonts, early=True),
    Check("place", later("Datu mapes vieta"), machine.place, early=True),
    Check("folder", later("Tiesības datu mapē"), machine.folder, early=True),
    Check("disk", later("Vieta diskā"), machine.disk, early=True),
    Check("logs", later("Žurnāls"), machine.logs, early=True),
    Check("policy", later("IT noteiktie iestatījumi"), machine.policy, early=True),
    Check("keyring", later("Atslēgu glabātuve"), keys.keyring, early=True),
    Check("printer", later("Printeris"), machine.printer),
    Check("update", later("Jaunas versijas"), newness.update),
    Check("line", later("Ceļš uz centrālo krātuvi"), line.line, early=True),
    Check("clock", later("Pulkstenis"), exchange.clock, early=True),
    Check("slots", later("Atslēgas datne"), keys.slots, Needs.FOLDER),
    Check("key", later("Atslēga"), keys.key, Needs.FOLDER),
    Check("leftovers", later("Pēc strāvas pārtraukuma"), database.leftovers, Needs.FOLDER),
    Check("schema", later("Datu redakcija"), database.schema, Needs.KEY),
    Check("triggers", later("Izmaiņu uzskaite"), database.triggers, Needs.KEY),
    Check("data", later("Dati"), database.data),
    Check("pages", later("Datubāzes lapas"), database.whole("pages"), Needs.STORE),
    Check("structure", later("Datubāzes uzbūve"), database.whole("structure"), Needs.STORE),
    Check("search", later("Meklēšanas rādītājs"), database.whole("search"), Needs.STORE),
    Check("lines", later("Ierakstu rindas"), database.whole("lines"), Needs.STORE),
    Check("numbers", later("Dokumentu numuri"), database.whole("numbers"), Needs.STORE),
    Check("chain", later("Sūtāmo izmaiņu ķēde"), database.whole("chain"), Needs.STORE),
    Check("copies", later("Kopijas"), exchange.copies, Needs.STORE),
    Check("sync", later("Apmaiņa"), exchange.sync, Needs.STORE),
    Check("unsent", later("Nenosūtītais"), exchange.unsent, Needs.STORE),
    Check("attention", later("Jāapskata cilvēkam"), exchange.waiting, Needs.STORE),
)
"""Every look, in the order in which it is told. A new one also needs its line in docs/doctor.md and two tests."""


def examine(ground: Ground, *, before_install: bool = False) -> list[Finding]:
    """Look at everything, or only at what can be green before there are data. Takes as long as the file is large."""
    return list(examine_each(ground, before_install=before_install))


def examine_each(ground: Ground, *, before_install: bool = False) -> Iterator[Finding]:
    """Do the same and tell each finding when it is there: what the next look hangs in is seen by that."""
    with ground.held():
        yield from _findings(ground, _wanted(before_install))


def look(ground: Ground, *, before_install: bool = False) -> list[Finding]:
    """Do the same for somebody who goes on with what was opened, and closes it (`Ground.held`)."""
    return list(_findings(ground, _wanted(before_install)))


def _wanted(before_install: bool) -> list[Check]:
    return [check for check in CHECKS if check.early or not before_install]


def examine_desk(context: Context) -> list[Finding]:
    """Look at everything at a desk that is open in a window."""
    return examine(ground_of(context))


def ground_of(context: Context) -> Ground:
    """Return what the doctor looks at where a window has the desk open."""
    return Ground(context.store.path.parent, given=context.store)


def worst(findings: Sequence[Finding]) -> ExitCode:
    """Return the exit code for all of them."""
    return max((finding.told.code for finding in findings), default=ExitCode.DONE)


def _findings(ground: Ground, checks: Sequence[Check]) -> Iterator[Finding]:
    for check in checks:
        if _can(ground, check.needs):
            yield Finding(check.name, t(check.title), _looked(check, ground))


def _can(ground: Ground, needs: Needs) -> bool:
    """Say whether there is what a look needs."""
    if needs is not Needs.NOTHING and not ground.is_open:
        return False
    match needs:
        case Needs.NOTHING:
            return True
        case Needs.FOLDER:
            return ground.has_data
        case Needs.KEY:
            return opening.exists(ground.folder) and not isinstance(ground.key, DeskError)
    return opening.exists(ground.folder) and not isinstance(ground.store, DeskError)


def _looked(check: Check, ground: Ground) -> Told:
    try:
        return check.look(ground)
    except DeskError as error:
        return failed(error)
    except Exception as error:  # noqa: BLE001 -- a look that breaks is a finding too: nobody has another doctor
        _log.warning("a look broke name=%s kind=%s", check.name, type(error).__name__)
        return bad(
            t("Pārbaudi neizdevās pabeigt ({kind}).", kind=type(error).__name__),
            t("Paziņojiet IT; izveidojiet atbalsta paketi: “kacdesk support-bundle --out DATNE.zip”."),
            "broke",
            ExitCode.DAMAGED,
        )
