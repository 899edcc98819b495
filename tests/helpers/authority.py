"""This file is the place where tests get a certificate authority of their own, and servers' certificates from it."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from kacdesk.core import clock

DECADE = timedelta(days=3650)


@dataclass(frozen=True)
class Authority:
    """Somebody who signs certificates; `pem` is its own."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> str:
        """Return what a desk is given."""
        return self.certificate.public_bytes(Encoding.PEM).decode()

    def issue(
        self, folder: Path, *, hosts: Sequence[str] = ("127.0.0.1",), start: datetime, end: datetime
    ) -> dict[str, str]:
        """Write a server's certificate and key; return where, as uvicorn wants it."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = [_name_of(host) for host in hosts]
        certificate = (
            _builder("central.test", key, issuer=self.certificate.subject, start=start, end=end)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False
            )
            .sign(self.key, hashes.SHA256())
        )
        folder.mkdir(parents=True, exist_ok=True)
        certificate_file, key_file = folder / "certificate.pem", folder / "key.pem"
        certificate_file.write_bytes(certificate.public_bytes(Encoding.PEM))
        key_file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return {"ssl_certfile": str(certificate_file), "ssl_keyfile": str(key_file)}


def new_authority(name: str = "Paraugu izdevējs") -> Authority:
    """Return a new authority, valid from ten years ago for twenty years."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = clock.now_utc()
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        _builder(name, key, issuer=subject, start=now - DECADE, end=now + DECADE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
                key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    return Authority(key, certificate)


def _builder(
    name: str, key: ec.EllipticCurvePrivateKey, *, issuer: x509.Name, start: datetime, end: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
    )


def _name_of(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
