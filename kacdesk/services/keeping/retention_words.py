"""This file is the place where a rule of keeping is said in one sentence."""

from dataclasses import dataclass

from kacdesk.core.keeping import CountedTo, KeepingUnit
from kacdesk.core.latvian import counted
from kacdesk.core.text import t
from kacdesk.models.catalog import ACCESS_LOG, Catalog
from kacdesk.services.keeping.retention_due import title_of
from kacdesk.services.keeping.retention_rules import DESTROY, KeepingRule, label_of


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A rule as a person reads it: of which register, how long, and where that is written."""

    register: str
    title: str
    words: str


def rule_words(catalog: Catalog, rule: KeepingRule) -> RuleWords:
    """Return a rule in words."""
    title = (
        title_of(catalog, rule.register) if rule.register in (*_names(catalog), ACCESS_LOG) else rule.register
    )
    start = label_of(catalog.spec(rule.register), rule.start) if rule.register in catalog else ""
    what = t("papīru iznīcina") if rule.action == DESTROY else t("personas datus dzēš")
    words = t(
        "{term} {begins} ({start}), tad {what}. {source}",
        term=_term(rule),
        begins=_begins(rule.counted_to),
        start=t(start) if start else t("ieraksta diena"),
        what=what,
        source=rule.source,
    )
    return RuleWords(rule.register, title, words.strip())


def _names(catalog: Catalog) -> tuple[str, ...]:
    return tuple(spec.name for spec in catalog.specs)


def _term(rule: KeepingRule) -> str:
    match rule.unit:
        case KeepingUnit.DAYS:
            return counted(rule.count, t("dienu"), t("diena"), t("dienas"))
        case KeepingUnit.MONTHS:
            return counted(rule.count, t("mēnešu"), t("mēnesis"), t("mēneši"))
        case KeepingUnit.YEARS:
            return counted(rule.count, t("gadu"), t("gads"), t("gadi"))


def _begins(counted_to: CountedTo) -> str:
    if counted_to is CountedTo.MONTH_END:
        return t("no mēneša beigām")
    return t("no gada beigām") if counted_to is CountedTo.YEAR_END else t("no tās pašas dienas")
