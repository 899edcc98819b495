"""This file is the place where the keyring of the operating system is chosen, in code and never by configuration."""

import getpass
import sys

import keyring
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError, PasswordDeleteError

from kacdesk.core.errors import Refused
from kacdesk.core.text import t

# Only this system's own backends are loaded: the others look for libraries that are not there.
if sys.platform == "win32":
    from keyring.backends.Windows import WinVaultKeyring

    _BACKENDS: tuple[type[KeyringBackend], ...] = (WinVaultKeyring,)
elif sys.platform == "darwin":
    from keyring.backends.macOS import Keyring

    _BACKENDS = (Keyring,)
else:
    from keyring.backends import SecretService, kwallet, libsecret

    _BACKENDS = (SecretService.Keyring, libsecret.Keyring, kwallet.DBusKeyring)

SERVICE = "kacdesk"


class NoKeyring(Refused):
    """This user has no keyring, or it is locked."""


def _candidates() -> tuple[type[KeyringBackend], ...]:
    return _BACKENDS


def system_keyring() -> KeyringBackend:
    """Return the system's own keyring, or refuse: a plain file is never used in its place.

    Environment variables and `keyringrc.cfg` are not asked, because they can name any module.
    """
    for candidate in _candidates():
        if _usable(candidate):
            backend = candidate()
            stay_on_this_computer(backend)
            keyring.set_keyring(backend)
            return backend
    raise no_keyring()


def stay_on_this_computer(backend: KeyringBackend) -> None:
    """Keep secrets out of the user's profile that roams, as Windows would by its default; others have no such choice.

    It is set on the backend itself: on its class it would take the place of what turns the words into a number.
    """
    if "persist" in vars(type(backend)):
        backend.persist = "local machine"  # type: ignore[attr-defined]  # WinVaultKeyring's


def _usable(candidate: type[KeyringBackend]) -> bool:
    try:
        return bool(candidate.priority > 0)
    except (RuntimeError, KeyringError, OSError):
        return False


def no_keyring() -> NoKeyring:
    """Return the refusal with its two ways out."""
    return NoKeyring(
        t(
            "Šim datora lietotājam nav pieejama sistēmas atslēgu glabātuve, kurā turēt datu šifrēšanas atslēgu."
        ),
        effect=t("Dati nav izveidoti un nav atvērti."),
        remedy=t(
            "Ieslēdziet vai atbloķējiet sistēmas atslēgu glabātuvi, vai palaidiet programmu ar paroles frāzi "
            "(--passphrase-file DATNE)."
        ),
    )


def account(identity: str) -> str:
    """Return the keyring account of this operating-system user for the store `identity`."""
    return f"{identity}/{getpass.getuser()}"


def fetch(identity: str) -> bytes | None:
    """Return the 32 bytes kept for the store, None when this user has none."""
    backend = system_keyring()
    try:
        secret = backend.get_password(SERVICE, account(identity))
    except KeyringError as error:
        raise no_keyring() from error
    return bytes.fromhex(secret) if secret else None


def keep(identity: str, secret: bytes) -> None:
    """Keep 32 bytes for the store under this user."""
    backend = system_keyring()
    try:
        backend.set_password(SERVICE, account(identity), secret.hex())
    except KeyringError as error:
        raise no_keyring() from error


def forget(identity: str) -> None:
    """Take this user's secret for the store out of the keyring, if there is one."""
    backend = system_keyring()
    try:
        if backend.get_password(SERVICE, account(identity)) is not None:
            backend.delete_password(SERVICE, account(identity))
    except PasswordDeleteError:
        return
    except KeyringError as error:
        raise no_keyring() from error
