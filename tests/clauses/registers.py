"""This file is the place where docs/registers.md is put together: every register, where it lives, what is its own."""

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kacdesk.models.catalog import CATALOG, REGISTERS
from kacdesk.models.register import spec_of
from kacdesk.services.onward import ONWARD
from kacdesk.services.record_papers import PAPERS
from kacdesk.services.rulebook import RULES, Rules
from kacdesk.services.steps import STEPS
from kacdesk.spec.register import Group, RegisterSpec

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "registers.md"
_CLASSES = {spec_of(cls).name: cls for cls in REGISTERS}


def page() -> str:
    """Return the page: a table for each group of the sidebar."""
    roots = [spec for spec in CATALOG.specs if spec.parent is None]
    lines = [
        "# Registers",
        "",
        "Made by `./kac clauses`; do not edit it by hand. A register is one class; list, form, view, history, search,",
        "sync, export, import and command line follow from it. What is its own stands in the last columns: terms that",
        "run in it, steps, papers, and the modules with its rules. `store`, `sync` and `central` know none of them by",
        "name.",
        "",
        f"{len(roots)} registers and {len(CATALOG.specs) - len(roots)} kinds of lines.",
    ]
    for group in Group:
        here = [spec for spec in roots if spec.group is group]
        if here:
            lines += [
                "",
                f"## {group.value.capitalize()}",
                "",
                _row("Register", "On the screen", "Class", "Lines", "Terms", "Steps", "Papers", "Rules in"),
                _row(*["---"] * 8),
            ]
            lines += [_told(spec) for spec in here]
    return "\n".join(lines) + "\n"


def _told(spec: RegisterSpec) -> str:
    cls = _CLASSES[spec.name]
    file = Path(inspect.getfile(cls)).relative_to(ROOT).as_posix()
    clocks = [clock.due for name in (spec.name, *spec.children) for clock in CATALOG.spec(name).clocks]
    return _row(
        f"`{spec.name}`",
        spec.title,
        f"`{file.removeprefix('kacdesk/')}`",
        ", ".join(f"`{child}`" for child in spec.children),
        ", ".join(dict.fromkeys(clocks)),
        ", ".join(step.name for step in STEPS.get(spec.name, ())),
        ", ".join(paper.name for paper in PAPERS.get(spec.name, ())),
        ", ".join(sorted(set(_modules(spec.name)))),
    )


def _modules(register: str) -> Iterator[str]:
    rules = RULES.get(register, Rules())
    own: list[Any] = [rules.judge, rules.follow, rules.effect]
    own += [part for step in STEPS.get(register, ()) for part in (step.applies, step.changes)]
    own += [paper.draw for paper in PAPERS.get(register, ())]
    own += [each.carries for each in ONWARD.get(register, ())]
    for each in own:
        module = getattr(getattr(each, "func", each), "__module__", "") if each is not None else ""
        if module:
            yield f"`{module.removeprefix('kacdesk.').replace('.', '/')}`"


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"
