"""This file is the place where a page is cut into the pieces that a reader searches in: one for each heading."""

from dataclasses import dataclass
from html.parser import HTMLParser

_HEADINGS = frozenset(("h1", "h2", "h3"))


@dataclass(slots=True)
class Section:
    """What stands below a heading, up to the next one; `address` leads to it from the top of the site."""

    address: str
    page: str
    heading: str
    words: str


def sections(url: str, title: str, html: str) -> list[Section]:
    """Return the pieces of a page in their order, those without any words left out."""
    reader = _Reader(url, title)
    reader.feed(html)
    reader.close()
    for each in reader.found:
        each.heading, each.words = " ".join(each.heading.split()), " ".join(each.words.split())
    return [each for each in reader.found if each.heading or each.words]


class _Reader(HTMLParser):
    """Gathers words; a heading begins a piece."""

    def __init__(self, url: str, title: str) -> None:
        super().__init__()
        self._url, self._title = url, title
        self._in_heading = False
        self.found = [Section(url, title, "", "")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HEADINGS:
            mark = dict(attrs).get("id")
            address = self._url if tag == "h1" or mark is None else f"{self._url}#{mark}"
            self.found.append(Section(address, self._title, "", ""))
            self._in_heading = True

    def handle_endtag(self, tag: str) -> None:
        if tag in _HEADINGS:
            self._in_heading = False
        self._add(" ")

    def handle_data(self, data: str) -> None:
        self._add(data)

    def _add(self, data: str) -> None:
        last = self.found[-1]
        if self._in_heading:
            last.heading += data
        else:
            last.words += data
