"""The page that lies on top of an export: what is in it, how to read it, and what is not in it, in the owner's language."""

from collections.abc import Mapping, Sequence

from i18n import _, ngettext
from i18n.formats import day, number, when
from polydesk.kernel.clock import now
from tenants.closing.contents import FOLDERS, Table
from tenants.closing.exports import Export


def written(company: str, one: Export, tables: Mapping[Table, int], files: int, lost: Sequence[str]) -> str:
    lines = [
        _("Everything of the help desk of %(company)s") % {"company": company},
        _("Asked for by %(name)s on %(day)s, made on %(when)s.")
        % {"name": one.asked_by_name, "day": day(one.asked_at), "when": when(now())},
        "",
        _("Each file that ends in .jsonl is a table: one line for each row, and each line is a JSON object."),
        _("The same rows stand beside it as .csv for spreadsheets, where formulas begin with an apostrophe."),
        _("Times are in UTC. Rows refer to each other by their ids: a message names its ticket in ticket_id."),
        _("Pages are read one after the other, so what was changed meanwhile may be in it or not."),
        "",
    ]
    for folder, (meaning, _names) in FOLDERS.items():
        lines += [f"{folder}/", f"  {meaning}", *_listed(folder, tables), ""]
    lines += _listed("other", tables)
    lines.append(ngettext("%(num)s file", "%(num)s files", files) % {"num": number(files)})
    if lost:
        lines.append(_("The file store has lost these files, so they are not in it:"))
        lines += [f"  {name}" for name in lost]
    lines += [
        "",
        _("Not in it: passwords, keys, tokens and links that let somebody in, search indexes, and work under way."),
        "",
    ]
    return "\n".join(lines)


def _listed(folder: str, tables: Mapping[Table, int]) -> list[str]:
    return [
        f"  {table.path}: " + ngettext("%(num)s row", "%(num)s rows", count) % {"num": number(count)}
        for table, count in tables.items()
        if table.path.startswith(f"{folder}/") and count
    ]
