"""This file is the place where a page shows one week, and goes to the one before and after it."""

from datetime import date, timedelta

from kacdesk.core import clock
from kacdesk.ui.shell.page import Page

WEEK = timedelta(days=7)


class WeekPage(Page):
    """A page of the week in which `day` lies."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__(name, title)
        self.day = clock.today_riga()

    def go(self, weeks: int) -> None:
        """Go so many weeks on, or back."""
        self.day += weeks * WEEK
        self.load()

    def show_day(self, day: date) -> None:
        """Be shown at the week of a day."""
        self.day = day
        self.enter()

    def go_to_today(self) -> None:
        """Go to the week that is now."""
        self.day = clock.today_riga()
        self.load()
