"""This file is the place where the numbers of the protocol are kept, each with its history."""

PROTOCOL = 1
"""The shape of requests and lines (`"v"` in the push header, `/v1` in the path). 1: the first."""

OLDEST_PULLED = 1
"""The oldest schema (`models.catalog.SCHEMA_VERSION`) that may still pull (`min_pull_sv`).

A push is never refused for its age."""

REFERENCE_SCOPE = "ref"
"""The scope of reference data: made at the central store, read by every desk."""

REFERENCE_POINT = "_ref"
"""The reserved point code under which reference data lie; no real point code begins with an underscore."""


def point_scope(point: str) -> str:
    """Return the scope of one point's records."""
    return f"p:{point}"


def device_scope(device: str) -> str:
    """Return the scope of what the central store says to one desk alone; `device` is 32 hex digits."""
    return f"d:{device}"
