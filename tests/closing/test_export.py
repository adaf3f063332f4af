"""Taking everything along: all of it, without a key to any door, for owners alone, also where the house is closed."""

import csv
import io
import json
import re
import tracemalloc
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests_surveys import ticket_of

from polydesk.kernel import clock, storage, unit
from polydesk.kernel.outbox import Retry, drain
from polydesk.kernel.storage.stores import key_of, store
from polydesk.kernel.tenancy import acting_for
from tenants import directory, holding
from tenants.closing import contents
from tenants.closing.sheet import Sheet

LINK = re.compile(r"/admin/export/[0-9a-f-]+/file")


async def archive_of(house: Any) -> tuple[zipfile.ZipFile, str]:
    assert (await house.olga.post("/admin/export")).status_code == 303
    await drain(house.id)
    page = (await house.olga.get("/admin/export")).text
    link = LINK.search(page)
    assert link, page
    answer = await house.olga.get(link[0])
    assert answer.status_code == 200
    assert int(answer.headers["content-length"]) == len(answer.content)
    return zipfile.ZipFile(io.BytesIO(answer.content)), link[0]


def rows(archive: zipfile.ZipFile, name: str) -> list[Any]:
    return [json.loads(line) for line in archive.read(name).decode().split("\n")[:-1]]


def as_cell(value: Any) -> str:
    """What a cell of the sheet says of a value of the JSON, in words of our own."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return "'" + value if re.match(r"\s*[=+\-@＝]|[\t\r\n]", value) else value


async def test_each_table_is_there_for_spreadsheets_too_and_nothing_in_it_is_computed(acme: Any) -> None:
    formula, text = "=HYPERLINK(1)", 'Ünü, "quoted"\r\n\u2028 and \t more'
    await ticket_of(acme, subject=formula, body=text)
    await ticket_of(acme, subject="＝1+1", body="-2 degrees")
    archive, _link = await archive_of(acme)
    tables = [name for name in archive.namelist() if name.endswith(".jsonl")]
    assert {"tickets/tickets.jsonl", "tickets/messages.jsonl", "people/members.jsonl"} <= {*tables}
    assert {"customers/people.jsonl", "customers/person_addresses.jsonl", "billing/tickets_as_they_count.jsonl"} <= {
        *tables
    }, "called as a reader would call them"
    for name in tables:
        sheet = archive.read(name.replace(".jsonl", ".csv"))
        assert sheet.startswith(b"\xef\xbb\xbf"), name
        head, *lines = csv.reader(io.StringIO(sheet.decode("utf-8-sig"), newline=""))
        told = rows(archive, name)
        assert all(list(row) == head for row in told), name
        assert lines == [[as_cell(value) for value in row.values()] for row in told], name
    subjects = [
        row["subject"] for row in csv.DictReader(io.StringIO(archive.read("tickets/tickets.csv").decode("utf-8-sig")))
    ]
    assert {f"'{formula}", "'＝1+1"} <= {*subjects}
    assert ".csv for spreadsheets" in archive.read("README.txt").decode()


async def test_a_sheet_is_written_in_the_memory_of_a_page(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "sheet.csv", ("id", "body"))
    page = [json.dumps({"id": number, "body": "x" * 1_000}) for number in range(200)]
    tracemalloc.start()
    try:
        for _page in range(150):  # 30 MB
            await sheet.add(page)
        size = sum([len(piece) async for piece in sheet.pieces()])
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()
    assert size > 30_000_000
    assert not sheet.path.exists()


async def test_it_holds_every_row_and_file_and_no_key_to_a_door(cast: Any) -> None:
    acme = cast.acme
    ticket = await ticket_of(acme, body="The spout is loose")
    await ticket_of(acme)
    with acting_for(acme.id):
        kept = await storage.keep_bytes("proof.txt", b"a proof " * 9_000, by=("member", acme.alice.id))
        lost = await storage.keep_bytes("lost.txt", b"lost", by=("member", acme.alice.id))
        await store().delete(key_of(lost.id))
    archive, link = await archive_of(acme)
    assert {one["id"] for one in rows(archive, "tickets/tickets.jsonl")} >= {str(ticket.id)}
    assert any(one["body"] == "The spout is loose" for one in rows(archive, "tickets/messages.jsonl"))
    assert {one["name"] for one in rows(archive, "people/members.jsonl")} == {
        person.name for person in acme.people.values() if person.role
    }
    assert archive.read(f"files/{kept.id}/proof.txt") == b"a proof " * 9_000
    readme = archive.read("README.txt").decode()
    assert "Tickets: everything that was asked" in readme
    assert f"files/{lost.id}/lost.txt" in readme
    names = archive.namelist()
    assert not any("session" in name or "token" in name or "outbox" in name for name in names)
    text = b"".join(archive.read(name) for name in names).decode(errors="replace")
    assert not re.search(r'"[a-z_]*(hash|secret|password)[a-z_]*":"', text)
    assert "mallory" not in text
    for stranger in (acme.ada, acme.alice, acme.bill, cast.globex.mallory, acme.carl):
        assert (await stranger.get(link)).status_code in (303, 403, 404)
    page = await acme.olga.get("/admin/audit")
    assert "Downloaded an export of everything" in page.text


async def test_a_second_click_shows_the_one_that_is_being_made(acme: Any) -> None:
    for _each in range(2):
        await acme.olga.post("/admin/export")
    async with acme.unit():
        assert await unit.fetchval("SELECT count(*) FROM tenant_export") == 1
    assert "Your export is being made" in (await acme.olga.get("/admin/export")).text


async def test_it_is_kept_for_a_week(acme: Any) -> None:
    _archive, link = await archive_of(acme)
    with clock.travel(clock.now() + timedelta(days=7, minutes=1)):
        assert (await acme.olga.get(link)).status_code == 404
        await drain(acme.id)
        async with acme.unit():
            assert await unit.fetchval("SELECT state FROM tenant_export") == "gone"
        with acting_for(acme.id):
            assert [piece async for piece in storage.read_beside(link.replace("/admin/export/", "export-")[:-5])] == []


async def test_a_desk_that_is_read_only_can_still_be_left(acme: Any) -> None:
    async with unit.platform():
        await unit.execute("UPDATE tenant SET status = 'read_only' WHERE id = $1", acme.id)
    directory.forget()
    archive, _link = await archive_of(acme)
    assert "people/members.jsonl" in archive.namelist()
    assert (await acme.olga.post("/admin/billing/cancel", data={})).status_code == 303


async def test_no_column_that_sounds_like_a_secret_goes_out_unjudged(acme: Any) -> None:
    """Whoever adds one says in `contents.SECRET` that it stays, or here that it is none."""
    harmless = {
        *("name_key", "title_key", "email_key", "address_key", "recipient_key", "key", "key_points", "secret_seen"),
        *("schedule_hash", "hash", "public_key", "keywords", "passwords"),
    }
    async with acme.unit():
        tables = await contents.tables()
    told = {
        f"{table.name}.{column}"
        for table in tables
        for column in table.columns
        if re.search(r"hash|secret|token|passw|private|(^|_)key|auth$|cookie|raw$", column) and column not in harmless
    }
    assert told == set()


async def test_a_closed_house_has_a_small_door_for_its_owners(acme: Any) -> None:
    async with unit.platform():
        await unit.execute("UPDATE tenant SET status = 'closed' WHERE id = $1", acme.id)
    directory.forget()
    shut = await acme.visitor.get("/en/")
    assert shut.status_code == 503
    assert "This help desk is closed" in shut.text
    assert (await acme.alice.get("/desk")).status_code == 503
    assert (await acme.olga.get("/desk")).status_code == 503
    assert (await acme.visitor.get("/admin/closing")).headers["location"].startswith("/signin?next=")
    assert (await acme.visitor.get("/signin?next=/admin/closing")).status_code == 200
    for stranger in (acme.ada, acme.alice, acme.bill):
        assert (await stranger.get("/admin/closing")).status_code == 403
    page = await acme.olga.get("/admin/closing")
    assert page.status_code == 200
    assert "Open it again" in page.text
    assert "/desk" not in page.text
    archive, _link = await archive_of(acme)
    assert "people/members.jsonl" in archive.namelist()
    with pytest.raises(Retry):  # nobody writes to customers of a house that is shut
        async with acme.unit():
            await holding.until_confirmed()


async def test_an_owner_may_have_everything_erased_and_think_better_of_it(acme: Any) -> None:
    typed = await acme.olga.post("/admin/closing/erasure", data={"slug": "another"})
    assert typed.status_code == 422
    assert f"Type {acme.slug} to confirm." in typed.text
    assert (await acme.ada.post("/admin/closing/erasure", data={"slug": acme.slug})).status_code == 403
    assert (await acme.olga.post("/admin/closing/erasure", data={"slug": acme.slug})).status_code == 303
    for page in ("/admin", "/admin/closing"):
        assert "Everything will be erased on" in (await acme.olga.get(page)).text
    await drain(acme.id)
    async with acme.unit():
        assert await unit.fetchval("SELECT count(*) FROM mail WHERE kind = 'erasure_demanded'") == 1
    assert (await acme.olga.post("/admin/closing/erasure/withdrawal")).status_code == 303
    async with unit.platform():
        assert await unit.fetchval("SELECT count(*) FROM erasure WHERE of_tenant = $1", acme.id) == 0
    assert "Erase everything" in (await acme.olga.get("/admin/closing")).text
