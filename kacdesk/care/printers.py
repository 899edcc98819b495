"""This file is the place where the system is asked how many printers it has; their names are not kept."""

import shutil
import subprocess
import sys

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

_WAITS_S = 5.0
_NO_PAPER = ("fax", "onenote", "microsoft print to pdf", "microsoft xps", "xps document writer")
"""How the printers of Windows begin that put nothing on paper."""


def count_printers() -> int | None:
    """Return how many printers this computer's user has; None when the printing service does not say."""
    if sys.platform == "win32":
        return _of_windows()
    else:  # noqa: RET505 -- the two ends of a question about the system
        return _of_cups()


if sys.platform == "win32":

    class _Known(ctypes.Structure):
        """PRINTER_INFO_4W."""

        _fields_ = [
            ("name", wintypes.LPWSTR),
            ("server", wintypes.LPWSTR),
            ("attributes", wintypes.DWORD),
        ]

    def _of_windows() -> int | None:
        """Ask winspool twice: how much room the answer takes, and for the answer."""
        spool = ctypes.WinDLL("winspool.drv")
        local_and_connected, level = 0x2 | 0x4, 4
        needed, returned = wintypes.DWORD(), wintypes.DWORD()
        ask = spool.EnumPrintersW
        ask(local_and_connected, None, level, None, 0, ctypes.byref(needed), ctypes.byref(returned))
        if not needed.value:
            return 0
        room = ctypes.create_string_buffer(needed.value)
        size = ctypes.byref(needed)
        if not ask(local_and_connected, None, level, room, needed, size, ctypes.byref(returned)):
            return None
        known = ctypes.cast(room, ctypes.POINTER(_Known))
        names = [str(known[place].name or "").casefold() for place in range(returned.value)]
        return len([name for name in names if not name.startswith(_NO_PAPER)])


def _of_cups() -> int | None:
    """Ask CUPS through its own command, which also knows printers that are announced in the network."""
    command = shutil.which("lpstat")
    if command is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 -- the system's own command, without anybody's words
            [command, "-e"], capture_output=True, text=True, timeout=_WAITS_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return len(done.stdout.split("\n")) - 1 if done.returncode == 0 else None
