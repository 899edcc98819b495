"""This file is the place where the papers of a Debian package are written: its copyright file and its changelog."""

import gzip
import re
import shutil
import textwrap
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

_WIDTH = 78
_COMMON = {
    "Apache-2.0": (
        r"Apache License\s+Version 2\.0, January 2004",
        r"any such warranty\s+or\s+additional\s+liability\.(?:\s+END OF TERMS AND CONDITIONS)?",
    ),
    "LGPL-3": (
        r"GNU LESSER GENERAL PUBLIC LICENSE\s+Version 3, ",
        r"choose that version for the\s+Library\.",
    ),
    "GPL-3": (
        r"GNU GENERAL PUBLIC LICENSE\s+Version 3, ",
        r"<https://www\.gnu\.org/licenses/why-not-lgpl\.html>\.",
    ),
    "LGPL-2.1": (r"GNU LESSER GENERAL PUBLIC LICENSE\s+Version 2\.1, ", r"END OF TERMS AND CONDITIONS"),
    "GPL-2": (r"GNU GENERAL PUBLIC LICENSE\s+Version 2, ", r"END OF TERMS AND CONDITIONS"),
}
"""How the texts that every Debian system has begin and end; in a copyright file only their place stands."""


def write_copyright(out: Path, root: Path, others: Path) -> None:
    """Write whose works the package holds and under which terms, with every text in full."""
    own = (root / "LICENSE").read_text(encoding="utf-8").strip()
    lines = [
        "This package was made from the sources of kacdesk by packaging/debian/build.py.",
        "",
        "Copyright: the authors of kacdesk",
        "License: EUPL-1.2",
        "",
        own,
        "",
        _with_common_licences(_without_system(others.read_text(encoding="utf-8"))).strip(),
    ]
    text = "\n".join(lines).replace("its text lies beside this file as LICENSE", "its text stands above")
    out.write_text(text + "\n", encoding="utf-8")


def _without_system(others: str) -> str:
    """Leave out the works that Debian's own packages bring, which this package only depends on."""
    gone = r"(?!libpython|libmpdec)\S+ \S+ \(Debian\)"
    listed = re.sub(rf"^  {gone}: .*\n", "", others, flags=re.MULTILINE)
    return re.sub(rf"^=+\n{gone}\nTerms: .*\n=+\n(?:(?!=====).*\n)*", "", listed, flags=re.MULTILINE)


def _with_common_licences(text: str) -> str:
    for name, (begins, ends) in _COMMON.items():
        place = f"On Debian systems this text is /usr/share/common-licenses/{name}"
        text = re.sub(rf"[ \t]*{begins}.*?{ends}", place, text, flags=re.DOTALL)
    return text


def take_licences_out(home: Path) -> None:
    """Remove licence files from the program's folder: their texts are all in the copyright file."""
    for path in (home / "LICENCES.txt", home / "_internal/LICENSE"):
        path.unlink(missing_ok=True)
    for folder in sorted(home.glob("_internal/*.dist-info/licenses")):
        shutil.rmtree(folder)


def day(epoch: int) -> str:
    """Return the day of a second since 1970, in UTC."""
    return datetime.fromtimestamp(epoch, UTC).date().isoformat()


def write_changelog(
    out: Path, changes: str, *, package: str, version: str, maintainer: str, epoch: int
) -> None:
    """Write CHANGELOG.md in Debian's form; a version that it does not name gets an entry of its own above."""
    written = re.findall(r"^## (\d\S*)$", changes, flags=re.MULTILINE)
    at = format_datetime(datetime.fromtimestamp(epoch, UTC))
    lines: list[str] = []
    if version not in written:
        lines += _entry(package, version, ["  * A build between two versions."], maintainer, at)
    for each in written:
        part = changes.partition(f"## {each}\n")[2].partition("\n## ")[0]
        lines += _entry(package, each, list(_told(part)), maintainer, at)
    out.write_bytes(gzip.compress("\n".join(lines).encode(), 9, mtime=0))


def _entry(package: str, version: str, told: list[str], maintainer: str, at: str) -> list[str]:
    return [f"{package} ({version}) unstable; urgency=medium", "", *told, "", f" -- {maintainer}  {at}", ""]


def _told(part: str) -> Iterator[str]:
    """Yield the lines of one version: its headings in brackets, its points with a star."""
    for block in re.split(r"\n(?=- |\*\*)|\n\n", part.strip()):
        words = " ".join(block.split())
        if words.startswith("**"):
            yield f"  [ {words.strip('*')} ]"
        elif words:
            yield from textwrap.wrap(
                words.removeprefix("- "), _WIDTH, initial_indent="  * ", subsequent_indent="    "
            )
