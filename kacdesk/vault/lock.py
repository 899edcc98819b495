"""This file is the place where a second writer on the same data is kept out."""

from pathlib import Path
from types import TracebackType

from filelock import FileLock, Timeout

from kacdesk.core.errors import Unavailable
from kacdesk.core.text import t
from kacdesk.vault.faults import no_right

LOCK_NAME = "kacdesk.lock"


class InstanceLock:
    """Hold the data folder for one writing process; the system frees it even when the process is killed."""

    def __init__(self, folder: Path, *, name: str = LOCK_NAME) -> None:
        self._path = folder / name
        # whoever gives the folder back may be on another thread than the one that made the desk
        self._lock = FileLock(self._path, timeout=0, thread_local=False)

    def take(self) -> None:
        """Take the lock now or raise Unavailable; nothing is waited for."""
        try:
            self._lock.acquire()
        except Timeout as error:
            raise Unavailable(
                t("Šo datu mapi jau izmanto cits atvērts kacdesk logs vai komanda."),
                effect=t("Nekas nav mainīts."),
                remedy=t("Aizveriet otru logu vai pagaidiet, līdz komanda beidzas, un mēģiniet vēlreiz."),
            ) from error
        except OSError as error:
            raise no_right(self._path) from error

    def release(self) -> None:
        """Give the folder back."""
        self._lock.release()

    def __enter__(self) -> "InstanceLock":
        self.take()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
