"""This file is the place where the built site is looked through: nothing missing, nothing loaded from elsewhere."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LOADS = {"img": "src", "script": "src", "link": "href", "iframe": "src", "source": "src", "object": "data"}
_IN_STYLE = re.compile(r"url\(|@import")
_IN_SCRIPT = re.compile(r"\b(?:fetch|XMLHttpRequest|importScripts)\b")


def complaints(site: Path) -> list[str]:
    """Return what is wrong with a built site, one a line; empty when all is well."""
    found = [
        f"{page.relative_to(site)}: {what}"
        for page in sorted(site.rglob("*.html"))
        for what in _of(page, site)
    ]
    for path in sorted(site.rglob("*.css")):
        if _IN_STYLE.search(path.read_text(encoding="utf-8")):
            found.append(f"{path.relative_to(site)}: loads something")
    script = site / "search.js"
    if _IN_SCRIPT.search(script.read_text(encoding="utf-8")):
        found.append("search.js: loads something, which a page opened from a stick may not")
    return found


def _of(page: Path, site: Path) -> Iterator[str]:
    links = _Links()
    links.feed(page.read_text(encoding="utf-8"))
    for address in links.loads:
        if urlsplit(address).scheme or address.startswith("//"):
            yield f"is loaded from elsewhere: {address}"
    for address in (*links.loads, *links.leads):
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or not parts.path or page.name == "404.html":
            continue
        target = (page.parent / unquote(parts.path)).resolve()
        if not target.is_file() or not target.is_relative_to(site.resolve()):
            yield f"leads nowhere: {address}"
    if links.unnamed:
        yield f"{links.unnamed} pictures without words for who does not see them"


class _Links(HTMLParser):
    """Gathers what a page loads and where it leads."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.leads: list[str] = []
        self.unnamed = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        address = told.get(_LOADS.get(tag, ""))
        if address is not None:
            self.loads.append(address)
        if tag == "a" and (lead := told.get("href")) is not None:
            self.leads.append(lead)
        if tag == "img" and not told.get("alt"):
            self.unnamed += 1
