"""This file is the place where the window is shown to outlive Qt's null answers and its own signals."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QLabel

_MORE_THAN_PYTHON_HAS = 1_000_000
"""Null answers; a process starts with some ten thousand references of `None`."""


def test_a_million_null_answers_do_not_end_the_process(qapp: QApplication) -> None:
    words = QLabel("x")
    assert not any(words.buddy() for _ in range(_MORE_THAN_PYTHON_HAS))


class _Sender(QObject):
    sent = Signal(object)


def test_a_million_signals_do_not_end_the_process(qapp: QApplication) -> None:
    sender = _Sender()
    for number in range(_MORE_THAN_PYTHON_HAS):
        sender.sent.emit(number)
    assert not sender.signalsBlocked()
