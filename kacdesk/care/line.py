"""This file is the place where the doctor really goes to the central store, and names the stage that fails."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from kacdesk.care.finding import Told, attention, bad, failed, good
from kacdesk.care.ground import Ground
from kacdesk.core.errors import DeskError, ExitCode
from kacdesk.core.text import t
from kacdesk.services.overview import overview
from kacdesk.sync.failure import Failure
from kacdesk.sync.sentences import LASTING, as_error, proxy_remedy
from kacdesk.sync.transport import Transport
from kacdesk.sync.trust import Trust, machine_trust, proxy_for, read_authority, trust_of

STALLED_S = 10.0
"""Longer than this nobody waits for a look."""

ALIVE = b'{"ok":true}'
NAME, PROXY_NAME, ANSWER = "name", "proxy-name", "answer"
"""Stages that the exchange does not tell apart from no line: the server's name, the proxy's, somebody else's answer."""


@dataclass(frozen=True)
class Reached:
    """What became of going there. `trouble` None when the central store answered, else the stage that failed ·
    `offset_s` how far its clock is ahead of this computer's, None when it did not say · `by_proxy` the way."""

    trouble: str | None
    offset_s: float | None = None
    by_proxy: bool = False


def address_of(ground: Ground) -> str | None:
    """Return where the central store is: asked about, else what the desk knows, else what IT has set."""
    if ground.central is not None:
        return ground.central
    if ground.has_data and not isinstance(ground.store, DeskError):
        known = overview(ground.store).central_url
        if known is not None:
            return known
    return ground.borders.policy().central


def reach(ground: Ground, url: str) -> Reached:
    """Go there: name, way, trust, answer. Usage or Refused for an address or a file that cannot be used at all."""
    transport = Transport(url, _trust(ground), stalled_s=STALLED_S)
    try:
        proxy = proxy_for(url)
        if not _is_known(proxy or url):
            return Reached(PROXY_NAME if proxy else NAME, by_proxy=proxy is not None)
        answer, headers = transport.is_alive()
    except Failure as failure:
        return Reached(failure.type, by_proxy=proxy_for(url) is not None)
    finally:
        transport.close()
    if answer != ALIVE:
        return Reached(ANSWER, by_proxy=proxy is not None)
    return Reached(None, _offset(headers, ground.borders.now()), by_proxy=proxy is not None)


def line(ground: Ground) -> Told:
    """Does the central store answer: its name, the proxy, whom to trust, the certificate's time, the server?"""
    url = address_of(ground)
    if url is None:
        return good(t("strādā bez centrālās krātuves"), "alone")
    try:
        reached = ground.kept(Reached, lambda: reach(ground, url))
    except DeskError as error:
        return failed(error, "setting")
    if reached.trouble is None:
        way = t("caur starpniekserveri") if reached.by_proxy else t("tieši")
        return good(t("centrālā krātuve atbild ({way})", way=way))
    return _told(reached.trouble, urlsplit(url).hostname or "")


def _told(trouble: str, host: str) -> Told:
    """Tell the stage: without a line work goes on; what does not mend itself is bad."""
    here = t("Darbs notiek arī bez līnijas: ieraksti gaida šajā datorā. Pārbaudiet tīklu.")
    match trouble:
        case "name":
            return attention(t("Centrālās krātuves vārdu “{host}” tīkls nepazīst.", host=host), here, NAME)
        case "proxy-name":
            return bad(
                t("Starpniekservera vārdu tīkls nepazīst."),
                proxy_remedy(),
                PROXY_NAME,
                ExitCode.REFUSED,
            )
        case "answer":
            return bad(
                t("Adresē “{host}” atbild kas cits, nevis centrālā krātuve.", host=host),
                t("Pārbaudiet adresi; tīklos ar pieteikšanās lapu vispirms piesakieties tīklā."),
                ANSWER,
                ExitCode.REFUSED,
            )
        case Failure.OFFLINE | Failure.TIMEOUT:
            return attention(as_error(trouble).what, here, trouble)
    error, detail = as_error(trouble), trouble.rpartition(":")[2]
    if trouble in LASTING or trouble == Failure.PROXY:
        return bad(error.what, error.remedy, detail, ExitCode.REFUSED)
    return attention(error.what, error.remedy, detail)


def _trust(ground: Ground) -> Trust:
    """Return whom to trust: the authority asked about, else the desk's, else the computer's."""
    if ground.authority is not None:
        return Trust(read_authority(ground.authority))
    if ground.has_data and not isinstance(ground.store, DeskError):
        return trust_of(ground.store)
    return machine_trust()


def _is_known(url: str) -> bool:
    """Say whether the network knows the name of a host."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return True  # what is no address at all is told by whoever connects
    try:
        socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return True


def _offset(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return how far the server's clock is ahead, to the second; None when it does not tell the time."""
    try:
        told = parsedate_to_datetime(headers["Date"])
    except (KeyError, ValueError, TypeError):
        return None
    return (told.astimezone(UTC) - now).total_seconds()
