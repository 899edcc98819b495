"""This file is the place where the capture triggers are generated from the registers, installed and checked.

Triggers see every way to change a row, in the transaction of the change; a program without our functions cannot
change a synced row at all, because its statement fails on `kac_applying`. docs/decisions/0003 has the reasons.
"""

from collections.abc import Mapping, Sequence
from functools import cache

from sqlalchemy import Connection

from kacdesk.core.errors import Damaged
from kacdesk.core.text import t
from kacdesk.models.catalog import Catalog
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.spec.register import RegisterSpec

NUMBER_FIELDS = ("number", "series", "reg_year", "file_index", "sequence")


def _pair(field: FieldSpec, side: str) -> str:
    """Return SQL for the field's name and value as `json_object` takes them, in the form of the wire."""
    column = f"{side}.{field.name}"
    if field.kind is Kind.REFERENCE:
        return f"'{field.name}',nullif(lower(hex({column})),'')"
    if field.kind is Kind.FLAG:
        return f"'{field.name}',json(iif({column} IS NULL,'null',iif({column},'true','false')))"
    return f"'{field.name}',{column}"


def _whole(fields: Sequence[FieldSpec], side: str) -> str:
    """Return SQL for a row as one JSON object. The text stays short: every connection reads it all."""
    return f"json_object({','.join(_pair(field, side) for field in fields)})"


_INTO = "INSERT INTO capture(op,txn,actor,point,reg,rid,kind,hlc,wall,mono,boot,reason,f,b) SELECT "
_OP = (
    "kac_new_op(),kac_txn(),kac_actor(),NEW.point,'{reg}',NEW.id,{kind},kac_hlc(),kac_wall(),kac_mono(),kac_boot(),"
    "kac_reason(),"
)
_CHANGED = "(SELECT json_group_object(e.key,json(v.n->e.key)) FROM json_each(v.n) e WHERE v.n->e.key IS NOT v.o->e.key)"
_BASED_ON = "(SELECT json_group_object(key,coalesce(OLD._o->>key,OLD._o->>'*')) FROM json_each(f))"
_LOG = (
    "INSERT INTO change_log(op,txn,at,actor,reg,rid,kind,origin,reason,new,old) "
    "SELECT op,txn,wall,actor,reg,rid,kind,'desk',reason,f,{old} WHERE op=kac_op();"
)


def triggers_of(spec: RegisterSpec) -> dict[str, str]:
    """Return the triggers of one captured register: name → CREATE statement."""
    table, fields = spec.name, spec.synced
    new, old = _whole(fields, "NEW"), _whole(fields, "OLD")
    kind = (
        "coalesce(kac_kind(),CASE WHEN NEW.status='voided' AND OLD.status IS NOT 'voided' THEN 'void' "
        "WHEN OLD.status='voided' AND NEW.status IS NOT 'voided' THEN 'restore' ELSE 'set' END)"
    )
    owner = f"'{spec.parent}',NEW.{spec.parent_field}" if spec.parent else f"'{table}',NEW.id"
    after, before = (",".join(f"{side}.{f.name}" for f in fields) for side in ("NEW", "OLD"))
    made = {
        f"kac_{table}_insert": (
            f"CREATE TRIGGER kac_{table}_insert AFTER INSERT ON {table} WHEN kac_applying()=0 BEGIN "
            + _INTO
            + _OP.format(reg=table, kind="'ins'")
            + f"json_patch('{{}}',{new}),'{{}}';"  # takes what is empty out
            + _LOG.format(old="'{}' FROM capture")
            + f"UPDATE {table} SET _o=json_object('*',lower(hex(kac_op()))) WHERE n=NEW.n;"
            + f"SELECT kac_touched({owner}); END"
        ),
        f"kac_{table}_update": (
            f"CREATE TRIGGER kac_{table}_update AFTER UPDATE OF {','.join(f.name for f in fields)} ON {table} "
            f"WHEN kac_applying()=0 AND ({after}) IS NOT ({before}) BEGIN "
            + _INTO
            + _OP.format(reg=table, kind=kind)
            + f"f,{_BASED_ON} FROM (SELECT {_CHANGED} f FROM (SELECT {new} n,{old} o) v);"
            + _LOG.format(
                old="(SELECT json_group_object(e.key,json(o->e.key)) FROM json_each(f) e) "
                f"FROM capture,(SELECT {old} o)"
            )
            + f"UPDATE {table} SET rev=OLD.rev+1,_o=json_patch(_o,(SELECT json_group_object(j.key,lower(hex(c.op))) "
            "FROM capture c,json_each(c.f) j WHERE c.op=kac_op())) WHERE n=NEW.n;"
            + f"SELECT kac_touched({owner}); END"
        ),
        f"kac_{table}_delete": (
            f"CREATE TRIGGER kac_{table}_delete BEFORE DELETE ON {table} WHEN kac_purging()=0 BEGIN "
            "SELECT RAISE(ABORT,'kac: records are voided, never deleted'); END"
        ),
        f"kac_{table}_id": (
            f"CREATE TRIGGER kac_{table}_id BEFORE UPDATE OF id,n,point ON {table} "
            "WHEN NEW.id IS NOT OLD.id OR NEW.n IS NOT OLD.n OR NEW.point IS NOT OLD.point BEGIN "
            "SELECT RAISE(ABORT,'kac: the identity of a record never changes'); END"
        ),
    }
    if spec.numbered:
        differs = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in NUMBER_FIELDS)
        made[f"kac_{table}_number"] = (
            f"CREATE TRIGGER kac_{table}_number BEFORE UPDATE OF {','.join(NUMBER_FIELDS)} ON {table} "
            f"WHEN kac_applying()=0 AND ({differs}) BEGIN "
            "SELECT RAISE(ABORT,'kac: a document number never changes'); END"
        )
    return made


def read_only_triggers(spec: RegisterSpec) -> dict[str, str]:
    """Return the triggers that keep reference data as the central store gave them."""
    table = spec.name
    return {
        f"kac_{table}_{verb.lower()}": (
            f"CREATE TRIGGER kac_{table}_{verb.lower()} BEFORE {verb} ON {table} WHEN kac_applying()=0 BEGIN "
            "SELECT RAISE(ABORT,'kac: reference data are read-only'); END"
        )
        for verb in ("INSERT", "UPDATE", "DELETE")
    }


@cache
def all_triggers(catalog: Catalog) -> Mapping[str, str]:
    """Return every trigger that this version of the program installs, by name."""
    captured = {spec.name for spec in catalog.captured}
    made: dict[str, str] = {}
    for spec in catalog.specs:
        made.update(triggers_of(spec) if spec.name in captured else read_only_triggers(spec))
    return made


def installed(connection: Connection) -> dict[str, str]:
    """Return the capture triggers that are in the file: name → text as SQLite keeps it."""
    rows = connection.exec_driver_sql(
        "SELECT name,sql FROM sqlite_master WHERE type='trigger' AND name GLOB 'kac_*'"
    )
    return {row[0]: row[1] for row in rows}


def drop_triggers(connection: Connection) -> None:
    """Take the triggers out before a migration, which would drop some of them silently."""
    for name in installed(connection):
        connection.exec_driver_sql(f"DROP TRIGGER {name}")


def install_triggers(connection: Connection, catalog: Catalog) -> None:
    """Put in the triggers of this version; none may be there."""
    for statement in all_triggers(catalog).values():
        connection.exec_driver_sql(statement)


def check_triggers(connection: Connection, catalog: Catalog) -> None:
    """Refuse to write when the file's triggers are not exactly those of this version (asked at every start)."""
    if installed(connection) == all_triggers(catalog):
        return
    raise Damaged(
        t("Datu datnes izmaiņu uzskaite neatbilst šai programmas versijai."),
        effect=t(
            "Programma datus nemaina, lai neviens ieraksts nepaliktu bez pēdām; saglabātais ir neskarts."
        ),
        remedy=t("Palaidiet “kacdesk doctor” un sazinieties ar IT."),
    )
