"""This file is the place where what the start left out is loaded, once the window stands and has its first forms."""

from kacdesk.core.courtesy import WINDOW
from kacdesk.core.loading import load
from kacdesk.services.context import Context

WANTED = (
    "kacdesk.ui.pvs.page",
    "kacdesk.ui.institutions.page",
    "kacdesk.ui.papers.page",
    "kacdesk.ui.roster.page",
    "kacdesk.ui.register.everywhere",
    "kacdesk.ui.report.page",
    "kacdesk.ui.library.notices",
    "kacdesk.ui.library.shelf",
    "kacdesk.ui.catalogue.to_know",
    "kacdesk.ui.survey.page",
    "kacdesk.ui.catchup.page",
    "kacdesk.ui.privacy.keeping",
    "kacdesk.ui.privacy.looks",
    "kacdesk.ui.privacy.person",
    "kacdesk.ui.care.page",
    "pypdfium2",
)
"""What is gone to most, first."""


def load_ahead(_context: Context) -> None:
    """Load what a page needs, so that whoever goes to it need not wait. Any thread."""
    for module in WANTED:
        WINDOW.let_pass()
        load(module)
