"""This file is the place where the licences of everything that a frozen program carries are gathered into one text.

What is inside is taken from the build itself: each file is traced to the wheel, or to the system's package, that it
came from, and the licence is the one that lies there. Nothing is listed by hand but what some wheels carry inside
without saying so (`licences/`).
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, distributions
from pathlib import Path

WITHIN = Path(__file__).with_name("licences")
_TEXT_OF_LICENCE = re.compile(r"(?i)^(licen[cs]e|copying|notice|copyright)")
_LGPL = ("LGPL-3.0.txt", "GPL-3.0.txt")
_INSIDE = {
    "pyside6-essentials": _LGPL,
    "shiboken6": _LGPL,
    "psycopg-binary": ("inside-psycopg-binary.txt",),
    "sqlcipher3": ("inside-sqlcipher3.txt",),
    "python-stdnum": _LGPL,
}
"""What a wheel should bring along and does not; the files lie in `licences/`."""


@dataclass(frozen=True)
class Part:
    """Something of somebody else inside the program: its name with version, its terms in short, their texts by name."""

    name: str
    terms: str
    texts: tuple[tuple[str, str], ...]


def text_of(entries: Iterable[Sequence[str]]) -> str:
    """Return the licences of all that PyInstaller's entries (target, source, kind) were taken from.

    A text that several parts share is written once. Raises SystemExit for a part without any terms.
    """
    parts = parts_of(entries)
    lines = [
        "kacdesk is under the EUPL-1.2; its text lies beside this file as LICENSE.",
        "It carries the following works of others, each under its own terms.",
        "",
        *(f"  {part.name}: {part.terms}" for part in parts),
        "",
    ]
    written: dict[str, str] = {}
    for part in parts:
        lines += ["", "=" * 78, f"{part.name}", f"Terms: {part.terms}", "=" * 78]
        for name, text in part.texts:
            if text in written:
                lines += ["", f"{name}: the same text as with {written[text]}, above."]
            else:
                written[text] = part.name
                lines += ["", f"--- {name}", "", text]
    return "\n".join(lines) + "\n"


def parts_of(entries: Iterable[Sequence[str]]) -> list[Part]:
    """Return whose works the entries are, sorted by name; Python itself is one of them."""
    owners = _owners()
    wheels: dict[str, Distribution] = {}
    packages: dict[str, str] = {}
    for entry in entries:
        source = _real(entry[1]) if len(entry) > 1 and entry[1] else ""
        if source in owners:
            wheels[owners[source].metadata["Name"]] = owners[source]
        elif source.startswith(("/usr/lib/", "/lib/")) and ".so" in source:
            package = _package_of(source)
            packages[package] = source
    found = [_of_wheel(wheels[name]) for name in wheels] + [_of_package(name) for name in packages if name]
    return sorted([*found, _python()], key=lambda part: part.name.lower())


@cache
def _owners() -> dict[str, Distribution]:
    """Return path → wheel for every file of the environment."""
    return {
        _real(str(one.locate_file(path))): one
        for one in distributions()
        for path in (one.files or ())
        if not str(path).endswith(".pyc")
    }


def _real(path: str) -> str:
    return str(Path(path).resolve())


def _of_wheel(one: Distribution) -> Part:
    metadata = one.metadata
    name = f"{metadata['Name']} {one.version}"
    texts = [
        (path.name, Path(str(one.locate_file(path))).read_text(encoding="utf-8", errors="replace").strip())
        for path in (one.files or ())
        if _TEXT_OF_LICENCE.match(path.name) or "/licenses/" in path.as_posix()
        if ".dist-info" in path.as_posix() and path.suffix not in (".py", ".pyc")
    ]
    key = re.sub(r"[-_.]+", "-", metadata["Name"]).lower()
    texts += [(file, (WITHIN / file).read_text(encoding="utf-8").strip()) for file in _INSIDE.get(key, ())]
    terms = _terms(one)
    if not texts and not terms:
        raise SystemExit(f"{name} says nowhere under which terms it may be passed on")
    return Part(name, terms or "see its text", tuple(texts))


def _terms(one: Distribution) -> str:
    """Return the terms in a few words: what the wheel states, else its classifiers."""
    metadata = one.metadata
    stated_in = [text for name in ("License-Expression", "License") for text in metadata.get_all(name) or ()]
    for stated in (text.strip().split("\n")[0] for text in stated_in):
        if stated and stated != "UNKNOWN" and len(stated) < 100:
            return str(stated)
    prefix = "License :: OSI Approved :: "
    said = [
        each.removeprefix(prefix) for each in metadata.get_all("Classifier") or () if each.startswith(prefix)
    ]
    return ", ".join(said)


@cache
def _package_of(source: str) -> str:
    """Return the system's package that a library belongs to, or nothing."""
    for path in dict.fromkeys((source, source.removeprefix("/usr"))):
        found = subprocess.run(["dpkg", "-S", path], capture_output=True, text=True, check=False)
        if found.returncode == 0:
            return found.stdout.partition(":")[0]
    return ""


def _of_package(package: str) -> Part:
    path = Path("/usr/share/doc") / package / "copyright"
    version = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${Version}", package],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    text = path.read_text(encoding="utf-8", errors="replace").strip()
    return Part(f"{package} {version} (Debian)", "see its text", ((path.name, text),))


def _python() -> Part:
    version = ".".join(str(part) for part in sys.version_info[:3])
    places = [
        Path(sys.base_prefix) / "LICENSE.txt",
        Path(f"/usr/share/doc/python{sys.version_info[0]}.{sys.version_info[1]}/copyright"),
        Path(sys.base_prefix) / f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/LICENSE.txt",
    ]
    texts = [(path.name, path.read_text(encoding="utf-8").strip()) for path in places if path.is_file()]
    return Part(f"Python {version}", "PSF-2.0", tuple(texts[:1]))
