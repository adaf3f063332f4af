"""`/admin/service-levels/new` and one policy: writing it, publishing it, and the versions it had."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, Parameter

from polydesk.kernel.actor import actor
from polydesk.kernel.web import Form, Page, read_form, redirect
from polydesk.schedules.reviewing import carry_out
from polydesk.sla import policies, presets
from polydesk.sla.changes import PublishPolicy
from polydesk.sla.choices import choices
from polydesk.sla.editing import editor
from polydesk.sla.policy import Draft, Options
from polydesk.sla.policy_changes import changes_said
from polydesk.sla.policy_filling import filled
from polydesk.sla.policy_form import PolicyForm, another, draft_in, tell, without
from polydesk.sla.policy_looks import PAGE
from polydesk.sla.policy_queries import PolicyRow
from polydesk.sla.refusals import BadPolicy, Stale
from tenants.here import site

AnyRequest = Request[Any, Any, Any]
Typed = Annotated[str, Parameter(required=False)]
Number = Annotated[int, Parameter(required=False, ge=0, le=1_000_000)]


class PolicyEditorPages(Controller):
    path = PAGE

    @get("/new")
    async def new(self, preset: Typed = "") -> Response[Any]:
        """Empty, or as a preset proposes."""
        held = presets.preset(preset)
        return await editor(None, filled(held.draft(_languages()) if held else Draft({}, options=Options())))

    @post("/new", status_code=200)
    async def create(self, request: AnyRequest) -> Response[Any]:
        return await _publish(request, None)

    @get("/{policy_id:uuid}")
    async def show(self, policy_id: FromPath[UUID], version: Number = 0) -> Response[Any]:
        """As it is, or as an earlier version was: publishing that goes back to it."""
        row = await policies.policy(policy_id)
        kind = "contract" if row.contract_only else "tickets"
        drafts = {held.version.no: held.version.draft for held in await policies.versions_of(policy_id)}
        return await editor(row, filled(drafts.get(version, row.draft), based_on=row.version.no, kind=kind))

    @post("/{policy_id:uuid}", status_code=200)
    async def change(self, request: AnyRequest, policy_id: FromPath[UUID]) -> Response[Any]:
        return await _publish(request, await policies.policy(policy_id))

    @get("/{policy_id:uuid}/versions")
    async def versions(self, policy_id: FromPath[UUID]) -> Response[Any]:
        row = await policies.policy(policy_id)
        held, names = await policies.versions_of(policy_id), (await choices()).names
        before = [*held[1:], None]
        changes = [
            changes_said(older.version.draft, one.version.draft, names) if older else []
            for one, older in zip(held, before, strict=True)
        ]
        return Page(
            "sla/versions.html", policy=row, url=f"{PAGE}/{policy_id}", versions=list(zip(held, changes, strict=True))
        )


async def _publish(request: AnyRequest, row: PolicyRow | None) -> Response[Any]:
    """Reads the form and puts it in force; a press that only asks for one more row shows the form again."""
    form = await read_form(request, PolicyForm)
    if asked := form.value("do"):
        return await _rearranged(row, form, asked)
    draft = draft_in(form, _languages())
    if form.ok:
        change = PublishPolicy(
            policy_id=row.id if row else None,
            also_open=form.value("open") == "also",
            draft=draft,
            based_on=form.data.based_on,
            contract_only=form.value("kind") == "contract",
        )
        try:
            there = await carry_out(change, by=actor(), typed=form.values)
        except BadPolicy as refusal:
            tell(form, draft, refusal)
        except Stale as stale:
            return await editor(row, form, stale=stale, status=409)
        else:
            return redirect(there or change.there)
    return await editor(row, form, status=422)


async def _rearranged(row: PolicyRow | None, form: Form[PolicyForm], asked: str) -> Response[Any]:
    form.errors.clear()
    verb, _dash, what = asked.partition("-")
    kind, _dash, number = what.partition("-")
    if verb == "add" and kind in ("reminder", "step"):
        another(form, kind)
    elif verb == "remove" and kind in ("reminder", "step") and number.isdecimal():
        without(form, kind, int(number))
    return await editor(row, form)


def _languages() -> list[str]:
    """The default one first."""
    here = site()
    return sorted(here.languages, key=lambda code: code != here.default_language)
