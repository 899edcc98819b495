"""A version is fetched only as it was signed, unpacked only into its own folder, and lies ready only when it starts."""

import io
import json
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from kacdesk.core.errors import DeskError, Refused, Unavailable, Usage
from kacdesk.update.archive import BadArchive, unpack
from kacdesk.update.places import staged
from kacdesk.update.ready import refusals
from kacdesk.update.source import Source, source_of
from kacdesk.update.staging import STEPS, fetch
from tests.helpers.thread_server import served
from tests.update.made_versions import NEW, NEWER, Machine, write_program
from tests.update.signed_source import SignedSource

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="the made-up versions are scripts that POSIX starts"
)


def from_folder(source: SignedSource) -> Source:
    """Return the source as a stick brings it."""
    return source_of(str(source.folder))


def test_a_version_on_a_stick_is_laid_ready_and_fetched_once(
    computer: Machine, source: SignedSource, tmp_path: Path
) -> None:
    source.add(write_program(tmp_path / "made", NEW))
    told: list[str] = []
    assert fetch(from_folder(source), tell=told.append) == NEW
    assert told == list(STEPS)
    assert list(staged()) == [NEW]
    assert computer.run("--version", program=computer.program(NEW)).stdout.strip() == f"kacdesk {NEW}"
    assert fetch(from_folder(source)) is None
    names = {path.name for path in (computer.state / "versions").iterdir()}
    assert names == {NEW, "update.lock"}


def test_a_version_comes_over_the_line(computer: Machine, source: SignedSource, tmp_path: Path) -> None:
    source.add(write_program(tmp_path / "made", NEW))
    pages = Starlette(routes=[Mount("/", StaticFiles(directory=source.folder))])
    with served(pages) as server:
        url = server.url
        assert fetch(source_of(url)) == NEW
        source.archive().unlink()
        source.add(write_program(tmp_path / "newer", NEWER))
        source.archive().unlink()
        with pytest.raises(Unavailable, match="neizdevās nolasīt"):
            fetch(source_of(url))
    with pytest.raises(Unavailable, match="neizdevās nolasīt"):
        fetch(source_of(url))
    assert list(staged()) == [NEW]


@pytest.mark.parametrize("step", STEPS)
def test_a_fetch_killed_at_a_step_leaves_nothing_and_the_next_one_ends_it(
    computer: Machine, source: SignedSource, tmp_path: Path, step: str
) -> None:
    source.add(write_program(tmp_path / "made", NEW))
    words = ("update", "fetch", "--source", str(source.folder), "--json")
    assert computer.kill_at(step, *words)[-1] == step
    ended = list(staged()) == [NEW]  # the last step is one rename, which may have been made
    assert ended is False or step == "stage"
    assert fetch(from_folder(source)) == (None if ended else NEW)
    assert list(staged()) == [NEW]
    assert not list((computer.state / "versions").glob("*.partial"))


def changed_archive(source: SignedSource) -> None:
    """Turn one byte of the packed version."""
    raw = bytearray(source.archive().read_bytes())
    raw[len(raw) // 2] ^= 1
    source.archive().write_bytes(bytes(raw))


def changed_list(source: SignedSource) -> None:
    """Let the list of files name another version's file."""
    path = max((source.folder / "metadata").glob("*.targets.json"))
    path.write_bytes(path.read_bytes().replace(b'"length":', b'"length": 1'))


@pytest.mark.parametrize("harm", [changed_archive, changed_list])
def test_what_is_not_as_it_was_signed_is_not_taken(
    computer: Machine, source: SignedSource, tmp_path: Path, harm: Callable[[SignedSource], None]
) -> None:
    source.add(write_program(tmp_path / "made", NEW))
    harm(source)
    with pytest.raises(Refused, match="nevar uzticēties") as refused:
        fetch(from_folder(source))
    assert refused.value.effect == "Nekas nav uzstādīts; darbojas līdzšinējā versija."
    assert staged() == {}


def test_a_source_that_nobody_signed_for_long_is_refused(
    computer: Machine, source: SignedSource, tmp_path: Path
) -> None:
    source.add(write_program(tmp_path / "made", NEW))
    source.act("refresh", "--days", "-1")
    with pytest.raises(Refused, match="novecojušas"):
        fetch(from_folder(source))
    source.act("refresh")
    assert fetch(from_folder(source)) == NEW


def test_new_keys_are_trusted_because_the_old_ones_say_so(
    computer: Machine, source: SignedSource, tmp_path: Path
) -> None:
    source.add(write_program(tmp_path / "made", NEW))
    source.act("root")
    source.act("root", "--new-keys", str(tmp_path / "new-keys"))
    source.act("refresh")  # by who has only the old keys
    with pytest.raises(Refused, match="nevar uzticēties"):
        fetch(from_folder(source))
    replaced = SignedSource(source.folder, tmp_path / "new-keys")
    replaced.act("refresh")
    assert fetch(from_folder(source)) == NEW


def test_without_a_known_beginning_nothing_is_trusted(computer: Machine, source: SignedSource) -> None:
    (computer.state / "root.json").unlink()
    with pytest.raises(Refused, match="nav zināms"):
        fetch(from_folder(source))


def test_a_version_that_does_not_start_here_is_not_laid_ready_and_not_fetched_again(
    computer: Machine, source: SignedSource, tmp_path: Path
) -> None:
    source.add(write_program(tmp_path / "made", NEW, self_check=5))
    with pytest.raises(Refused, match=r"pašpārbaude neizdevās \(exit 5\)"):
        fetch(from_folder(source))
    assert staged() == {}
    assert list(refusals()) == [NEW]
    assert fetch(from_folder(source)) is None
    told = computer.run("update", "--json")
    assert told.returncode == 1
    assert json.loads(told.stdout)["bad"] == {NEW: "Tās pašpārbaude šajā datorā neizdevās."}


@pytest.mark.parametrize("address", ["http://kac.example.lv/kacdesk", "mape-kuras-nav"])
def test_a_source_that_is_none_is_told(address: str) -> None:
    with pytest.raises(Usage):
        source_of(address)


def packed(folder: Path, *entries: tuple[str, dict[str, object]]) -> Path:
    """Pack entries with odd attributes; each is a small file unless they say otherwise."""
    archive = folder / "odd.tar.zst"
    with (
        archive.open("wb") as raw,
        zstandard.ZstdCompressor().stream_writer(raw) as out,
        tarfile.open(fileobj=out, mode="w|") as made,
    ):
        for name, attributes in entries:
            entry = tarfile.TarInfo(name)
            entry.size = 3
            for attribute, value in attributes.items():
                setattr(entry, attribute, value)
            made.addfile(entry, io.BytesIO(b"x" * entry.size) if entry.isreg() else None)
    return archive


LINK = {"type": tarfile.SYMTYPE, "size": 0}


@pytest.mark.parametrize(
    "entries",
    [
        (("../outside", {}),),
        (("/tmp/outside", {}),),  # noqa: S108 -- a name in an archive
        (("a/../../outside", {}),),
        (("a\\..\\outside", {}),),
        (("C:outside", {}),),
        (("link", LINK | {"linkname": "../outside"}),),
        (("link", LINK | {"linkname": "/etc/passwd"}),),
        (("a", LINK | {"linkname": "b/.."}), ("a/x", {})),
        (("d/up", LINK | {"linkname": ".."}), ("d/out", LINK | {"linkname": "up/../../outside"})),
        (("hard", {"type": tarfile.LNKTYPE, "linkname": "/etc/passwd", "size": 0}),),
        (("device", {"type": tarfile.CHRTYPE, "size": 0}),),
        (("same", {}), ("SAME", {})),
        (("large", {"size": 2000}),),
        tuple((f"file{place}", {}) for place in range(9)),
    ],
)
def test_an_archive_that_would_write_elsewhere_or_too_much_is_refused(
    tmp_path: Path, entries: tuple[tuple[str, dict[str, object]], ...]
) -> None:
    (tmp_path / "home").mkdir()
    archive = packed(tmp_path, *entries)
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises((BadArchive, DeskError)):
        unpack(archive, tmp_path / "home" / "tree", most_bytes=1000, most_files=8)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_files_folders_and_links_inside_come_out_as_they_were(tmp_path: Path) -> None:
    archive = packed(
        tmp_path,
        ("d", {"type": tarfile.DIRTYPE, "size": 0}),
        ("d/program", {"mode": 0o4777}),
        ("d/words", {"mode": 0o666}),
        ("again", LINK | {"linkname": "d/words"}),
    )
    assert unpack(archive, tmp_path / "tree") == 4
    assert (tmp_path / "tree/again").read_text() == "xxx"
    modes = {name: (tmp_path / "tree/d" / name).stat().st_mode & 0o7777 for name in ("program", "words")}
    assert modes == {"program": 0o755, "words": 0o644}
