"""Jobs of service levels."""

from datetime import time

from polydesk.kernel.outbox import daily, job
from polydesk.sla import renewals


@daily(at=time(6))
@job("sla.find_ending_contracts", platform=True)
async def find_ending_contracts() -> None:
    await renewals.find_tenants()


@job("sla.remind_contracts")
async def remind_contracts() -> None:
    await renewals.remind()
