"""This file is the place where the support bundle is put together: what helps to find a fault, and no personal data.

It holds names of checks and registers, codes, counts, sizes, versions and moments, and of the log only known sentences
(`log_lines`). No value of a record, no name of a person, folder, file, printer or computer, and nobody who acted.
docs/support.md says it to whoever answers for personal data; tests/care/test_bundle.py looks for canaries in it.
"""

import json
import platform
import sys
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

import kacdesk
from kacdesk.care.bundle_counts import Section, counts, exchange, incidents, settings, shown_code
from kacdesk.care.doctor import ground_of, look
from kacdesk.care.finding import Finding
from kacdesk.care.ground import Ground
from kacdesk.care.log_lines import sessions, tail_of
from kacdesk.care.machine import qt_version, system_name
from kacdesk.core.clock import moment_text
from kacdesk.core.errors import DeskError
from kacdesk.core.text import t
from kacdesk.models.catalog import SCHEMA_VERSION
from kacdesk.reports.files import written
from kacdesk.services.context import Context, Role
from kacdesk.store import opening
from kacdesk.store.shape import newest
from kacdesk.vault.left_log import log_of
from kacdesk.vault.slot_file import SLOTS_NAME, has_key, load_slots
from kacdesk.wire.versions import PROTOCOL

_SESSIONS = 20
_FILES = "files"

Bundle = Mapping[str, str]
"""Name of each member → its text, in the order in which they are shown."""


def bundle(ground: Ground) -> Bundle:
    """Return what the bundle of a desk holds; a section that cannot be read says so and the others are there."""
    with ground.held():
        findings = look(ground)
        tail = tail_of(ground.borders.logs)
        cycles = [asdict(each) for each in sessions(tail.lines, most=_SESSIONS)]
        return {
            "about.txt": about(),
            "doctor.json": _json(_findings(findings) | {"at": moment_text(ground.borders.now())}),
            "versions.json": _json(_versions()),
            "database.json": _json(_database(ground)),
            "settings.json": _json(_section(ground, settings)),
            "counts.json": _json(_section(ground, counts)),
            "exchange.json": _json({**_section(ground, exchange), "sessions": cycles}),
            "incidents.json": _json(_section(ground, incidents)),
            "log.txt": "".join(f"{line}\n" for line in (f"lines left out: {tail.left_out}", *tail.lines)),
        }


def bundle_of_desk(context: Context) -> Bundle:
    """Return the bundle of a desk that is open in a window; Refused for whoever neither leads nor looks after it."""
    context.require(Role.SUPERVISOR, Role.IT)
    return bundle(ground_of(context))


def as_shown(told: Bundle) -> str:
    """Return a bundle as one text to read before it is given to anybody."""
    return "\n".join(f"=== {name} ===\n{text}" for name, text in told.items())


def save(told: Bundle, out: Path) -> None:
    """Write a bundle that was shown, as a zip; exactly what was shown is in it."""
    with written(out) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in told.items():
            packed.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)


def about() -> str:
    """Return what somebody reads first who opens the bundle."""
    sentences = (
        t("Šī ir kacdesk atbalsta pakete: ziņas par programmu un tās stāvokli, pēc kurām meklē kļūdu."),
        t("Tajā nav ierakstu satura, personu, datņu un mapju vārdu un nav ziņu par to, kurš ko darījis."),
        t("Skaitļi ir ierakstu skaits reģistros; vārdi ir programmas pašas kodi."),
    )
    return "".join(f"{sentence}\n" for sentence in sentences)


def _json(value: Mapping[str, Any]) -> str:
    """Return a mapping as JSON that a person can read: a line for each member and for each row of a list."""
    members = ",\n".join(f" {json.dumps(name)}: {_member(inner)}" for name, inner in value.items())
    return f"{{\n{members}\n}}\n"


def _member(value: Any) -> str:
    if isinstance(value, list) and value:
        rows = [json.dumps(row, ensure_ascii=False) for row in value]
        return "[\n  " + ",\n  ".join(rows) + "\n ]"
    if isinstance(value, dict) and any(isinstance(inner, dict) for inner in value.values()):
        rows = [
            f"{json.dumps(name)}: {json.dumps(inner, ensure_ascii=False)}" for name, inner in value.items()
        ]
        return "{\n  " + ",\n  ".join(rows) + "\n }"
    return json.dumps(value, ensure_ascii=False)


def _findings(findings: Sequence[Finding]) -> dict[str, Any]:
    """Return the findings without their sentences, which may name a folder."""
    told = [
        {
            "name": each.name,
            "state": str(each.state),
            "code": int(each.told.code),
            "detail": shown_code(each.told.detail),
        }
        for each in findings
    ]
    return {"findings": told}


def _versions() -> dict[str, Any]:
    return {
        "kacdesk": kacdesk.__version__,
        "frozen": bool(getattr(sys, "frozen", False)),
        "registers": SCHEMA_VERSION,
        "revision": newest(),
        "protocol": PROTOCOL,
        "python": platform.python_version(),
        "qt": qt_version(),
        "sqlite": str(dbapi2.sqlite_version),
        "system": system_name(),
        "machine": platform.machine(),
    }


def _database(ground: Ground) -> dict[str, Any]:
    """Return by what the file is recognised, and how large everything is."""
    store = ground.folder / opening.STORE_NAME
    sizes = {path.name: _bytes(path) for path in (store, log_of(store), ground.folder / SLOTS_NAME)}
    files = [path for path in (ground.folder / _FILES).glob("*") if path.is_file()]
    told: dict[str, Any] = {
        "bytes": sizes,
        "files": {"count": len(files), "bytes": sum(map(_bytes, files))},
        "ways_to_the_key": _ways(ground),
    }
    if opening.exists(ground.folder):
        signs = ground.signs
        told["signs"] = {"left_out": _kind(signs)} if isinstance(signs, DeskError) else asdict(signs)
    return told


def _ways(ground: Ground) -> list[str]:
    try:
        return sorted(slot.kind for slot in load_slots(ground.folder).slots) if has_key(ground.folder) else []
    except DeskError:
        return []


def _section(ground: Ground, read: Section) -> dict[str, Any]:
    """Return one section, or what kept it from being read."""
    if not ground.has_data:
        return {"left_out": "no data"}
    store = ground.store
    if isinstance(store, DeskError):
        return {"left_out": _kind(store)}
    try:
        return read(store)
    except Exception as error:  # noqa: BLE001 -- a bundle is wanted most where something is broken
        return {"left_out": _kind(error)}


def _bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _kind(error: Exception) -> str:
    return type(error).__name__
