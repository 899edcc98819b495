"""This file is the place where the pages of the window are listed, in the groups and the order of the sidebar."""

from collections.abc import Iterator
from dataclasses import dataclass

from kacdesk.core.text import t
from kacdesk.services.catalog import Desk
from kacdesk.services.context import Actor
from kacdesk.ui.catchup.page import CatchUpPage
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.people.access import AccessPage
from kacdesk.ui.register.everywhere import EverywherePage
from kacdesk.ui.register.page import RegisterPage
from kacdesk.ui.shell.page import Page
from kacdesk.ui.today.page import TodayPage


@dataclass(frozen=True)
class Group:
    """Pages that stand together in the sidebar; the first group has no heading."""

    heading: str
    pages: tuple[Page, ...]


@dataclass(frozen=True)
class Pages:
    """Every page of the window."""

    groups: tuple[Group, ...]

    def __iter__(self) -> Iterator[Page]:
        return (page for group in self.groups for page in group.pages)

    def named(self) -> dict[str, Page]:
        """Return the pages by name."""
        return {page.name: page for page in self}


def make_pages(jobs: Jobs, desk: Desk, actor: Actor) -> Pages:
    """Make the pages of the window, the one that is shown first at the front."""
    registers = [RegisterPage(jobs, desk, spec, {}, actor) for spec in desk.pages]
    journals = tuple(page for page in registers if page.spec.counted_from is not None)
    lists = tuple(page for page in registers if page.spec.counted_from is None)
    contacts = (TodayPage(jobs, desk, actor), *journals, CatchUpPage(jobs, desk), EverywherePage(jobs))
    return Pages((Group("", contacts), Group(t("Saraksti"), (*lists, AccessPage(jobs, actor)))))
