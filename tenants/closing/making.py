"""Making an export: table after table, file after file, into one archive; the memory of one page of rows is enough.

Rows are read in pages by their primary key, each page in a unit of its own, so that nobody waits for an export and no
snapshot grows old. When it is broken off it begins anew.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

from i18n import speaking
from polydesk.kernel import storage, unit
from polydesk.kernel.clock import now
from polydesk.kernel.outbox import Lease, enqueue
from polydesk.kernel.storage import StoredFile
from polydesk.kernel.tenancy import acting_for
from tenants import here
from tenants.closing import contents, exports, readme
from tenants.closing.archive import Archive
from tenants.closing.contents import Table
from tenants.closing.exports import Export
from tenants.closing.paging import PAGE, page_of
from tenants.closing.sheet import Sheet

TELL_EVERY_S = 1.0


async def make(export_id: UUID, lease: Lease) -> None:
    async with lease.unit():
        one = await exports.export(export_id)
    if one.state not in ("waiting", "running"):
        return
    with acting_for(lease.tenant_id):
        async with storage.workplace() as folder:
            path = folder / "export.zip"
            await Making(export_id, lease).write(one, path)
            await lease.renew()
            await storage.keep_beside(one.stored_as, path, media_type="application/zip")
            size = (await asyncio.to_thread(path.stat)).st_size
    async with lease.unit():
        await _ready(one, size)
        await lease.finish()


class Making:
    """One run: what is in the archive so far, told to the page once a second."""

    def __init__(self, export_id: UUID, lease: Lease) -> None:
        self.id = export_id
        self.lease = lease
        self.rows = self.files = 0
        self.lost: list[str] = []
        self.told = 0.0

    async def write(self, one: Export, path: Path) -> None:
        async with self.lease.unit():
            tables = await contents.tables()
            await self._count(tables)
            site = await here.visit()
        archive = Archive(path)
        counted: dict[Table, int] = {}
        for table in tables:
            before = self.rows
            sheet = Sheet(path.with_name("sheet.csv"), table.columns)
            await archive.add(table.path, self._lines(table, sheet))
            await archive.add(table.sheet_path, sheet.pieces())
            counted[table] = self.rows - before
        async for file in self._files():
            name = f"files/{file.id}/{file.name}"
            if not await archive.add(name, self._bytes(file)):
                self.lost.append(name)
            self.files += 1
            await self._tell()
        with speaking(one.language):
            await archive.add_text("README.txt", readme.written(site.name, one, counted, self.files, self.lost))
        await archive.close()
        await self._tell(at_last=True)

    async def _count(self, tables: list[Table]) -> None:
        """How much there will be, so that the page can say how far it is."""
        rows = 0
        for table in tables:
            rows += await unit.fetchval(f"SELECT count(*) FROM {table.name}")  # noqa: S608 - from the catalogue
        await unit.execute(
            """UPDATE tenant_export SET state = 'running', rows_all = $2, rows_done = 0, files_done = 0, files_lost = 0,
                      files_all = (SELECT count(*) FROM file WHERE state = 'stored'), heard_at = $3 WHERE id = $1""",
            *(self.id, rows, now()),
        )

    async def _lines(self, table: Table, sheet: Sheet) -> AsyncIterator[bytes]:
        last: list[str] | None = None
        while True:
            async with self.lease.unit():
                rows = await unit.fetch(page_of(table, first=last is None), *(last or ()))
            if not rows:
                return
            await sheet.add(row["line"] for row in rows)
            yield "".join(f"{row['line']}\n" for row in rows).encode()
            last = [rows[-1][f"key{at}"] for at in range(len(table.key))]
            self.rows += len(rows)
            await self._tell()

    async def _files(self) -> AsyncIterator[StoredFile]:
        last = UUID(int=0)
        while True:
            async with self.lease.unit():
                ids = [
                    row["id"]
                    for row in await unit.fetch(
                        "SELECT id FROM file WHERE state = 'stored' AND id > $1 ORDER BY id LIMIT $2", last, PAGE
                    )
                ]
                found = await storage.files_of(ids)
            if not ids:
                return
            for file_id in ids:
                yield found[file_id]
            last = ids[-1]

    async def _bytes(self, file: StoredFile) -> AsyncIterator[bytes]:
        async for piece in storage.open_bytes(file.id):
            yield piece

    async def _tell(self, *, at_last: bool = False) -> None:
        if not at_last and time.monotonic() - self.told < TELL_EVERY_S:
            return
        self.told = time.monotonic()
        await self.lease.confirm()
        async with self.lease.unit():
            await unit.execute(
                "UPDATE tenant_export SET rows_done = $2, files_done = $3, files_lost = $4, heard_at = $5 WHERE id = $1",
                *(self.id, self.rows, self.files, len(self.lost), now()),
            )


async def _ready(one: Export, size: int) -> None:
    await unit.execute(
        "UPDATE tenant_export SET state = 'ready', bytes = $2, ready_at = $3, heard_at = $3 WHERE id = $1",
        *(one.id, size, now()),
    )
    await enqueue("tenants.forget_export", after=exports.KEPT, export_id=str(one.id))


async def forget(export_id: UUID, lease: Lease) -> None:
    """The archive goes; that there was one stays in the list."""
    async with lease.unit():
        one = await exports.export(export_id)
    with acting_for(lease.tenant_id):
        await storage.drop_beside(one.stored_as)
    async with lease.unit():
        await unit.execute("UPDATE tenant_export SET state = 'gone', gone_at = $2 WHERE id = $1", export_id, now())
        await lease.finish()
