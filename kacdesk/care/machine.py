"""This file is the place where the doctor looks at the computer and at the program on it, before there are any data."""

import errno
import platform
import tempfile
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2

import kacdesk
from kacdesk.care.finding import Told, attention, bad, failed, good
from kacdesk.care.ground import Ground
from kacdesk.core.errors import DeskError, ExitCode
from kacdesk.core.on_demand import on_demand
from kacdesk.core.policy_faults import UNKNOWN
from kacdesk.core.text import t
from kacdesk.vault.encrypted import require_sound_sqlite
from kacdesk.vault.faults import disk_full
from kacdesk.vault.places import bad_place, refused
from kacdesk.wire.versions import PROTOCOL

if TYPE_CHECKING:
    from kacdesk.reports.font_check import unfit_fonts
else:
    (unfit_fonts,) = on_demand("kacdesk.reports.font_check", "unfit_fonts")

LEAST_FREE_BYTES = 500 * 2**20
"""With less a month's work, its copy on the way to a new version and the log may not fit."""

FEW_FREE_BYTES = 2 * 2**30
_PARTS = (
    "catalogue/services.csv",
    "rules/deadlines.csv",
    "icons/kacdesk.svg",
    "locale/en/LC_MESSAGES/kacdesk.mo",
    "guide/01-first-day.html",
)
"""One file of each folder that comes with the program; fonts have a look of their own."""

_PROBE = bytes(4096)
_QT = ("PySide6", "PySide6_Essentials")


def program(ground: Ground) -> Told:
    """Is everything there that comes with the program? Tells the versions."""
    missing = [part for part in _PARTS if not (ground.borders.parts / part).is_file()]
    if missing:
        return bad(
            t("Programmas mapē trūkst daļas “{name}”.", name=missing[0]),
            t("Uzstādiet programmu no jauna."),
            "part-missing",
            ExitCode.DAMAGED,
        )
    return good(
        t(
            "kacdesk {version}, Python {python}, Qt {qt}, protokols {protocol}, {system}",
            version=kacdesk.__version__,
            python=platform.python_version(),
            qt=qt_version() or "-",
            protocol=PROTOCOL,
            system=system_name(),
        )
    )


def qt_version() -> str:
    """Return the version of Qt that comes with the program, '' where it does not say."""
    for name in _QT:
        try:
            return metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return ""


def system_name() -> str:
    """Return the system and its version, without the computer's name."""
    if platform.system() == "Linux":
        try:
            return platform.freedesktop_os_release()["PRETTY_NAME"]
        except (OSError, KeyError):
            return f"Linux {platform.release()}"
    return f"{platform.system()} {platform.release()} {platform.version()}"


def sqlite(_ground: Ground) -> Told:
    """Is the library of the database one that does not spoil its own log?"""
    try:
        require_sound_sqlite()
    except DeskError as error:
        return failed(error, "too-old")
    return good(str(dbapi2.sqlite_version))


def fonts(ground: Ground) -> Told:
    """Do the fonts open, and have they every letter of Latvian?"""
    unfit = unfit_fonts(ground.borders.parts / "fonts")
    if unfit:
        return bad(
            t("Programmas fonta “{name}” trūkst, vai tas ir bojāts.", name=unfit[0]),
            t("Uzstādiet programmu no jauna."),
            "unfit",
            ExitCode.DAMAGED,
        )
    return good(t("visi latviešu burti"))


def place(ground: Ground) -> Told:
    """Does the data folder lie on a disk of this computer, and is it not copied to a cloud?"""
    found = bad_place(ground.folder, ground.borders.machine())
    if found is not None:
        return failed(refused(ground.folder, found), found.kind)
    return good(t("šī datora diskā"))


def folder(ground: Ground) -> Told:
    """May this user write where the data lie, or will lie?"""
    failure = _probed(ground.nearest)
    if failure is None:
        return good(t("drīkst rakstīt"))
    if failure.errno in (errno.ENOSPC, errno.EDQUOT):
        return failed(disk_full(), "full")
    return bad(
        t("Datu mapē “{name}” nevar rakstīt.", name=ground.folder.name),
        t("Lūdziet IT piešķirt rakstīšanas tiesības šai mapei vai norādiet citu mapi (--data)."),
        "not-writable",
        ExitCode.UNAVAILABLE,
    )


def disk(ground: Ground) -> Told:
    """Is there room where the data lie?"""
    try:
        free = ground.borders.free_bytes(ground.nearest)
    except OSError:
        return bad(
            t("Disks neatbild: nevar uzzināt, cik tajā vietas."),
            t("Pārbaudiet disku; ja tas atkārtojas, sazinieties ar IT."),
            "silent",
            ExitCode.UNAVAILABLE,
        )
    if free < LEAST_FREE_BYTES:
        return bad(
            t("Diskā brīvi tikai {count} MB.", count=free // 2**20),
            t("Atbrīvojiet vismaz {count} MB.", count=LEAST_FREE_BYTES // 2**20),
            "full",
            ExitCode.UNAVAILABLE,
        )
    if free < FEW_FREE_BYTES:
        return attention(
            t("Diskā paliek maz vietas: {count} MB.", count=free // 2**20),
            t("Atbrīvojiet vietu, pirms tās pietrūkst."),
            "little",
        )
    return good(t("brīvi {count} MB", count=free // 2**20))


def logs(ground: Ground) -> Told:
    """Can the log be written? Without it a fault leaves no trace."""
    wanted = ground.borders.logs
    nearest = next(path for path in (wanted, *wanted.absolute().parents) if path.exists())
    if _probed(nearest) is None:
        return good(t("žurnālu var rakstīt"))
    return attention(
        t("Programmas žurnālu nevar rakstīt; kļūdas nepaliks pierakstītas."),
        t("Lūdziet IT piešķirt rakstīšanas tiesības žurnāla mapei."),
        "not-writable",
    )


def printer(ground: Ground) -> Told:
    """Is there a printer? Slips, letters and reports are papers."""
    count = ground.borders.printers()
    remedy = t("Pievienojiet printeri sistēmas iestatījumos; līdz tam papīrus saglabājiet kā PDF.")
    if count is None:
        return attention(t("Drukāšanas pakalpojums šajā datorā neatbild."), remedy, "no-service")
    if count == 0:
        return attention(t("Šim datora lietotājam nav neviena printera."), remedy, "none")
    return good(t("printeri: {count}", count=count))


def policy(ground: Ground) -> Told:
    """Can everything that IT has set for this computer be taken?

    A word that this version does not know may belong to a newer one: the templates of group policy go ahead of the PCs.
    """
    told = ground.borders.policy()
    if told.faults:
        worst = next((fault for fault in told.faults if fault.code != UNKNOWN), told.faults[0])
        error = worst.error()
        if worst.code == UNKNOWN:
            return attention(error.what, error.remedy, UNKNOWN)
        return bad(error.what, error.remedy, worst.code, ExitCode.REFUSED)
    return good(t("noteikti iestatījumi: {count}", count=len(told.taken)))


def _probed(place: Path) -> OSError | None:
    """Return why a file cannot be written into a folder, None when it really was; it is gone again at once."""
    try:
        with tempfile.NamedTemporaryFile(prefix=".kacdesk-", dir=place) as probe:
            probe.write(_PROBE)
            probe.flush()
    except OSError as error:
        return error
    return None
