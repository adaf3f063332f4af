"""The customer portal: what it offers (configurations), and who is let in (sessions)."""

import copy
from typing import TYPE_CHECKING, Any

from . import shapes
from .customers import merged
from .lists import listing
from .previews import plain

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]


def create_configuration(world: "World", asked: Json) -> Json:
    first = not list(world.all("billing_portal.configuration"))
    configuration = world.add(
        "billing_portal.configuration",
        "bpc",
        active=True,
        business_profile={"headline": None, "privacy_policy_url": None, "terms_of_service_url": None},
        features=_offers(),
        is_default=first,
        livemode=False,
        login_page={"enabled": False, "url": None},
        updated=world.now(),
    )
    _write(configuration, asked)
    world.tell("billing_portal.configuration.created", configuration)
    return configuration


def retrieve_configuration(world: "World", asked: Json, name: str) -> Json:
    return world.find("billing_portal.configuration", name)


def update_configuration(world: "World", asked: Json, name: str) -> Json:
    configuration = world.find("billing_portal.configuration", name)
    before = copy.deepcopy(configuration)
    _write(configuration, asked)
    configuration["updated"] = world.now()
    world.tell("billing_portal.configuration.updated", configuration, before=before)
    return configuration


def every_configuration(world: "World", asked: Json) -> Json:
    filters = ("active", "is_default")
    return listing(
        world, "billing_portal.configuration", asked, url="/v1/billing_portal/configurations", filters=filters
    )


def create_session(world: "World", asked: Json) -> Json:
    customer = world.find("customer", asked.get("customer"), param="customer")["id"]
    session = world.add(
        "billing_portal.session",
        "bps",
        owner=customer,
        configuration=_configuration(world, asked.get("configuration")),
        customer=customer,
        flow=_flow(asked.get("flow_data")),
        livemode=False,
        locale=asked.get("locale"),
        return_url=asked.get("return_url"),
    )
    session["url"] = f"{world.pages}/p/session/{session['id']}"
    world.tell("billing_portal.session.created", session)
    return session


def _configuration(world: "World", wanted: str | None) -> str:
    """The one that is named, or the default; an account that made none has Stripe's own."""
    if wanted is not None:
        return str(world.find("billing_portal.configuration", wanted, param="configuration")["id"])
    defaults = [one["id"] for one in world.all("billing_portal.configuration") if one["is_default"]]
    return str(defaults[0]) if defaults else str(create_configuration(world, {})["id"])


def _flow(asked: Any) -> Json | None:
    if not asked:
        return None
    given = plain(asked)
    blank = dict.fromkeys(shapes.shape("billing_portal.session")["flow"])
    after = given.get("after_completion") or {"type": "portal_homepage"}
    return blank | given | {"after_completion": {"hosted_confirmation": None, "redirect": None} | after}


def _write(configuration: Json, asked: Json) -> None:
    for name in ("active", "default_return_url", "name"):
        if name in asked:
            configuration[name] = asked[name] if asked[name] != "" else None
    if "metadata" in asked:
        configuration["metadata"] = merged(configuration["metadata"] or {}, asked["metadata"])
    for name in ("business_profile", "login_page"):
        if name in asked:
            configuration[name] |= plain(asked[name])
    for name, feature in (asked.get("features") or {}).items():
        _overlay(configuration["features"][name], plain(feature))


def _overlay(known: Json, given: Json) -> None:
    for name, value in given.items():
        if isinstance(value, dict) and isinstance(known.get(name), dict):
            _overlay(known[name], value)
        else:
            known[name] = value


def _offers() -> Json:
    return {
        "customer_update": {"allowed_updates": [], "enabled": False},
        "invoice_history": {"enabled": False},
        "payment_method_update": {"enabled": False, "payment_method_configuration": None},
        "subscription_cancel": {
            "cancellation_reason": {"enabled": False, "options": []},
            "enabled": False,
            "mode": "at_period_end",
            "proration_behavior": "none",
        },
        "subscription_update": {
            "billing_cycle_anchor": None,
            "default_allowed_updates": [],
            "enabled": False,
            "proration_behavior": "none",
            "schedule_at_period_end": {"conditions": []},
            "trial_update_behavior": "end_trial",
        },
    }
