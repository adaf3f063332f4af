"""`/operator`: the tenants and how they fare; suspend one, resume one. Jobs have a page of their own."""

from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec import Meta, Struct

from i18n import _
from polydesk.kernel import storage
from polydesk.kernel.ids import to_id
from polydesk.kernel.outbox import queries
from polydesk.kernel.refusals import Refusal
from polydesk.kernel.settings import settings
from polydesk.kernel.web import Form, Page, empty, read_form, redirect
from polydesk.kernel.web.forms import clean
from tenants.console import overview, rooming, suspending
from tenants.console.words import PLANS, STATUSES

AnyRequest = Request[Any, Any, Any]


class SuspendForm(Struct):
    reason: Annotated[str, Meta(max_length=300)]


class ResumeForm(Struct):
    reason: Annotated[str, Meta(max_length=300)] = ""


class QuotaForm(Struct):
    quota_mb: Annotated[str, Meta(max_length=9)] = ""


class ConsolePages(Controller):
    path = "/operator"

    @get()
    async def index(
        self, q: FromQuery[str] = "", status: FromQuery[str] = "", before: FromQuery[str] = ""
    ) -> Response[Any]:
        q = clean(q)[:100]
        found = await overview.tenants(q=q, status=status, before=to_id(before))
        query = {name: text for name, text in (("q", q), ("status", status)) if text}
        return Page(
            "tenants/console/index.html",
            partial="tenants/console/_tenants.html",
            found=found,
            counts=await overview.counts(),
            standing=await queries.standing(),
            bills=settings().bills,
            q=q,
            chosen=status,
            older=f"/operator?{urlencode(query | {'before': str(found.older)})}" if found.older else None,
            newest=f"/operator?{urlencode(query)}" if to_id(before) else None,
            statuses=STATUSES,
            plans=PLANS,
        )


class TenantPages(Controller):
    path = "/operator/tenants/{tenant_id:uuid}"

    @get()
    async def show(self, tenant_id: FromPath[UUID]) -> Response[Any]:
        return await _page(tenant_id, empty(SuspendForm))

    @post("/suspension")
    async def suspend(self, request: AnyRequest, tenant_id: FromPath[UUID]) -> Response[Any]:
        await overview.tenant(tenant_id)
        form = await read_form(request, SuspendForm)
        if not form.ok:
            form.errors.setdefault("reason", _("Please say why: the company reads it in its audit trail."))
            return await _page(tenant_id, form, status=422)
        return await _done(tenant_id, form, suspending.suspend(tenant_id, reason=form.data.reason))

    @post("/resumption")
    async def resume(self, request: AnyRequest, tenant_id: FromPath[UUID]) -> Response[Any]:
        await overview.tenant(tenant_id)
        form = await read_form(request, ResumeForm)
        if not form.ok:
            return await _page(tenant_id, form, status=422)
        return await _done(tenant_id, form, suspending.resume(tenant_id, reason=form.data.reason))

    @post("/quota")
    async def give_room(self, request: AnyRequest, tenant_id: FromPath[UUID]) -> Response[Any]:
        await overview.tenant(tenant_id)
        form = await read_form(request, QuotaForm)
        typed = form.value("quota_mb").strip()
        if not form.ok or not (typed == "" or (typed.isascii() and typed.isdecimal())):
            form.errors["quota_mb"] = _("Please enter a whole number of megabytes, or nothing for the usual room.")
            return await _page(tenant_id, empty(SuspendForm), status=422, quota=form)
        await rooming.set_quota(tenant_id, megabytes=int(typed) if typed else None)
        return redirect(f"/operator/tenants/{tenant_id}")


async def _done(tenant_id: UUID, form: Form[Any], deed: Any) -> Response[Any]:
    try:
        await deed
    except Refusal as refusal:
        form.fail("", refusal.message)
        return await _page(tenant_id, form, status=refusal.status)
    return redirect(f"/operator/tenants/{tenant_id}")


async def _page(
    tenant_id: UUID, form: Form[Any], status: int = 200, *, quota: Form[QuotaForm] | None = None
) -> Response[Any]:
    tenant = await overview.tenant(tenant_id)
    return Page(
        "tenants/console/tenant.html",
        status=status,
        tenant=tenant,
        owners=await overview.owners(tenant_id),
        mails=await overview.mails(tenant_id),
        form=form,
        quota=quota,
        bills=settings().bills,
        usual=storage.Room.of(0, None, tenant.granted).quota,
        statuses=STATUSES,
        plans=PLANS,
    )
