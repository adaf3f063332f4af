"""People by the beginning of their name or address, by an index although row security stands before it.

Row security lets only operators that give nothing away near an index: comparisons of text are such, `lower` and
`starts_with` are not. So the small letters are stored, in the order of their bytes, where what begins alike is a range.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration

ID = "0003"

KEYS = """
ALTER TABLE person ADD COLUMN name_key text COLLATE "C" GENERATED ALWAYS AS (lower(name)) STORED;
CREATE INDEX person_name ON person (tenant_id, name_key);
CREATE INDEX person_address_beginning ON person_address (tenant_id, address_key COLLATE "C");
"""


async def forwards() -> MigrationManager:
    return migration(ID, "customers", "people by the beginning of their name", KEYS)
