"""This file is the place where the closing of a report is refused, and told what is missing for it."""

from kacdesk.core.errors import Missing, Refused, Unavailable
from kacdesk.core.text import t
from kacdesk.figures.period import Period
from kacdesk.figures.period_words import after_about
from kacdesk.services.context import Context
from kacdesk.services.reporting.closings import ReportState
from kacdesk.services.reporting.corrections import waiting_for


def require_open(found: ReportState) -> None:
    """Raise Refused for a period that is no month, quarter or year, has not ended or is closed."""
    period = found.period
    effect = t("Nekas nav noslēgts.")
    if not found.is_whole:
        raise Refused(
            t("Noslēgt var mēnesi, ceturksni vai gadu."),
            effect=effect,
            remedy=t("Izvēlieties veselu mēnesi, ceturksni vai gadu."),
        )
    if not found.is_over:
        raise Refused(
            t("Pārskata periods vēl nav beidzies."),
            effect=effect,
            remedy=t("Slēdziet to pēc perioda pēdējās dienas."),
        )
    if found.closing is not None:
        raise Refused(
            t("Pārskats par {period} jau ir noslēgts.", period=after_about(period)),
            effect=effect,
            remedy=t("Ja tas jāmaina, vispirms atveriet to no jauna un norādiet iemeslu."),
        )


def require_all_here(context: Context, period: Period) -> None:
    """Raise Unavailable while an earlier closed report has not come to this desk."""
    waiting = waiting_for(context, period)
    if waiting:
        raise Unavailable(
            t(
                "Šajā datorā vēl nav agrāk noslēgtu pārskatu: {numbers}.",
                numbers=", ".join(each.number for each in waiting),
            ),
            effect=t("Nekas nav noslēgts: bez tiem nevar pateikt, kas tajos kopš slēgšanas labots."),
            remedy=t("Sagaidiet apmaiņu ar centrālo krātuvi un slēdziet vēlreiz."),
        )


def closed_meanwhile(period: Period) -> Refused:
    """Return the refusal for a report that another desk closed and opened again."""
    return Refused(
        t("Pārskatu par {period} tikmēr noslēdza un atvēra cita darbvieta.", period=after_about(period)),
        effect=t("Nekas nav noslēgts."),
        remedy=t("Apskatiet pārskatu un slēdziet vēlreiz."),
    )


def not_closed(period: Period) -> Missing:
    """Return what is told when a report is not closed."""
    return Missing(
        t("Pārskats par {period} nav noslēgts.", period=after_about(period)),
        effect=t("Nekas nav mainīts."),
        remedy=t("Noslēgtos pārskatus parāda “kacdesk report-state”."),
    )
