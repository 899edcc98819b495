"""This file is the place where tests let the program obey a policy, as if an administrator had put it there."""

from pathlib import Path

import pytest
from sqlalchemy import update

from kacdesk.core import policy
from kacdesk.core.policy import Policy
from kacdesk.core.policy_file import sorted_out
from kacdesk.models.fields import NO_ONE
from kacdesk.store import tables
from kacdesk.store.session import Store


def obey(monkeypatch: pytest.MonkeyPatch, given: Policy) -> None:
    """Let this process obey a policy from now on."""
    monkeypatch.setattr("kacdesk.core.policy._kept", policy._Kept(given))


def policy_of(folder: Path, text: str, *, owner: int) -> Policy:
    """Write a file of settings into `folder` and read it as that of the machine."""
    path = folder / policy.FILE_NAME
    path.write_text(text, encoding="utf-8")
    path.chmod(0o644)
    return policy.read_policy(path, owner=owner)


def settings(**values: object) -> Policy:
    """Return the policy of a registry that holds these values."""
    return policy.read_policy(Path("/nowhere/policy.toml"), registry=sorted_out("HKLM", values))


def no_sample(store: Store) -> None:
    """Let the made-up desk of a test be a real one; a sample obeys nothing."""
    with store.unit(NO_ONE, applying=True) as unit:
        unit.connection.execute(update(tables.desk).values(sample=False))
