"""The unit of work: one transaction per request or job, with the tenant set inside it.

It opens lazily at the first query, so that a slow upload holds no connection; it serialises `gather`; it refuses late
use; it always gives its connection back, or terminates one that it could not finish. Piccolo's own transactions are not
used: they leak connections when cancelled (see decision 0003).
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any, Literal, TypeAlias
from uuid import UUID

import asyncpg

from polydesk.kernel import database
from polydesk.kernel.tenancy import acting_for, current_tenant

Role = Literal["app", "platform"]
Record: TypeAlias = asyncpg.Record

_current: ContextVar["Unit | None"] = ContextVar("unit", default=None)


class NoUnit(RuntimeError):
    """A query ran outside of any unit of work."""


class UnitOver(RuntimeError):
    """A query came after the unit had committed or rolled back."""


class Unit:
    """One lazy transaction as `role`; for the role `app` row security sees only `tenant`."""

    def __init__(self, role: Role, tenant: UUID | None) -> None:
        if role == "app" and tenant is None:
            raise ValueError("the role app needs a tenant")
        self.role = role
        self.tenant = tenant
        self.statements = 0
        self.around: Unit | None = None
        self._connection: asyncpg.pool.PoolConnectionProxy | None = None
        self._lock = asyncio.Lock()
        self._over = False
        self._savepoints = 0
        self._inside = 0
        self._callbacks: list[Callable[[], None]] = []
        self._notices: list[str] = []

    async def fetch(self, sql: str, *args: Any) -> list[Record]:
        return await self._run("fetch", sql, *args)  # type: ignore[no-any-return]

    async def fetchrow(self, sql: str, *args: Any) -> Record | None:
        return await self._run("fetchrow", sql, *args)

    async def fetchval(self, sql: str, *args: Any) -> Any:
        return await self._run("fetchval", sql, *args)

    async def execute(self, sql: str, *args: Any) -> str:
        return await self._run("execute", sql, *args)  # type: ignore[no-any-return]

    async def executemany(self, sql: str, args: Iterable[tuple[Any, ...]]) -> None:
        await self._run("executemany", sql, args)

    async def copy(self, table: str, *, columns: list[str], records: Iterable[tuple[Any, ...]]) -> None:
        """COPY records into a table: for imports and demo data, thousands of rows at a time."""
        await self._run("copy_records_to_table", table, columns=columns, records=records)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """What fails inside is undone alone; the error goes on."""
        self._savepoints += 1
        name = f"s{self._savepoints}"
        noticed, called = len(self._notices), len(self._callbacks)
        await self.execute(f"SAVEPOINT {name}")
        self._inside += 1
        try:
            yield
        except BaseException:
            del self._notices[noticed:], self._callbacks[called:]
            await self.execute(f"ROLLBACK TO SAVEPOINT {name}")
            raise
        finally:
            self._inside -= 1
        await self.execute(f"RELEASE SAVEPOINT {name}")

    def after_commit(self, callback: Callable[[], None]) -> None:
        self._callbacks.append(callback)

    def notify(self, channel: str, text: str) -> None:
        """Tells listeners of PostgreSQL's `channel` with the commit, in the same round trip."""
        # In hexadecimal digits no text can be anything but a text.
        notice = f"SELECT pg_notify('{channel}', convert_from(decode('{text.encode().hex()}', 'hex'), 'UTF8'));"
        if notice not in self._notices:
            self._notices.append(notice)

    async def commit(self) -> None:
        """Ends the unit; raises what the database says when it cannot keep it."""
        await self._commit(last=True)

    async def let_go(self) -> None:
        """Commits what the unit has so far and gives its connection back; its next query begins another transaction.

        For talking to the world in the middle of a request, when nobody may wait for our locks. What was kept stays kept
        whatever comes afterwards.
        """
        if self._inside:
            raise RuntimeError("a unit of work cannot let go inside a savepoint")
        if self._over:
            raise UnitOver("the unit of work is over")
        await self._commit(last=False)

    async def rollback(self) -> None:
        await self._finish("ROLLBACK")

    @property
    def is_over(self) -> bool:
        return self._over

    @property
    def in_transaction(self) -> bool:
        """Whether it holds a connection, and with it locks that others may wait for."""
        return self._connection is not None

    async def _commit(self, *, last: bool) -> None:
        if self._notices:
            await self._be_open()
        notices, self._notices = self._notices, []
        callbacks, self._callbacks = self._callbacks, []
        await self._finish("".join(notices) + "COMMIT", last=last)
        for callback in callbacks:
            callback()

    async def _run(self, method: str, *args: Any, **named: Any) -> Any:
        async with self._lock:
            if self._over:
                raise UnitOver("the unit of work is over")
            connection = self._connection or await self._open()
            self.statements += 1
            return await getattr(connection, method)(*args, **named)

    async def _be_open(self) -> None:
        async with self._lock:
            if not self._over and self._connection is None:
                await self._open()

    async def _open(self) -> asyncpg.pool.PoolConnectionProxy:
        connection = self._connection = await database.acquire(self.role)
        if self.tenant is None:
            await connection.execute("BEGIN")
        else:
            # One round trip instead of two; a UUID object cannot carry anything but an id into the text.
            await connection.execute(f"BEGIN; SELECT set_config('app.tenant_id', '{UUID(int=self.tenant.int)}', true)")
        return connection

    async def _finish(self, command: str, *, last: bool = True) -> None:
        if self._over:
            return
        task = asyncio.ensure_future(self._end(command, last=last))
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            if not task.done():
                task.add_done_callback(_forget)
            raise

    async def _end(self, command: str, *, last: bool) -> None:
        async with self._lock:
            if self._over:
                return
            self._over = last
            await self._give_back(command)

    async def _give_back(self, command: str) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            tag = await _ended(connection, command)
            if command.endswith("COMMIT") and tag != "COMMIT":
                raise database.CommitFailed("an error inside the unit was swallowed; nothing was kept")
        except BaseException:
            self._over = True
            if not connection.is_closed() and connection.is_in_transaction():
                connection.terminate()
            raise
        finally:
            await database.release(self.role, connection)


async def _ended(connection: asyncpg.pool.PoolConnectionProxy, command: str) -> str:
    """The word of PostgreSQL for how the transaction ended; notices cannot be given in one that has failed already."""
    try:
        return str(await connection.execute(command, timeout=10))
    except asyncpg.InFailedSQLTransactionError:
        return str(await connection.execute("ROLLBACK", timeout=10))


def _forget(task: asyncio.Future[None]) -> None:
    if not task.cancelled():
        task.exception()


@asynccontextmanager
async def tenant(tenant_id: UUID) -> AsyncIterator[Unit]:
    """A unit inside one tenant: commits on leaving, rolls back on any error."""
    with acting_for(tenant_id):
        async with _scope(Unit("app", tenant_id)) as unit:
            yield unit


@asynccontextmanager
async def platform() -> AsyncIterator[Unit]:
    """A unit across tenants, for what the policies of the role platform name; commits on leaving."""
    async with _scope(Unit("platform", None)) as unit:
        yield unit


@asynccontextmanager
async def _scope(unit: Unit) -> AsyncIterator[Unit]:
    unit.around = _current.get()
    token = _current.set(unit)
    try:
        yield unit
        await unit.commit()
    except BaseException:
        await unit.rollback()
        raise
    finally:
        _current.reset(token)


@asynccontextmanager
async def entered(unit: Unit) -> AsyncIterator[Unit]:
    """Makes `unit` the current one without finishing it: the web's middleware decides by the status of the answer."""
    unit.around = _current.get()
    token = _current.set(unit)
    try:
        yield unit
    finally:
        _current.reset(token)


def current() -> Unit:
    unit = _current.get()
    if unit is None:
        raise NoUnit("a query ran outside of any unit of work")
    return unit


def current_or_none() -> Unit | None:
    return _current.get()


async def fetch(sql: str, *args: Any) -> list[Record]:
    return await current().fetch(sql, *args)


async def fetchrow(sql: str, *args: Any) -> Record | None:
    return await current().fetchrow(sql, *args)


async def fetchval(sql: str, *args: Any) -> Any:
    return await current().fetchval(sql, *args)


async def execute(sql: str, *args: Any) -> str:
    return await current().execute(sql, *args)


async def executemany(sql: str, args: Iterable[tuple[Any, ...]]) -> None:
    await current().executemany(sql, args)


@asynccontextmanager
async def savepoint() -> AsyncIterator[None]:
    async with current().savepoint():
        yield


async def let_go() -> None:
    """Commits what the current unit has so far; call it before talking to the world in a request."""
    await current().let_go()


def in_transaction() -> bool:
    """Whether the current unit, or one around it, has a transaction open."""
    unit = _current.get()
    while unit is not None and not unit.in_transaction:
        unit = unit.around
    return unit is not None


def after_commit(callback: Callable[[], None]) -> None:
    current().after_commit(callback)


__all__ = [
    "NoUnit",
    "Unit",
    "UnitOver",
    "after_commit",
    "current",
    "current_or_none",
    "current_tenant",
    "entered",
    "execute",
    "executemany",
    "fetch",
    "fetchrow",
    "fetchval",
    "in_transaction",
    "let_go",
    "platform",
    "savepoint",
    "tenant",
]
