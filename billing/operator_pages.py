"""`/operator/billing`: what comes in, who tries, who leaves, whose payment failed; behind each figure the companies; one company
with its story, and a plan free of charge for it. No word of a ticket.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec import Meta, Struct

from billing import comping, figures, operator_report, plans, refused_key, trying
from billing.accounts import account_of
from billing.figures import FIGURES
from billing.leaving import REASONS
from billing.money import Money
from billing.story import story_of
from i18n import _
from i18n.formats import formatter
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import NotFound, Refusal
from polydesk.kernel.web import Form, Page, empty, read_form, redirect
from tenants.console import overview
from tenants.console.words import STATUSES

PAGE = "/operator/billing"
LONGEST = timedelta(days=5 * 366)
FARTHEST = date(9000, 1, 1)  # with room for the next day


class CompForm(Struct):
    plan: str = ""
    until: str = ""
    reason: Annotated[str, Meta(max_length=300)] = ""


class OperatorBillingPages(Controller):
    path = PAGE

    @get()
    async def show(self, currency: FromQuery[str] = "") -> Response[Any]:
        return Page(
            "billing/operator/figures.html",
            report=await operator_report.report(currency),
            refused=await refused_key.refused_calls(),
            titles={name: figure.title for name, figure in FIGURES.items()},
            link=_link,
            month_name=formatter().month,
        )

    @get("/figures.csv")
    async def table(self) -> Response[str]:
        headers = {"Content-Disposition": 'attachment; filename="billing.csv"'}
        return Response(await operator_report.table(), media_type="text/csv; charset=utf-8", headers=headers)

    @get("/behind")
    async def behind(
        self, figure: FromQuery[str] = "", month: FromQuery[str] = "", currency: FromQuery[str] = ""
    ) -> Response[Any]:
        if figure not in FIGURES:
            raise NotFound()
        chosen = _month(month)
        lines = await figures.behind(figure, month=chosen, currency=currency or None)
        total = Money(sum(line.amount or 0 for line in lines), currency) if currency else None
        return Page(
            "billing/operator/behind.html",
            title=FIGURES[figure].title,
            month=chosen,
            month_name=formatter().month,
            lines=lines,
            said=_said(figure),
            total=total,
            statuses=STATUSES,
        )


class OperatorTenantPages(Controller):
    path = PAGE + "/tenants/{tenant_id:uuid}"

    @get()
    async def show(self, tenant_id: FromPath[UUID]) -> Response[Any]:
        return await _tenant(tenant_id, empty(CompForm, plan=plans.PAID[0].name))

    @post("/comp")
    async def comp(self, request: Request[Any, Any, Any], tenant_id: FromPath[UUID]) -> Response[Any]:
        form = await read_form(request, CompForm)
        until = await _checked(form, tenant_id)
        if not form.ok:
            return await _tenant(tenant_id, form, status=422)
        await comping.comp(tenant_id, plan=form.data.plan, until=until, reason=form.data.reason.strip())
        return redirect(f"{PAGE}/tenants/{tenant_id}")

    @post("/comp/end")
    async def end(self, tenant_id: FromPath[UUID]) -> Response[Any]:
        await overview.tenant(tenant_id)
        try:
            await comping.end(tenant_id)
        except Refusal as refusal:
            form = empty(CompForm, plan=plans.PAID[0].name)
            form.fail("", refusal.message)
            return await _tenant(tenant_id, form, status=refusal.status)
        return redirect(f"{PAGE}/tenants/{tenant_id}")


async def _checked(form: Form[CompForm], tenant_id: UUID) -> datetime | None:
    """The last second of the day that was typed, by the company's own clock; mistakes stand beside their fields."""
    await overview.tenant(tenant_id)
    if form.value("plan") not in {plan.name for plan in plans.PAID}:
        form.fail("plan", _("Please choose a plan."))
    if not form.value("reason").strip():
        form.fail("reason", _("Please say why: the company reads it."))
    typed = form.value("until").strip()
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        form.fail("until", _("Please enter a date."))
        return None
    zone = await unit.fetchval("SELECT zone FROM tenant WHERE id = $1", tenant_id)
    until = datetime.combine(min(day, FARTHEST), datetime.min.time(), ZoneInfo(zone)) + timedelta(days=1, seconds=-1)
    if not now() < until < now() + LONGEST:
        form.fail("until", _("Please choose a day within the next five years."))
    return until


async def _tenant(tenant_id: UUID, form: Form[CompForm], status: int = 200) -> Response[Any]:
    tenant, account = await overview.tenant(tenant_id), await account_of(tenant_id)
    return Page(
        "billing/operator/tenant.html",
        status=status,
        tenant=tenant,
        account=account,
        is_comped=account.comp_plan is not None and (account.comp_until is None or account.comp_until > now()),
        story=await story_of(tenant_id),
        tried=await trying.tried_by_the_same(tenant_id),
        events=await unit.fetch(
            "SELECT id, type, created_at, state FROM billing_event WHERE of_tenant = $1 ORDER BY created_at DESC LIMIT 50",
            tenant_id,
        ),
        invoices=[_invoice(row) for row in await unit.fetch(_INVOICES, tenant_id)],
        form=form,
        choices=[(plan.name, str(plan.title)) for plan in plans.PAID],
        names=plans.NAMES,
        statuses=STATUSES,
    )


def _said(figure: str) -> Callable[[str], tuple[str, str]]:
    """A note as people read it: a reason with its words, a plan by its name, the number of an invoice as it is."""

    def said(note: str) -> tuple[str, str]:
        if figure == "cancelled":
            code, _colon, words = note.partition(": ")
            return str(REASONS.get(code, "")), words if code in REASONS else note
        return str(plans.NAMES.get(note, note)), ""

    return said


def _invoice(row: unit.Record) -> dict[str, Any]:
    return {**dict(row), "sum": Money(row["total"], row["currency"])}


def _link(figure: str, month: date | None = None, currency: str | None = None) -> str:
    said = {"figure": figure, "month": f"{month:%Y-%m}" if month else "", "currency": currency or ""}
    return f"{PAGE}/behind?{urlencode({name: text for name, text in said.items() if text})}"


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01") if text else None
    except ValueError:
        raise NotFound() from None


_INVOICES = """
SELECT number, status, currency, total, issued_at, paid_at, attempts FROM billing_invoice
 WHERE tenant_id = $1 AND status <> 'draft' ORDER BY issued_at DESC LIMIT 24
"""
