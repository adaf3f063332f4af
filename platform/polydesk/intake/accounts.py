"""Accounts: mailboxes elsewhere that are emptied into ours by IMAP, as admins keep them. Passwords are sealed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from polydesk.intake.refusals import TooManyAccounts
from polydesk.kernel import sealed, unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.outbox import enqueue
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.turns import take_turn

MOST = 10
PURPOSE = "mailbox password"
Security = Literal["tls", "starttls", "none"]

COLUMNS = "id, host, port, security, username, secret, folder, inbox, validity, last_uid, problem, looked_at, off_since, asked_at"
MINE = "WHERE tenant_id = app.tenant_id() AND id = $1"


@dataclass(frozen=True)
class Account:
    """`problem` is what went wrong when we looked last, in the server's words; empty when nothing did."""

    id: UUID
    host: str
    port: int
    security: Security
    username: str
    secret: bytes
    folder: str
    inbox: str
    validity: int | None
    last_uid: int
    problem: str
    looked_at: datetime | None
    off_since: datetime | None
    asked_at: datetime | None

    @property
    def is_on(self) -> bool:
        return self.off_since is None

    @property
    def is_being_looked_at(self) -> bool:
        return self.asked_at is not None and (self.looked_at is None or self.looked_at < self.asked_at)

    @property
    def password(self) -> str:
        """Raises sealed.Unsealable."""
        return sealed.unseal(self.secret, purpose=PURPOSE)


@dataclass(frozen=True)
class Draft:
    """An empty password leaves the one that is there."""

    host: str
    port: int
    security: Security
    username: str
    password: str
    folder: str
    inbox: str

    def asks_for_password(self, held: Account) -> bool:
        """The one that is kept is told to nobody but the server that it was typed in for."""
        there = (held.host, held.port, held.security, held.username)
        return not self.password and (self.host, self.port, self.security, self.username) != there


async def accounts() -> list[Account]:
    sql = f"SELECT {COLUMNS} FROM mail_account WHERE tenant_id = app.tenant_id() ORDER BY username, id"  # noqa: S608
    return [Account(*row) for row in await unit.fetch(sql)]


async def account(account_id: UUID) -> Account:
    """Raises NotFound."""
    row = await unit.fetchrow(f"SELECT {COLUMNS} FROM mail_account {MINE}", account_id)  # noqa: S608
    if row is None:
        raise NotFound
    return Account(*row)


async def add(draft: Draft) -> Account:
    """Only what comes from now on is taken; what lies there already stays there. Raises TooManyAccounts."""
    await take_turn("mailboxes")
    if len(await accounts()) >= MOST:
        raise TooManyAccounts
    made = new_id()
    await unit.execute(
        """INSERT INTO mail_account (id, host, port, security, username, secret, folder, inbox, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        *(made, draft.host, draft.port, draft.security, draft.username, sealed.seal(draft.password, purpose=PURPOSE)),
        *(draft.folder, draft.inbox, now()),
    )
    await record("mailbox.added", subject=("mailbox", made), changes={"username": [None, draft.username]})
    await look_now(made)
    return await account(made)


async def change(held: Account, draft: Draft) -> None:
    """At another server or in another folder the counting begins anew."""
    secret = sealed.seal(draft.password, purpose=PURPOSE) if draft.password else held.secret
    moved = (draft.host, draft.username, draft.folder) != (held.host, held.username, held.folder)
    await unit.execute(
        f"""UPDATE mail_account SET host = $2, port = $3, security = $4, username = $5, secret = $6, folder = $7, inbox = $8,
                   validity = CASE WHEN $9 THEN NULL ELSE validity END, last_uid = CASE WHEN $9 THEN 0 ELSE last_uid END
              {MINE}""",  # noqa: S608
        *(held.id, draft.host, draft.port, draft.security, draft.username, secret, draft.folder, draft.inbox, moved),
    )
    await record("mailbox.changed", subject=("mailbox", held.id), changes={"username": [held.username, draft.username]})
    await look_now(held.id)


async def switch(held: Account, *, on: bool) -> None:
    if held.is_on != on:
        await unit.execute(f"UPDATE mail_account SET off_since = $2 {MINE}", held.id, None if on else now())  # noqa: S608
        await record("mailbox.switched_on" if on else "mailbox.switched_off", subject=("mailbox", held.id), changes={})


async def remove(held: Account) -> None:
    await unit.execute(f"DELETE FROM mail_account {MINE}", held.id)  # noqa: S608
    await record("mailbox.removed", subject=("mailbox", held.id), changes={"username": [held.username, None]})


async def look_now(account_id: UUID) -> None:
    """Soon, not within a minute: somebody waits for what comes of it."""
    await unit.execute(f"UPDATE mail_account SET asked_at = $2 {MINE}", account_id, now())  # noqa: S608
    await enqueue("intake.look", account_id=str(account_id))


async def note_looked(account_id: UUID, *, problem: str = "", validity: int | None = None, last_uid: int = 0) -> None:
    """What came of looking; how far we have come never goes back within one and the same mailbox."""
    await unit.execute(
        f"""UPDATE mail_account SET problem = $2, looked_at = $3, validity = COALESCE($4, validity),
                   last_uid = CASE WHEN $4 IS NULL OR $4 = validity THEN greatest(last_uid, $5) ELSE $5 END {MINE}""",  # noqa: S608
        *(account_id, problem[:500], now(), validity, last_uid),
    )
