"""`/admin/languages/machine`: the company's own key for a translation service, and all gaps of a language to it."""

from typing import Annotated, Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, FromQuery
from msgspec import Meta, Struct

from i18n import LazyText, _, lazy
from polydesk.kernel.web import Form, Page, empty, read_form, redirect
from polydesk.translating import drafting, machine_account
from polydesk.translating.machine_account import LEAST, MOST, USUAL, Account
from tenants.here import site

PAGE = "/admin/languages/machine"
SHORTEST_KEY, LONGEST_KEY = 16, 200

AnyRequest = Request[Any, Any, Any]

SAID: dict[str, LazyText] = {
    "saved": lazy("Saved."),
    "removed": lazy("The key was removed. Nothing is sent to DeepL any more."),
}


class AccountForm(Struct):
    """Without a key the present one stays."""

    key: Annotated[str, Meta(max_length=LONGEST_KEY)] = ""
    monthly_limit: Annotated[int, Meta(ge=LEAST, le=MOST)] = USUAL


class MachinePages(Controller):
    path = PAGE

    @get()
    async def show(self, said: FromQuery[str] = "") -> Response[Any]:
        return _page(await machine_account.account(), said=said)

    @post()
    async def save(self, request: AnyRequest) -> Response[Any]:
        form, known = await read_form(request, AccountForm), await machine_account.account()
        key = form.value("key").strip()
        if (key or not known) and not form.error("key") and not _is_key(key):
            form.fail("key", _("Please enter the key as DeepL shows it.") if key else _("Please fill this in."))
        if not form.ok:
            return _page(known, form, status=422)
        if key:
            await machine_account.open_account(key, monthly_limit=form.data.monthly_limit)
        else:
            await machine_account.set_limit(form.data.monthly_limit)
        return redirect(f"{PAGE}?said=saved")

    @post("/removal")
    async def remove(self) -> Response[Any]:
        await machine_account.close_account()
        return redirect(f"{PAGE}?said=removed")

    @post("/drafts/{language:str}")
    async def draft_all(self, language: FromPath[str]) -> Response[Any]:
        here = site()
        await drafting.want_all(language, languages=here.languages, default=here.default_language)
        return redirect("/admin/languages#languages")


def _is_key(text: str) -> bool:
    return SHORTEST_KEY <= len(text) <= LONGEST_KEY and text.isascii() and text.isprintable() and " " not in text


def _page(
    account: Account | None, form: Form[AccountForm] | None = None, *, said: str = "", status: int = 200
) -> Response[Any]:
    limit = account.monthly_limit if account else USUAL
    return Page(
        "translating/machine.html",
        partial="translating/_machine_state.html" if status == 200 else None,
        status=status,
        account=account,
        form=form or empty(AccountForm, monthly_limit=str(limit)),
        trouble=machine_account.SAYS.get(account.state) if account else None,
        said=str(SAID[said]) if said in SAID else "",
        least=LEAST,
        most=MOST,
    )
