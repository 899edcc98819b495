"""This file is the place where requirements.lock is held against what pyproject.toml asks for."""

import re
import tomllib
from functools import cache
from importlib.metadata import PackageNotFoundError, packages_distributions, requires

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.contract.test_floors import OUTSIDE
from tests.contract.tree import ROOT

CENTRAL = ROOT / "resources" / "central"
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)", re.MULTILINE)


@cache
def _locked() -> dict[str, Version]:
    lock = (ROOT / "requirements.lock").read_text()
    return {canonicalize_name(found["name"]): Version(found["version"]) for found in PINNED.finditer(lock)}


@cache
def _declared() -> tuple[Requirement, ...]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"].values()
    return tuple(Requirement(line) for lines in (project["dependencies"], *extras) for line in lines)


def test_every_declared_library_is_locked_at_a_version_that_was_asked_for() -> None:
    unmet = [
        str(requirement)
        for requirement in _declared()
        if (version := _locked().get(canonicalize_name(requirement.name))) is None
        or version not in requirement.specifier
    ]
    assert unmet == [], "write the lock anew: ./kac lock"


def test_nothing_is_locked_that_no_declared_library_needs() -> None:
    """Follow what each library asks for, on whatever system: markers other than extras are not weighed."""
    todo = [
        (canonicalize_name(requirement.name), frozenset(requirement.extras)) for requirement in _declared()
    ]
    seen = set()
    while todo:
        name, extras = todo.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        try:
            lines = requires(name) or []
        except PackageNotFoundError:  # belongs to another system
            continue
        for line in lines:
            needed = Requirement(line)
            extra = re.search(r"extra\s*==\s*['\"]([^'\"]+)['\"]", line)
            if extra is None or canonicalize_name(extra[1]) in {
                canonicalize_name(wanted) for wanted in extras
            }:
                todo.append((canonicalize_name(needed.name), frozenset(needed.extras)))
    assert sorted(_locked().keys() - {name for name, _ in seen}) == [], "write the lock anew: ./kac lock"


def test_every_locked_version_is_held_by_a_hash() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    entries = re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE)[1:]
    assert len(entries) == len(_locked())
    assert [entry.partition("\n")[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_central_store_is_locked_at_the_same_versions() -> None:
    lock = (CENTRAL / "requirements.lock").read_text()
    theirs = {canonicalize_name(found["name"]): Version(found["version"]) for found in PINNED.finditer(lock)}
    assert theirs.items() <= _locked().items(), "write the locks anew: ./kac lock"


def test_the_central_store_has_every_library_that_its_floors_may_import() -> None:
    lock = (CENTRAL / "requirements.lock").read_text()
    locked = {canonicalize_name(found["name"]) for found in PINNED.finditer(lock)}
    names = packages_distributions()
    floors = ("core", "spec", "models", "wire", "figures", "vault", "central")
    wanted = {
        canonicalize_name(distribution)
        for floor in floors
        for library in OUTSIDE[floor]
        for distribution in names.get(library, [])
    }
    assert wanted <= locked, "name it in resources/central/requirements.in"
