"""This file is the place where Windows is asked what its administrators have set, and who may change a file.

What an ordinary user can change has no say: no environment variable, nothing below HKEY_CURRENT_USER. In ProgramData
everybody may put files, so that a file there counts only if its owner and its list of rights say that no one but
administrators writes it.
"""

import re
import sys
from pathlib import Path

REGISTRY_KEY = r"SOFTWARE\Policies\kacdesk"
REGISTRY_SOURCE = rf"HKLM\{REGISTRY_KEY}"

_TRUSTED_INSTALLER = "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"
_ADMINISTRATORS = frozenset({"BA", "SY", "LA", "DA", "EA", "S-1-5-32-544", "S-1-5-18", _TRUSTED_INSTALLER})
_ADMINISTRATOR_OF_DOMAIN = re.compile(r"S-1-5-21(-\d+){3}-(500|512|519)")
"""The first administrator, Domain Admins, Enterprise Admins; accounts that anybody makes begin at 1000."""

_CREATOR_OWNER = frozenset({"CO", "S-1-3-0", "OW", "S-1-3-4"})
"""Stand for the owner, who is an administrator by the first test."""

_NAMED_RIGHTS = {
    "CC": 0x1,
    "DC": 0x2,
    "LC": 0x4,
    "SW": 0x8,
    "RP": 0x10,
    "WP": 0x20,
    "DT": 0x40,
    "LO": 0x80,
    "CR": 0x100,
    "SD": 0x10000,
    "RC": 0x20000,
    "WD": 0x40000,
    "WO": 0x80000,
    "GA": 0x10000000,
    "GX": 0x20000000,
    "GW": 0x40000000,
    "GR": 0x80000000,
    "FA": 0x1F01FF,
    "FR": 0x120089,
    "FW": 0x120116,
    "FX": 0x1200A0,
}
"""The names of rights in SDDL, as bits of a file's access mask (winnt.h)."""

_TAKING_AWAY = 0x40 | 0x10000 | 0x40000 | 0x80000 | 0x10000000 | 0x40000000
"""Delete a child, delete, change the rights or the owner, everything, write in general."""

_WRITING = 0x2 | 0x4 | _TAKING_AWAY
"""The same, and write and append; in a folder these two are to make a file and a folder."""

_OWNER = re.compile(r"O:([A-Z]{2}|S-[\d-]+)")
_ENTRY = re.compile(r"\(([^()]*)\)")


def written_by_administrators(sddl: str, *, folder: bool = False) -> bool:
    """Say whether a description of rights (SDDL, owner and list) lets nobody but administrators change what it is of.

    In a `folder` others may make new files, as everybody may in ProgramData; they may not take one away.
    """
    owner = _OWNER.search(sddl)
    if owner is None or not _is_administrator(owner[1]):
        return False
    listed = sddl.partition("D:")[2].partition("S:")[0] if "D:" in sddl else ""
    entries = _ENTRY.findall(listed)
    if not entries or "NO_ACCESS_CONTROL" in listed:
        return False
    writing = _TAKING_AWAY if folder else _WRITING
    return not any(_lets_others_write(entry, writing) for entry in entries)


def _is_administrator(who: str) -> bool:
    return who in _ADMINISTRATORS or _ADMINISTRATOR_OF_DOMAIN.fullmatch(who) is not None


def _lets_others_write(entry: str, writing: int) -> bool:
    parts = entry.split(";")
    if len(parts) < 6:
        return True
    kind, flags, rights, who = parts[0], parts[1], parts[2], parts[5]
    only_handed_on = "IO" in [flags[place : place + 2] for place in range(0, len(flags), 2)]
    if kind not in ("A", "XA", "OA") or only_handed_on or who in _CREATOR_OWNER or _is_administrator(who):
        return False
    return bool(_mask(rights) & writing)


def _mask(rights: str) -> int:
    """Return rights as bits; a name that is not known counts as all."""
    if rights.startswith("0x"):
        return int(rights, 16)
    mask = 0
    for place in range(0, len(rights), 2):
        name = rights[place : place + 2]
        mask |= _NAMED_RIGHTS.get(name, _NAMED_RIGHTS["GA"])
    return mask


if sys.platform == "win32":
    import ctypes
    import winreg
    from ctypes import wintypes

    _PROGRAM_DATA = "{62AB5D82-FDC1-4DC3-A9DD-070D1D495D97}"
    _FILE_OBJECT, _OWNER_AND_LIST, _REVISION = 1, 0x1 | 0x4, 1
    _LONGEST_VALUES = 1000

    class NotReadable(Exception):
        """The key is there and cannot be read."""

    def registry_values() -> dict[str, object] | None:
        """Return the values below the key of the policy, None when there is no such key; raises NotReadable."""
        access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
        found: dict[str, object] = {}
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, REGISTRY_KEY, 0, access) as key:
                for place in range(min(winreg.QueryInfoKey(key)[1], _LONGEST_VALUES)):
                    name, value, _kind = winreg.EnumValue(key, place)
                    found[name.lower()] = value
        except FileNotFoundError:
            return None
        except OSError as error:
            raise NotReadable from error
        found.pop("", None)  # the key's own value, which every editor of the registry shows
        return found

    def program_data() -> Path:
        """Return the folder of all users' data, as Windows itself says; no environment variable is asked."""
        guid = (ctypes.c_byte * 16)()
        ctypes.oledll.ole32.CLSIDFromString(_PROGRAM_DATA, ctypes.byref(guid))
        found = ctypes.c_wchar_p()
        ctypes.oledll.shell32.SHGetKnownFolderPath(ctypes.byref(guid), 0, None, ctypes.byref(found))
        try:
            return Path(found.value or "C:\\ProgramData")
        finally:
            ctypes.windll.ole32.CoTaskMemFree(found)

    def only_administrators_write(path: Path, *, adding: bool = True) -> bool:
        """Say whether only administrators may change a file, or take one out of a folder; OSError when nobody tells.

        Without `adding` nobody else may put one into a folder either.
        """
        return written_by_administrators(_description(path), folder=adding and path.is_dir())

    def _description(path: Path) -> str:
        advapi, kernel = ctypes.windll.advapi32, ctypes.windll.kernel32
        descriptor, words = ctypes.c_void_p(), wintypes.LPWSTR()
        wanted = wintypes.DWORD(_OWNER_AND_LIST)
        failed = advapi.GetNamedSecurityInfoW(
            str(path), _FILE_OBJECT, wanted, None, None, None, None, ctypes.byref(descriptor)
        )
        if failed:
            raise OSError(failed, "rights not told")
        try:
            if not advapi.ConvertSecurityDescriptorToStringSecurityDescriptorW(
                descriptor, _REVISION, wanted, ctypes.byref(words), None
            ):
                raise OSError("rights not told")
            return str(words.value)
        finally:
            kernel.LocalFree(words)
            kernel.LocalFree(descriptor)
