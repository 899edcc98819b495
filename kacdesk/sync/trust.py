"""This file is the place where it is settled whom the desk trusts on the line, and by which way it goes there.

Trusted is either what the system trusts, or the one authority whose certificate the desk was given at enrolment, or
those that IT has set for the computer; then nobody else is, whatever the system says. Verification is never switched
off: a certificate that does not fit the time is a trouble with a name of its own, because at a counter it is mostly the
computer's clock that is wrong.
"""

import os
import ssl
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import truststore
import urllib3
from urllib3.exceptions import HTTPError
from urllib3.util import make_headers

from kacdesk.core import policy
from kacdesk.core.errors import DeskError, Usage
from kacdesk.core.policy_keys import LOOPBACK as LOOPBACK
from kacdesk.core.text import t
from kacdesk.store import marks
from kacdesk.store.copies import AUTHORITY_FILE
from kacdesk.store.obeyed import obeyed_by
from kacdesk.store.session import Store
from kacdesk.store.standing import read_standing
from kacdesk.sync.failure import Failure

EARLIEST_NOW = datetime(2026, 11, 1, tzinfo=UTC)
"""When this version was made: a clock that shows less is wrong. Moved on with each release."""

_OFF_AT_LEAST = timedelta(days=1)
_UNHEARD_AT_MOST = timedelta(days=400)
_EXPIRED_CODES = frozenset({10, -2146762495, 2148204801, -67818})
"""X509_V_ERR_CERT_HAS_EXPIRED, CERT_E_EXPIRED of Windows (signed or not), errSecCertificateExpired of macOS."""

_NOT_YET_CODES = frozenset({9, -67819})
"""X509_V_ERR_CERT_NOT_YET_VALID, errSecCertificateNotValidYet of macOS; Windows has one code for both."""


class BadSetting(Exception):
    """What was set for the way or the trust cannot be used; `trouble` names which."""

    def __init__(self, trouble: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble


@dataclass(frozen=True)
class Trust:
    """Whom to trust. `authority` certificates in PEM, None for the system's · `heard` the central store's last word on
    what time it is, if it was ever heard."""

    authority: str | None = None
    heard: datetime | None = None

    def context(self) -> ssl.SSLContext:
        """Return what verifies a server: TLS 1.2 at least, its name, and who has signed it; raises BadSetting."""
        if self.authority is None:
            system = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            system.minimum_version = ssl.TLSVersion.TLSv1_2
            return system
        pinned = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        pinned.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            pinned.load_verify_locations(cadata=self.authority)
        except (ssl.SSLError, ValueError) as error:
            raise BadSetting(Failure.AUTHORITY_UNREADABLE) from error
        return pinned

    def name_refusal(self, error: BaseException, *, now: datetime) -> str:
        """Return the trouble of a certificate that was refused: its time, the computer's clock, or who signed it."""
        code = _verify_code(error)
        if code not in _EXPIRED_CODES | _NOT_YET_CODES:
            return Failure.UNTRUSTED
        known = max(EARLIEST_NOW, self.heard or EARLIEST_NOW)
        if now < known - _OFF_AT_LEAST:
            return Failure.COMPUTER_CLOCK
        if code in _NOT_YET_CODES:
            return Failure.NOT_YET
        return Failure.COMPUTER_CLOCK if now > known + _UNHEARD_AT_MOST else Failure.EXPIRED


def trust_of(store: Store) -> Trust:
    """Return whom the desk of a store trusts. A file that is there but unreadable trusts nobody."""
    path = store.path.parent / AUTHORITY_FILE
    authority = authority_of(obeyed_by(store))
    if authority is None and path.exists():
        try:
            authority = path.read_text(encoding="ascii")
        except (OSError, ValueError):
            authority = ""
    with store.read() as connection:
        contacted = read_standing(connection).contacted_at
    offset = timedelta(milliseconds=marks.read_state(store).clock_offset_ms)
    return Trust(authority, contacted + offset if contacted is not None else None)


def authority_of(set_by_it: policy.Policy) -> str | None:
    """Return the certificates that IT has set, None where it has set none; '', which trusts nobody, where it has but
    they cannot be read."""
    if set_by_it.ca_file is None:
        return "" if policy.Name.CA_FILE in set_by_it.broken else None
    try:
        return read_authority(set_by_it.ca_file)
    except DeskError:
        return ""


def machine_trust() -> Trust:
    """Return whom this computer trusts where no desk's store is at hand."""
    return Trust(authority_of(policy.in_force()))


def read_authority(path: Path) -> str:
    """Return the certificates of an authority from a PEM file, and nothing else that may stand in it; raises Usage."""
    try:
        context = ssl.create_default_context(cafile=str(path))
        found = context.get_ca_certs(binary_form=True)
    except (OSError, ssl.SSLError, ValueError) as error:
        raise _no_authority() from error
    if not found:
        raise _no_authority()
    return "".join(ssl.DER_cert_to_PEM_cert(certificate) for certificate in found)


def keep_authority(folder: Path, authority: str) -> None:
    """Keep the one authority that this desk trusts from now on."""
    path, new = folder / AUTHORITY_FILE, folder / f"{AUTHORITY_FILE}.new"
    with new.open("w", encoding="ascii") as stream:
        stream.write(authority)
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(path)


def open_pool(url: str, trust: Trust, *, stalled_s: float) -> urllib3.PoolManager:
    """Return connections to an address, through the proxy that IT or the system names for it; raises BadSetting.

    No connection may stand still for longer than `stalled_s`, in either direction.
    """
    if policy.in_force().closes_line and urlsplit(url).hostname not in LOOPBACK:
        raise BadSetting(Failure.POLICY)
    settings: dict[str, Any] = {
        "num_pools": 2,
        "maxsize": 1,
        "timeout": urllib3.Timeout(connect=stalled_s, read=stalled_s),
        "retries": False,
        "ssl_context": trust.context(),
        "cert_reqs": "CERT_REQUIRED",
    }
    proxy = proxy_for(url)
    if proxy is None:
        return urllib3.PoolManager(**settings)
    try:
        parts = urlsplit(proxy)
        login = f"{unquote(parts.username)}:{unquote(parts.password or '')}" if parts.username else None
        headers = make_headers(proxy_basic_auth=login) if login else None
        return urllib3.ProxyManager(proxy, proxy_headers=headers, **settings)
    except (HTTPError, ValueError, AttributeError) as error:
        raise BadSetting(Failure.PROXY_SETTING) from error


def proxy_for(url: str) -> str | None:
    """Return the proxy that IT, else the environment or the system names for an address; this computer needs none."""
    parts = urlsplit(url)
    if parts.hostname is None or parts.hostname in LOOPBACK:
        return None
    set_by_it = policy.in_force().proxy
    if set_by_it is not None:
        return set_by_it or None
    if urllib.request.proxy_bypass(parts.hostname):
        return None
    return urllib.request.getproxies().get(parts.scheme) or None


def _verify_code(error: BaseException | None) -> int | None:
    """Return the code of a refused certificate, looked for in what an error was made of."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return getattr(error, "verify_code", None)
        inner = next((part for part in error.args if isinstance(part, BaseException)), None)
        error = inner or error.__cause__ or error.__context__
    return None


def _no_authority() -> Usage:
    return Usage(
        t("Sertifikātu izdevēja datnē nav neviena izdevēja sertifikāta PEM formātā."),
        effect=t("Nekas nav nosūtīts."),
        remedy=t("Lūdziet datni krātuves uzturētājam."),
    )
