"""This file is the place where IT gets the hashes by which it may allow the program: `hash_list.py FOLDER [FILE…]`.

One line of CSV for each program and library of the frozen folder, and for each further file that is installed beside
them: its path below the installed folder, its SHA-256, its size in bytes. Rules for AppLocker or an antivirus can be
made of it where the files bear no signature.
"""

import csv
import hashlib
import sys
from pathlib import Path

RUN_BY_WINDOWS = frozenset({".exe", ".dll", ".pyd"})


def rows(folder: Path, beside: list[Path]) -> list[tuple[str, str, int]]:
    """Return path, SHA-256 and size of everything that Windows loads as code, ordered by path."""
    code = [
        (path.relative_to(folder), path)
        for path in folder.rglob("*")
        if path.suffix.lower() in RUN_BY_WINDOWS
    ]
    code += [(Path(path.name), path) for path in beside]
    return [
        (str(name).replace("/", "\\"), hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size)
        for name, path in sorted(code)
    ]


def main(folder: Path, beside: list[Path]) -> None:
    """Write the list to standard output."""
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("path", "sha256", "bytes"))
    out.writerows(rows(folder, beside))


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
