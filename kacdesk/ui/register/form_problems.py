"""This file is the place where what is wrong with a form is put beside its fields and summed up in one sentence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.ui.fields.frame import FieldFrame


@dataclass(frozen=True, slots=True)
class ToldProblems:
    """What was told: the sentence for the strip, whether it is only a question, the first field concerned."""

    words: str
    question: bool
    first: FieldFrame | None


def tell_problems(problems: Sequence[Problem], frame_for: Callable[[str], FieldFrame | None]) -> ToldProblems:
    """Put every sentence beside its field; what has no field in the form joins the sentence for the strip."""
    question = all(problem.code == "confirm" for problem in problems)
    homeless: list[str] = []
    first: FieldFrame | None = None
    for problem in problems:
        frame = frame_for(problem.field)
        if frame is None or not frame.is_asked:
            homeless.append(problem.sentence)
        else:
            frame.show_problem(problem.sentence, question=question)
            first = first or frame
    if question:
        words = t("Pārbaudiet iezīmēto. Ja ir pareizi, saglabājiet vēlreiz (Ctrl+S).")
    elif first is None:
        words = t("Vēl nav saglabāts.")
    else:
        words = t("Vēl nav saglabāts: {count} — skatiet pie laukiem.", count=_places(len(problems)))
    return ToldProblems(" ".join([words, *homeless]), question, first)


def _places(count: int) -> str:
    return t("viens lauks jāizlabo") if count == 1 else t("jāizlabo lauki ({count})", count=count)
