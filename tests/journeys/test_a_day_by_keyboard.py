"""A whole day at a real screen with real keys and no mouse, from the sign-in to the month as a PDF."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from kacdesk.services.people import pins
from tests.helpers.desk import SUPERVISOR, copy_desk, opened
from tests.helpers.display import Screen, missing, screen, until

ROOT = Path(__file__).resolve().parents[2]
PIN = "7264 kraukļi"
TITLE = "KAC žurnāls"

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(bool(missing()), reason=f"needs {' and '.join(missing())}"),
]


class Desk:
    """The program at its data folder, asked from beside while its window is open."""

    def __init__(self, data: Path) -> None:
        self._words = [sys.executable, "-m", "kacdesk", "--data", str(data)]
        self._pin = data.parent / "pin"
        self._pin.write_text(PIN, "utf-8")
        self._pin.chmod(0o600)

    @contextmanager
    def window(self, at: Screen) -> Iterator[None]:
        """Have the window open until the block ends."""
        process = subprocess.Popen(self._words, cwd=ROOT, env=dict(at.environment))
        try:
            at.take(TITLE)
            at.rest()
            yield
        finally:
            process.terminate()
            process.wait(timeout=60)

    def rows(self, register: str) -> list[dict[str, Any]]:
        """Return what a journal has."""
        words = [*self._words, "--as", SUPERVISOR, "--pin-file", str(self._pin), "find", register, "--json"]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        found: list[dict[str, Any]] = json.loads(done.stdout)["rows"]
        return found


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Screen]:
    """A screen of its own."""
    with screen(tmp_path) as shown:
        yield shown


def test_a_day_from_sign_in_to_the_month(tmp_path: Path, at: Screen) -> None:
    data, report = copy_desk(tmp_path), tmp_path / "menesis.pdf"
    with opened(data) as context:
        pins.put(context.store, context.actor, PIN, by=context.actor.id, confirmed=True)
    desk = Desk(data)
    with desk.window(at):
        at.press("Return")
        at.type(PIN)
        at.press_for_another_page("Return")
        at.press("F2")
        at.type("1")
        at.press("ctrl+s")
        at.press("F3")
        at.type("2")
        at.press("Tab", "Down", "ctrl+s")
        at.press("F4")
        at.type("Iesniegums par ceļa uzturēšanu")
        at.press("ctrl+s")
        # A second customer comes while the first still looks for her papers.
        at.press("F2")
        at.type("vecumu pensja")
        at.press("Return", "F6", "F3")
        at.type("bezdarb")
        at.press("Return", "ctrl+s")
        at.press("ctrl+l", "Return")
        at.type(PIN)
        at.press_for_another_page("Return")
        at.press("alt+1", "ctrl+s")
        at.press("ctrl+m", "ctrl+s")
        at.take("Kur saglabāt pārskatu")
        at.press("ctrl+a")
        at.type(str(report))
        at.press("Return")
        until(report.exists, "the report was not written")

    assert len(desk.rows("visit")) == 2
    assert len(desk.rows("phone_consultation")) == 2
    assert [row["title"] for row in desk.rows("received_document")] == ["Iesniegums par ceļa uzturēšanu"]
    assert all(row["service_id"] for row in desk.rows("phone_consultation"))
    assert "Pārskats" in pypdfium2.PdfDocument(report)[0].get_textpage().get_text_range()
