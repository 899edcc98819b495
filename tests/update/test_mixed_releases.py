"""Signed files of two releases mixed, handed out again, kept for ever, or signed by another key are not taken.

Every file here was really signed by the release maker's program; only who hands them out is not honest. Each is refused
with its sentence, nothing is laid ready, and the honest source is taken afterwards as if nothing had been.
"""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kacdesk.core.errors import Refused
from kacdesk.update.places import staged
from kacdesk.update.source import Shelf, source_of
from kacdesk.update.staging import fetch
from tests.update.made_versions import NEW, NEWER, Machine, write_program
from tests.update.signed_source import SignedSource

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="the made-up versions are scripts that POSIX starts"
)

NOT_IN_ORDER = "nevar uzticēties: paraksti, datnes vai to kārta neatbilst"
TOO_OLD = "novecojušas: to paraksta termiņš ir beidzies"


@dataclass(frozen=True)
class Releases:
    """A source as it stood after each of two releases, its keys, and the same of a stranger."""

    first: Path
    second: Path
    stranger: Path
    keys: Path
    root: bytes


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Releases:
    """Make two releases, and a stranger's release of the same number."""
    home = tmp_path_factory.mktemp("releases")
    made = SignedSource(home / "source", home / "keys")
    made.act("init")
    made.add(write_program(home / "made", NEW))
    shutil.copytree(home / "source", home / "first")
    newer = write_program(home / "newer", NEWER)
    made.add(newer)
    stranger = SignedSource(home / "strange", home / "strange-keys")
    stranger.act("init")
    stranger.act("refresh")
    stranger.add(newer)
    root = (home / "source/metadata/1.root.json").read_bytes()
    return Releases(home / "first", home / "source", home / "strange", home / "keys", root)


@pytest.fixture
def handed_out(computer: Machine, releases: Releases, tmp_path: Path) -> SignedSource:
    """Return the second release as a server hands it out, to be changed by who has the server."""
    (computer.state / "root.json").write_bytes(releases.root)
    return SignedSource(Path(shutil.copytree(releases.second, tmp_path / "source")), releases.keys)


def newest(folder: Path, scratch: Path) -> str:
    """Return the newest version that a source is seen to have."""
    found = Shelf(source_of(str(folder))).newest(scratch)
    assert found is not None
    return found.version


def lists_of_the_first(source: SignedSource, releases: Releases) -> None:
    """Snapshot of the second release, targets of the first under the second's name."""
    metadata = source.folder / "metadata"
    (metadata / "3.targets.json").write_bytes((releases.first / "metadata/2.targets.json").read_bytes())


def snapshot_of_the_first(source: SignedSource, releases: Releases) -> None:
    """Timestamp of the second release, snapshot of the first under the second's name."""
    metadata = source.folder / "metadata"
    (metadata / "3.snapshot.json").write_bytes((releases.first / "metadata/2.snapshot.json").read_bytes())


def index_of_the_first(source: SignedSource, releases: Releases) -> None:
    """Everything of the second release, but what says which version is the newest is the first's."""
    (before,) = (releases.first / "targets/stable").iterdir()
    for path in (source.folder / "targets/stable").iterdir():
        path.write_bytes(before.read_bytes())


def archive_of_the_first(source: SignedSource, releases: Releases) -> None:
    """Everything of the second release, but the packed program is the first's."""
    (before,) = (releases.first / "targets").rglob("*.tar.zst")
    for path in (source.folder / "targets").rglob("*.tar.zst"):
        path.write_bytes(before.read_bytes())


def archive_with_more(source: SignedSource, releases: Releases) -> None:
    """Everything of the second release, and something behind the packed program."""
    for path in (source.folder / "targets").rglob("*.tar.zst"):
        path.write_bytes(path.read_bytes() + b"more")


def lists_by_the_key_of_the_server(source: SignedSource, releases: Releases) -> None:
    """The list of versions, signed by who has only the key for snapshot and timestamp."""
    source.sign("3.targets.json", by="online")


def timestamp_by_the_key_of_the_lists(source: SignedSource, releases: Releases) -> None:
    """The timestamp, signed by a key that is known, but for something else."""
    source.sign("timestamp.json", by="targets")


def timestamp_by_nobody(source: SignedSource, releases: Releases) -> None:
    """The timestamp without a signature."""
    source.sign("timestamp.json", by=None)


def all_by_a_stranger(source: SignedSource, releases: Releases) -> None:
    """Everything but the beginning of trust, by one who has the server and other keys."""
    for folder in ("metadata", "targets"):
        shutil.rmtree(source.folder / folder)
        shutil.copytree(releases.stranger / folder, source.folder / folder)
    (source.folder / "metadata/1.root.json").write_bytes(releases.root)


def targets_by_a_stranger(source: SignedSource, releases: Releases) -> None:
    """Snapshot and timestamp are ours; the list of versions, of the same number, is a stranger's."""
    strange = max((releases.stranger / "metadata").glob("*.targets.json"))
    (source.folder / "metadata/3.targets.json").write_bytes(strange.read_bytes())


@pytest.mark.parametrize(
    "mix",
    [
        lists_of_the_first,
        snapshot_of_the_first,
        index_of_the_first,
        archive_of_the_first,
        archive_with_more,
        lists_by_the_key_of_the_server,
        timestamp_by_the_key_of_the_lists,
        timestamp_by_nobody,
        all_by_a_stranger,
        targets_by_a_stranger,
    ],
)
def test_what_was_not_signed_together_is_refused_and_the_honest_source_is_taken_after_it(
    handed_out: SignedSource,
    releases: Releases,
    tmp_path: Path,
    mix: Callable[[SignedSource, Releases], None],
) -> None:
    mix(handed_out, releases)
    with pytest.raises(Refused, match=NOT_IN_ORDER) as refused:
        fetch(source_of(str(handed_out.folder)))
    assert refused.value.effect == "Nekas nav uzstādīts; darbojas līdzšinējā versija."
    assert staged() == {}
    assert newest(releases.second, tmp_path) == NEWER


@pytest.mark.parametrize("names", [("timestamp.json",), ()], ids=["its timestamp", "all of it"])
def test_a_state_older_than_one_that_was_seen_is_refused(
    handed_out: SignedSource, releases: Releases, tmp_path: Path, names: tuple[str, ...]
) -> None:
    """Somebody hands out the first release again, whose fault may be known by now."""
    assert newest(releases.second, tmp_path) == NEWER
    metadata = handed_out.folder / "metadata"
    if names:
        for name in names:
            (metadata / name).write_bytes((releases.first / "metadata" / name).read_bytes())
    else:
        shutil.rmtree(metadata)
        shutil.copytree(releases.first / "metadata", metadata)
    with pytest.raises(Refused, match=NOT_IN_ORDER):
        fetch(source_of(str(handed_out.folder)))
    assert staged() == {}
    assert newest(releases.second, tmp_path) == NEWER


@pytest.mark.parametrize(
    ("name", "key"),
    [("timestamp.json", "online"), ("3.snapshot.json", "online"), ("3.targets.json", "targets")],
)
def test_a_state_that_is_handed_out_for_ever_is_refused_when_a_signature_has_ended(
    handed_out: SignedSource, releases: Releases, tmp_path: Path, name: str, key: str
) -> None:
    """Whoever keeps the newest away from a computer can do it only until the time that was signed is over."""
    handed_out.sign(name, by=key, ended=True)
    with pytest.raises(Refused, match=TOO_OLD) as refused:
        fetch(source_of(str(handed_out.folder)))
    assert "pulksteni" in refused.value.remedy
    assert staged() == {}
    assert newest(releases.second, tmp_path) == NEWER
