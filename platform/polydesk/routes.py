"""Every address on one page: what answers on the platform's host and on a tenant's host, and who may enter.

A guard on each group says who; a route without one stops the program at its start (`check_all_guarded`).
"""

from typing import Any

from litestar import Router

from polydesk.kernel.web import anyone, assets, health

HEALTH = Router("/", guards=[anyone], route_handlers=[health.healthz, health.readyz, health.figures])
BROWSER_FILES = Router("/", guards=[anyone], route_handlers=[assets.serve_asset])

PLATFORM: list[Any] = [HEALTH, BROWSER_FILES]
TENANT: list[Any] = [BROWSER_FILES]
