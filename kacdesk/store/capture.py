"""This file is the place where the capture triggers are generated from the registers, installed and checked.

Triggers see every way to change a row, in the transaction of the change; a program without our functions cannot
change a synced row at all, because its statement fails on `kac_applying`. docs/decisions/0003 has the reasons.
"""

from sqlalchemy import Connection

from kacdesk.core.errors import Damaged
from kacdesk.core.text import t
from kacdesk.models.catalog import Catalog
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.spec.register import RegisterSpec

NUMBER_FIELDS = ("number", "series", "reg_year", "file_index", "sequence")


def _as_json(field: FieldSpec, side: str) -> str:
    """Return SQL that gives the column's value as JSON text, in the form of the wire."""
    column = f"{side}.{field.name}"
    if field.kind is Kind.REFERENCE:
        return f"iif({column} IS NULL,'null',json_quote(lower(hex({column}))))"
    if field.kind is Kind.FLAG:
        return f"iif({column} IS NULL,'null',iif({column},'true','false'))"
    return f"json_quote({column})"


def _changed(field: FieldSpec) -> str:
    return f"NEW.{field.name} IS NOT OLD.{field.name}"


def _object(rows: list[str]) -> str:
    return f"(SELECT json_group_object(k,json(v)) FROM ({' UNION ALL '.join(rows)}))"


_CAPTURE = (
    "INSERT INTO capture(op,txn,actor,point,reg,rid,kind,hlc,wall,mono,boot,reason,f,b) VALUES("
    "kac_new_op(),kac_txn(),kac_actor(),NEW.point,'{reg}',NEW.id,{kind},kac_hlc(),kac_wall(),kac_mono(),kac_boot(),kac_reason(),"
    "{f},{b});"
)
_LOG = (
    "INSERT INTO change_log(op,txn,at,actor,reg,rid,kind,origin,reason,new,old) "
    "SELECT op,txn,wall,actor,reg,rid,kind,'desk',reason,f,{old} FROM capture WHERE op=kac_op();"
)


def triggers_of(spec: RegisterSpec) -> dict[str, str]:
    """Return the triggers of one captured register: name → CREATE statement."""
    table, fields = spec.name, spec.synced
    whole = _object(
        [f"SELECT '{f.name}' k,{_as_json(f, 'NEW')} v WHERE NEW.{f.name} IS NOT NULL" for f in fields]
    )
    new = _object([f"SELECT '{f.name}' k,{_as_json(f, 'NEW')} v WHERE {_changed(f)}" for f in fields])
    old = _object([f"SELECT '{f.name}' k,{_as_json(f, 'OLD')} v WHERE {_changed(f)}" for f in fields])
    based_on = _object(
        [
            f"SELECT '{f.name}' k,json_quote(coalesce(OLD._o->>'{f.name}',OLD._o->>'*')) v WHERE {_changed(f)}"
            for f in fields
        ]
    )
    kind = (
        "coalesce(kac_kind(),CASE WHEN NEW.status='voided' AND OLD.status IS NOT 'voided' THEN 'void' "
        "WHEN OLD.status='voided' AND NEW.status IS NOT 'voided' THEN 'restore' ELSE 'set' END)"
    )
    owner = f"'{spec.parent}',NEW.{spec.parent_field}" if spec.parent else f"'{table}',NEW.id"
    any_change = " OR ".join(_changed(f) for f in fields)
    made = {
        f"kac_{table}_insert": (
            f"CREATE TRIGGER kac_{table}_insert AFTER INSERT ON {table} WHEN kac_applying()=0 BEGIN "
            + _CAPTURE.format(reg=table, kind="'ins'", f=whole, b="'{}'")
            + _LOG.format(old="'{}'")
            + f"UPDATE {table} SET _o=json_object('*',lower(hex(kac_op()))) WHERE n=NEW.n;"
            + f"SELECT kac_touched({owner}); END"
        ),
        f"kac_{table}_update": (
            f"CREATE TRIGGER kac_{table}_update AFTER UPDATE OF {','.join(f.name for f in fields)} ON {table} "
            f"WHEN kac_applying()=0 AND ({any_change}) BEGIN "
            + _CAPTURE.format(reg=table, kind=kind, f=new, b=based_on)
            + _LOG.format(old=old)
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


def all_triggers(catalog: Catalog) -> dict[str, str]:
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
