"""A signature holds for exactly one request of exactly one desk."""

import pytest

from kacdesk.wire.frames import content_digest
from kacdesk.wire.signing import (
    fingerprint,
    new_private_key,
    public_key,
    read_signature,
    sign_request,
    signature_holds,
)

PRIVATE = bytes(range(32))
REQUEST = {"method": "POST", "path": "/v1/push?x=1", "digest": content_digest(b"body")}


def test_a_signed_request_verifies() -> None:
    signature = read_signature(sign_request(PRIVATE, **REQUEST, timestamp_ms=1_789_000_000_000))
    assert signature is not None
    assert signature.timestamp_ms == 1_789_000_000_000
    assert signature_holds(public_key(PRIVATE), signature, **REQUEST)


@pytest.mark.parametrize("other", [{"method": "GET"}, {"path": "/v1/push"}, {"digest": content_digest(b"")}])
def test_any_other_request_does_not(other: dict[str, str]) -> None:
    signature = read_signature(sign_request(PRIVATE, **REQUEST, timestamp_ms=1))
    assert signature is not None
    assert not signature_holds(public_key(PRIVATE), signature, **{**REQUEST, **other})


def test_time_and_nonce_are_signed_as_well() -> None:
    header = sign_request(PRIVATE, **REQUEST, timestamp_ms=1)
    nonce = header.partition("n=")[2].partition(",")[0]
    for changed in (header.replace("t=1,", "t=2,"), header.replace(nonce, nonce[::-1])):
        signature = read_signature(changed)
        assert signature is not None
        assert not signature_holds(public_key(PRIVATE), signature, **REQUEST)


def test_another_key_does_not_verify() -> None:
    signature = read_signature(sign_request(PRIVATE, **REQUEST, timestamp_ms=1))
    assert signature is not None
    assert not signature_holds(public_key(new_private_key()), signature, **REQUEST)
    assert not signature_holds(b"short", signature, **REQUEST)


@pytest.mark.parametrize(
    "header", ["", "ed25519", "ed25519 t=x,n=y,s=z", "rsa t=1,n=" + "a" * 22 + ",s=" + "a" * 86]
)
def test_a_header_that_is_none_is_not_read(header: str) -> None:
    assert read_signature(header) is None


def test_no_two_requests_share_a_nonce() -> None:
    headers = {sign_request(PRIVATE, **REQUEST, timestamp_ms=1) for _ in range(50)}
    assert len({header.partition("n=")[2][:22] for header in headers}) == 50


def test_a_fingerprint_can_be_read_out() -> None:
    assert fingerprint(public_key(PRIVATE)) == "78983 65637 91864 24584 59006 96429"
    assert fingerprint(public_key(PRIVATE)) != fingerprint(public_key(new_private_key()))
