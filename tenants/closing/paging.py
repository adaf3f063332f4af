"""Pages of any table by its primary key, each row as one line of JSON, so that no export ever holds a whole table."""

from tenants.closing.contents import Table

PAGE = 200


def page_of(table: Table, *, first: bool) -> str:
    """Names come from the database's catalogue, values by parameters."""
    key = ", ".join(f't."{name}"' for name, _kind in table.key)
    shown = ", ".join(f't."{name}"' for name in table.columns)
    keys = ", ".join(f't."{name}"::text AS key{at}' for at, (name, _kind) in enumerate(table.key))
    after = ", ".join(f"${at}::text::{kind}" for at, (_name, kind) in enumerate(table.key, start=1))
    beyond = "" if first else f"WHERE ({key}) > ({after})"
    return f"""SELECT row_to_json((SELECT r FROM (SELECT {shown}) r))::text AS line, {keys}
                 FROM {table.name} t {beyond} ORDER BY {key} LIMIT {PAGE}"""  # noqa: S608
