"""This file is the place where whoever makes releases signs them into a folder that desks update from (TUF).

    .venv/bin/python packaging/update/repository.py init    --keys KEYS --folder REPO
    .venv/bin/python packaging/update/repository.py add     --keys KEYS --folder REPO \\
        --program dist/kacdesk --platform linux-x86_64
    .venv/bin/python packaging/update/repository.py refresh --keys KEYS --folder REPO
    .venv/bin/python packaging/update/repository.py root    --keys KEYS --folder REPO [--new-keys KEYS2]

REPO is what a web server hands out, or what is copied to a stick; REPO/metadata/1.root.json goes into
resources/update/root.json of the program. KEYS never lies in the repository: `root` and `targets` belong on a stick in
a safe, `online` (snapshot and timestamp) where `refresh` runs. docs/updates.md tells the whole of it.
"""

import argparse
import io
import json
import os
import re
import sys
import tarfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import zstandard
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from securesystemslib.signer import CryptoSigner  # type: ignore[attr-defined]  # its __init__ names no __all__
from tuf.api.metadata import (  # type: ignore[attr-defined]  # the same
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

ROLES = {"root": ("root",), "targets": ("targets",), "online": ("snapshot", "timestamp")}
DAYS = {"root": 3 * 365, "targets": 365, "snapshot": 60, "timestamp": 60}
"""How long each signature holds. A stick that lay in a drawer for longer than two months is refused by desks."""

_LEVEL = 19
Signed = Metadata[Root] | Metadata[Targets] | Metadata[Snapshot] | Metadata[Timestamp]


def main(words: Sequence[str] | None = None) -> int:
    """Carry out one command line."""
    asked = _parser().parse_args(words)
    asked.run(asked)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description="Sign versions of kacdesk into a folder that desks update from."
    )
    acts = parser.add_subparsers(required=True, metavar="ACT")
    for name, run in (("init", init), ("add", add), ("refresh", refresh), ("root", renew_root)):
        act = acts.add_parser(name, help=(run.__doc__ or "").splitlines()[0])
        act.add_argument("--keys", type=Path, required=True)
        act.add_argument("--folder", type=Path, required=True)
        act.add_argument(
            "--days", type=int, help="how long the new signatures hold, instead of the usual time"
        )
        act.set_defaults(run=run)
        if name == "root":
            act.add_argument(
                "--new-keys", type=Path, help="make new keys here, and trust the old ones no longer"
            )
        if name == "add":
            act.add_argument("--program", type=Path, required=True, help="the folder that ./kac freeze made")
            act.add_argument("--platform", required=True, help="such as linux-x86_64 or windows-x86_64")
            act.add_argument("--channel", default="stable")
            act.add_argument("--level", type=int, default=_LEVEL, help="zstandard level")
    return parser


def init(asked: argparse.Namespace) -> None:
    """Make three keys and an empty signed folder; nothing that is there is written over."""
    asked.keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    metadata = asked.folder / "metadata"
    if metadata.exists():
        sys.exit(f"{metadata} is there already")
    metadata.mkdir(parents=True)
    (asked.folder / "targets").mkdir()
    signers = {name: _new_key(asked.keys / f"{name}.pem") for name in ROLES}
    root = Root(expires=_until("root", asked.days), consistent_snapshot=True)
    for name, roles in ROLES.items():
        for role in roles:
            root.add_key(signers[name].public_key, role)
    _write(metadata, Metadata(root), [signers["root"]], "root", version=1)
    _write(
        metadata,
        Metadata(Targets(expires=_until("targets", asked.days))),
        [signers["targets"]],
        "targets",
        version=1,
    )
    _publish(metadata, signers["online"], targets_version=1, days=asked.days)


def add(asked: argparse.Namespace) -> None:
    """Pack one frozen program, sign it, and let it be the newest version of its channel and platform."""
    version = (asked.program / "VERSION").read_text(encoding="utf-8").strip()
    if not re.fullmatch(r"\d+(\.\d+){1,3}", version):
        sys.exit(f"{version!r} is no version")
    metadata, targets = asked.folder / "metadata", asked.folder / "targets"
    name = f"{asked.platform}/kacdesk-{version}.tar.zst"
    packed = targets / "packed.new"
    files, size = _pack(asked.program, packed, asked.level)
    archive = TargetFile.from_file(name, str(packed))
    index_name = f"{asked.channel}/{asked.platform}.json"
    told = {"version": version, "archive": name, "files": files, "unpacked_bytes": size}
    raw = json.dumps(told).encode()
    index = TargetFile.from_data(index_name, raw)
    held = Metadata[Targets].from_bytes(_newest(metadata, "targets").read_bytes())
    held.signed.targets |= {name: archive, index_name: index}
    held.signed.version += 1
    held.signed.expires = _until("targets", asked.days)
    _place(targets, index, raw)
    place = _hashed(targets, archive)
    place.parent.mkdir(parents=True, exist_ok=True)
    packed.replace(place)
    _write(metadata, held, [_key(asked.keys, "targets")], "targets", version=held.signed.version)
    _publish(metadata, _key(asked.keys, "online"), targets_version=held.signed.version, days=asked.days)
    print(f"{version} for {asked.platform}: {files} files, {place.stat().st_size} bytes packed")


def refresh(asked: argparse.Namespace) -> None:
    """Sign snapshot and timestamp anew, so that they hold for longer; run it every month."""
    metadata = asked.folder / "metadata"
    held = Metadata[Targets].from_bytes(_newest(metadata, "targets").read_bytes())
    _publish(metadata, _key(asked.keys, "online"), targets_version=held.signed.version, days=asked.days)


def renew_root(asked: argparse.Namespace) -> None:
    """Sign the beginning of trust anew, before its three years are over, or with new keys in place of the old ones."""
    metadata = asked.folder / "metadata"
    held = Metadata[Root].from_bytes(_newest(metadata, "root").read_bytes())
    held.signed.version += 1
    held.signed.expires = _until("root", asked.days)
    old, fresh = _key(asked.keys, "root"), {}
    if asked.new_keys is not None:
        asked.new_keys.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = {name: _new_key(asked.new_keys / f"{name}.pem") for name in ROLES}
        for name, role in ((name, role) for name, roles in ROLES.items() for role in roles):
            for known in list(held.signed.roles[role].keyids):
                held.signed.revoke_key(known, role)
            held.signed.add_key(fresh[name].public_key, role)
    signers = [old, fresh["root"]] if fresh else [old]  # who trusts the old key learns of the new one by it
    _write(metadata, held, signers, "root", version=held.signed.version)
    if fresh:
        lists = Metadata[Targets].from_bytes(_newest(metadata, "targets").read_bytes())
        lists.signed.version += 1
        _write(metadata, lists, [fresh["targets"]], "targets", version=lists.signed.version)
        _publish(metadata, fresh["online"], targets_version=lists.signed.version, days=asked.days)


def _publish(metadata: Path, signer: CryptoSigner, *, targets_version: int, days: int | None) -> None:
    timestamp = metadata / "timestamp.json"
    before = Metadata[Timestamp].from_bytes(timestamp.read_bytes()).signed if timestamp.exists() else None
    version = before.version + 1 if before is not None else 1
    parts = {"targets.json": MetaFile(version=targets_version)}
    snapshot = Snapshot(version=version, expires=_until("snapshot", days), meta=parts)
    _write(metadata, Metadata(snapshot), [signer], "snapshot", version=version)
    told = Timestamp(
        version=version, expires=_until("timestamp", days), snapshot_meta=MetaFile(version=version)
    )
    _write(metadata, Metadata(told), [signer], "timestamp", version=None)


def _pack(program: Path, into: Path, level: int) -> tuple[int, int]:
    """Pack a folder so that the same folder gives the same bytes; return entries and bytes of its files."""
    count, size = 0, 0
    with (
        into.open("wb") as raw,
        zstandard.ZstdCompressor(level=level).stream_writer(raw) as out,
        tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path in sorted(program.rglob("*")):
            entry = archive.gettarinfo(str(path), arcname=path.relative_to(program).as_posix())
            if not (entry.isfile() or entry.isdir() or entry.issym()):
                if not path.is_file():
                    sys.exit(f"{path} is neither file nor folder nor link")
                entry.type, entry.linkname, entry.size = tarfile.REGTYPE, "", path.stat().st_size
            entry.uid = entry.gid = 0
            entry.uname = entry.gname = ""
            entry.mtime = int(os.environ.get("SOURCE_DATE_EPOCH", "0"))
            count, size = count + 1, size + entry.size
            if entry.isfile():
                with path.open("rb") as stream:
                    archive.addfile(entry, stream)
            else:
                archive.addfile(entry)
    return count, size


def _place(targets: Path, target: TargetFile, raw: bytes) -> None:
    place = _hashed(targets, target)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(raw)


def _hashed(targets: Path, target: TargetFile) -> Path:
    """Return where a file lies: its checksum goes before its name, so that versions never mix on a server."""
    folder, _, name = target.path.rpartition("/")
    return targets / folder / f"{target.hashes['sha256']}.{name}"


def _write(
    metadata: Path, held: Signed, signers: Sequence[CryptoSigner], role: str, *, version: int | None
) -> None:
    held.signatures.clear()
    for signer in signers:
        held.sign(signer, append=True)
    path = metadata / (f"{version}.{role}.json" if version is not None else f"{role}.json")
    new = path.with_suffix(".new")
    new.write_bytes(held.to_bytes())
    new.replace(path)


def _newest(metadata: Path, role: str) -> Path:
    return max(metadata.glob(f"*.{role}.json"), key=lambda path: int(path.name.partition(".")[0]))


def _until(role: str, days: int | None) -> datetime:
    return datetime.now(UTC).replace(microsecond=0) + timedelta(days=DAYS[role] if days is None else days)


def _new_key(path: Path) -> CryptoSigner:
    if path.exists():
        sys.exit(f"{path} is there already")
    signer = CryptoSigner.generate_ed25519()
    with io.FileIO(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(signer.private_bytes)
    return signer


def _key(keys: Path, name: str) -> CryptoSigner:
    key = load_pem_private_key((keys / f"{name}.pem").read_bytes(), password=None)
    return CryptoSigner(key)


if __name__ == "__main__":
    sys.exit(main())
