"""This file is the place where a report over several points counts each of them beside the others."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kacdesk.figures.count import Count
from kacdesk.figures.rows import Counting
from kacdesk.figures.totals import totals_of
from kacdesk.spec.register import Values


@dataclass(frozen=True, slots=True)
class PointFigures:
    """One point's row; `key` is its code, `title` its name, empty when it has none.

    Over all points each column adds up to the figure of the same name in the summary.
    """

    key: str
    title: str
    visits: Count
    registrations: Count
    applications: Count
    consultations: Count
    calls: Count
    received_documents: Count


def by_point(
    counting: Counting, points: Iterable[str], titles: Mapping[str, str]
) -> tuple[PointFigures, ...]:
    """Count by point, in the order in which the points are given; those without a record too."""
    point_of = {visit["id"]: visit["point"] for visit in counting.visits}
    visits = _by_point((visit["point"], visit) for visit in counting.visits)
    lines = _by_point((point_of[line["visit_id"]], line) for line in counting.lines)
    calls = _by_point((call["point"], call) for call in counting.calls)
    documents = _by_point((document["point"], document) for document in counting.documents)
    return tuple(
        _of_point(
            point,
            titles.get(point, ""),
            replace(
                counting,
                visits=tuple(visits[point]),
                lines=tuple(lines[point]),
                calls=tuple(calls[point]),
                documents=tuple(documents[point]),
            ),
        )
        for point in points
    )


def _by_point(rows: Iterable[tuple[str, Values]]) -> defaultdict[str, list[Values]]:
    found: defaultdict[str, list[Values]] = defaultdict(list)
    for point, row in rows:
        found[point].append(row)
    return found


def _of_point(point: str, title: str, counting: Counting) -> PointFigures:
    totals = totals_of(counting)
    return PointFigures(
        key=point,
        title=title,
        visits=totals.visits,
        registrations=totals.registrations,
        applications=totals.applications,
        consultations=totals.consultations,
        calls=totals.calls,
        received_documents=totals.received_documents,
    )
