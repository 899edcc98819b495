"""This file is the place where the Debian packages are put together from the frozen folders: `./kac deb`.

    python packaging/debian/build.py [--dist dist] [--out dist] [--version V] [--maintainer "NAME <ADDRESS>"]

Two runs over the same folders give the same bytes: times are those of the last commit (or SOURCE_DATE_EPOCH), owners
root, names sorted.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import depends
import man_pages
import papers
from PIL import IcoImagePlugin

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MAINTAINER = "kacdesk maintainers <maintainers@kacdesk.invalid>"
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256)
SCRIPTS = ("preinst", "postinst", "prerm", "postrm")
OWN_LIBRARIES = ("libpython", "libmpdec")
"""Of the system's libraries these stay inside: the Python that the program was built with has no other version."""

_THREADS = "2"
"""A fixed number: how xz cuts its blocks is part of the bytes."""


@dataclass(frozen=True)
class Package:
    """What a package is; `needed` beside what the scan of its libraries finds: why, stands in docs/packaging.md."""

    name: str
    section: str
    needed: tuple[str, ...]
    recommended: tuple[str, ...]
    summary: str
    description: str


PACKAGES = (
    Package(
        "kacdesk",
        "misc",
        ("fontconfig-config", "xkb-data"),
        ("gnome-keyring | keepassxc | kwalletmanager", "libcups2 | libcups2t64", "xdg-desktop-portal"),
        "log of a Latvian state and municipal customer service centre",
        " Visits, phone consultations and documents of a customer service centre, the\n"
        " registers that the regulations ask for, and the monthly report as a PDF.\n"
        " .\n"
        " Works without a network: records lie encrypted on the computer and go to a\n"
        " central store (package kacdesk-central) whenever that can be reached.",
    ),
    Package(
        "kacdesk-central",
        "net",
        ("adduser",),
        ("postgresql-client",),
        "central store that kacdesk desks send to",
        " Takes in what the desks of a municipality have written, in PostgreSQL or in\n"
        " one encrypted file, and gives them what others wrote.\n"
        " .\n"
        " An upgrade makes a backup first (of PostgreSQL with pg_dump, from\n"
        " postgresql-client), then brings the tables to its version.",
    ),
)


@dataclass(frozen=True)
class Build:
    """What holds for both packages of a build; `epoch` is the second that every file is dated to."""

    dist: Path
    out: Path
    version: str
    maintainer: str
    epoch: int

    @property
    def architecture(self) -> str:
        """Return Debian's word for this machine."""
        return _said("dpkg", "--print-architecture")


def main() -> None:
    """Build both packages and tell where they are."""
    asking = argparse.ArgumentParser(description="Build the Debian packages from dist/.")
    asking.add_argument("--dist", type=Path, default=ROOT / "dist")
    asking.add_argument("--out", type=Path, default=ROOT / "dist")
    asking.add_argument("--version")
    asking.add_argument("--maintainer", default=os.environ.get("KACDESK_MAINTAINER", MAINTAINER))
    asked = asking.parse_args()
    version = asked.version or (asked.dist / "kacdesk" / "VERSION").read_text(encoding="utf-8").strip()
    build = Build(asked.dist.resolve(), asked.out.resolve(), version, asked.maintainer, _epoch())
    build.out.mkdir(parents=True, exist_ok=True)
    for package in PACKAGES:
        path = _built(package, build)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        sys.stdout.write(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB, sha256 {digest}\n")


def _epoch() -> int:
    """Return the second that all is dated to: SOURCE_DATE_EPOCH, else the last commit's, else the changelog's."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    if (ROOT / ".git").exists():
        return int(_said("git", "-C", str(ROOT), "log", "-1", "--format=%ct"))
    return int((ROOT / "CHANGELOG.md").stat().st_mtime)


def _said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _built(package: Package, build: Build) -> Path:
    with tempfile.TemporaryDirectory(prefix="kacdesk-deb-") as scratch:
        tree = Path(scratch) / "tree"
        _lay_program(package, build, tree)
        _lay_papers(package, build, tree)
        if package.name == "kacdesk":
            _lay_desktop(build, tree)
        else:
            _lay_service(tree)
        _lay_control(package, build, tree)
        _settle(tree, build.epoch)
        out = build.out / f"{package.name}_{build.version}_{build.architecture}.deb"
        subprocess.run(
            ["dpkg-deb", "--root-owner-group", "-Zxz", f"--threads-max={_THREADS}", "--build", tree, out],
            env={**os.environ, "SOURCE_DATE_EPOCH": str(build.epoch)},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        return out


def _lay_program(package: Package, build: Build, tree: Path) -> None:
    """Lay the frozen folder below /usr/lib; licences go where Debian looks for them.

    The system's libraries are left out: Debian mends them, with the program as with everything else.
    """
    home = tree / "usr/lib" / package.name
    shutil.copytree(build.dist / package.name, home, symlinks=True)
    for path in sorted((home / "_internal").glob("lib*.so*")):
        if not path.is_symlink() and not path.name.startswith(OWN_LIBRARIES):
            path.unlink()
    papers.take_licences_out(home)
    links = tree / "usr/bin"
    links.mkdir(parents=True)
    (links / package.name).symlink_to(f"../lib/{package.name}/{package.name}")


def _lay_papers(package: Package, build: Build, tree: Path) -> None:
    share = tree / "usr/share"
    man_pages.write_pages(package.name, share, version=build.version, epoch=build.epoch)
    doc = share / "doc" / package.name
    doc.mkdir(parents=True)
    papers.write_copyright(doc / "copyright", ROOT, build.dist / package.name / "LICENCES.txt")
    papers.write_changelog(
        doc / "changelog.gz",
        (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"),
        package=package.name,
        version=build.version,
        maintainer=build.maintainer,
        epoch=build.epoch,
    )
    overrides = share / "lintian/overrides"
    overrides.mkdir(parents=True)
    shutil.copy(HERE / package.name / "lintian-overrides", overrides / package.name)


def _lay_desktop(build: Build, tree: Path) -> None:
    """Lay what makes the desk a program in the menu, with a machine policy to look at."""
    share, own = tree / "usr/share", HERE / "kacdesk"
    for folder in ("applications", "metainfo", "icons/hicolor/scalable/apps"):
        (share / folder).mkdir(parents=True)
    shutil.copy(own / "kacdesk.desktop", share / "applications")
    metainfo = (own / "kacdesk.metainfo.xml").read_text(encoding="utf-8")
    told = metainfo.replace("@VERSION@", build.version).replace("@DAY@", papers.day(build.epoch))
    (share / "metainfo/kacdesk.metainfo.xml").write_text(told, encoding="utf-8")
    shutil.copy(ROOT / "resources/icons/kacdesk.svg", share / "icons/hicolor/scalable/apps")
    for size in ICON_SIZES:
        at_size = share / f"icons/hicolor/{size}x{size}/apps"
        at_size.mkdir(parents=True)
        _write_icon(size, at_size / "kacdesk.png")
    examples = share / "doc/kacdesk/examples"
    examples.mkdir()
    shutil.copy(ROOT / "resources/policy.toml.example", examples / "policy.toml")
    (tree / "etc/kacdesk").mkdir(parents=True)
    (tree / "var/lib/kacdesk").mkdir(parents=True)
    units = tree / "usr/lib/systemd/system"  # IT turns the timer on: docs/updates.md
    units.mkdir(parents=True)
    for unit in ("kacdesk-update.service", "kacdesk-update.timer"):
        shutil.copy(ROOT / "packaging/update" / unit, units)


def _write_icon(size: int, out: Path) -> None:
    """Write the picture of a size: as it was drawn for Windows, or the largest one made smaller."""
    with IcoImagePlugin.IcoImageFile(ROOT / "resources/icons/kacdesk.ico") as icon:
        drawn = icon.ico.getimage((size, size)).convert("RGBA")
    drawn.resize((size, size)).save(out, optimize=True)


def _lay_service(tree: Path) -> None:
    own = HERE / "kacdesk-central"
    for folder in ("usr/lib/systemd/system", "etc/kacdesk", "usr/sbin", "usr/share/kacdesk-central"):
        (tree / folder).mkdir(parents=True)
    shutil.copy(ROOT / "resources/central/kacdesk-central.service", tree / "usr/lib/systemd/system")
    # No conffile: whoever owns the store has to write into it, and dpkg would ask at every upgrade that changes ours.
    shutil.copy(own / "central.env", tree / "usr/share/kacdesk-central")
    shutil.copy(own / "kacdesk-central-admin", tree / "usr/sbin")
    man_pages.write_service_page(tree / "usr/share", own / "kacdesk-central-admin.8")


def _lay_control(package: Package, build: Build, tree: Path) -> None:
    """Write the control file with the dependencies that a scan of every library found, and the scripts."""
    size_kib = -(-sum(path.lstat().st_size for path in tree.rglob("*") if path.is_file()) // 1024)
    control = tree / "DEBIAN"
    control.mkdir()
    found = depends.found_by_scan(tree / "usr/lib" / package.name)
    fields = {
        "Package": package.name,
        "Version": build.version,
        "Architecture": build.architecture,
        "Maintainer": build.maintainer,
        "Installed-Size": str(size_kib),
        "Depends": ", ".join(sorted({*found, *package.needed})),
        "Recommends": ", ".join(package.recommended),
        "Section": package.section,
        "Priority": "optional",
        "Description": f"{package.summary}\n{package.description}",
    }
    lines = "".join(f"{name}: {value}\n" for name, value in fields.items())
    (control / "control").write_text(lines, encoding="utf-8")
    for script in SCRIPTS:
        if (HERE / package.name / script).exists():
            shutil.copy(HERE / package.name / script, control)
            (control / script).chmod(0o755)
    sums = "".join(
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  {path.relative_to(tree)}\n"
        for path in sorted(tree.rglob("*"))
        if path.is_file() and not path.is_symlink() and control not in path.parents
    )
    (control / "md5sums").write_text(sums, encoding="utf-8")


def _settle(tree: Path, epoch: int) -> None:
    """Give every file the rights of an installed one and the same time; only programs may be run."""
    programs = {
        *tree.glob("usr/lib/*/kacdesk"), *tree.glob("usr/lib/*/kacdesk-central"), *tree.glob("usr/sbin/*"),
        *(tree / "DEBIAN" / name for name in SCRIPTS),
    }  # fmt: skip
    for path in [tree, *tree.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path in programs else 0o644)
        os.utime(path, (epoch, epoch), follow_symlinks=False)


if __name__ == "__main__":
    main()
