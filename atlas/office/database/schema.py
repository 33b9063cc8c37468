"""Whether a database holds a store of ours that this account can use."""

import sqlalchemy as sa

from atlas.office.errors import StoreError
from atlas.office.tables import FORMATS


def check(connection: sa.Connection, meta: sa.Table, store: str, database: str) -> None:
    """
    Refuse a database that is no store of ours, or of a later format, or that is not seen whole.

    Parameters
    ----------
    connection
        In a transaction.
    meta
        The table that names the format.
    store, database
        How both are called, for what is said of them.

    Raises
    ------
    StoreError
        If it is so.
    """
    if not sa.inspect(connection).has_table(meta.name):
        if connection.dialect.name == "sqlite":
            raise StoreError("foreign", store=store)
        _find_tables(connection, meta.name, database)
        raise StoreError("not_made", store=store)
    find_postgis(connection, database)
    known = connection.scalar(sa.select(meta.c.value).where(meta.c.key == "format"))
    if known not in FORMATS:
        raise StoreError("format", store=store, found=known, known=max(FORMATS))


def find_postgis(connection: sa.Connection, database: str) -> None:
    """
    Refuse a database without PostGIS, or with one that this account does not see.

    Raises
    ------
    StoreError
        If it is so.
    """
    if connection.dialect.name == "sqlite":
        return
    if connection.scalar(sa.text("SELECT to_regtype('geometry') IS NOT NULL")):
        return
    schema = connection.scalar(
        sa.text(
            "SELECT nspname FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace"
            " WHERE extname = 'postgis'"
        )
    )
    if schema is None:
        raise StoreError("no_postgis", database=database)
    raise _elsewhere(connection, database, schema)


def _find_tables(connection: sa.Connection, table: str, database: str) -> None:
    schema = connection.scalar(
        sa.text(
            "SELECT nspname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE relname = :table AND relkind IN ('r', 'p', 'v') LIMIT 1"
        ),
        {"table": table},
    )
    if schema is not None:
        raise _elsewhere(connection, database, schema)


def _elsewhere(connection: sa.Connection, database: str, schema: str) -> StoreError:
    path, user = connection.execute(
        sa.text("SELECT current_setting('search_path'), current_user")
    ).one()
    may_use = connection.scalar(
        sa.text("SELECT has_schema_privilege(:schema, 'USAGE')"), {"schema": schema}
    )
    values = {"database": database, "schema": schema, "user": user}
    return StoreError("elsewhere", path=path, **values) if may_use else StoreError("shut", **values)
