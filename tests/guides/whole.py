"""This file is the place where a guide is put on one page, to be read through or printed."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

_NAMES = ("whole-guide.html", "visa-palidziba.html", "viss-vaditajam.html")
"""How such a page ends in its address."""

PLACE = '<div class="whole"></div>'
"""What the page holds until every other page is made."""

_ID = re.compile(r' id="[^"]*"')
_INNER = re.compile(r'<a class="headerlink"[^>]*>.*?</a>')


def is_whole(url: str) -> bool:
    """Say whether a page is one that holds a whole guide."""
    return url.endswith(_NAMES)


def fill(page: Path, contents: Sequence[str]) -> None:
    """Put the pages of a guide into its page; places inside them cannot be linked to, because names would repeat."""
    parts = [f"<section>{_INNER.sub('', _ID.sub('', each))}</section>" for each in contents]
    text = page.read_text(encoding="utf-8")
    if PLACE not in text:
        raise ValueError(f"{page.name} has no place for the guide")
    page.write_text(text.replace(PLACE, "\n".join(parts)), encoding="utf-8")


def in_order(urls: Sequence[str], contents: Mapping[str, str]) -> list[str]:
    """Return the contents of the pages of one guide, without the page that holds them all.

    Pages of other folders stay out: their links would lead astray.
    """
    folder = next(url for url in urls if is_whole(url)).rpartition("/")[0]
    return [contents[url] for url in urls if url.rpartition("/")[0] == folder and not is_whole(url)]
