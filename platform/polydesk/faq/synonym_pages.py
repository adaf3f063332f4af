"""`/admin/faq/synonyms`: which words mean the same, language by language; whoever searches for one finds the others."""

from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, Parameter

from polydesk.faq import synonyms
from polydesk.faq.refusals import NotEnoughTerms, TermTaken, TooManySynonyms
from polydesk.faq.tree_pages import language_tabs, spoken_or_own
from polydesk.kernel.ids import to_id
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.web import Form, Page, empty, read_form, redirect
from tenants.here import site

PAGE = "/admin/faq/synonyms"

Html = Response[Any]
AnyRequest = Request[Any, Any, Any]
Typed = Annotated[str, Parameter(required=False)]
Terms = Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]


class NewGroup(msgspec.Struct):
    terms: Terms
    language: Annotated[str, msgspec.Meta(max_length=20)]


class GroupForm(msgspec.Struct):
    terms: Terms


class SynonymPages(Controller):
    path = PAGE

    @get()
    async def show(self, language: Typed = "", terms: Typed = "", removed: Typed = "") -> Html:
        spoken = spoken_or_own(language)
        return await _page(spoken, empty(NewGroup, terms=terms[:300], language=spoken), removed=to_id(removed))

    @post()
    async def add(self, request: AnyRequest) -> Html:
        form = await read_form(request, NewGroup)
        if form.ok and form.data.language not in site().languages:
            raise NotFound
        try:
            if form.ok:
                await synonyms.add(form.data.terms, language=form.data.language)
                return redirect(_at(form.data.language))
        except (NotEnoughTerms, TermTaken, TooManySynonyms) as refusal:
            form.fail("terms", refusal.message)
        return await _page(spoken_or_own(form.value("language")), form, status=422)

    @post("/{group:uuid}")
    async def update(self, request: AnyRequest, group: FromPath[UUID]) -> Html:
        form, held = await read_form(request, GroupForm), await synonyms.group(group)
        try:
            if form.ok:
                await synonyms.change(group, form.data.terms)
                return redirect(_at(held.language))
        except (NotEnoughTerms, TermTaken) as refusal:
            form.fail("terms", refusal.message)
        return await _page(held.language, changing=(group, form), status=422)

    @post("/{group:uuid}/removal")
    async def remove(self, group: FromPath[UUID]) -> Html:
        held = await synonyms.group(group)
        await synonyms.remove(group)
        return redirect(_at(held.language, removed=str(group)))

    @post("/{group:uuid}/return")
    async def put_back(self, group: FromPath[UUID]) -> Html:
        held = await synonyms.group(group)
        await synonyms.put_back(group)
        return redirect(_at(held.language))


def _at(language: str, **more: str) -> str:
    return f"{PAGE}?{urlencode({'language': language, **more})}"


async def _page(
    language: str,
    form: Form[NewGroup] | None = None,
    *,
    changing: tuple[UUID, Form[GroupForm]] | None = None,
    removed: UUID | None = None,
    status: int = 200,
) -> Html:
    held = await synonyms.groups(language)
    return Page(
        "faq/synonyms.html",
        status=status,
        language=language,
        form=form,
        changing=changing,
        groups=[group for group in held if group.removed_at is None],
        removed=[group for group in held if group.removed_at is not None],
        just_removed=next((group for group in held if group.id == removed and group.removed_at is not None), None),
        language_tabs=language_tabs(PAGE, language, await synonyms.counts()),
    )
