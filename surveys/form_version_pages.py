"""`/admin/surveys/forms/<form>/versions`: what was asked before, since when and by whom, and back to it."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from polydesk.kernel.web import Page, redirect
from surveys import form_version, survey_forms
from surveys.form_changes import changes
from surveys.form_content import Content
from surveys.form_pages import PAGE
from surveys.form_version import FormVersion


class FormVersionPages(Controller):
    path = "/admin/surveys/forms/{form_id:uuid}/versions"

    @get()
    async def index(self, form_id: FromPath[UUID]) -> Response[Any]:
        return await _page(form_id, None)

    @get("/{no:int}")
    async def show(self, form_id: FromPath[UUID], no: FromPath[int]) -> Response[Any]:
        """What this version changed against the one before it."""
        return await _page(form_id, await form_version.numbered(form_id, no))

    @post("/{no:int}/restoration", status_code=200)
    async def restore(self, form_id: FromPath[UUID], no: FromPath[int]) -> Response[Any]:
        await survey_forms.publish(form_id, (await form_version.numbered(form_id, no)).content)
        return redirect(f"{PAGE}/{form_id}?said=published")


async def _page(form_id: UUID, chosen: FormVersion | None) -> Response[Any]:
    held, kept = await survey_forms.survey_form(form_id), await form_version.versions_of(form_id)
    before = next((one.content for one in kept if chosen and one.no < chosen.no), Content())
    return Page(
        "surveys/form_versions.html",
        held=held,
        base=f"{PAGE}/{held.id}",
        versions=kept,
        chosen=chosen,
        changes=changes(before, chosen.content) if chosen else [],
    )
