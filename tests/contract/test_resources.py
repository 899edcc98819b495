"""This file is the place where fonts and icons are held against what the program shows with them."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from reportlab.pdfbase.ttfonts import TTFontFile

from tests.contract.tree import ROOT, name_of, parse, python_files

FONTS = sorted((ROOT / "resources" / "fonts").glob("*.ttf"))
ICONS = sorted((ROOT / "resources" / "icons").glob("*.svg"))
LATVIAN = (
    "AĀBCČDEĒFGĢHIĪJKĶLĻMNŅOPRSŠTUŪVZŽaābcčdeēfgģhiījkķlļmnņoprsštuūvzž0123456789„“”‚‘’–—…€§№°×·−\u00a0\u2011"
)


@cache
def _letters(font: Path) -> frozenset[str]:
    return frozenset(map(chr, TTFontFile(str(font)).charToGlyph))


@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.stem)
def test_a_font_has_every_letter_of_latvian_text(font: Path) -> None:
    assert set(LATVIAN) - _letters(font) == set()


def _strings(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and text of what may be shown: in ui and reports all but docstrings, elsewhere what t() gets."""
    everything = path.relative_to(ROOT).parts[1] in ("ui", "reports")
    docstrings = {id(node.value) for node in ast.walk(parse(path)) if isinstance(node, ast.Expr)}
    for node in ast.walk(parse(path)):
        if everything or (isinstance(node, ast.Call) and ast.unparse(node.func) == "t"):
            for part in ast.walk(node):
                if (
                    isinstance(part, ast.Constant)
                    and isinstance(part.value, str)
                    and id(part) not in docstrings
                ):
                    yield part.lineno, part.value


def test_the_program_writes_only_letters_that_its_font_has() -> None:
    """A letter that is missing prints as an empty box in the PDF and on a machine without other fonts."""
    letters = frozenset.intersection(*map(_letters, FONTS))
    boxes = [
        f"{name_of(path)}:{line} {missing}"
        for path in python_files("kacdesk")
        if "cli" not in path.parts  # a terminal has its own font
        for line, text in sorted(set(_strings(path)))
        if (missing := sorted(set(filter(str.isprintable, text)) - letters))
    ]
    assert boxes == []


@pytest.mark.parametrize("icon", ICONS, ids=lambda icon: icon.stem)
def test_an_icon_is_a_drawing_in_the_one_style(icon: Path) -> None:
    root = ElementTree.fromstring(icon.read_text())  # noqa: S314  # our own drawings
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    if icon.stem != "kacdesk":  # the sign of the program has colours and a size of its own
        assert root.get("viewBox") == "0 0 24 24"
        assert 'stroke="currentColor"' in icon.read_text()  # filled in when it is drawn
        assert re.findall(r"#[0-9a-f]{3,6}", icon.read_text()) == []


def test_the_licence_of_the_fonts_goes_with_them() -> None:
    licence = (ROOT / "resources" / "fonts" / "OFL.txt").read_text()
    assert FONTS
    assert "SIL Open Font License" in licence
    assert sum(font.stat().st_size for font in FONTS) < 4_000_000


def test_the_licence_of_the_icons_names_every_one_of_them() -> None:
    licence = (ROOT / "resources" / "icons" / "LICENSE-lucide.txt").read_text()
    ours = set(re.findall(r"^  (\w+) = ", licence, re.MULTILINE))
    assert "ISC License" in licence
    assert {icon.stem for icon in ICONS} - {"kacdesk"} == ours
