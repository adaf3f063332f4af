"""The audit trail: filtered by action, person and day; a page at a time; a table without formulas."""

import csv
import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from i18n import speaking
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from tenants.admin import audit_words
from tenants.audit_log import PAGE, harmless


async def write(house: Any, action: str, *, label: str = "Ada", old: Any = 1, new: Any = 2, days_ago: int = 0) -> None:
    async with house.unit():
        await unit.execute(
            """INSERT INTO audit (id, at, actor_kind, actor_id, actor_label, action, changes, ip)
               VALUES ($1, $2, 'member', $3, $4, $5, $6, '203.0.113.7')""",
            *(new_id(), now() - timedelta(days=days_ago), house.ada.id, label, action, {"name": [old, new]}),
        )


async def test_it_shows_who_changed_what_from_what_to_what_and_from_where(acme: Any) -> None:
    await write(acme, "team.renamed", old="Billing", new="Invoices")
    page = await acme.olga.get("/admin/audit")
    for shown in ("Renamed a team", "Ada", "Billing", "Invoices", "203.0.113.7"):
        assert shown in page.text


async def test_it_filters_by_action_person_and_day(acme: Any) -> None:
    await write(acme, "team.renamed", new="Today's name")
    await write(acme, "team.founded", new="Old name", days_ago=10)
    for query in ("action=team.renamed", f"since={(now() - timedelta(days=2)).date()}"):
        text = (await acme.olga.get(f"/admin/audit?{query}")).text
        assert "Today&#39;s name" in text
        assert "Old name" not in text
    assert "Today&#39;s name" not in (await acme.olga.get(f"/admin/audit?person={acme.bob.id}")).text
    assert "Old name" in (await acme.olga.get(f"/admin/audit?until={(now() - timedelta(days=5)).date()}")).text


async def test_it_turns_the_page(acme: Any) -> None:
    for number in range(PAGE + 1):
        await write(acme, "team.renamed", new=f"name {number:03}")
    first = await acme.olga.get("/admin/audit")
    assert "name 000" not in first.text
    older = first.text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "name 000" in (await acme.olga.get(older)).text


async def test_nonsense_in_the_address_filters_nothing(acme: Any) -> None:
    await write(acme, "team.renamed")
    for query in (
        "since=yesterday",
        "person=%00",
        "before=x",
        "until=9999-99-99",
        "since=0001-01-01",
        "until=9999-12-31",
    ):
        assert (await acme.olga.get(f"/admin/audit?{query}")).status_code == 200


async def test_a_table_holds_no_formula(acme: Any) -> None:
    await write(acme, "team.renamed", label="=HYPERLINK(1)", old="@x", new="-1+1")
    answer = await acme.olga.get("/admin/audit.csv?action=team.renamed")
    assert answer.headers["content-disposition"] == 'attachment; filename="audit.csv"'
    rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert rows[1][2] == "'=HYPERLINK(1)"
    assert rows[1][6:9] == ["name", "'@x", "'-1+1"]


async def test_taking_the_table_is_noted_itself(acme: Any) -> None:
    await acme.olga.get("/admin/audit.csv")
    assert "Exported the audit trail" in (await acme.olga.get("/admin/audit")).text


async def test_nobody_reads_the_log_of_another_tenant(cast: Any) -> None:
    await write(cast.acme, "team.renamed", new="acme's secret")
    assert "secret" not in (await cast.globex.mallory.get("/admin/audit")).text
    assert "secret" not in (await cast.globex.mallory.get("/admin/audit.csv")).text


def test_it_guards_every_beginning_of_a_formula() -> None:
    assert [harmless(cell) for cell in ("=1", " +1", "\t=1", "@a", "-1", "plain", "")] == [
        *("'=1", "' +1", "'\t=1", "'@a", "'-1", "plain", ""),
    ]


async def test_each_day_has_a_heading_and_each_entry_says_in_one_line_what_became(acme: Any) -> None:
    await write(acme, "team.renamed", old="Billing", new="Invoices")
    await write(acme, "team.renamed", old="Sales", new="Growth", days_ago=3)
    text = (await acme.olga.get("/admin/audit?action=team.renamed")).text
    assert text.count('class="audit-day"') == 2
    lines = [line.split("</summary>")[0] for line in text.split("<summary>")[1:] if "Renamed a team" in line]
    assert ["Name: Invoices" in line for line in lines] == [True, False]
    assert not any("Billing" in line or "Sales" in line for line in lines)


def test_it_has_words_for_whatever_is_recorded() -> None:
    house = Path(audit_words.__file__).parents[2]
    code = [path for part in ("platform", "tenants", "portal", "surveys") for path in (house / part).rglob("*.py")]
    recorded = {action for path in code for action in re.findall(r'record\(\s*"([a-z_.]+)"', path.read_text())}
    known = (house / "tenants/admin/audit_words.py").read_text()
    assert len(recorded) > 40
    assert sorted(action for action in recorded if f'"{action}"' not in known) == []


def test_hours_of_a_week_are_told_by_the_names_of_its_days() -> None:
    week = {"tue": [["10:00", "17:00"]], "mon": [["09:00", "12:30"], ["13:30", "17:00"]], "sun": []}
    with speaking("de"):
        assert audit_words.shown(week, "hours") == "Mo 09:00 – 12:30 und 13:30 – 17:00; Di 10:00 – 17:00"
