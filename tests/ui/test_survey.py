"""A customer answers the survey in a window of its own; the clerk sees what came."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from kacdesk.core import clock
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.quality.survey_answers import open_survey
from kacdesk.ui.survey.page import NAME, SurveyPage
from tests.ui.conftest import OpenWindow
from tests.ui.hands import Hands


def _opened(context: Context, *, closed_on: date | None = None) -> None:
    opened_on = clock.today_riga() - timedelta(days=5)
    records.save(
        context, "survey", {"title": "Aptauja (paraugs)", "opened_on": opened_on, "closed_on": closed_on}
    )


def _page(hands: Hands) -> SurveyPage:
    hands.window.go_to(NAME)
    hands.settle()
    page = hands.window.page
    assert isinstance(page, SurveyPage)
    return page


@pytest.mark.clause("001-30", "004-10")
def test_a_customer_answers_at_the_second_screen_by_keyboard_and_the_clerk_sees_it(
    context: Context, open_window: OpenWindow
) -> None:
    _opened(context)
    hands = open_window()
    page = _page(hands)
    page.open_button.click()
    asking = page.asking
    assert asking is not None
    asking.send.click()
    assert asking.parts.currentIndex() == 0, "an empty sheet is not sent"
    for place, group in enumerate(asking.marks.values()):
        button = group.button(5 - place % 2)
        assert isinstance(button, QPushButton)
        assert button.accessibleName().endswith("no 5")
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Space)
    asking.remark.setText("Vairāk krēslu")
    QTest.keyClick(asking.send, Qt.Key.Key_Space)
    hands.settle()
    assert asking.parts.currentIndex() == 1, "thanks"
    found = open_survey(context)
    assert found is not None
    assert (found.today, found.found.answers, found.found.remarks) == (1, 1, 1)
    assert [each.mean for each in found.found.marks] == [5, 4, 5, 4, 5, 4]
    asking.begin()
    assert all(group.checkedId() == -1 for group in asking.marks.values())
    page.close_button.click()
    assert page.asking is None


def test_without_an_open_survey_the_page_says_who_begins_one(
    context: Context, open_window: OpenWindow
) -> None:
    _opened(context, closed_on=clock.today_riga() - timedelta(days=1))
    page = _page(open_window())
    assert not page.open_button.isEnabled()
    assert "vadītājs" in page.told
