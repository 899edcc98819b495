"""This file is the place where the key store of Windows is asked for, with only Windows' own part replaced."""

from types import SimpleNamespace

import keyring.backends.Windows
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.backends.Windows import WinVaultKeyring

from kacdesk.vault.keyrings import stay_on_this_computer

LOCAL_MACHINE, ENTERPRISE = 2, 3
"""CRED_PERSIST_… of wincred.h; the second roams with the profile."""


def _written(monkeypatch: pytest.MonkeyPatch, backend: KeyringBackend) -> list[dict[str, object]]:
    """Let the backend write one secret, and return what Windows is handed."""
    handed: list[dict[str, object]] = []
    windows = SimpleNamespace(
        CRED_PERSIST_LOCAL_MACHINE=LOCAL_MACHINE,
        CRED_PERSIST_ENTERPRISE=ENTERPRISE,
        CRED_TYPE_GENERIC=1,
        CredWrite=lambda credential, _flags: handed.append(credential),
        CredRead=lambda **_words: None,
    )
    monkeypatch.setattr(keyring.backends.Windows, "win32cred", windows, raising=False)
    stay_on_this_computer(backend)
    monkeypatch.setattr(backend, "_read_credential", lambda _target: None)
    backend.set_password("kacdesk", "izdomāts", "00")
    return handed


def test_the_key_stays_on_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    [credential] = _written(monkeypatch, WinVaultKeyring())  # type: ignore[no-untyped-call]
    assert credential["Persist"] == LOCAL_MACHINE


def test_a_backend_without_the_choice_is_left_alone() -> None:
    backend = NoKeyring()  # type: ignore[no-untyped-call]
    stay_on_this_computer(backend)
    assert not hasattr(backend, "persist")
