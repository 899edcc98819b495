"""This file is the place where a request proves which desk it comes from: token, signature, time, nonce."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from uuid import UUID

from kacdesk.central.devices import Desk, TokenRefused
from kacdesk.central.logs import note
from kacdesk.central.port import CentralStore
from kacdesk.central.replies import HttpProblem
from kacdesk.wire.frames import digest_agrees
from kacdesk.wire.messages import ProblemType
from kacdesk.wire.signing import WINDOW_MS, Signature, read_signature, signature_holds

_REFUSALS = {
    "unknown": ProblemType.UNKNOWN_TOKEN,
    "expired": ProblemType.TOKEN_EXPIRED,
    "revoked": ProblemType.REVOKED,
}
_REMEMBERED = 100_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as far as it is signed. `path` includes the query; `body` is encoded as it came."""

    method: str
    path: str
    body: bytes
    authorization: str
    digest: str
    signature: str


class Nonces:
    """The nonces seen within the time window, in this process; bounded.

    A restart forgets them. That is enough: a replayed push is already here, and a replayed pull answers over
    TLS to whoever holds the connection only.
    """

    def __init__(self, most: int = _REMEMBERED) -> None:
        self._most = most
        self._seen: OrderedDict[tuple[bytes, str], int] = OrderedDict()
        self._lock = threading.Lock()

    def first_time(self, key: bytes, nonce: str, *, now_ms: int) -> bool:
        """Remember a nonce of one public key; False when it was seen before."""
        with self._lock:
            while self._seen and (
                len(self._seen) >= self._most or next(iter(self._seen.values())) < now_ms - 2 * WINDOW_MS
            ):
                self._seen.popitem(last=False)
            if (key, nonce) in self._seen:
                return False
            self._seen[key, nonce] = now_ms
            return True


class Gate:
    """Lets requests of enrolled desks through; raises HttpProblem for every other."""

    def __init__(self, store: CentralStore) -> None:
        self._store = store
        self._nonces = Nonces()

    def admit(self, asked: Asked, *, now_ms: int, renewing: bool = False) -> Desk:
        """Return the desk that signed the request.

        With `renewing` a token that is out of date will do, because the answer brings a new one; one that is not known
        here is told apart from a device that is not known only to who holds the device's key.
        """
        scheme, _, token = asked.authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise HttpProblem(ProblemType.NO_TOKEN)
        try:
            desk = self._store.recognise(token.strip(), now_ms=now_ms)
        except TokenRefused as error:
            raise HttpProblem(_REFUSALS[error.reason]) from error
        if desk.stale and not (renewing and _signed(asked, desk.public_key)):
            raise HttpProblem(ProblemType.UNKNOWN_TOKEN)
        note(point=desk.point, device=desk.device.hex)
        if desk.expired and not renewing:
            raise HttpProblem(ProblemType.TOKEN_EXPIRED)
        self.require_signature(asked, desk.public_key, now_ms=now_ms)
        if desk.first_used is not None:
            self._store.token_used(desk, now_ms=now_ms)
        return desk

    def require_signature(self, asked: Asked, public: bytes, *, now_ms: int) -> None:
        """Refuse a request whose body, signature, time or nonce does not hold."""
        if not digest_agrees(asked.digest, asked.body):
            raise HttpProblem(ProblemType.DIGEST)
        signature = read_signature(asked.signature)
        if signature is None or not _holds(asked, signature, public):
            raise HttpProblem(ProblemType.SIGNATURE)
        if abs(signature.timestamp_ms - now_ms) > WINDOW_MS:
            raise HttpProblem(ProblemType.CLOCK, now=now_ms)
        if not self._nonces.first_time(public, signature.nonce, now_ms=now_ms):
            raise HttpProblem(ProblemType.REPLAY)


def _signed(asked: Asked, public: bytes) -> bool:
    signature = read_signature(asked.signature)
    return signature is not None and _holds(asked, signature, public)


def _holds(asked: Asked, signature: Signature, public: bytes) -> bool:
    digest = asked.digest.strip()
    return signature_holds(public, signature, method=asked.method, path=asked.path, digest=digest)


def own_device(desk: Desk, device: str) -> UUID:
    """Return the desk's id; refuses a message that names another one."""
    if device != desk.device.hex:
        raise HttpProblem(ProblemType.DENIED)
    return desk.device
