"""This file is the place where it is known whether a person sits at a terminal and can be asked for a secret.

On Windows `isatty` says yes to NUL as well, and reading a key where there is no console gives the same sign again and
again: a command started by an installer or a task would never end.
"""

import getpass
import sys

if sys.platform == "win32":
    import ctypes
    import msvcrt
    from ctypes import wintypes


def somebody_answers() -> bool:
    """Say whether standard input is a terminal or a console, and not closed, a file, a pipe or nothing."""
    if sys.stdin is None or not sys.stdin.isatty():
        return False
    if sys.platform == "win32":
        console = wintypes.HANDLE(msvcrt.get_osfhandle(sys.stdin.fileno()))
        return bool(ctypes.windll.kernel32.GetConsoleMode(console, ctypes.byref(wintypes.DWORD())))
    return True


def ask_secret(question: str) -> str:
    """Return what the person types, which is not shown; to be called only where somebody answers."""
    return getpass.getpass(question)
