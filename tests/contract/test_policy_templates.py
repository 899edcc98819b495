"""What IT is given to set a policy with names exactly the settings that the program knows, in both languages."""

import re
import tomllib
from pathlib import Path, PureWindowsPath
from xml.etree import ElementTree

import pytest

from kacdesk.core.policy_keys import KEYS, LONGEST_IDLE_MINUTES, Name
from kacdesk.core.policy_windows import REGISTRY_KEY
from kacdesk.core.text import t, use_language
from tests.contract.tree import ROOT

TEMPLATES = ROOT / "packaging" / "windows" / "policy"
SPACE = {"": "http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions"}
NAMES = [key.name.value for key in KEYS]


def parsed(path: Path) -> ElementTree.Element:
    return ElementTree.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 -- our own file


def test_the_template_writes_each_setting_where_the_program_reads_it() -> None:
    policies = parsed(TEMPLATES / "kacdesk.admx").findall("policies/policy", SPACE)
    assert [policy.get("name") for policy in policies] == NAMES
    for policy, key in zip(policies, KEYS, strict=True):
        assert (policy.get("class"), policy.get("key")) == ("Machine", REGISTRY_KEY)
        (element,) = policy.findall("elements/*", SPACE)
        assert element.tag.endswith("}decimal" if key.number else "}text")
        assert element.get("valueName") == element.get("id") == key.name
        if key.number:
            assert (element.get("minValue"), element.get("maxValue")) == ("0", str(LONGEST_IDLE_MINUTES))


@pytest.mark.parametrize(("folder", "language"), [("lv-LV", "lv"), ("en-US", "en")])
def test_each_language_has_every_word_and_names_settings_as_the_program_does(
    folder: str, language: str
) -> None:
    words = parsed(TEMPLATES / folder / "kacdesk.adml")
    strings = {each.get("id"): each.text for each in words.findall("resources/stringTable/string", SPACE)}
    asked = re.findall(r"\$\(string\.(\w+)\)", (TEMPLATES / "kacdesk.admx").read_text(encoding="utf-8"))
    assert set(asked) == set(strings)
    assert all(strings.values())
    shown = words.findall("resources/presentationTable/presentation", SPACE)
    assert [each.get("id") for each in shown] == NAMES
    assert [each[0].get("refId") for each in shown] == NAMES
    use_language(language)
    try:
        assert [strings[key.name] for key in KEYS] == [t(key.label) for key in KEYS]
    finally:
        use_language("lv")


def test_the_example_of_the_registry_has_every_setting_in_its_form() -> None:
    lines = (TEMPLATES / "example.reg").read_text(encoding="utf-8").splitlines()
    assert f"[HKEY_LOCAL_MACHINE\\{REGISTRY_KEY}]" in lines
    told = dict(re.findall(r'^"(\w+)"=(.+)$', "\n".join(lines), re.MULTILINE))
    assert list(told) == NAMES
    for key in KEYS:
        assert told[key.name].startswith("dword:" if key.number else '"')
    for name in (Name.CA_FILE, Name.COPIES_FOLDER, Name.SCAN_FOLDER, Name.DATA_FOLDER):
        assert PureWindowsPath(told[name].strip('"').replace("\\\\", "\\")).is_absolute()


def test_the_paper_for_it_tells_every_setting_and_its_example_is_one() -> None:
    paper = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", paper, re.MULTILINE) == NAMES
    (example,) = re.findall(r"```toml\n(.+?)```", paper, re.DOTALL)
    assert set(tomllib.loads(example)) <= set(NAMES)
