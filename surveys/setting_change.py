"""Changing the setting, and what the audit log keeps of it: ids by the names that they have now."""

from typing import Any

from polydesk.kernel import unit
from polydesk.kernel.audit import record
from surveys.setting import COLUMNS, FIELDS, Setting, known, setting
from surveys.setting_names import names_in


async def change(wanted: Setting) -> None:
    """Nothing changed leaves no trace."""
    before = await setting()
    if wanted == before:
        return
    await unit.execute(_WRITE, *(_column(getattr(wanted, name)) for name in FIELDS))
    await known.changed()
    old, new = await _told(before), await _told(wanted)
    changes: dict[str, list[Any]] = {name: [old[name], new[name]] for name in FIELDS if old[name] != new[name]}
    await record("surveys.setting_changed", changes=changes)


async def _told(one: Setting) -> dict[str, Any]:
    return {name: getattr(one, name) for name in FIELDS} | await names_in(one)


def _column(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


_WRITE = f"""
INSERT INTO survey_setting ({COLUMNS}) VALUES ({", ".join(f"${place}" for place in range(1, len(FIELDS) + 1))})
ON CONFLICT (tenant_id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in FIELDS)}
"""  # noqa: S608 - the names of this struct's fields
