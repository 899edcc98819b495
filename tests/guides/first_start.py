"""This file is the place where the pages of a first start are pictured for the guide of IT.

The steps are those of the program; the central store is one that exists on paper only, because its address is shown.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QSignalBlocker
from PySide6.QtWidgets import QApplication

from kacdesk.app import application
from kacdesk.core import policy
from kacdesk.core.clock import today_riga
from kacdesk.core.policy_file import sorted_out
from kacdesk.services import bringing_back
from kacdesk.services.samples import sample
from kacdesk.store import copies
from kacdesk.store.opening import PointInfo, create
from kacdesk.store.session import Store
from kacdesk.ui.first_run.dialog import FirstRunDialog
from kacdesk.ui.first_run.step import line_of
from kacdesk.ui.look.theme import wear
from kacdesk.ui.shell.album import until
from kacdesk.vault.slots import Unlock

FOLDER = Path(__file__).parents[2] / "docs" / "guides" / "pictures"

_ADDRESS, _AUTHORITY = "https://kac.example:8443", "/etc/kacdesk/ca.pem"
_CODE = "TKRNM-7EAFV-3EFSW-X68SN-0DHN1Z"
_PHRASE = "pieci nejauši vārdi te"
_CONTACTS = 30


@dataclass(frozen=True)
class _Admitted:
    """What a central store would answer."""

    point: str = "BALVI"
    title: str = "Balvu klientu apkalpošanas centrs"
    fingerprint: str = "56597 90246 86120 89429 05525 14906"

    def keep(self, store: Store) -> None:
        """Nothing is made for a picture."""

    def fetch(self, store: Store) -> bool:
        """Nothing is fetched for a picture."""
        return True


class _OnPaper:
    def admit(self, url: str, code: str, authority: Path | None = None) -> _Admitted:
        """Let everybody in."""
        return _Admitted()


def take() -> list[Path]:
    """Write the pictures and return where they are."""
    application()
    wear()
    FOLDER.mkdir(parents=True, exist_ok=True)
    taken = [_locked(), *_joined()]
    with tempfile.TemporaryDirectory() as scratch:
        taken.append(_restored(Path(scratch)))
    return taken


def _grab(dialog: FirstRunDialog, name: str) -> Path:
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()
    path = FOLDER / f"{name}.png"
    dialog.grab().save(str(path))
    return path


def _opened() -> FirstRunDialog:
    dialog = FirstRunDialog(_OnPaper(), _never, _bring, data=Path("data"), asks_key=False)
    dialog.show()
    return dialog


def _never(_plan: object, _admission: object) -> object:
    raise AssertionError("a picture makes no desk")


def _bring(copy: bringing_back.Found, phrase: str) -> bringing_back.Brought:
    raise AssertionError(f"a picture restores nothing: {copy.path.name}, {len(phrase)}")


def _closed(dialog: FirstRunDialog) -> None:
    dialog.close()
    dialog.work.close()
    dialog.deleteLater()


def _locked() -> Path:
    """Picture the first page where IT has set the address."""
    kept = policy._kept
    told = sorted_out("HKLM", {"central": _ADDRESS})
    policy._kept = policy._Kept(policy.read_policy(Path("policy.toml").absolute(), registry=told))
    try:
        dialog = _opened()
        line_of(dialog.start.code).setText(_CODE)
        path = _grab(dialog, "set-by-it")
        _closed(dialog)
    finally:
        policy._kept = kept
    return path


def _joined() -> list[Path]:
    """Picture the pages of a desk that joins with a code."""
    dialog = _opened()
    dialog.start.joined.setChecked(True)
    line_of(dialog.start.address).setText(_ADDRESS)
    line_of(dialog.start.authority).setText(_AUTHORITY)
    line_of(dialog.start.code).setText(_CODE)
    taken = [_grab(dialog, "first-start-join")]
    _on(dialog)
    _on(dialog)
    line_of(dialog.people.rows[0].name).setText("Paraugs Vadītājs")
    dialog.people.add()
    line_of(dialog.people.rows[1].name).setText("Izdomātā Darbiniece")
    taken.append(_grab(dialog, "first-start-people"))
    _on(dialog)
    _on(dialog)
    line_of(dialog.settings.copies).setText("/media/kopijas")
    taken.append(_grab(dialog, "first-start-safety"))
    dialog._show(dialog._pages.index(dialog.summary))
    taken.append(_grab(dialog, "first-start-summary"))
    _closed(dialog)
    return taken


def _on(dialog: FirstRunDialog) -> None:
    """Go to the next page."""
    before = dialog.step
    dialog.go_on()
    until(lambda: dialog.step is not before)


def _restored(scratch: Path) -> Path:
    """Picture what a copy holds, before it becomes the desk."""
    (scratch / "phrase").write_text(_PHRASE)
    (scratch / "phrase").chmod(0o600)
    way = Unlock(passphrase_file=scratch / "phrase", cost=(1024, 1))
    store = create(scratch / "data", way, PointInfo("BALVI", "Balvu klientu apkalpošanas centrs", "regional"))
    sample.fill(store, contacts=_CONTACTS, last_day=today_riga())
    (scratch / "medium").mkdir()
    copies.name_medium(store, scratch / "medium")
    copies.make_copy(store)
    store.close()
    dialog = _opened()
    dialog.start.restored.setChecked(True)
    _on(dialog)
    restore = dialog.restore
    line_of(restore.folder).setText(str(scratch / "medium"))
    dialog.go_on()
    until(lambda: restore.copy is not None and dialog.next_button.isEnabled())
    line_of(restore.phrase).setText(_PHRASE)
    dialog.go_on()
    until(lambda: restore.is_read and bool(restore.inside.text()))
    with QSignalBlocker(line_of(restore.folder)):
        line_of(restore.folder).setText("/media/kopijas")
    path = _grab(dialog, "restore")
    _closed(dialog)
    return path
