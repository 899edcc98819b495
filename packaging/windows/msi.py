"""This file is the place where the MSI is put together: `msi.py FROZEN VERSION OUT.msi WORK`.

`msi.py --fragment FILE`, `--codepage FILE` and `--statements VERSION` give what build.ps1 needs, which compiles with
WiX on Windows.

wixl (Debian's msitools) compiles kacdesk.wxs with a list of the files and of the settings; what it has no words for is
written into the tables of the MSI afterwards: settings that outlive an upgrade, and the programs that run on the way.
"""

import os
import subprocess
import sys
import uuid
from pathlib import Path
from xml.sax.saxutils import quoteattr

HERE = Path(__file__).resolve().parent
ICON = HERE.parents[1] / "resources" / "icons" / "kacdesk.ico"
UPGRADE_CODE = "{3D1A44BB-7C9F-4F55-9B0E-5C1B6E2F8A60}"
"""As in kacdesk.wxs; never to be changed."""
SETTINGS = {
    "CENTRAL": "central",
    "PROXY": "proxy",
    "CA_FILE": "ca_file",
    "COPIES_FOLDER": "copies_folder",
    "IDLE_MINUTES": "idle_minutes",
    "SCAN_FOLDER": "scan_folder",
    "DATA_FOLDER": "data_folder",
    "UPDATE_SOURCE": "update_source",
    "UPDATE_CHANNEL": "update_channel",
}
"""Public property → name of the policy (docs/policy.md)."""
NUMBERS = frozenset({"IDLE_MINUTES"})
_NAMES = uuid.UUID("5f6d5c1e-2a2b-4f0a-8a53-6f8f6e0c9d10")
"""Component identifiers follow from names below this one and so stay the same in every version."""

# Bits of Component.Attributes (Windows Installer): the key is a registry value; not removed again; 64 bits.
_REGISTRY_KEY_PATH, _PERMANENT, _64_BIT = 4, 16, 256
# Bits of Upgrade.Attributes: features as they were chosen before; the highest version counts too.
_MIGRATE, _UP_TO_AND_WITH = 1, 512
# Bits of CustomAction.Type: a command line in a folder; its end is not judged; in the script; as the system.
_COMMAND, _UNJUDGED, _IN_SCRIPT, _AS_SYSTEM = 34, 64, 1024, 2048

_CMD = r'"[System64Folder]cmd.exe" /c '
_STATE = "[CommonAppDataFolder]kacdesk"
ACTIONS = (
    # name, how its end counts, command, condition, place in InstallExecuteSequence (InstallFiles is 4000)
    (
        "MakeStateFolder",
        0,
        rf'{_CMD}"if not exist "{_STATE}" mkdir "{_STATE}""',
        'NOT (REMOVE="ALL")',
        4010,
    ),
    (
        "TakeStateFolder",
        _UNJUDGED,
        rf'"[System64Folder]icacls.exe" "{_STATE}" /setowner *S-1-5-32-544 /T /C /Q',
        'NOT (REMOVE="ALL")',
        4011,
    ),
    (
        "LockStateFolder",
        _UNJUDGED,
        rf'"[System64Folder]icacls.exe" "{_STATE}" /inheritance:r /grant:r *S-1-5-18:(OI)(CI)F '
        "*S-1-5-32-544:(OI)(CI)F *S-1-5-32-545:(OI)(CI)RX",
        'NOT (REMOVE="ALL")',
        4012,
    ),
    (
        "AskDoctor",
        0,
        rf'{_CMD}""[INSTALLDIR]kacdesk.exe" doctor --before-install >> "{_STATE}\setup.log" 2>&1"',
        'NOT (REMOVE="ALL")',
        4020,
    ),
    (
        "MakeTask",
        _UNJUDGED,
        r'"[System64Folder]schtasks.exe" /Create /TN "kacdesk update" /XML "[INSTALLDIR]kacdesk-update.xml" /F',
        'NOT (REMOVE="ALL")',
        4021,
    ),
    (
        "RemoveTask",
        _UNJUDGED,
        r'"[System64Folder]schtasks.exe" /Delete /TN "kacdesk update" /F',
        'REMOVE="ALL" AND NOT UPGRADINGPRODUCTCODE',
        4029,
    ),
    (
        "RemoveVersions",
        _UNJUDGED,
        rf'{_CMD}"if exist "{_STATE}\versions" rmdir /s /q "{_STATE}\versions""',
        'REMOVE="ALL" AND NOT UPGRADINGPRODUCTCODE',
        4030,
    ),
    (
        "DeleteData",
        _UNJUDGED,
        rf'{_CMD}"for /d %p in ([%PUBLIC]\..\*) do rmdir /s /q "%p\AppData\Local\kacdesk" '
        rf'& rmdir /s /q "%p\AppData\Local\kacdesk-sample""',
        'REMOVE="ALL" AND DELETEDATA="1" AND NOT UPGRADINGPRODUCTCODE',
        4031,
    ),
    (
        "DeleteState",
        _UNJUDGED,
        rf'{_CMD}"rmdir /s /q "{_STATE}""',
        'REMOVE="ALL" AND DELETEDATA="1" AND NOT UPGRADINGPRODUCTCODE',
        4032,
    ),
)


WORDS = {
    "NOT WIX_DOWNGRADE_DETECTED": "Šajā datorā jau ir jaunāka kacdesk versija. Nekas nav mainīts. Lietojiet to. "
    "This computer has a newer version of kacdesk already. Nothing was changed. Please use that one.",
    "Installed OR NOT SETUPVERSION": "Šajā datorā kacdesk ir uzstādīts ar setup.exe. Nekas nav mainīts. Atjauniniet "
    "to ar jaunāko setup.exe vai vispirms noņemiet; dati paliek. kacdesk was installed on this computer by setup.exe. "
    "Nothing was changed. Upgrade it with the newer setup.exe, or remove it first; the data stay.",
    "Installed OR (VersionNT64 AND WINDOWSBUILD >= 15063)": "kacdesk darbojas Windows 10 versijā 1703 vai jaunākā. "
    "Nekas nav uzstādīts. Atjauniniet Windows. kacdesk needs Windows 10, version 1703 or newer. Nothing was "
    "installed. Please update Windows.",
}
"""What a person reads when a condition of kacdesk.wxs does not hold: an MSI has one set of words for all."""
SHORTCUT = "Klientu apkalpošanas centra darbvieta"
UTF8 = "\r\n\r\n65001\t_ForceCodepage\r\n"
"""The table by which an MSI is told that its texts are UTF-8."""


def component(setting: str) -> str:
    """Return the identifier of a setting's component."""
    return f"policy_{SETTINGS[setting]}"


def settings_fragment() -> str:
    """Return the components that write the public properties as locked settings, as a WiX fragment."""
    parts = []
    for setting, name in SETTINGS.items():
        guid = uuid.uuid5(_NAMES, name)
        kind = "integer" if setting in NUMBERS else "string"
        parts.append(
            f'<Component Id="{component(setting)}" Guid="{guid}" Win64="yes">'
            f'<RegistryValue Root="HKLM" Key="SOFTWARE\\Policies\\kacdesk" Name={quoteattr(name)} '
            f'Type="{kind}" Value="[{setting}]" KeyPath="yes"/></Component>'
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi"><Fragment>'
        f'<DirectoryRef Id="INSTALLDIR">{"".join(parts)}</DirectoryRef>'
        f'<ComponentGroup Id="settings">{"".join(_references())}</ComponentGroup></Fragment></Wix>\n'
    )


def _references() -> list[str]:
    return [f'<ComponentRef Id="{component(setting)}"/>' for setting in SETTINGS]


def statements(version: str) -> list[str]:
    """Return what is written into the tables after wixl: in the SQL of Windows Installer, which has no escapes."""
    attributes = _REGISTRY_KEY_PATH | _PERMANENT | _64_BIT
    made = [
        f"UPDATE `Component` SET `Attributes` = {attributes}, `Condition` = '{setting}' "
        f"WHERE `Component` = '{component(setting)}'"
        for setting in SETTINGS
    ]
    made += [
        f"UPDATE `LaunchCondition` SET `Description` = '{text}' WHERE `Condition` = '{when}'"
        for when, text in WORDS.items()
    ]
    made.append(f"UPDATE `Shortcut` SET `Description` = '{SHORTCUT}'")
    # The version before goes inside the same transaction, so that a red doctor brings it back. The same number is an
    # upgrade too.
    made.append(
        "UPDATE `InstallExecuteSequence` SET `Sequence` = 1501 WHERE `Action` = 'RemoveExistingProducts'"
    )
    made.append("DELETE FROM `Upgrade` WHERE `ActionProperty` = 'WIX_UPGRADE_DETECTED'")
    made.append(
        "INSERT INTO `Upgrade` (`UpgradeCode`, `VersionMax`, `Attributes`, `ActionProperty`) "
        f"VALUES ('{UPGRADE_CODE}', '{version}', {_MIGRATE | _UP_TO_AND_WITH}, 'WIX_UPGRADE_DETECTED')"
    )
    for name, judged, command, condition, place in ACTIONS:
        kind = _COMMAND | _IN_SCRIPT | _AS_SYSTEM | judged
        made.append(
            "INSERT INTO `CustomAction` (`Action`, `Type`, `Source`, `Target`) "
            f"VALUES ('{name}', {kind}, 'TARGETDIR', '{command}')"
        )
        made.append(
            "INSERT INTO `InstallExecuteSequence` (`Action`, `Condition`, `Sequence`) "
            f"VALUES ('{name}', '{condition}', {place})"
        )
    return made


def _run(*words: str | Path, fed: str | None = None, at: Path | None = None) -> str:
    done = subprocess.run(words, input=fed, capture_output=True, text=True, cwd=at, check=False)
    if done.returncode != 0:
        raise SystemExit(f"msi: {words[0]} failed\n{done.stderr}")
    return done.stdout


def build(frozen: Path, version: str, out: Path, work: Path) -> None:
    """Write the MSI of a frozen folder; `work` takes what is made on the way."""
    work.mkdir(parents=True, exist_ok=True)
    files = "\n".join(sorted(str(path) for path in frozen.rglob("*") if path.is_file())) + "\n"
    heat = ("wixl-heat", "-p", f"{frozen}/", "--component-group", "program", "--var", "var.Payload")
    listed = _run(*heat, "--directory-ref", "INSTALLDIR", "--win64", fed=files)
    (work / "files.wxs").write_text(listed)
    (work / "settings.wxs").write_text(settings_fragment())
    # wixl finds files by paths from where it runs, and only by those
    payload, icon = os.path.relpath(frozen, work), os.path.relpath(ICON, work)
    given = (f"Payload={payload}", f"Version={version}", f"Icon={icon}", "Win64=yes")
    names = [word for one in given for word in ("-D", one)]
    out = out.absolute()
    out.unlink(missing_ok=True)
    sources = (HERE / "kacdesk.wxs", "files.wxs", "settings.wxs")
    _run("wixl", "-a", "x64", *names, "-o", out, *sources, at=work)
    codepage = work / "codepage.idt"
    codepage.write_bytes(UTF8.encode())
    _run("msibuild", out, "-i", codepage)
    for statement in statements(version):
        _run("msibuild", out, "-q", statement)


def main(words: list[str]) -> None:
    """Do what the words say."""
    if words[:1] == ["--fragment"]:
        Path(words[1]).write_text(settings_fragment(), encoding="utf-8")
    elif words[:1] == ["--statements"]:
        print("\n".join(statements(words[1])))
    elif words[:1] == ["--codepage"]:
        Path(words[1]).write_bytes(UTF8.encode())
    else:
        build(Path(words[0]), words[1], Path(words[2]), Path(words[3]))


if __name__ == "__main__":
    main(sys.argv[1:])
