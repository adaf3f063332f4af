"""The form for a new ticket. Whatever goes wrong, nothing that was typed or sent is lost; however often it is sent, it
is one ticket."""

from typing import Annotated, Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter

from i18n import _, current_locale, current_zone
from i18n.places import is_zone
from polydesk.announcements.showing import on_portal
from polydesk.customers.addresses import address_key
from polydesk.fields.questions import MOST_TYPED, Questions
from polydesk.kernel.actor import Actor, actor
from polydesk.kernel.ids import new_id
from polydesk.kernel.mail import BadAddress
from polydesk.kernel.refusals import SignInNeeded
from polydesk.kernel.storage import BODY_LIMIT, FILES, StoredFile
from polydesk.kernel.web import Form, Page, empty, read_form, redirect
from polydesk.tickets.statuses import settings_of
from polydesk.tickets.submission import NewTicket, Submitted, submit
from portal import promises
from portal.languages import enter
from portal.tickets import questions
from portal.tickets.categories import demand_offered, offered
from portal.tickets.forms import Chosen, GuestTicket, OwnTicket, say_what_is_missing, take_files
from portal.tickets.limits import may_submit

Html = Response[Any]


class NewTicketPages(Controller):
    path = "/{language:str}/tickets/new"

    @get()
    async def show(self, language: FromPath[str], kind: Annotated[str, QueryParameter(name="type")] = "") -> Html:
        """`?type=` chooses a kind of request; one that is offered no more leaves the choice open."""
        enter(language)
        await _demand_sign_in()
        form = empty(_kind(), key=str(new_id()), type=kind)
        asked = await questions.asked(form)
        form.errors.clear()
        return await _page(form, [], asked)

    @post(request_max_body_size=BODY_LIMIT)
    async def create(self, request: Request[Any, Any, Any], language: FromPath[str]) -> Html:
        enter(language)
        await _demand_sign_in()
        form: Form[Any] = await read_form(request, _kind(), most_fields=MOST_TYPED)
        if form.value("website"):
            return redirect(f"/{language}/tickets/thanks")
        asked = await questions.asked(form)
        if form.value("show"):
            return await _page_so_far(form, asked)
        say_what_is_missing(form)
        await demand_offered(form)
        sent_as_answers = await questions.take_files(form, asked)
        answers = questions.answers_to(form, asked)
        files = await take_files(form, room_for=FILES - len(sent_as_answers))
        sender = _sender(form)
        if not form.ok:
            return await _page(form, files, asked, status=422)
        if not await may_submit(sender):
            form.fail(
                "",
                _("There were too many tickets in a short time. Your text is kept: please try again in a few minutes."),
            )
            return await _page(form, files, asked, status=429)
        done = await submit(_new(form.data, [*sent_as_answers, *files]), key=form.data.key or str(new_id()))
        await questions.keep(done, asked, answers)
        return redirect(_receipt(done))


class QuestionPages(Controller):
    """The questions alone, once something is chosen that changes them: nothing is kept, and nothing is wrong yet."""

    path = "/{language:str}/tickets/questions"

    @post(status_code=200)
    async def show(self, request: Request[Any, Any, Any], language: FromPath[str]) -> Html:
        enter(language)
        await _demand_sign_in()
        form = await read_form(request, Chosen, most_fields=MOST_TYPED)
        asked = await questions.asked(form)
        if asked is None:
            return redirect(f"/{language}/tickets/new")
        form.errors.clear()
        there = f"/{language}/tickets/new?type={asked.type.id}" if asked.types and asked.type else ""
        return Page(
            "fields/_questions.html",
            headers={"HX-Replace-Url": there} if there else None,
            form=form,
            questions=asked,
            asks_at=questions.asks_at(),
        )


class PromisePages(Controller):
    """The promise alone, for a browser whose zone is another than that of the hours, or once a category is chosen."""

    path = "/{language:str}/tickets/promise"

    @get()
    async def show(self, language: FromPath[str], zone: FromQuery[str] = "", category: FromQuery[str] = "") -> Html:
        enter(language)
        chosen = (await offered()).chosen(category)
        return Page("portal/tickets/_promise.html", promise=await promises.before_sending(_zone(zone), chosen))


@get("/{language:str}/tickets/thanks")
async def thank(language: FromPath[str]) -> Html:
    """Where the trap leads: a page that says nothing."""
    enter(language)
    return Page("portal/tickets/thanks.html")


def _kind() -> type[OwnTicket] | type[GuestTicket]:
    return OwnTicket if actor().is_requester else GuestTicket


async def _demand_sign_in() -> None:
    """Some tenants answer only people whom they know."""
    if not actor().is_requester and (await settings_of()).sign_in_demanded:
        raise SignInNeeded(at=f"/{current_locale()}/signin?next=/{current_locale()}/tickets/new")


def _sender(form: Form[Any]) -> str:
    """Who sends, for the limits; a mistake in the address is said beside it."""
    if actor().is_requester:
        return str(actor().id)
    try:
        return address_key(form.value("email"))
    except BadAddress:
        if not form.error("email"):
            form.fail("email", _("Please enter a complete e-mail address, for example name@example.com."))
        return ""


def _new(data: OwnTicket | GuestTicket, files: list[StoredFile]) -> NewTicket:
    who: Actor = actor()
    return NewTicket(
        subject=data.subject,
        body=data.message,
        address=data.email if isinstance(data, GuestTicket) else who.email,
        name=who.name,
        person_id=who.id,
        language=current_locale(),
        zone=data.zone if isinstance(data, GuestTicket) and is_zone(data.zone) else "",
        files=[file.claim for file in files],
        category_id=data.category,
    )


def _receipt(done: Submitted) -> str:
    if actor().is_requester:
        return f"/{current_locale()}/tickets/{done.number}/receipt"
    return f"/t/{done.token}/receipt"


async def _page_so_far(form: Form[Any], asked: Questions | None) -> Html:
    """Somebody without JavaScript has chosen something and wants to see what it asks: only files can be wrong yet."""
    form.errors = {name: said for name, said in form.errors.items() if name == "type"}
    await questions.take_files(form, asked)
    return await _page(form, await take_files(form), asked)


async def _page(form: Form[Any], files: list[StoredFile], asked: Questions | None, *, status: int = 200) -> Html:
    choices = await offered()
    return Page(
        "portal/tickets/new.html",
        notices=await on_portal(),
        status=status,
        form=form,
        kept=files,
        categories=choices,
        questions=asked,
        asks_at=questions.asks_at(),
        key=form.value("key") or str(new_id()),
        promise=await promises.before_sending(_zone(form.value("zone")), choices.chosen(form.value("category"))),
    )


def _zone(said: str) -> str:
    """The zone in which promises are read: one's own when signed in, else what the browser says, if anything."""
    return str(current_zone()) if actor().is_requester else said
