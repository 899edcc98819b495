"""This file is the place where the English catalogue is kept in step: `python -m tests.translate [--check]`.

Every sentence that stands in `t("…")` or `later("…")` is wanted, and every label, hint and choice of a register.
What is new gets an empty translation for a person to fill in; what is gone is dropped; the compiled catalogue is
written beside it.
"""

import ast
import io
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from kacdesk.models.catalog import REGISTERS
from kacdesk.models.register import spec_of

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "resources" / "locale" / "en" / "LC_MESSAGES" / "kacdesk.po"
_PLACE = re.compile(r"\{(\w+)[^}]*\}")
_WIDTH = 110
_NO_DAY = datetime(2026, 1, 1, tzinfo=UTC)
"""The catalogue carries no day of its own: the same sentences give the same bytes."""


def wanted() -> dict[str, set[str]]:
    """Return every sentence that can be shown, with the files in which it stands."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "kacdesk").rglob("*.py")):
        for words in _said(path):
            found.setdefault(words, set()).add(path.relative_to(ROOT).as_posix())
    for file, words in _of_registers():
        found.setdefault(words, set()).add(file)
    found.pop("", None)
    return found


def _said(path: Path) -> Iterator[str]:
    """Yield what stands in `t("…")` and `later("…")`. Babel's own extractor would also take codes in calls inside."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("t", "later"):
            yield from _literals(node.args[0]) if node.args else ()


def _literals(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def _of_registers() -> Iterator[tuple[str, str]]:
    """Yield what the registers say of themselves: these words are data and go through `t()` when shown."""
    for cls in REGISTERS:
        spec, file = spec_of(cls), f"{cls.__module__.replace('.', '/')}.py"
        yield file, spec.title
        yield file, spec.singular
        yield from ((file, clock.what) for clock in spec.clocks)
        for field in spec.fields:
            yield file, field.label
            yield file, field.hint
            yield file, field.section
            for choice in field.choices:
                yield file, choice.label


def kept(path: Path = PO) -> dict[str, str]:
    """Return the sentences of the catalogue with their translations, '' where there is none yet."""
    if not path.exists():
        return {}
    with path.open("rb") as stream:
        return {str(each.id): str(each.string) for each in read_po(stream) if each.id}


def faults(sentences: dict[str, set[str]], translations: dict[str, str]) -> list[str]:
    """Return what keeps the catalogue from being whole: sentences without English, or with other places in them."""
    missing = [f"not in the catalogue: {each}" for each in sorted(sentences.keys() - translations.keys())]
    gone = [f"nowhere said any longer: {each}" for each in sorted(translations.keys() - sentences.keys())]
    known = sorted(sentences.keys() & translations.keys())
    empty = [f"not translated: {each}" for each in known if not translations[each]]
    differing = [
        f"other places: {each}"
        for each in known
        if translations[each] and set(_PLACE.findall(each)) != set(_PLACE.findall(translations[each]))
    ]
    return [*missing, *gone, *empty, *differing]


def catalogue(sentences: dict[str, set[str]], translations: dict[str, str]) -> Catalog:
    """Return the catalogue of what is wanted, with the translations there are."""
    made = Catalog(
        locale="en",
        project="kacdesk",
        charset="utf-8",
        fuzzy=False,
        creation_date=_NO_DAY,
        revision_date=_NO_DAY,
    )
    made.header_comment = (
        "# English of kacdesk. The source is Latvian; docs/decisions/0022 says how it is kept."
    )
    for words in sorted(sentences):
        places = [(file, 1) for file in sorted(sentences[words])]
        made.add(words, translations.get(words, ""), locations=places)
    return made


def compiled(made: Catalog) -> bytes:
    """Return the catalogue as the program reads it."""
    stream = io.BytesIO()
    write_mo(stream, made)
    return stream.getvalue()


def written(made: Catalog) -> bytes:
    """Return the catalogue as a translator reads it."""
    stream = io.BytesIO()
    write_po(stream, made, width=_WIDTH, include_lineno=False)
    return stream.getvalue()


def main(arguments: Sequence[str]) -> int:
    """Write the catalogue anew, or with `--check` only say what is wrong with it."""
    sentences, translations = wanted(), kept()
    made = catalogue(sentences, translations)
    if "--check" not in arguments:
        PO.parent.mkdir(parents=True, exist_ok=True)
        PO.write_bytes(written(made))
        PO.with_suffix(".mo").write_bytes(compiled(made))
        translations = kept()
    told = faults(sentences, translations)
    if not told and compiled(made) != PO.with_suffix(".mo").read_bytes():
        told = ["kacdesk.mo is older than kacdesk.po: ./kac translate"]
    sys.stdout.write("".join(f"{line}\n" for line in told) or "every sentence has its English\n")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
