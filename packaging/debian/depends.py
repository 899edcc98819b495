"""This file is the place where it is found out which packages of the system a frozen program needs: by looking.

Every library and program of the folder is read for what it links to. What lies in the folder itself is taken from
there, as it is when it runs; the rest is traced to Debian's packages with the versions that their symbols ask for.
"""

import re
import subprocess
import tempfile
from pathlib import Path

_ELF = b"\x7fELF"


def found_by_scan(folder: Path) -> list[str]:
    """Return the packages, as they stand in `Depends`; raises SystemExit for a library that nobody has.

    The folder lies in a package's tree that has its DEBIAN folder: by that $ORIGIN is understood.
    """
    files = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink() and _is_elf(path)
    ]
    private = sorted({path.parent for path in files if ".so" in path.name})
    with tempfile.TemporaryDirectory(prefix="kacdesk-depends-") as scratch:
        source = Path(scratch) / "debian"
        source.mkdir()
        (source / "control").write_text("Source: kacdesk\n\nPackage: kacdesk\nArchitecture: any\n")
        done = subprocess.run(
            ["dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0",
             *(f"-l{each}" for each in private), *(f"-e{path}" for path in files)],
            cwd=scratch, capture_output=True, text=True, check=False,
        )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"dpkg-shlibdeps: {done.stderr.strip()[-2000:]}")
    told = re.search(r"shlibs:Depends=(.*)", done.stdout)
    return [each.strip() for each in told[1].split(",")] if told else []


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_ELF)) == _ELF
