"""This file is the place where the summary and what it is compared with are put into words, for paper and screen."""

from collections.abc import Iterable, Sequence

from kacdesk.core.latvian import short_date
from kacdesk.core.text import t
from kacdesk.figures.period import Period
from kacdesk.figures.period_words import after_about
from kacdesk.figures.report import ReportFigures


def summary_lines() -> Sequence[tuple[str, str, int]]:
    """Return words, member of `Totals` and depth of every line, in order."""
    return (
        (t("Apmeklējumi"), "visits", 0),
        (t("Pakalpojumu reģistrācijas"), "registrations", 0),
        (t("pieteikumi"), "applications", 1),
        (t("tostarp e-pakalpojumi citas personas vārdā"), "delegated_e_services", 2),
        (t("konsultācijas un informācija"), "consultations", 1),
        (t("tostarp e-pakalpojumu konsultācijas"), "e_service_consultations", 2),
        (t("tostarp e-adreses konsultācijas"), "e_address_consultations", 2),
        (t("tostarp nosūtīšana pie speciālista"), "referrals", 2),
        (t("Tālruņa zvani"), "calls", 0),
        (t("atbildēti"), "answered_calls", 1),
        (t("savienoti ar citu"), "transferred_calls", 1),
        (t("neatbildēti"), "missed_calls", 1),
        (t("atzvanīti"), "called_back_calls", 1),
        (t("citā stāvoklī"), "other_calls", 1),
        (t("tostarp latvija.lv palīdzības tālrunis"), "helpline_calls", 1),
        (t("Saņemtie dokumenti"), "received_documents", 0),
        (t("Izsniegtie dokumenti"), "issued_documents", 0),
    )


def partly_recorded(figures: ReportFigures, others: Iterable[Period]) -> str:
    """Return a sentence about the periods that had begun when the first contact was recorded, '' when there is none."""
    since = figures.recorded_since
    if since is None:
        return ""
    partly = [after_about(other) for other in others if other.first_day < since <= other.last_day]
    if not partly:
        return ""
    return t(
        "Pirmais ieraksts ir par {day}, tāpēc salīdzinājums ar {periods} nav pilnīgs.",
        day=short_date(since),
        periods=t(" un ").join(partly),
    )
