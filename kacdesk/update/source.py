"""This file is the place where signed versions are read from an address, a folder or a stick, all in the same way.

What is trusted is decided by signatures alone (TUF): an address, a share or a stick may be in anybody's hands.
"""

import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import msgspec
import urllib3
from tuf.api.exceptions import (
    DownloadError,
    DownloadHTTPError,
    DownloadLengthMismatchError,
    ExpiredMetadataError,
    RepositoryError,
)
from tuf.ngclient.config import UpdaterConfig
from tuf.ngclient.fetcher import FetcherInterface
from tuf.ngclient.updater import Updater
from urllib3.exceptions import HTTPError

import kacdesk
from kacdesk.core import policy
from kacdesk.core.errors import DeskError, Refused, Unavailable, Usage
from kacdesk.core.resources import resource
from kacdesk.core.text import t
from kacdesk.sync.transport import STALLED_S
from kacdesk.sync.trust import LOOPBACK, BadSetting, Trust, open_pool, read_authority
from kacdesk.update.places import VERSION, state_folder
from kacdesk.vault.faults import translated

CHANNEL = "stable"
_METADATA, _TARGETS = "metadata", "targets"
_PART_BYTES = 64 * 1024
_LARGEST_INDEX_BYTES = 16 * 1024
_LARGEST_ROOT_BYTES = 512_000


class Release(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the newest version of a channel is: where its archive lies and what comes out of it."""

    version: str
    archive: str
    files: int
    unpacked_bytes: int


@dataclass(frozen=True)
class Source:
    """Where versions come from: an https address, or the address of a folder · `channel` which line of versions."""

    address: str
    channel: str = CHANNEL
    trust: Trust = field(default_factory=Trust)

    @property
    def is_folder(self) -> bool:
        """Say whether it is a folder and needs no line."""
        return self.address.startswith("file:")


def source_of(given: str | None, ca_file: Path | None = None) -> Source:
    """Return the source that was given, else the one that IT has set; Usage when there is none or it is not safe."""
    set_by_it = policy.in_force()
    named = given or set_by_it.update_source
    if not named:
        raise Usage(
            t("Nav norādīts, no kurienes ņemt jaunas versijas."),
            effect=t("Nekas nav mainīts."),
            remedy=t(
                "Norādiet adresi vai mapi: “kacdesk update fetch --source MAPE”, vai noteikumos update_source."
            ),
        )
    channel = set_by_it.update_channel or CHANNEL
    parts = urlsplit(named)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        authority = ca_file or set_by_it.ca_file
        return Source(named.rstrip("/"), channel, Trust(read_authority(authority)) if authority else Trust())
    folder = Path(named).expanduser().absolute()
    if not (folder / _METADATA).is_dir():
        raise Usage(
            t("Mapē “{name}” nav jaunu versiju.", name=folder.name),
            effect=t("Nekas nav mainīts."),
            remedy=t("Norādiet mapi, kurā ir mapes “metadata” un “targets”, vai https adresi."),
        )
    return Source(folder.as_uri(), channel)


def platform_name() -> str:
    """Return for what kind of computer a version is built, such as `linux-x86_64`."""
    machine = platform.machine().lower()
    return f"{'windows' if sys.platform == 'win32' else sys.platform}-{_MACHINES.get(machine, machine)}"


_MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}


class Shelf:
    """The signed versions at a source, as this computer sees them now. Every call may raise a DeskError."""

    def __init__(self, source: Source) -> None:
        home = state_folder() / _METADATA
        fetcher = _FolderFetcher() if source.is_folder else _LineFetcher(source)
        self._source = source
        with _said():
            home.mkdir(parents=True, exist_ok=True)
            self._updater = Updater(
                metadata_dir=str(home),
                metadata_base_url=f"{source.address}/{_METADATA}",
                target_base_url=f"{source.address}/{_TARGETS}",
                fetcher=fetcher,
                config=UpdaterConfig(targets_max_length=1_000_000, snapshot_max_length=200_000),
                bootstrap=_trusted_root(),
            )

    def newest(self, scratch: Path) -> Release | None:
        """Return the newest version of the channel for this kind of computer, None when there is none."""
        with _said():
            self._updater.refresh()
            index = self._updater.get_targetinfo(f"{self._source.channel}/{platform_name()}.json")
            if index is None or index.length > _LARGEST_INDEX_BYTES:
                return None
            raw = Path(self._updater.download_target(index, str(scratch / "index.json"))).read_bytes()
        try:
            release = msgspec.json.decode(raw, type=Release)
        except msgspec.DecodeError as error:
            raise _not_in_order() from error
        if not VERSION.fullmatch(release.version):
            raise _not_in_order()
        return release

    def download(self, release: Release, into: Path) -> None:
        """Bring the archive of a version and hold it against its signature."""
        with _said():
            target = self._updater.get_targetinfo(release.archive)
            if target is None:
                raise _not_in_order()
            self._updater.download_target(target, str(into))


def _trusted_root() -> bytes:
    """Return whose signatures are trusted in the beginning: IT's own file, else the one that came with the program."""
    for path in (state_folder() / "root.json", resource("update/root.json")):
        if path.is_file():
            return path.read_bytes()[:_LARGEST_ROOT_BYTES]
    raise Refused(
        t("Šai programmai nav zināms, kā parakstītām versijām uzticēties."),
        effect=t("Nekas nav mainīts."),
        remedy=t("Uzstādiet jaunās versijas pakotni paši vai lūdziet datni root.json tās izdevējam."),
    )


class _FolderFetcher(FetcherInterface):
    """Reads from a folder."""

    def _fetch(self, url: str) -> Iterator[bytes]:
        parts = urlsplit(url)
        path = Path(url2pathname(f"//{parts.netloc}{parts.path}" if parts.netloc else parts.path))
        if not path.is_file():
            raise DownloadHTTPError("no such file", 404)
        return _parts(path)


def _parts(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while part := stream.read(_PART_BYTES):
            yield part


class _LineFetcher(FetcherInterface):
    """Reads over HTTPS, by the desk's own way: its proxy, its certificate authority."""

    def __init__(self, source: Source) -> None:
        try:
            self._pool = open_pool(source.address, source.trust, stalled_s=STALLED_S)
        except BadSetting as error:
            raise _no_line(error.trouble) from error

    def _fetch(self, url: str) -> Iterator[bytes]:
        agent = {"User-Agent": f"kacdesk/{kacdesk.__version__}"}
        answer = self._pool.request("GET", url, headers=agent, preload_content=False, redirect=False)
        if answer.status != HTTPStatus.OK:
            answer.close()
            raise DownloadHTTPError("not found", answer.status)
        return self._stream(answer)

    def _stream(self, answer: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
        try:
            yield from answer.stream(_PART_BYTES)
        except (HTTPError, OSError) as error:
            raise DownloadError(type(error).__name__) from error
        finally:
            answer.close()


@contextmanager
def _said() -> Iterator[None]:
    """Let what the library says of signatures, versions and files leave the block as sentences."""
    try:
        with translated(state_folder()):
            yield
    except ExpiredMetadataError as error:
        raise Refused(
            t("Šeit atrastās jaunās versijas ir novecojušas: to paraksta termiņš ir beidzies."),
            effect=_kept(),
            remedy=t(
                "Sagatavojiet zibatmiņu no jauna vai pārbaudiet datora pulksteni; ja atkārtojas, ziņojiet izdevējam."
            ),
        ) from error
    except (RepositoryError, DownloadLengthMismatchError) as error:
        raise _not_in_order() from error
    except DownloadError as error:
        raise _no_line(type(error).__name__) from error


def _kept() -> str:
    return t("Nekas nav uzstādīts; darbojas līdzšinējā versija.")


def _not_in_order() -> Refused:
    return Refused(
        t("Šeit atrastajām versijām nevar uzticēties: paraksti, datnes vai to kārta neatbilst."),
        effect=_kept(),
        remedy=t("Nemēģiniet to apiet; paziņojiet IT un programmas izdevējam, no kurienes šīs datnes nāk."),
    )


def _no_line(trouble: str) -> DeskError:
    return Unavailable(
        t("Jaunās versijas neizdevās nolasīt ({trouble}).", trouble=trouble),
        effect=_kept(),
        remedy=t(
            "Pārbaudiet adresi, līniju un starpniekserveri vai lietojiet mapi vai zibatmiņu (--source)."
        ),
    )
