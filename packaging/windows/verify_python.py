"""This file is the place where a Windows CPython is proved to be the one that the Python Software Foundation signed.

    verify_python.py FOLDER

The package that carries it was put together by somebody else, so nothing of it is taken on trust: each program and
library must bear an Authenticode signature of the Foundation that fits its bytes, each file of `Lib` must stand in the
Foundation's signed catalogue, and each certificate must lead to a root of the system. Exit code 1 names what does not.
"""

import hashlib
import struct
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from asn1crypto import algos, cms, core, parser  # type: ignore[import-not-found]  # only where packages are built
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

SIGNER = "Python Software Foundation"
ROOTS = Path("/etc/ssl/certs/ca-certificates.crt")
CATALOGUE = "DLLs/python_lib.cat"
SIGNED = frozenset({".exe", ".dll", ".pyd"})
KNOWN_OTHERWISE = {
    # The catalogue has it with other line ends; the text is CPython 3.11's, compared with Debian's package.
    "Lib/xml/__init__.py": "8e7bc2b8a9974751e0bf0be8e8fd3c116fb0ed2ff2e372f693a7e3659a46f8dc",
}
_HASHES = {"sha1": hashes.SHA1(), "sha256": hashes.SHA256(), "sha384": hashes.SHA384()}  # noqa: S303 -- as signed
_PE32_PLUS = 0x20B
_HEADER, _CONTENTS = 3, 4
"""Where asn1crypto's parser puts them."""


class Doubt(Exception):
    """A file is not what the Foundation signed; the text says why."""


class _IndirectData(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    """What Authenticode signs: what kind of file it is, and the digest of its bytes."""

    _fields = [("data", core.Any), ("digest", algos.DigestInfo)]  # noqa: RUF012 -- asn1crypto's way


class Chains:
    """Which signing certificates lead to a root of the system; each is asked about once."""

    def __init__(self, roots: Path) -> None:
        self._roots = roots
        self._known: dict[bytes, bool] = {}

    def hold(self, leaf: x509.Certificate, others: list[x509.Certificate]) -> bool:
        """Say whether the chain ends in a root.

        It is judged for the day after the certificate began: the countersignature's time would need lists of revoked
        certificates from outside, and the bytes are pinned by their hash already.
        """
        mark = leaf.fingerprint(hashes.SHA256())
        if mark not in self._known:
            self._known[mark] = self._asked(leaf, others)
        return self._known[mark]

    def _asked(self, leaf: x509.Certificate, others: list[x509.Certificate]) -> bool:
        at = int((leaf.not_valid_before_utc + timedelta(days=1)).timestamp())
        with tempfile.TemporaryDirectory() as scratch:
            one, rest = Path(scratch, "leaf.pem"), Path(scratch, "rest.pem")
            one.write_bytes(leaf.public_bytes(serialization.Encoding.PEM))
            rest.write_bytes(b"".join(other.public_bytes(serialization.Encoding.PEM) for other in others))
            chain = [
                "-CAfile",
                str(self._roots),
                "-untrusted",
                str(rest),
                "-purpose",
                "any",
                "-attime",
                str(at),
            ]
            asked = ["openssl", "verify", *chain, str(one)]
            return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def opened(raw: bytes, chains: Chains) -> bytes:
    """Return the content octets that a PKCS#7 message signs; raise Doubt unless digest, signer and chain are right."""
    content = cms.ContentInfo.load(raw)["content"]
    signer = content["signer_infos"][0]
    algorithm = signer["digest_algorithm"]["algorithm"].native
    body = _content_octets(content["encap_content_info"])
    told = {attribute["type"].native: attribute["values"][0] for attribute in signer["signed_attrs"]}
    if hashlib.new(algorithm, body).digest() != told["message_digest"].native:
        raise Doubt("the signed content was changed")
    certificates = [x509.load_der_x509_certificate(one.dump()) for one in content["certificates"]]
    number = signer["sid"].chosen["serial_number"].native
    leaf = next(one for one in certificates if one.serial_number == number)
    name = leaf.subject.get_attributes_for_oid(x509.NameOID.ORGANIZATION_NAME)[0].value
    if name != SIGNER:
        raise Doubt(f"signed by {name!r}")
    key = leaf.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise Doubt("signed with a key of another kind")
    # RFC 5652 5.4: signed is the SET OF, not its implicit tag.
    attributes = b"\x31" + signer["signed_attrs"].dump()[1:]
    key.verify(signer["signature"].native, attributes, padding.PKCS1v15(), _HASHES[algorithm])
    if not chains.hold(leaf, certificates):
        raise Doubt("the certificate leads to no root of this system")
    return body


def _content_octets(encapsulated: cms.EncapsulatedContentInfo) -> bytes:
    """Return the octets inside the content's outermost tag: these are what is digested."""
    tagged = parser.parse(encapsulated["content"].dump())
    return bytes(parser.parse(tagged[_CONTENTS])[_CONTENTS])


def authenticode(path: Path, chains: Chains) -> None:
    """Raise Doubt unless a 64-bit program or library bears a signature that fits its bytes."""
    image = path.read_bytes()
    optional = struct.unpack_from("<I", image, 0x3C)[0] + 24
    if struct.unpack_from("<H", image, optional)[0] != _PE32_PLUS:
        raise Doubt("no 64-bit program")
    checksum, entry = optional + 64, optional + 112 + 8 * 4
    start, size = struct.unpack_from("<II", image, entry)
    if not start:
        raise Doubt("unsigned")
    if start + size != len(image):
        raise Doubt("something stands behind the signature")
    length = struct.unpack_from("<I", image, start)[0]
    signed = opened(_first_value(image[start + 8 : start + length]), chains)
    digest = _IndirectData.load(parser.emit(0, 1, 16, signed))["digest"]
    algorithm = digest["digest_algorithm"]["algorithm"].native
    hashed = image[:checksum] + image[checksum + 4 : entry] + image[entry + 8 : start]
    if hashlib.new(algorithm, hashed).digest() != digest["digest"].native:
        raise Doubt("changed after it was signed")


def _first_value(padded: bytes) -> bytes:
    """Return the first DER value, without the zeros that fill the table up to eight bytes."""
    parsed = parser.parse(padded)
    return bytes(parsed[_HEADER] + parsed[_CONTENTS])


def doubts(root: Path, chains: Chains, proved: Counter[str]) -> Iterator[str]:
    """Look at every file; count what is proved and give a line for what is not."""
    catalogue = opened((root / CATALOGUE).read_bytes(), chains)
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        name = path.relative_to(root).as_posix()
        try:
            if path.suffix.lower() in SIGNED:
                authenticode(path, chains)
                proved["programs and libraries signed"] += 1
            elif name.startswith("Lib/"):
                proved[_in_catalogue(name, path.read_bytes(), catalogue)] += 1
        except (Doubt, InvalidSignature, ValueError, KeyError, struct.error) as error:
            yield f"{name}: {error}"


def _in_catalogue(name: str, text: bytes, catalogue: bytes) -> str:
    if not text:
        return "files of Lib that are empty"
    if any(hashlib.new(one, text).digest() in catalogue for one in ("sha256", "sha1")):
        return "files of Lib in the signed catalogue"
    if KNOWN_OTHERWISE.get(name) == hashlib.sha256(text).hexdigest():
        return "files of Lib known otherwise"
    raise Doubt("not in the signed catalogue")


def main(root: Path) -> int:
    """Print what is proved, then what is not; return 1 for the latter."""
    proved: Counter[str] = Counter()
    found = list(doubts(root, Chains(ROOTS), proved))
    for what, count in sorted(proved.items()):
        print(f"{count:5d} {what}")
    for line in found:
        print(f"not proved: {line}", file=sys.stderr)
    return 1 if found or not proved["programs and libraries signed"] else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
