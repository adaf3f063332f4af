"""`/admin/faq/articles`: beginning and writing an article, one language at a time, with the source beside it."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, Parameter

from i18n import _, current_zone
from i18n.formats import language_name
from polydesk.faq import article_looks as looks
from polydesk.faq import choosing, editing, machine_draft, publishing, translating, writing
from polydesk.faq.forms import ArticleText, Direction, NewArticle, Placing, Preview
from polydesk.faq.machine_draft import ARTICLE
from polydesk.faq.markup import written
from polydesk.faq.pictures import appended, keep_pictures
from polydesk.faq.preparing import Text
from polydesk.faq.refusals import EditedMeanwhile, MayNotPublish
from polydesk.faq.tree_pages import own_language, spoken_or_own
from polydesk.faq.voting import REASONS
from polydesk.kernel.actor import actor
from polydesk.kernel.clock import now
from polydesk.kernel.ids import to_id
from polydesk.kernel.lines import one_line
from polydesk.kernel.markdown import unhurried
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.web import Form, Page, empty, html, moment, read_form, redirect, render
from polydesk.translating import drafting
from tenants.here import site

Html = Response[Any]
AnyRequest = Request[Any, Any, Any]
Typed = Annotated[str, Parameter(required=False)]
WITH_PICTURES = 60_000_000


class ArticlePages(Controller):
    path = "/admin/faq/articles"

    @get("/new")
    async def new(self, title: Typed = "", category: Typed = "", language: Typed = "") -> Html:
        spoken = spoken_or_own(language)
        values = {"title": title[:200], "category": category, "language": spoken, "visibility": "public"}
        return await _new_page(empty(NewArticle, **values))

    @post("/", request_max_body_size=WITH_PICTURES)
    async def create(self, request: AnyRequest) -> Html:
        form = await read_form(request, NewArticle)
        category = await _category(form)
        if form.ok and form.data.language not in site().languages:
            form.fail("language", _("Please choose one of the options."))
        organisations = await choosing.chosen_in(form)
        if not form.ok or form.data.action == "preview" or category is None:
            return await _new_page(form, preview=form.value("body") if form.ok else None)
        body = appended(form.data.body, await keep_pictures(form.files("pictures")))
        article = await writing.begin_article(
            Text(one_line(form.data.title), body, form.data.keywords),
            language=form.data.language,
            category=category,
            visibility=form.data.visibility,
            organisations=organisations,
            owner=actor().id,
        )
        await _act(form.data.action, article, form.data.language)
        return redirect(f"/admin/faq/articles/{article}/{form.data.language}?saved=1")

    @post("/{article:uuid}/settings")
    async def settle(self, request: AnyRequest, article: FromPath[UUID]) -> Html:
        form = await read_form(request, Placing)
        category = await _category(form)
        organisations = await choosing.chosen_in(form)
        if not form.ok or category is None:
            return await _page(article, own_language(), placing=form)
        owner = to_id(form.data.owner)
        known = {member for member, _name in await editing.members()}
        await writing.settle(
            article,
            category=category,
            visibility=form.data.visibility,
            organisations=organisations,
            owner=owner if owner in known else None,
            review_by=form.data.review_by,
        )
        return redirect(f"{_back(request, article)}?saved=1")

    @post("/{article:uuid}/position")
    async def move(self, request: AnyRequest, article: FromPath[UUID]) -> Html:
        form = await read_form(request, Direction)
        if form.ok:
            await writing.move_article(article, up=form.data.direction == "up")
        return redirect("/admin/faq")


class TextPages(Controller):
    path = "/admin/faq/articles/{article:uuid}/{language:str}"

    @get()
    async def show(self, article: FromPath[UUID], language: FromPath[str], draft: Typed = "") -> Html:
        return await _page(article, language, from_machine=draft == "machine")

    @post(request_max_body_size=WITH_PICTURES)
    async def update(self, request: AnyRequest, article: FromPath[UUID], language: FromPath[str]) -> Html:
        form = await read_form(request, ArticleText)
        at = _instant(form)
        if not form.ok or form.data.action == "preview":
            return await _page(article, language, form=form, preview=form.value("body"))
        data = form.data
        if data.action in ("publish", "schedule") and not await publishing.may_publish():
            raise MayNotPublish
        body = appended(data.body, await keep_pictures(form.files("pictures")))
        text = Text(one_line(data.title), body, data.keywords, data.slug, bool(data.noindex))
        try:
            saved = await writing.save_text(
                article, await _written(article, language), text, opened_at=data.revision or None
            )
        except EditedMeanwhile as refusal:
            form.fail("", refusal.message)
            return await _page(article, language, form=form, preview=body, status=409)
        if data.minor:
            await translating.keep_right(article, before=data.revision, after=saved)
        await drafting.discard(ARTICLE, str(article), language)
        await _act(data.action, article, language, at=at)
        return redirect(f"/admin/faq/articles/{article}/{language}?saved=1")

    @post("/draft")
    async def withdraw(self, article: FromPath[UUID], language: FromPath[str]) -> Html:
        await publishing.withdraw(article, language)
        return redirect(f"/admin/faq/articles/{article}/{language}")

    @post("/archive")
    async def archive(self, article: FromPath[UUID], language: FromPath[str]) -> Html:
        await publishing.archive(article, language)
        return redirect(f"/admin/faq/articles/{article}/{language}")

    @post("/confirmation")
    async def confirm(self, article: FromPath[UUID], language: FromPath[str]) -> Html:
        """The translation is still right, whatever has changed in the source."""
        await translating.still_right(article, language)
        return redirect(f"/admin/faq/articles/{article}/{language}")

    @post("/doubt")
    async def doubt(self, article: FromPath[UUID], language: FromPath[str]) -> Html:
        """The translation is outdated, whatever the source says."""
        await translating.mark_outdated(article, language)
        return redirect(f"/admin/faq/articles/{article}/{language}")


class WritingAids(Controller):
    path = "/admin/faq"

    @post("/preview", status_code=200)
    async def preview(self, request: AnyRequest) -> Html:
        form = await read_form(request, Preview)
        shown = (await unhurried(written, form.data.body)).html if form.ok else ""
        return html(render("faq/_preview.html", preview_html=shown, problem=form.error("body")))

    @post("/pictures", request_max_body_size=WITH_PICTURES, status_code=201)
    async def upload(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, Preview)
        return Response({"markdown": "\n\n".join(await keep_pictures(form.files("file")[:1]))}, status_code=201)


async def _act(action: str, article: UUID, language: str, *, at: datetime | None = None) -> None:
    if action == "publish":
        await publishing.publish(article, language)
    elif action == "schedule" and at is not None:
        await publishing.schedule(article, language, at=at)
    elif action == "review":
        await publishing.hand_in(article, language)


async def _category(form: Form[Any]) -> UUID | None:
    """The chosen category, if it is there; a sentence beside the field otherwise."""
    wanted = to_id(form.value("category"))
    if wanted is None or all(row.id != wanted for row in await editing.categories()):
        form.fail("category", _("Please choose one of the options."))
        return None
    return wanted


def _instant(form: Form[ArticleText]) -> datetime | None:
    """When to publish, as typed in the member's own zone."""
    if form.value("action") != "schedule":
        return None
    try:
        at = datetime.fromisoformat(form.value("publish_at")).replace(tzinfo=current_zone()).astimezone(UTC)
    except (ValueError, OverflowError):
        form.fail("publish_at", _("Please enter a valid date and time."))
        return None
    if at <= now():
        form.fail("publish_at", _("This time has passed. Choose a later one, or publish now."))
    return at


async def _written(article: UUID, language: str) -> str:
    """A language that the portal offers, or one in which the article is written since it was offered."""
    if language not in site().languages and language not in (await editing.open_text(article, language)).states:
        raise NotFound
    return language


def _back(request: AnyRequest, article: UUID) -> str:
    language = str(request.query_params.get("language", ""))
    return f"/admin/faq/articles/{article}/{language if language in site().languages else own_language()}"


async def _new_page(form: Form[NewArticle], *, preview: str | None = None) -> Html:
    return Page(
        "faq/new.html",
        status=422 if form.errors else 200,
        form=form,
        categories=await looks.category_options(),
        visibilities=looks.visibility_options(),
        organisations=await choosing.offered(),
        chosen=form.all_values("organisations"),
        language_options=[(code, language_name(code)) for code in site().languages],
        preview_html=(await unhurried(written, preview)).html if preview else "",
        may_publish=await publishing.may_publish(),
    )


async def _page(
    article: UUID,
    language: str,
    *,
    form: Form[ArticleText] | None = None,
    placing: Form[Placing] | None = None,
    preview: str | None = None,
    status: int | None = None,
    from_machine: bool = False,
) -> Html:
    text = await editing.open_text(article, await _written(article, language))
    source = None if text.is_source else await editing.open_text(article, text.source_language)
    machine = await machine_draft.of(text, source)
    if from_machine and form is None and machine.is_ready:
        form = machine.as_form(text)
        preview = form.value("body")
    errors = (form is not None and form.errors) or (placing is not None and placing.errors)
    return Page(
        "faq/write.html",
        status=status or (422 if errors else 200),
        text=text,
        form=form,
        machine=machine,
        is_taken=from_machine and machine.is_ready,
        placing=placing,
        source=source,
        changes=await looks.changes(text, source),
        overwritten=looks.overwritten(text, form.value("title"), form.value("body")) if form and status == 409 else [],
        saved=moment().query == "saved=1",
        categories=await looks.category_options(),
        members=[(str(member), name) for member, name in await editing.members()],
        visibilities=looks.visibility_options(),
        organisations=await choosing.offered(article),
        chosen=placing.all_values("organisations") if placing else [*map(str, await choosing.chosen_for(article))],
        states=publishing.STATES,
        language_tabs=looks.language_tabs(text),
        is_switched_off=text.language not in site().languages,
        public_path=await looks.public_path(text),
        may_publish=await publishing.may_publish(),
        opinions=await editing.opinions(article, language),
        reasons=REASONS,
        preview_html=(await unhurried(written, preview)).html if preview is not None else text.html,
    )
