"""This file is the place where what goes into the Debian packages is held to the programs they are made of."""

import argparse
import gzip
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

from kacdesk.core.text import LANGUAGES, use_language
from tests.contract.tree import ROOT

DEBIAN = ROOT / "packaging" / "debian"
SCRIPTS = sorted(
    path
    for path in [*DEBIAN.glob("*.sh"), *DEBIAN.glob("*/p*"), *DEBIAN.glob("*/*-admin")]
    if path.is_file() and path.suffix in ("", ".sh")
)


@pytest.fixture
def part(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """Return a module of packaging/, which is no package: its modules are found as its scripts find them."""
    for folder in (ROOT / "packaging", DEBIAN):
        monkeypatch.syspath_prepend(str(folder))
    yield import_module("man_pages")
    use_language(LANGUAGES[0])


def _leaves(parser: argparse.ArgumentParser) -> Iterator[str]:
    below = [each for each in parser._actions if isinstance(each, argparse._SubParsersAction)]
    if not below:
        yield parser.prog
    for action in below:
        for each in action.choices.values():
            yield from _leaves(each)


@pytest.mark.parametrize("name", ["kacdesk", "kacdesk-central"])
@pytest.mark.parametrize("language", ["en", "lv"])
def test_the_manual_has_every_command_in_both_languages(
    part: ModuleType, tmp_path: Path, name: str, language: str
) -> None:
    part.write_pages(name, tmp_path, version="1.2.3", epoch=0)
    folder = tmp_path / "man" / ("" if language == "en" else language) / "man1"
    page = gzip.decompress((folder / f"{name}.1.gz").read_bytes()).decode().replace("\\-", "-")
    (program,) = (each for each in part.PROGRAMS if each.name == name)
    commands = list(_leaves(program.parser()))
    assert len(commands) > 20
    assert [command for command in commands if f".SS {command}\n" not in page] == []


def test_a_changelog_for_debian_names_the_version_that_is_built(part: ModuleType, tmp_path: Path) -> None:
    out = tmp_path / "changelog.gz"
    changes = (
        "# Changes\n\n## 0.2.0\n\n**For IT**\n- A point\n  in two lines.\n- Another.\n\n## 0.1.0\n\nFirst.\n"
    )
    import_module("papers").write_changelog(
        out, changes, package="kacdesk", version="0.2.1", maintainer="Paula Paraugs <p@example.org>", epoch=0
    )
    told = gzip.decompress(out.read_bytes()).decode()
    heads = [line for line in told.splitlines() if line.startswith("kacdesk")]
    assert [head.split(" ")[1] for head in heads] == ["(0.2.1)", "(0.2.0)", "(0.1.0)"]
    assert "  [ For IT ]\n  * A point in two lines.\n  * Another.\n" in told
    assert told.count("\n -- Paula Paraugs <p@example.org>  Thu, 01 Jan 1970 00:00:00 +0000\n") == 3


def test_a_file_is_traced_to_the_wheel_it_came_from_and_its_terms(part: ModuleType) -> None:
    licences = import_module("licences")
    told = licences.text_of(
        [("msgspec/_core.so", str(Path(msgspec.__file__)), "BINARY"), ("none", "", "OPTION")]
    )
    assert f"msgspec {msgspec.__version__}: BSD-3-Clause" in told
    assert "Redistribution and use in source and binary forms" in told
    assert f"Python {sys.version_info[0]}.{sys.version_info[1]}" in told
    assert "PySide6" not in told


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no sh")
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_script_can_be_read_by_sh(script: Path) -> None:
    done = subprocess.run(["sh", "-n", str(script)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_complaint_that_is_silenced_has_its_reason() -> None:
    for name in ("kacdesk", "kacdesk-central"):
        lines = (DEBIAN / name / "lintian-overrides").read_text(encoding="utf-8").splitlines()
        silenced = [at for at, line in enumerate(lines) if line and not line.startswith("#")]
        assert silenced
        assert [
            lines[at] for at in silenced if not lines[at - 1].startswith("# ") and at - 1 not in silenced
        ] == []
