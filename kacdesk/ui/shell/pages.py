"""This file is the place where the pages of the window are listed, and each is made when somebody first goes to it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from kacdesk.core.on_demand import on_demand
from kacdesk.core.text import later, t
from kacdesk.services.catalog import Desk, Options
from kacdesk.services.context import Actor
from kacdesk.services.counter.drafts import Draft
from kacdesk.services.overview import Standing
from kacdesk.spec.register import Direction, Group, RegisterSpec
from kacdesk.ui import names
from kacdesk.ui.jobs import Jobs
from kacdesk.ui.people.access import NAME as ACCESS
from kacdesk.ui.people.access import AccessPage
from kacdesk.ui.register.page import RegisterPage
from kacdesk.ui.shell.groups import icon_of
from kacdesk.ui.shell.page import Page
from kacdesk.ui.today.page import NAME as TODAY
from kacdesk.ui.today.page import TodayPage

if TYPE_CHECKING:
    from kacdesk.ui.care.page import DoctorPage
    from kacdesk.ui.catalogue.to_know import ToKnowPage
    from kacdesk.ui.catchup.page import CatchUpPage
    from kacdesk.ui.institutions.page import InstitutionsPage
    from kacdesk.ui.library.notices import NoticesPage
    from kacdesk.ui.library.shelf import ShelfPage
    from kacdesk.ui.papers.page import SendingsPage
    from kacdesk.ui.privacy.keeping import KeepingPage
    from kacdesk.ui.privacy.looks import LooksPage
    from kacdesk.ui.privacy.person import PersonPage
    from kacdesk.ui.pvs.page import PvsPage
    from kacdesk.ui.register.everywhere import EverywherePage
    from kacdesk.ui.report.page import ReportsPage
    from kacdesk.ui.roster.page import RosterPage
    from kacdesk.ui.survey.page import SurveyPage
else:
    (DoctorPage,) = on_demand("kacdesk.ui.care.page", "DoctorPage")
    (ToKnowPage,) = on_demand("kacdesk.ui.catalogue.to_know", "ToKnowPage")
    (CatchUpPage,) = on_demand("kacdesk.ui.catchup.page", "CatchUpPage")
    (InstitutionsPage,) = on_demand("kacdesk.ui.institutions.page", "InstitutionsPage")
    (NoticesPage,) = on_demand("kacdesk.ui.library.notices", "NoticesPage")
    (ShelfPage,) = on_demand("kacdesk.ui.library.shelf", "ShelfPage")
    (SendingsPage,) = on_demand("kacdesk.ui.papers.page", "SendingsPage")
    (KeepingPage,) = on_demand("kacdesk.ui.privacy.keeping", "KeepingPage")
    (LooksPage,) = on_demand("kacdesk.ui.privacy.looks", "LooksPage")
    (PersonPage,) = on_demand("kacdesk.ui.privacy.person", "PersonPage")
    (PvsPage,) = on_demand("kacdesk.ui.pvs.page", "PvsPage")
    (EverywherePage,) = on_demand("kacdesk.ui.register.everywhere", "EverywherePage")
    (ReportsPage,) = on_demand("kacdesk.ui.report.page", "ReportsPage")
    (RosterPage,) = on_demand("kacdesk.ui.roster.page", "RosterPage")
    (SurveyPage,) = on_demand("kacdesk.ui.survey.page", "SurveyPage")

Make = Callable[[Jobs, Desk, Actor], Page]


@dataclass(frozen=True, slots=True)
class Special:
    """A page that is not just a register's, before it is made.

    `title` as the page itself says it · `icon` a drawing of resources/icons · `first` it stands before the registers
    of its group, else after them. One that has the name of a register stands in the place of its general page.
    """

    name: str
    title: str
    group: Group
    icon: str
    make: Make
    first: bool = False


SPECIAL: tuple[Special, ...] = (
    Special(
        TODAY,
        later("Šodien"),
        Group.CONTACTS,
        "today",
        lambda jobs, desk, actor: TodayPage(jobs, desk, actor),
        first=True,
    ),
    Special(
        names.CATCH_UP,
        later("Pēc pārtraukuma"),
        Group.CONTACTS,
        "catchup",
        lambda jobs, desk, _actor: CatchUpPage(jobs, desk),
    ),
    Special(
        names.PVS,
        later("Jāievada PVS"),
        Group.CONTACTS,
        "transfer",
        lambda jobs, _desk, actor: PvsPage(jobs, actor),
    ),
    Special(
        names.EVERYWHERE,
        later("Meklēt visur"),
        Group.CONTACTS,
        "search",
        lambda jobs, _desk, _actor: EverywherePage(jobs),
    ),
    Special(
        names.REPORTS,
        later("Pārskati"),
        Group.CONTACTS,
        "report",
        lambda jobs, desk, actor: ReportsPage(jobs, desk, actor),
    ),
    Special(
        names.SENDINGS,
        later("Sūtījumi"),
        Group.DOCUMENTS,
        "transfer",
        lambda jobs, _desk, _actor: SendingsPage(jobs),
        first=True,
    ),
    Special(
        names.LIBRARY,
        later("Veidlapas un materiāli"),
        Group.CATALOGUE,
        "book",
        lambda jobs, _desk, _actor: ShelfPage(jobs),
        first=True,
    ),
    Special(
        names.NOTICES,
        later("Izdrukas"),
        Group.CATALOGUE,
        "print",
        lambda jobs, _desk, _actor: NoticesPage(jobs),
        first=True,
    ),
    Special(
        names.INSTITUTIONS,
        later("Iestādes šodien"),
        Group.INSTITUTIONS,
        "institution",
        lambda jobs, desk, actor: InstitutionsPage(jobs, desk, actor),
        first=True,
    ),
    Special(
        names.TO_KNOW,
        later("Jāiepazīstas"),
        Group.STAFF,
        "book",
        lambda jobs, _desk, actor: ToKnowPage(jobs, actor),
    ),
    Special(
        names.SURVEY_DESK,
        later("Aptauja pie letes"),
        Group.QUALITY,
        "survey",
        lambda jobs, _desk, _actor: SurveyPage(jobs),
    ),
    Special(
        names.ROSTER,
        later("Grafiks"),
        Group.STAFF,
        "calendar",
        lambda jobs, desk, actor: RosterPage(jobs, desk, actor),
        first=True,
    ),
    Special(
        names.KEEPING,
        later("Glabāšana"),
        Group.KEEPING,
        "archive",
        lambda jobs, _desk, actor: KeepingPage(jobs, actor),
        first=True,
    ),
    Special(
        names.LOOKS,
        later("Kas skatījies"),
        Group.KEEPING,
        "history",
        lambda jobs, _desk, actor: LooksPage(jobs, actor),
        first=True,
    ),
    Special(
        names.PERSON,
        later("Viss par personu"),
        Group.KEEPING,
        "shield",
        lambda jobs, _desk, actor: PersonPage(jobs, actor),
        first=True,
    ),
    Special(
        names.DOCTOR,
        later("Darbstacijas pārbaude"),
        Group.KEEPING,
        "equipment",
        lambda jobs, _desk, actor: DoctorPage(jobs, actor),
    ),
    Special(
        ACCESS, later("Piekļuve"), Group.STAFF, "lock", lambda jobs, _desk, actor: AccessPage(jobs, actor)
    ),
)
"""Every page of a room of its own. A new one is one more entry."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A page as the sidebar knows it, in the language of the screen. `register` is None for one of its own kind."""

    name: str
    title: str
    group: Group
    icon: str
    make: Make
    register: RegisterSpec | None = None

    def has_new(self, *, supervisor: bool) -> bool:
        """Say whether a new record can be begun on this page by a supervisor, or by anybody else."""
        spec = self.register
        if spec is None or spec.direction is Direction.DOWN or spec.by_program:
            return False
        return supervisor or not spec.supervised


def entries_of(desk: Desk) -> tuple[Entry, ...]:
    """Return every page of the window in the order of the sidebar, the one that is shown first at the front."""
    own = {special.name: _special(special) for special in SPECIAL}
    registers = {spec.name: _register(spec) for spec in desk.pages}
    found: list[Entry] = []
    for group in Group:
        here = [special for special in SPECIAL if special.group is group and special.name not in registers]
        found += [own[special.name] for special in here if special.first]
        found += [own.get(spec.name, registers[spec.name]) for spec in desk.pages if spec.group is group]
        found += [own[special.name] for special in here if not special.first]
    return tuple(found)


def _special(special: Special) -> Entry:
    return Entry(special.name, t(special.title), special.group, special.icon, special.make)


def _register(spec: RegisterSpec) -> Entry:
    return Entry(
        spec.name,
        t(spec.title),
        spec.group,
        icon_of(spec),
        lambda jobs, desk, actor: RegisterPage(jobs, desk, spec, {}, actor),
        spec,
    )


class Pages(Mapping[str, Page]):
    """Every page by name. A page is made when it is first asked for, and learns at once what the others know."""

    def __init__(self, jobs: Jobs, desk: Desk, actor: Actor, home: QWidget) -> None:
        """`home` is the widget that all pages stand in."""
        self._home = home
        self._jobs = jobs
        self._desk = desk
        self._actor = actor
        self.entries = {entry.name: entry for entry in entries_of(desk)}
        self._made: dict[str, Page] = {}
        self._listeners: list[Callable[[Page], None]] = []
        self._options: Options | None = None
        self._standing: Standing | None = None
        self._begun: Sequence[Draft] | None = None
        self._loading = False

    def __getitem__(self, name: str) -> Page:
        page = self._made.get(name)
        return self._make(self.entries[name]) if page is None else page

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __contains__(self, name: object) -> bool:
        return name in self.entries

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def made(self) -> tuple[Page, ...]:
        """Return the pages that somebody has gone to, in that order."""
        return tuple(self._made.values())

    def on_made(self, listener: Callable[[Page], None]) -> None:
        """Tell of every page that is made from now on, before it learns anything."""
        self._listeners.append(listener)

    def register_page(self, name: str) -> RegisterPage:
        """Return the page of a register; KeyError when it has none."""
        page = self[name]
        if not isinstance(page, RegisterPage):
            raise KeyError(name)
        return page

    def of_register(self, name: str) -> RegisterPage | None:
        """Return the page of a register, None when the window has none."""
        page = self[name] if name in self.entries else None
        return page if isinstance(page, RegisterPage) else None

    def load(self) -> None:
        """Let every page read what it shows, those that are made later too."""
        self._loading = True
        for page in self.made:
            page.load()

    def keep(self) -> None:
        """Keep what stands half-filled on any page."""
        for page in self.made:
            page.keep()

    def set_options(self, options: Options) -> None:
        """Tell which rows references may now point to."""
        self._options = options
        for page in self.made:
            page.set_options(options)

    def set_actor(self, actor: Actor) -> None:
        """Tell who goes on."""
        self._actor = actor
        for page in self.made:
            page.set_actor(actor)

    def show_standing(self, standing: Standing) -> None:
        """Tell how far everything has got towards the central store."""
        self._standing = standing
        for page in self.made:
            page.show_standing(standing)

    def show_drafts(self, begun: Sequence[Draft]) -> None:
        """Tell what the person has begun and not finished."""
        self._begun = begun
        for page in self.made:
            page.show_drafts(begun)

    def _make(self, entry: Entry) -> Page:
        with Page.made_in(self._home):
            page = self._made[entry.name] = entry.make(self._jobs, self._desk, self._actor)
        for listener in self._listeners:
            listener(page)
        if self._options is not None:
            page.set_options(self._options)
        if self._standing is not None:
            page.show_standing(self._standing)
        if self._begun is not None:
            page.show_drafts(self._begun)
        if self._loading:
            page.load()
        return page
