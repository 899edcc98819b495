"""This file is the place where the lines of the summary are put into words, for paper and screen alike."""

from collections.abc import Sequence

from kacdesk.core.text import t


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
