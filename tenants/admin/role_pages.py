"""`/admin/roles`: what each role may do, shown from the very data that the guards ask (SC-01)."""

from typing import Any

from litestar import Controller, Response, get

from polydesk.kernel.web import Page
from tenants.admin.role_matrix import AREAS
from tenants.roles import EXPLANATIONS, NAMES, PERMISSIONS


class RolePages(Controller):
    path = "/admin/roles"

    @get()
    async def show(self) -> Response[Any]:
        return Page(
            "tenants/admin/roles.html", areas=AREAS, permissions=PERMISSIONS, names=NAMES, explanations=EXPLANATIONS
        )
