"""This file is the place where a code, a name or an identifier is resolved to the row it means, and back."""

from collections.abc import Mapping
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, select

from kacdesk.core.ids import parse_id
from kacdesk.core.sorting import fold
from kacdesk.core.text import t
from kacdesk.models.catalog import Catalog
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.spec.register import RegisterSpec
from kacdesk.store.session import Store


class References:
    """The names of everything that records refer to, read once from a snapshot.

    Only registers with a code or a name of their own are held (institutions, services, points, staff): a visit is
    referred to by its identifier alone.
    """

    def __init__(self, connection: Connection, catalog: Catalog) -> None:
        self._catalog = catalog
        self._by_word: dict[str, dict[str, UUID]] = {}
        self._names: dict[str, dict[UUID, str]] = {}
        self._institution_of: dict[UUID, UUID] = {}
        for spec in catalog.named:
            self._load(connection, spec.name)
        for spec in catalog.answering("service"):
            services = catalog.table(spec.name)
            for row in connection.execute(select(services.c.id, services.c.institution_id)):
                self._institution_of[row.id] = row.institution_id

    def _load(self, connection: Connection, register: str) -> None:
        """Hold the rows of a register and of those that stand for it; for one word the register's own row wins."""
        words: dict[str, UUID] = {}
        names: dict[UUID, str] = {}
        for spec in reversed(self._catalog.answering(register)):
            self._read(connection, spec, register, words, names)
        self._by_word[register], self._names[register] = words, names

    def _read(
        self,
        connection: Connection,
        spec: RegisterSpec,
        register: str,
        words: dict[str, UUID],
        names: dict[UUID, str],
    ) -> None:
        table = self._catalog.table(spec.name)
        keys = [name for name in (spec.natural_key, "code") if name is not None and name in spec.by_name][:1]
        shown = keys if register == "institution" else list(spec.named_by)
        columns = dict.fromkeys([*keys, *spec.named_by])
        for row in connection.execute(
            select(table.c.id, *(table.c[name] for name in columns)).order_by(table.c.n)
        ):
            for name in reversed(list(columns)):
                value = row._mapping[name]
                if value:
                    words[fold(str(value))] = row.id
            names[row.id] = " ".join(str(row._mapping[name]) for name in shown if row._mapping[name])

    def find(self, register: str, text: str) -> UUID | None:
        """Return the row that a code, a name or an identifier means; None when there is none."""
        named = self._by_word.get(register, {}).get(fold(text.strip()))
        return named or parse_id(text.strip())

    def knows(self, register: str, record: UUID) -> bool:
        """Say whether a row is here; registers that are not held are taken at their word."""
        return register not in self._names or record in self._names[register]

    def name(self, register: str, record: UUID) -> str:
        """Return how a row is shown, '' when it is not here."""
        return self._names.get(register, {}).get(record, "")

    def names(self, register: str) -> Mapping[UUID, str]:
        """Return all rows of a held register by how they are shown."""
        return self._names.get(register, {})

    def institution_of(self, service: UUID) -> UUID | None:
        """Return whose service it is."""
        return self._institution_of.get(service)

    def label(self, field: FieldSpec, value: object) -> str:
        """Return a stored value as a person reads it, for choices and references; other values as text."""
        if value is None:
            return ""
        if field.kind is Kind.CHOICE:
            return t(field.choice_label(str(value)))
        if field.kind is Kind.REFERENCE and isinstance(value, UUID):
            return self.name(field.refers_to or "", value)
        return str(value)


_kept: "WeakKeyDictionary[Store, tuple[int, References]]" = WeakKeyDictionary()


def current_references(store: Store) -> References:
    """Return the names as they are now; kept until a commit of this store changes one of their registers."""
    changes = store.reference_changes
    known = _kept.get(store)
    if known is not None and known[0] == changes:
        return known[1]
    with store.read() as connection:
        names = References(connection, store.catalog)
    _kept[store] = (changes, names)
    return names
