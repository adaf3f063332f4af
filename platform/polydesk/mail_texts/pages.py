"""`/admin/mails`: the mails that customers get, and what each says in each language of the tenant."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from i18n import LazyText, lazy
from polydesk.kernel.actor import actor
from polydesk.kernel.refusals import NotFound, Refusal
from polydesk.kernel.web import Form, Page, moment, read_form, redirect
from polydesk.kernel.wording import braced
from polydesk.mail_texts import looking, versions
from polydesk.mail_texts.forms import MailForm, check, filled_form, typed, wanted
from polydesk.mail_texts.misses import misses
from polydesk.mail_texts.occasions import Occasion, occasion, occasions, our_words
from polydesk.mail_texts.refusals import ChangedMeanwhile
from polydesk.mail_texts.versions import newest, newest_of_all
from polydesk.mail_texts.words import LIMITS, Words
from tenants.here import site

PAGE = "/admin/mails"

SAID: dict[str, LazyText] = {
    "said=saved": lazy("Saved. E-mails say this from now on."),
    "said=reset": lazy("Our text is back. Yours is kept among the versions."),
    "said=restored": lazy("That version is the current one again."),
}

AnyRequest = Request[Any, Any, Any]


class MailTextPages(Controller):
    path = PAGE

    @get()
    async def index(self) -> Response[Any]:
        kept = await newest_of_all()
        return Page(
            "mail_texts/index.html",
            occasions=occasions(),
            own={place for place, version in kept.items() if version.words},
            titles={one.name: one.title for one in occasions()},
            misses=await misses(),
        )

    @get("/{mail:str}")
    async def first(self, mail: FromPath[str]) -> Response[Any]:
        return redirect(address(occasion(mail), site().default_language))

    @get("/{mail:str}/{tongue:str}")
    async def show(self, mail: FromPath[str], tongue: FromPath[str]) -> Response[Any]:
        one, language = opened(mail, tongue)
        present = await newest(one.name, language)
        form = filled_form(present.words.over(our_words(one, language)), present.no)
        return await _page(one, language, form, said=str(SAID.get(moment().query, "")))

    @post("/{mail:str}/{tongue:str}", status_code=200)
    async def update(self, request: AnyRequest, mail: FromPath[str], tongue: FromPath[str]) -> Response[Any]:
        one, language = opened(mail, tongue)
        form = await read_form(request, MailForm)
        check(form, one)
        if not form.ok:
            return await _page(one, language, form, status=422)
        present = await newest(one.name, language)
        words = wanted(typed(form), own=present.words, ours=our_words(one, language))
        try:
            await versions.write(one, language, words, seen=form.data.seen)
        except ChangedMeanwhile as refusal:
            form.fail("", refusal.message)
            form.values["seen"] = [str(present.no)]  # told of it once, they may replace it
            return await _page(one, language, form, status=409)
        return redirect(f"{address(one, language)}?said=saved")

    @post("/{mail:str}/{tongue:str}/test", status_code=200)
    async def test(self, request: AnyRequest, mail: FromPath[str], tongue: FromPath[str]) -> Response[Any]:
        """What is typed now goes to whoever typed it; nothing is saved."""
        one, language = opened(mail, tongue)
        form = await read_form(request, MailForm)
        check(form, one)
        if form.ok:
            try:
                await looking.send_to_oneself(one, language, typed(form), ticket=form.data.ticket)
            except NotFound:
                form.fail("ticket", str(NO_SUCH_TICKET))
            except Refusal as refusal:
                form.fail("", refusal.message)
        return await _page(
            one, language, form, status=200 if form.ok else 422, sent_to=actor().email if form.ok else ""
        )

    @post("/{mail:str}/{tongue:str}/reset", status_code=200)
    async def reset(self, mail: FromPath[str], tongue: FromPath[str]) -> Response[Any]:
        one, language = opened(mail, tongue)
        await versions.write(one, language, Words(), seen=(await newest(one.name, language)).no)
        return redirect(f"{address(one, language)}?said=reset")


NO_SUCH_TICKET = lazy("There is no ticket with this number.")


def opened(mail: str, tongue: str) -> tuple[Occasion, str]:
    """Raises NotFound, also for languages that are not switched on."""
    if tongue not in site().languages:
        raise NotFound
    return occasion(mail), tongue


def address(one: Occasion, language: str) -> str:
    return f"{PAGE}/{one.name}/{language}"


async def _page(
    one: Occasion, language: str, form: Form[Any], *, status: int = 200, said: str = "", sent_to: str = ""
) -> Response[Any]:
    kept = {tongue: version for (name, tongue), version in (await newest_of_all()).items() if name == one.name}
    own = kept[language].words if language in kept else Words()
    return Page(
        "mail_texts/mail.html",
        status=status,
        occasion=one,
        language=language,
        form=form,
        own=own,
        ours=our_words(one, language),
        is_written={tongue for tongue, version in kept.items() if version.words},
        has_versions=language in kept,
        variables=[(braced(name), meaning, name in one.blocks) for name, meaning in one.variables.items()],
        limits=LIMITS,
        misses=await misses(one.name, language),
        base=address(one, language),
        said=said,
        sent_to=sent_to,
    )
