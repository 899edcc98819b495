"""This file is the place where tests sign versions with the program that signs real ones."""

import runpy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.serialization import load_pem_private_key
from securesystemslib.signer import CryptoSigner  # type: ignore[attr-defined]  # its __init__ names no __all__
from tuf.api.metadata import Metadata

from kacdesk.update.source import platform_name
from tests.update.made_versions import ROOT

_MAKER = runpy.run_path(str(ROOT / "packaging/update/repository.py"))
"""The release maker's program, as it is run by hand."""


@dataclass(frozen=True)
class SignedSource:
    """A folder as a server hands it out, and the keys that it is signed with."""

    folder: Path
    keys: Path

    def act(self, act: str, *words: str) -> None:
        """Run the release maker's program."""
        _MAKER["main"]([act, "--keys", str(self.keys), "--folder", str(self.folder), *words])

    def add(self, program: Path, *words: str) -> None:
        """Sign the folder of a program as the newest version for this kind of computer."""
        self.act(
            "add", "--program", str(program.parent), "--platform", platform_name(), "--level", "1", *words
        )

    def sign(self, name: str, *, by: str | None, ended: bool = False) -> None:
        """Sign one file of the metadata anew by one key, or by none; `ended` lets its time be over since yesterday."""
        path = self.folder / "metadata" / name
        held = Metadata.from_bytes(path.read_bytes())
        if ended:
            held.signed.expires = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
        held.signatures.clear()
        if by is not None:
            held.sign(
                CryptoSigner(load_pem_private_key((self.keys / f"{by}.pem").read_bytes(), password=None))
            )
        path.write_bytes(held.to_bytes())

    def archive(self) -> Path:
        """Return the packed version that was signed last."""
        return max((self.folder / "targets").rglob("*.tar.zst"), key=lambda path: path.stat().st_mtime_ns)
