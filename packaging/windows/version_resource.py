"""This file is the place where Windows is told who made a program, what it is for and which version it has.

The spec file puts the result into both programs; Windows shows it under Properties → Details, and rules of IT about
publishers and versions read it.
"""

import re

from PyInstaller.utils.win32.versioninfo import (
    FixedFileInfo,
    StringFileInfo,
    StringStruct,
    StringTable,
    VarFileInfo,
    VarStruct,
    VSVersionInfo,
)

COMPANY = "kacdesk"
LATVIAN, ENGLISH = 0x0426, 0x0409
_UNICODE = 1200
DESCRIPTIONS = {
    "kacdesk": {
        LATVIAN: "kacdesk: klientu apkalpošanas centra darbvieta",
        ENGLISH: "kacdesk: desk of a customer service centre",
    },
    "kacdesk-central": {
        LATVIAN: "kacdesk: centrālā krātuve",
        ENGLISH: "kacdesk: central store",
    },
}


def four_numbers(version: str) -> tuple[int, int, int, int]:
    """Return 0.1.0 as (0, 1, 0, 0); what follows the first three numbers, such as rc1, is not a number of a file."""
    numbers = [int(number) for number in re.findall(r"\d+", version)[:3]]
    major, minor, patch = [*numbers, 0, 0, 0][:3]
    return major, minor, patch, 0


def version_resource(name: str, version: str) -> VSVersionInfo:
    """Return the resource of the program `name` (without .exe), in Latvian and in English."""
    numbers = four_numbers(version)
    tables = [
        StringTable(
            f"{language:04x}{_UNICODE:04x}",
            [
                StringStruct("CompanyName", COMPANY),
                StringStruct("FileDescription", description),
                StringStruct("FileVersion", version),
                StringStruct("InternalName", name),
                StringStruct("LegalCopyright", "EUPL-1.2"),
                StringStruct("OriginalFilename", f"{name}.exe"),
                StringStruct("ProductName", "kacdesk"),
                StringStruct("ProductVersion", version),
            ],
        )
        for language, description in DESCRIPTIONS[name].items()
    ]
    spoken = [number for language in DESCRIPTIONS[name] for number in (language, _UNICODE)]
    return VSVersionInfo(
        ffi=FixedFileInfo(filevers=numbers, prodvers=numbers),
        kids=[StringFileInfo(tables), VarFileInfo([VarStruct("Translation", spoken)])],
    )
