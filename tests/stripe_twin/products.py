"""Products: what is sold."""

import copy
from typing import TYPE_CHECKING, Any

from .customers import merged
from .lists import listing, page
from .refusals import Refused

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]

PLAIN = ("active", "description", "name", "shippable", "statement_descriptor", "tax_code", "unit_label", "url")


def create(world: "World", asked: Json) -> Json:
    if asked.get("id") in world.objects:
        raise Refused(f"Product already exists: {asked['id']}", code="resource_already_exists", param="id")
    product = world.add(
        "product",
        "prod",
        id=asked.get("id"),
        active=True,
        images=[],
        livemode=False,
        marketing_features=[],
        type=asked.get("type") or "service",
        updated=world.now(),
    )
    _write(product, asked)
    world.tell("product.created", product)
    if "default_price_data" in asked:
        from . import prices

        product["default_price"] = prices.create(world, asked["default_price_data"], of=product["id"])["id"]
    return product


def retrieve(world: "World", asked: Json, name: str) -> Json:
    return world.find("product", name)


def update(world: "World", asked: Json, name: str) -> Json:
    product = world.find("product", name)
    before = copy.deepcopy(product)
    if asked.get("default_price"):
        product["default_price"] = world.find("price", asked["default_price"], param="default_price")["id"]
    _write(product, asked)
    product["updated"] = world.now()
    world.tell("product.updated", product, before=before)
    return product


def delete(world: "World", asked: Json, name: str) -> Json:
    product = world.find("product", name)
    if any(price["product"] == name for price in world.all("price")):
        raise Refused("This product cannot be deleted because it has one or more user-created prices.")
    world.tell("product.deleted", product)
    world.forget("product", name)
    return {"id": name, "object": "product", "deleted": True}


def every(world: "World", asked: Json) -> Json:
    filters = ("active", "created", "shippable", "type", "url")
    if (names := asked.get("ids")) is None:
        return listing(world, "product", asked, url="/v1/products", filters=filters)
    return page([one for one in world.all("product") if one["id"] in names], asked, url="/v1/products")


def _write(product: Json, asked: Json) -> None:
    for name in PLAIN:
        if name in asked:
            product[name] = asked[name] if asked[name] != "" else None
    for name in ("images", "marketing_features"):
        if name in asked:
            product[name] = [one.plain() if hasattr(one, "plain") else one for one in asked[name] or []]
    if "metadata" in asked:
        product["metadata"] = merged(product["metadata"], asked["metadata"])
