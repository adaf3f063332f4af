"""What the house does a moment later: settle in, write its letters, sweep what is over."""

from datetime import datetime, timedelta
from uuid import UUID

from polydesk.kernel.events import announce
from polydesk.kernel.live import tell
from polydesk.kernel.outbox import every, job
from polydesk.kernel.tenancy import current_tenant
from tenants import identity_tokens, invitations, moving_in, new_device, posting, waiting
from tenants.events import TenantConfirmed


@job("tenants.settle_in")
async def settle_in() -> None:
    await moving_in.settle_in()


@job("tenants.confirmed")
async def confirmed() -> None:
    # Every web process looks afresh, so that the reminder goes at once.
    await tell("site")
    await announce(TenantConfirmed(current_tenant()))


@job("tenants.mail_confirmation")
async def mail_confirmation(identity_id: str, language: str) -> None:
    await posting.post_confirmation(UUID(identity_id), language=language)


@job("tenants.mail_sign_in_link", platform=True)
async def mail_sign_in_link(email: str, language: str, then: str | None = None) -> None:
    await posting.post_sign_in_link(email, language=language, then=then)


@job("tenants.mail_reset", platform=True)
async def mail_reset(email: str, language: str) -> None:
    await posting.post_reset(email, language=language)


@job("tenants.mail_new_device", platform=True)
async def mail_new_device(identity_id: str, seen: str, ip: str, user_agent: str) -> None:
    await new_device.post(UUID(identity_id), at=datetime.fromisoformat(seen), ip=ip, user_agent=user_agent)


@job("tenants.mail_invitation")
async def mail_invitation(invitation_id: str) -> None:
    await invitations.post(UUID(invitation_id))


@job("tenants.let_in")
async def let_in() -> None:
    await waiting.let_in()


@every(timedelta(hours=6))
@job("tenants.sweep_tokens", platform=True)
async def sweep_tokens() -> None:
    await identity_tokens.sweep()
