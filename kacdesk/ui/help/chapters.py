"""This file is the place where the guide is read from `resources/guide`, and the keys in it are filled in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from kacdesk.core.resources import resource
from kacdesk.core.text import t
from kacdesk.ui.shell.shortcuts import KEYS, NEW_HERE, NEW_KEYS, Act, Shown

_TITLE = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_KEY = re.compile(r"\{key:([a-z_]+)\}")
PICTURES = "pictures"
"""The folder beside the chapters with their pictures; `./kac screenshots` takes them."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One topic: its title, its text as HTML, and the same as plain words to search in."""

    title: str
    html: str

    @property
    def words(self) -> str:
        """Return the text without its marks."""
        return _TAG.sub(" ", self.html)


def guide_folder() -> Path:
    """Return where the chapters lie."""
    return resource("guide")


def guide_chapters() -> list[Chapter]:
    """Return the chapters of the guide in their order, which the file names begin with."""
    return [_chapter(path) for path in sorted(guide_folder().glob("*.html"))]


def keys_chapter(rows: Mapping[str, Sequence[Shown]]) -> Chapter:
    """Return the sheet of all keys as a chapter."""
    title = t("Visi taustiņi")
    parts = [f"<h1>{escape(title)}</h1>", f"<p>{escape(t('Visu var izdarīt bez peles.'))}</p>"]
    for task, shown in rows.items():
        parts.append(f"<h2>{escape(task)}</h2><table>")
        parts += [
            f'<tr><td class="key">{escape(each.keys)}</td><td>{escape(each.words)}</td></tr>'
            for each in shown
        ]
        parts.append("</table>")
    return Chapter(title, "".join(parts))


def _chapter(path: Path) -> Chapter:
    html = _KEY.sub(lambda found: _key(found[1]), path.read_text(encoding="utf-8"))
    titled = _TITLE.search(html)
    if titled is None:
        raise ValueError(f"{path.name} has no h1")
    return Chapter(" ".join(titled[1].split()), html)


def _key(name: str) -> str:
    """Return a key by what it does, or by the register in which it starts a record; KeyError for another name."""
    sequence = {**NEW_KEYS, "new": NEW_HERE}.get(name) or KEYS[Act(name)].sequence
    return f"<b>{escape(sequence)}</b>"
