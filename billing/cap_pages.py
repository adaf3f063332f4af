"""`/admin/billing/caps`: the most that may be charged in a month beside the plan, set by the owner (BL-06)."""

from collections.abc import Mapping
from typing import Any

from litestar import Controller, Request, Response, get, post

from billing import plans, queries
from billing.accounts import own_account
from billing.forms import CapsForm
from i18n import _
from i18n.formats import number, typed_number
from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from polydesk.kernel.wording import give_way, marks

AnyRequest = Request[Any, Any, Any]
PAGE = "/admin/billing/caps"
MOST = 10_000_000


class CapPages(Controller):
    path = PAGE

    @get()
    async def show(self) -> Response[Any]:
        return await _page(empty(CapsForm, **_texts((await own_account()).caps)))

    @post()
    async def create(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, CapsForm)
        before = (await own_account(lock=True)).caps
        caps = _read(form, before)
        if not form.ok:
            return await _page(form, status=422)
        if caps != before:
            await unit.execute("UPDATE billing_account SET caps = $1", caps)
            await record("billing.caps_changed", changes={"caps": [before, caps]})
        return redirect(f"{PAGE}?said=saved")


def _read(form: Form[CapsForm], before: Mapping[str, int]) -> dict[str, int]:
    """Empty is no cap; 0 means that nothing beyond the plan is ever charged."""
    typed: dict[str, str] = {meter: form.value(meter).strip() for meter in plans.METERS}
    for meter, text in typed.items():
        if not text:
            continue
        if (most := _whole(text)) is None:
            form.fail(meter, _("Please enter a number."))
        elif most > MOST:
            form.fail(meter, _("Please enter %(limit)s or less.") % {"limit": number(MOST)})
        else:
            typed[meter] = str(most)
    wanted = give_way(form, "", typed, _texts(before), plans.METERS)
    return {meter: int(text) for meter, text in wanted.items()} if form.ok else {}


def _whole(text: str) -> int | None:
    """With the separators and digits of the owner's language, but none that could be meant as a decimal point."""
    found = typed_number(text)
    return int(found) if found is not None and found.as_tuple().exponent == 0 and found >= 0 else None


def _texts(caps: Mapping[str, int]) -> dict[str, str]:
    """As they stand in the form."""
    return {meter: str(caps[meter]) for meter in plans.METERS if meter in caps}


async def _page(form: Form[CapsForm], status: int = 200) -> Response[Any]:
    held = await queries.subscription()
    return Page(
        "billing/caps.html",
        status=status,
        form=form,
        marks=marks(_texts((await own_account()).caps), plans.METERS),
        held=held,
        plan=plans.plan(held.plan) if held else None,
        each=plans.thousand_more(held.plan, held.currency) if held else {},
        was_saved=moment().query == "said=saved",
    )
