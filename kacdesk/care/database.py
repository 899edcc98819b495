"""This file is the place where the doctor looks at the file of the data: whole, of this version, nothing left lying."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kacdesk.care.finding import Told, attention, bad, failed, good
from kacdesk.care.ground import Ground
from kacdesk.core.errors import DeskError, ExitCode, Unavailable
from kacdesk.core.on_demand import on_demand
from kacdesk.core.text import later, t
from kacdesk.services.overview import overview
from kacdesk.store.opening import STORE_NAME
from kacdesk.vault.left_log import left_behind
from kacdesk.vault.lock import InstanceLock

if TYPE_CHECKING:
    from kacdesk.store.migrate import newer_than_program, older_than_program
else:
    (newer_than_program, older_than_program) = on_demand(
        "kacdesk.store.migrate", "newer_than_program older_than_program"
    )

_UNFINISHED = ("desk.new*", "restoring", "key.new", "central-ca.pem.new")
"""What a start, a restore or an enrolment that was cut off leaves; none of it is read by anybody."""

_SAID: dict[str, str] = {
    "pages": later("datubāzes lapas"),
    "structure": later("datubāzes uzbūve"),
    "search": later("meklēšanas rādītājs"),
    "lines": later("ierakstu rindas"),
    "numbers": later("dokumentu numuri"),
    "chain": later("sūtāmo izmaiņu ķēde"),
}
"""What the whole file is looked through for; the names are those of `store.health`."""


def schema(ground: Ground) -> Told:
    """Has the file the shape of this version of the program?"""
    signs = ground.signs
    if isinstance(signs, DeskError):
        return failed(signs)
    if signs.is_newest:
        return good(t("redakcija {revision}", revision=signs.revision))
    if not signs.revision:
        return bad(
            t("Datu datne {name} nav kacdesk datne.", name=STORE_NAME),
            t("Pārbaudiet, vai norādīta pareizā datu mape (--data)."),
            "foreign",
            ExitCode.DAMAGED,
        )
    if signs.is_older:
        error = older_than_program()
        return attention(error.what, error.remedy, "older")
    return failed(newer_than_program(), "newer")


def triggers(ground: Ground) -> Told:
    """Is the capture of changes this version's, to the letter?"""
    signs = ground.signs
    if isinstance(signs, DeskError):
        return failed(signs)
    if signs.same_triggers or not signs.is_newest:
        return good(t("kā šajā versijā"))
    return bad(
        t("Datu datnes izmaiņu uzskaite neatbilst šai programmas versijai."),
        t("Atjaunojiet datus no kopijas (“kacdesk restore”) vai sazinieties ar IT."),
        "changed",
        ExitCode.DAMAGED,
    )


def data(ground: Ground) -> Told:
    """Do the data open, and how many records are there?"""
    store, signs = ground.store, ground.signs
    if isinstance(store, DeskError):
        older = not isinstance(signs, DeskError) and bool(signs.revision) and signs.is_older
        return attention(store.what, store.remedy, "older") if older else failed(store)
    return good(t("ieraksti: {count}", count=sum(overview(store).records.values())))


def whole(name: str) -> Callable[[Ground], Told]:
    """Return the look at one thing that reading the whole file brings."""

    def look(ground: Ground) -> Told:
        found = ground.examined.get(name, ground.examined.get("reading", ""))
        if isinstance(found, DeskError):
            return failed(found, "unreadable")
        if not found:
            return good(t("nav bojājumu"))
        return bad(
            t("Bojājums ({what}): {problem}", what=t(_SAID[name]), problem=found),
            t("Nemainiet datni. Atjaunojiet datus no kopijas (“kacdesk restore”) kopā ar IT."),
            "damaged",
            ExitCode.DAMAGED,
        )

    return look


def leftovers(ground: Ground) -> Told:
    """Did a power cut or a kill leave something behind?"""
    lying = [path.name for pattern in _UNFINISHED for path in ground.folder.glob(pattern)]
    if lying and not _somebody_writes(ground.folder):
        return attention(
            t("Mapē ir palikusi nepabeigta datne “{name}”.", name=lying[0]),
            t("Tā nekur netiek lietota; ja kacdesk strādā, datni drīkst dzēst."),
            "unfinished",
        )
    if (
        ground.given is None
        and left_behind(ground.folder / STORE_NAME)
        and not _somebody_writes(ground.folder)
    ):
        return attention(
            t("Programma pēdējoreiz beidzās negaidīti, piemēram, pazūdot strāvai; saglabātais ir neskarts."),
            t("Atveriet kacdesk: tas pats sakārto, kas palicis."),
            "log",
        )
    return good(t("nekas nav palicis"))


def _somebody_writes(folder: Path) -> bool:
    """Say whether a window or command has the folder for itself now; nobody is kept from it but for this moment."""
    lock = InstanceLock(folder)
    try:
        lock.take()
    except Unavailable:
        return True
    lock.release()
    return False
