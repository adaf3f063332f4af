"""`/admin/service-levels/matrix`: which priority follows from impact and urgency, and whether it follows at all."""

from typing import Any, get_args

from litestar import Controller, Request, Response, get, post
from msgspec import Struct, convert

from i18n import LazyText, _, lazy
from polydesk.kernel.actor import actor
from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from polydesk.sla import matrix
from polydesk.sla.matrix import LEVELS, USUAL, Matrix
from polydesk.sla.policy_looks import PAGE as POLICIES
from polydesk.sla.policy_words import IMPACT_NAMES, PRIORITY_NAMES, URGENCY_NAMES
from polydesk.tickets.ticket import Priority

PAGE = f"{POLICIES}/matrix"

AnyRequest = Request[Any, Any, Any]

SAID: dict[str, LazyText] = {
    "said=on": lazy("From now on impact and urgency give the priority."),
    "said=off": lazy("Switched off. Tickets keep the priority that they have."),
}


class MatrixForm(Struct):
    """The nine cells come beside it: `cell_<impact>_<urgency>`."""

    on: str = ""


class MatrixPages(Controller):
    path = PAGE

    @get()
    async def show(self) -> Response[Any]:
        held = await matrix.matrix()
        return _page(_filled(held or USUAL), is_on=held is not None)

    @post(status_code=200)
    async def change(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, MatrixForm)
        wanted = _matrix_in(form)
        if not form.ok:
            return _page(form, is_on=await matrix.matrix() is not None, status=422)
        await matrix.set_matrix(wanted, by=actor())
        return redirect(f"{PAGE}?said=on")

    @post("/removal")
    async def switch_off(self) -> Response[Any]:
        await matrix.set_matrix(None, by=actor())
        return redirect(f"{PAGE}?said=off")


def _matrix_in(form: Form[MatrixForm]) -> Matrix:
    said: dict[str, dict[str, str]] = {}
    for impact in LEVELS:
        for urgency in LEVELS:
            name = f"cell_{impact}_{urgency}"
            if form.value(name) not in get_args(Priority):
                form.fail(name, _("Please choose one of the options."))
            said.setdefault(impact, {})[urgency] = form.value(name)
    return convert(said, Matrix) if form.ok else USUAL


def _filled(held: Matrix) -> Form[MatrixForm]:
    cells = {f"cell_{impact}_{urgency}": held[impact][urgency] for impact in LEVELS for urgency in LEVELS}
    return empty(MatrixForm, **cells)


def _page(form: Form[MatrixForm], *, is_on: bool, status: int = 200) -> Response[Any]:
    said = SAID.get(moment().query)
    return Page(
        "sla/matrix.html",
        status=status,
        form=form,
        is_on=is_on,
        impacts=[(level, str(IMPACT_NAMES[level])) for level in reversed(LEVELS)],
        urgencies=[(level, str(URGENCY_NAMES[level])) for level in reversed(LEVELS)],
        priorities=[(key, str(text)) for key, text in PRIORITY_NAMES.items()],
        said=str(said) if said else "",
    )
