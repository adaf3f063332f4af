"""Founding: the tenants of the demo and the logins of their people, by platform units.

A company is found again by its owner's address and `is_demo`, so that founding twice founds once, whatever it is
called by now and whoever had the slug before.
"""

from datetime import timedelta
from uuid import UUID

from polydesk.demo.companies import Company, Employee
from polydesk.kernel import unit
from polydesk.kernel.clock import now, travel
from polydesk.kernel.ids import new_id
from polydesk.kernel.mail import address_key
from tenants import directory, identities, moving_in
from tenants.identities import Identity
from tenants.moving_in import NewTenant
from tenants.proposals import Proposal

OPERATOR = "operator@polydesk.example"
BEFORE_THE_STORY = timedelta(days=16)


async def appoint_operator(password_hash: str | None) -> None:
    """Who runs the platform of the demo."""
    async with unit.platform():
        await _one_at_a_time()
        found = await _identity("Robin Vale", OPERATOR, "en", "UTC", password_hash)
        await unit.execute("UPDATE identity SET is_operator = true WHERE id = $1", found.id)


async def found(company: Company, password_hash: str | None) -> UUID:
    """The company's tenant, made with its people if it is not there yet."""
    async with unit.platform():
        await _one_at_a_time()
        known: UUID | None = await unit.fetchval(FIND, address_key(company.owner.email))
        if known is not None:
            return known
        with travel(now() - BEFORE_THE_STORY):
            made = await _create(company, password_hash)
        await unit.execute(BECOME_DEMO, made.id)
    directory.forget()
    return made.id


async def _create(company: Company, password_hash: str | None) -> NewTenant:
    owner = company.owner
    about = (company.name, company.slug, owner.name, company.languages[0], company.zone, company.country)
    proposal = Proposal(*about, languages=company.languages)
    login = await _login(owner, company, password_hash)
    made = await moving_in.create_tenant(login.id, email=owner.email, proposal=proposal)
    for employee in company.employees:
        if employee is not owner:
            login = await _login(employee, company, password_hash)
            await unit.execute(JOIN, made.id, new_id(), login.id, *_columns(employee, company), now())
    return made


async def _login(employee: Employee, company: Company, password_hash: str | None) -> Identity:
    zone = employee.zone or company.zone
    return await _identity(employee.name, employee.email, employee.language, zone, password_hash)


async def _identity(name: str, email: str, language: str, zone: str, password_hash: str | None) -> Identity:
    known = await identities.confirmed_one(email)
    return known or await identities.create(
        email, password_hash=password_hash, name=name, language=language, zone=zone, confirmed=True
    )


def _columns(employee: Employee, company: Company) -> tuple[str, ...]:
    zone = employee.zone or company.zone
    return employee.email, address_key(employee.email), employee.name, employee.role, employee.language, zone


async def _one_at_a_time() -> None:
    await unit.execute("SELECT pg_advisory_xact_lock(hashtextextended('demo', 0))")


FIND = """
SELECT t.id FROM tenant t JOIN member m ON m.tenant_id = t.id AND m.role = 'owner'
 WHERE t.is_demo AND m.email_key = $1 ORDER BY t.created_at LIMIT 1
"""
BECOME_DEMO = "UPDATE tenant SET is_demo = true, status = 'active', trial_ends_at = NULL WHERE id = $1"
JOIN = """
INSERT INTO member (tenant_id, id, identity_id, email, email_key, name, role, language, zone, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
