"""What billing does when something happens elsewhere."""

from billing import accounts, counting, leaving, seat_price, settling, trying, usage
from billing.events import BillingStatusChanged
from polydesk.kernel import unit
from polydesk.kernel.events import reacts_to
from polydesk.kernel.outbox import enqueue
from polydesk.kernel.settings import settings
from polydesk.tickets.events import AgentReplied, TicketSubmitted
from tenants import entitlements, spending, trials
from tenants.closing.events import ErasureWithdrawn, TenantErased
from tenants.closing.kept import keep
from tenants.events import CompanyRenamed, SeatLeft, TenantConfirmed, TenantMovedIn

entitlements.tells_price(seat_price.seat_price)
spending.counts(usage.spent)
trials.knows(trying.are_used_up)


@reacts_to(TenantMovedIn)
async def begin_account(event: TenantMovedIn) -> None:
    if settings().bills:
        await accounts.begin(event.tenant_id)
        await settling.look_later()


@reacts_to(CompanyRenamed)
async def call_it_so_on_invoices(event: CompanyRenamed) -> None:
    if settings().bills:
        await accounts.follow_name(event.before, event.after)


@reacts_to(TenantConfirmed)
async def begin_trial(event: TenantConfirmed) -> None:
    if settings().bills:
        async with unit.platform():
            await trying.begin(event.tenant_id)


@reacts_to(AgentReplied)
async def count_answered(event: AgentReplied) -> None:
    if settings().bills:
        await counting.count_ticket(event.ticket_id)


@reacts_to(TicketSubmitted)
async def count_opened(event: TicketSubmitted) -> None:
    """By one of the company's own people, or a program of theirs."""
    if settings().bills and event.by.is_member:
        await counting.count_ticket(event.ticket_id)


@reacts_to(SeatLeft)
async def look_at_people(_event: SeatLeft) -> None:
    """Who is left may fit into the plan now, and then everybody can work again."""
    await settling.look_later()


@reacts_to(BillingStatusChanged)
async def close(event: BillingStatusChanged) -> None:
    if event.after == "closed":
        await leaving.closed(event.tenant_id)
        await enqueue("billing.end_subscriptions", tenant=event.tenant_id)


@reacts_to(ErasureWithdrawn)
async def erase_in_time(event: ErasureWithdrawn) -> None:
    if settings().bills:
        async with unit.platform():
            await leaving.erase_in_time(event.tenant_id)


@reacts_to(TenantErased)
async def forget_customers(event: TenantErased) -> None:
    if settings().bills:
        await enqueue("billing.forget_customers", tenant_id=str(event.tenant_id))


BOOKS = "the books: what was sold and paid must be on record for years; no name is in it"
keep("billing_invoice", because=BOOKS)
keep("billing_subscription", because="figures of past months still add up; no name is in it")
keep("billing_month", because="what past months were worth still adds up; no name is in it")
keep("billing_trial", because="a digest of who founded it, for a year, so that erasing begins no new trial")
keep("billing_customer", because="the number under which Stripe keeps the invoices")
keep(
    "billing_moment",
    because="how companies come and go still adds up; names and words are taken out",
    made_nameless="UPDATE billing_moment SET by = '', detail = detail - '{to,subject,words}'::text[] WHERE tenant_id = $1",
)
