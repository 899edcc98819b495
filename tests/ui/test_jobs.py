"""This file is the place where slow and failing work is kept from stopping the window."""

import logging
import threading
from concurrent.futures import Future

import pytest
from PySide6.QtCore import QObject, QThread, QTimer

from kacdesk.core.errors import Unavailable
from kacdesk.services.context import Context
from kacdesk.ui.jobs import Job
from tests.ui.hands import Hands


def test_the_window_goes_on_while_a_lane_is_busy(hands: Hands) -> None:
    may_end = threading.Event()
    ticks: list[int] = []
    answers: list[str] = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(1))
    timer.start(1)

    def slow(_context: Context) -> str:
        may_end.wait(timeout=30)
        return "done"

    hands.jobs.run(hands.window, slow).then(answers.append)
    hands.until(lambda: len(ticks) > 20)
    assert answers == []
    may_end.set()
    hands.until(lambda: answers == ["done"])


def test_a_read_does_not_wait_for_the_lane_that_writes(hands: Hands) -> None:
    may_end = threading.Event()
    answers: list[str] = []
    hands.jobs.run(hands.window, lambda _context: may_end.wait(timeout=30))
    hands.jobs.read(hands.window, lambda _context: "read").then(answers.append)
    hands.until(lambda: answers == ["read"])
    may_end.set()
    hands.settle()


def test_answers_come_on_the_main_thread(hands: Hands) -> None:
    threads: list[QThread] = []
    hands.jobs.run(hands.window, lambda _context: None).then(
        lambda _none: threads.append(QThread.currentThread())
    )
    hands.until(lambda: len(threads) == 1)
    assert threads[0] is hands.window.thread()


def test_an_answer_on_its_way_when_the_window_closes_is_not_heard(hands: Hands) -> None:
    heard: list[object] = []
    owner = QObject()
    future: Future[str] = Future()
    future.set_result("late")
    hands.jobs.changed.connect(heard.append)
    hands.jobs._settled.emit(_asked(owner, heard), future)
    hands.jobs._committed.emit({})
    hands.jobs.close()
    hands.qtbot.wait(1)
    assert heard == []


def _asked(owner: QObject, heard: list[object]) -> Job[str]:
    job: Job[str] = Job(owner)
    job.then(heard.append)
    return job


def test_an_answer_for_somebody_who_is_gone_is_dropped(hands: Hands) -> None:
    may_end = threading.Event()
    answers: list[object] = []
    owner = QObject()
    hands.jobs.run(owner, lambda _context: may_end.wait(timeout=30)).then(answers.append)
    owner.deleteLater()
    del owner
    hands.qtbot.waitUntil(lambda: True)
    may_end.set()
    hands.settle()
    assert len(answers) <= 1


def test_a_failure_that_nobody_takes_is_told_in_the_strip(hands: Hands) -> None:
    def fails(_context: Context) -> None:
        raise Unavailable("Disks ir pilns.", effect="Nekas nav saglabāts.", remedy="Atbrīvojiet vietu.")

    hands.jobs.run(hands.window, fails).then(lambda _none: None)
    hands.settle()
    assert hands.strip == "Disks ir pilns. Nekas nav saglabāts. Atbrīvojiet vietu."


def test_what_nobody_foresaw_gets_a_number_and_says_nothing_of_the_customer(
    hands: Hands, caplog: pytest.LogCaptureFixture
) -> None:
    numbers: list[str] = []
    hands.bugs.found.connect(numbers.append)

    def breaks(_context: Context) -> None:
        raise ZeroDivisionError("Jānis Bērziņš")

    with caplog.at_level(logging.ERROR):
        hands.jobs.run(hands.window, breaks)
        hands.settle()
    [number] = numbers
    assert number in hands.strip
    assert number in caplog.text
    assert "ZeroDivisionError" in caplog.text
    assert "Bērziņš" not in caplog.text
