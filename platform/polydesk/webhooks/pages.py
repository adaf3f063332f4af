"""`/admin/webhooks`: programs elsewhere that are told of events, their secrets, and what was sent to each of them."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath
from msgspec import Meta, Struct

from i18n import LazyText, _, lazy
from polydesk.kernel.lines import one_line
from polydesk.kernel.refusals import Conflict, TooMany
from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from polydesk.webhooks import hooks, log, sending
from polydesk.webhooks.hooks import Webhook
from polydesk.webhooks.refusals import BadUrl, TooManyWebhooks
from polydesk.webhooks.words import EVENTS, event_said, outcome_said

PAGE = "/admin/webhooks"
AnyRequest = Request[Any, Any, Any]

SAID: dict[str, LazyText] = {
    "said=added": lazy("The webhook is there. Show its secret once and keep it where the messages arrive."),
    "said=saved": lazy("Saved."),
    "said=renewed": lazy("There is a new secret. The former one signs too for 24 hours."),
    "said=on": lazy("The webhook is switched on."),
    "said=off": lazy("The webhook is switched off. Nothing is sent to it until you switch it on again."),
    "said=sent": lazy("It is on its way. What came of it is listed below in a moment."),
    "said=deleted": lazy("The webhook is deleted."),
}


class WebhookForm(Struct):
    name: Annotated[str, Meta(min_length=1, max_length=80)]
    url: Annotated[str, Meta(min_length=1, max_length=2_000)]
    events: list[str] = []


class WebhookPages(Controller):
    path = PAGE

    @get()
    async def index(self) -> Response[Any]:
        return Page("webhooks/webhooks.html", webhooks=await hooks.webhooks(), said=_said())

    @get("/new")
    async def begin(self) -> Response[Any]:
        return _form(empty(WebhookForm))

    @post("/new")
    async def create(self, request: AnyRequest) -> Response[Any]:
        form = await _read(request)
        if form.ok:
            try:
                made = await hooks.add(one_line(form.data.name), url=form.data.url.strip(), events=form.data.events)
                return redirect(f"{PAGE}/{made.id}?said=added")
            except BadUrl as refusal:
                form.fail("url", str(refusal.message))
            except TooManyWebhooks as refusal:
                form.fail("", str(refusal.message))
        return _form(form, status=422)

    @get("/{webhook_id:uuid}")
    async def show(self, webhook_id: FromPath[UUID]) -> Response[Any]:
        return await _page(await hooks.webhook(webhook_id))

    @post("/{webhook_id:uuid}")
    async def update(self, request: AnyRequest, webhook_id: FromPath[UUID]) -> Response[Any]:
        held = await hooks.webhook(webhook_id)
        form = await _read(request)
        if form.ok:
            try:
                await hooks.change(
                    held, name=one_line(form.data.name), url=form.data.url.strip(), events=form.data.events
                )
                return redirect(f"{PAGE}/{webhook_id}?said=saved")
            except BadUrl as refusal:
                form.fail("url", str(refusal.message))
        return await _page(held, form=form, status=422)

    @post("/{webhook_id:uuid}/secret", status_code=200)
    async def show_secret(self, webhook_id: FromPath[UUID]) -> Response[Any]:
        """The answer to this one request; no address leads to it again."""
        try:
            secret = await hooks.show_secret(webhook_id)
        except Conflict as refusal:
            return await _page(await hooks.webhook(webhook_id), refusal=str(refusal.message), status=409)
        return await _page(await hooks.webhook(webhook_id), secret=secret)

    @post("/{webhook_id:uuid}/secret/renewal")
    async def renew_secret(self, webhook_id: FromPath[UUID]) -> Response[Any]:
        await hooks.renew_secret(webhook_id)
        return redirect(f"{PAGE}/{webhook_id}?said=renewed")

    @post("/{webhook_id:uuid}/switch")
    async def switch(self, request: AnyRequest, webhook_id: FromPath[UUID]) -> Response[Any]:
        is_on = (await read_form(request, Switch)).value("on") == "yes"
        await (hooks.switch_on if is_on else hooks.switch_off)(webhook_id)
        return redirect(f"{PAGE}/{webhook_id}?said={'on' if is_on else 'off'}")

    @post("/{webhook_id:uuid}/test", status_code=200)
    async def test(self, webhook_id: FromPath[UUID]) -> Response[Any]:
        return await _sent(webhook_id, sending.test(webhook_id))

    @post("/{webhook_id:uuid}/deliveries/{delivery_id:uuid}", status_code=200)
    async def send_again(self, webhook_id: FromPath[UUID], delivery_id: FromPath[UUID]) -> Response[Any]:
        return await _sent(webhook_id, sending.send_again(webhook_id, delivery_id))

    @post("/{webhook_id:uuid}/end")
    async def end(self, webhook_id: FromPath[UUID]) -> Response[Any]:
        await hooks.archive(webhook_id)
        return redirect(f"{PAGE}?said=deleted")


class Switch(Struct):
    on: str = ""


async def _read(request: AnyRequest) -> Form[WebhookForm]:
    form = await read_form(request, WebhookForm)
    if form.ok and not one_line(form.data.name):
        form.fail("name", _("Please fill this in."))
    if unknown := [event for event in form.all_values("events") if event not in EVENTS]:
        form.fail("events", _("This event does not exist: %(event)s") % {"event": unknown[0][:40]})
    return form


async def _sent(webhook_id: UUID, doing: Any) -> Response[Any]:
    try:
        await doing
    except (Conflict, TooMany) as refusal:
        return await _page(await hooks.webhook(webhook_id), refusal=str(refusal.message), status=refusal.status)
    return redirect(f"{PAGE}/{webhook_id}?said=sent#log")


def _form(form: Form[WebhookForm], status: int = 200) -> Response[Any]:
    return Page("webhooks/new.html", status=status, form=form, events=_events())


async def _page(
    held: Webhook, *, form: Form[WebhookForm] | None = None, secret: str = "", refusal: str = "", status: int = 200
) -> Response[Any]:
    return Page(
        "webhooks/webhook.html",
        status=status,
        webhook=held,
        form=form or _filled(held),
        events=_events(),
        secret=secret,
        refusal=refusal,
        said=_said() if not (secret or refusal) else "",
        deliveries=[
            (one, event_said(one.event), outcome_said(one.status, one.problem)) for one in await log.deliveries(held.id)
        ],
    )


def _filled(held: Webhook) -> Form[WebhookForm]:
    form = empty(WebhookForm, name=held.name, url=held.url)
    form.values["events"] = list(held.events)
    return form


def _events() -> list[tuple[str, str]]:
    return [(event, str(said)) for event, said in EVENTS.items()]


def _said() -> str:
    return str(SAID.get(moment().query, ""))
