"""This file is the place where the recipes of packages for Windows are held together: setup program, MSI, policy."""

import csv
import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kacdesk.core.policy_keys import Name
from tests.contract.tree import ROOT

WINDOWS = ROOT / "packaging" / "windows"
UPGRADE_CODE = "3D1A44BB-7C9F-4F55-9B0E-5C1B6E2F8A60"
"""Of every released MSI; with another one old and new would stand side by side."""
LONGEST_COMMAND = 255


def _text(name: str) -> str:
    return (WINDOWS / name).read_text(encoding="utf-8")


def _said(*words: str) -> list[str]:
    told = subprocess.run(
        [sys.executable, WINDOWS / "msi.py", *words], capture_output=True, check=True, encoding="utf-8"
    )
    return told.stdout.splitlines()


@pytest.fixture(scope="module")
def statements() -> list[str]:
    return _said("--statements", "0.1.0")


def test_every_policy_can_be_given_to_both_packages(statements: list[str], tmp_path: Path) -> None:
    policies = {str(name): str(name).upper() for name in Name}
    setup = dict(re.findall(r"!insertmacro Take(?:Policy|Number) (\w+) (\w+)", _text("setup.nsi")))
    assert {name: option for option, name in setup.items()} == policies
    _said("--fragment", str(tmp_path / "settings.wxs"))
    fragment = (tmp_path / "settings.wxs").read_text(encoding="utf-8")
    assert dict(re.findall(r'Name="(\w+)" Type="\w+" Value="\[(\w+)\]"', fragment)) == policies
    conditions = [line for line in statements if line.startswith("UPDATE `Component`")]
    assert sorted(re.findall(r"`Condition` = '(\w+)'", "\n".join(conditions))) == sorted(policies.values())


def test_a_number_is_written_as_a_number_by_both() -> None:
    assert "!insertmacro TakeNumber IDLE_MINUTES idle_minutes" in _text("setup.nsi")
    assert 'NUMBERS = frozenset({"IDLE_MINUTES"})' in _text("msi.py")


def test_the_upgrade_code_never_changes(statements: list[str]) -> None:
    assert f'UpgradeCode="{UPGRADE_CODE}"' in _text("kacdesk.wxs").upper().replace(
        "UPGRADECODE", "UpgradeCode"
    )
    [kept] = [line for line in statements if line.startswith("INSERT INTO `Upgrade`")]
    assert UPGRADE_CODE in kept


def test_the_msi_runs_no_command_that_its_table_would_cut(statements: list[str]) -> None:
    targets = [re.search(r"'TARGETDIR', '(.*)'\)$", line) for line in statements if "`CustomAction`" in line]
    commands = [found[1] for found in targets if found]
    assert len(commands) == len(targets) > 0
    assert [command for command in commands if len(command) > LONGEST_COMMAND] == []


def test_every_condition_of_the_msi_is_told_in_latvian_and_english(statements: list[str]) -> None:
    conditions = re.findall(r"<Condition Message=[^>]*>([^<]*)</Condition>", _text("kacdesk.wxs"))
    told = {found[2]: found[1] for line in statements if (found := _worded(line))}
    assert {condition.replace("&gt;", ">") for condition in conditions} <= set(told)
    assert [
        text
        for text in told.values()
        if not re.search(r"[āēīšž].*[.] [A-Z][a-z]+|[.] kacdesk (was|needs)", text)
    ] == []


def _worded(line: str) -> re.Match[str] | None:
    return re.search(
        r"^UPDATE `LaunchCondition` SET `Description` = '(.*)' WHERE `Condition` = '(.*)'$", line
    )


def test_every_sentence_of_the_setup_program_is_there_and_used() -> None:
    words = re.findall(r'!insertmacro Words (\w+) \\\n  "([^"]+)" \\\n  "([^"]+)"', _text("setup_words.nsh"))
    assert {name for name, _, _ in words} == set(re.findall(r"\$\(([A-Z_]+)\)", _text("setup.nsi")))
    assert [
        name for name, latvian, english in words if not latvian or latvian == english or not english.isascii()
    ] == []


def test_the_list_of_hashes_names_what_windows_runs(tmp_path: Path) -> None:
    folder = tmp_path / "kacdesk"
    (folder / "_internal").mkdir(parents=True)
    (folder / "kacdesk.exe").write_bytes(b"MZ one")
    (folder / "_internal" / "Qt6Core.DLL").write_bytes(b"MZ two")
    (folder / "_internal" / "words.mo").write_bytes(b"no program")
    uninstaller = tmp_path / "uninstall.exe"
    uninstaller.write_bytes(b"MZ three")
    told = subprocess.run(
        [sys.executable, WINDOWS / "hash_list.py", folder, uninstaller],
        capture_output=True,
        check=True,
        text=True,
    )
    rows = list(csv.DictReader(told.stdout.splitlines()))
    assert [row["path"] for row in rows] == ["_internal\\Qt6Core.DLL", "kacdesk.exe", "uninstall.exe"]
    assert rows[2]["sha256"] == hashlib.sha256(b"MZ three").hexdigest()
    assert rows[0]["bytes"] == "6"


def test_without_a_certificate_the_signing_says_so_and_touches_nothing(tmp_path: Path) -> None:
    program = tmp_path / "kacdesk.exe"
    program.write_bytes(b"MZ")
    told = subprocess.run(
        [WINDOWS / "sign.sh", program], capture_output=True, text=True, env={"PATH": "/usr/bin:/bin"}
    )
    assert told.returncode == 0
    assert "UNSIGNED kacdesk.exe" in told.stderr
    assert program.read_bytes() == b"MZ"
