"""This file is the place where the chapters of the program's help become pages of the site.

There is one source, `resources/guide`: what F1 shows and what the site shows are the same words and pictures.
"""

import re
from dataclasses import dataclass

from kacdesk.models.catalog import REGISTERS
from kacdesk.models.register import spec_of
from kacdesk.ui.help.chapters import Chapter, guide_chapters, guide_folder, keys_chapter
from kacdesk.ui.shell.shortcuts import NEW_KEYS, key_rows
from tests.guides.whole import PLACE

FOLDER = "palidziba"
"""Where on the site the help stands."""

_SUPERVISOR = re.compile(r"2\d-")
_WHOLE = (
    ("visa-palidziba", "Visa palīdzība vienā lapā", False),
    ("viss-vaditajam", "Vadītājam: viss vienā lapā", True),
)
_HEADING = re.compile(r"<(h[12])>(.*?)</\1>", re.DOTALL)
_MARKS = {"h1": "#", "h2": "##"}


@dataclass(frozen=True, slots=True)
class HelpPage:
    """A page of the site made of a chapter; `address` is from the top of the site and ends in `.md`."""

    address: str
    title: str
    markdown: str
    is_for_supervisor: bool


def help_pages() -> list[HelpPage]:
    """Return the chapters as pages in their order, the sheet of all keys and the pages to be printed last."""
    files = sorted(path.stem for path in guide_folder().glob("*.html"))
    pages = [_page(name, chapter) for name, chapter in zip(files, guide_chapters(), strict=True)]
    whole = [
        HelpPage(f"{FOLDER}/{name}.md", title, f"# {title}\n\n{PLACE}\n", supervisor)
        for name, title, supervisor in _WHOLE
    ]
    return [*pages, _page("taustini", _keys()), *whole]


def _keys() -> Chapter:
    specs = [spec_of(each) for each in REGISTERS]
    return keys_chapter(key_rows([spec for spec in specs if spec.name in NEW_KEYS]))


def _page(name: str, chapter: Chapter) -> HelpPage:
    """Headings become Markdown's, so that the site knows them; all else stays as it is."""
    text = _HEADING.sub(lambda found: f"\n\n{_MARKS[found[1]]} {_plain(found[2])}\n\n", chapter.html)
    supervisor = _SUPERVISOR.match(name) is not None
    return HelpPage(f"{FOLDER}/{name}.md", chapter.title, text.strip() + "\n", supervisor)


def _plain(words: str) -> str:
    return " ".join(words.split())
