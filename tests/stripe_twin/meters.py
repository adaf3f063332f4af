"""Billing meters: what was used, counted once per identifier, and summed up for a time."""

import copy
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .lists import listing, page
from .refusals import Refused, missing

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]

DAY = 86400


def create(world: "World", asked: Json) -> Json:
    name = asked["event_name"]
    if any(one["event_name"] == name and one["status"] == "active" for one in world.all("billing.meter")):
        raise Refused(f"There is already an active meter for event name {name}.", param="event_name")
    mapping, value = asked.get("customer_mapping") or {}, asked.get("value_settings") or {}
    meter = world.add(
        "billing.meter",
        "mtr",
        customer_mapping={
            "event_payload_key": mapping.get("event_payload_key") or "stripe_customer_id",
            "type": mapping.get("type") or "by_id",
        },
        default_aggregation=asked["default_aggregation"].plain(),
        display_name=asked["display_name"],
        event_name=name,
        event_time_window=asked.get("event_time_window"),
        livemode=False,
        status="active",
        status_transitions={"deactivated_at": None},
        updated=world.now(),
        value_settings={"event_payload_key": value.get("event_payload_key") or "value"},
    )
    world.tell("billing.meter.created", meter)
    return meter


def retrieve(world: "World", asked: Json, name: str) -> Json:
    return world.find("billing.meter", name)


def update(world: "World", asked: Json, name: str) -> Json:
    meter = world.find("billing.meter", name)
    return _changed(world, meter, "updated", {"display_name": asked.get("display_name") or meter["display_name"]})


def deactivate(world: "World", asked: Json, name: str) -> Json:
    off = {"status": "inactive", "status_transitions": {"deactivated_at": world.now()}}
    return _changed(world, world.find("billing.meter", name), "deactivated", off)


def reactivate(world: "World", asked: Json, name: str) -> Json:
    on = {"status": "active", "status_transitions": {"deactivated_at": None}}
    return _changed(world, world.find("billing.meter", name), "reactivated", on)


def every(world: "World", asked: Json) -> Json:
    return listing(world, "billing.meter", asked, url="/v1/billing/meters", filters=("status",))


def report(world: "World", asked: Json) -> Json:
    """One event. Stripe refuses an identifier that it has: the sender may take that for done."""
    name, payload = asked["event_name"], asked["payload"].plain()
    meter = next((m for m in world.all("billing.meter") if m["event_name"] == name and m["status"] == "active"), None)
    if meter is None:
        raise Refused(f"No active meter found for event name {name}.", param="event_name")
    customer, value = _read(meter, payload)
    if customer not in world.kinds.get("customer", {}):
        raise missing("customer", customer, param="payload")
    at, now = asked.get("timestamp"), world.now(customer)
    if at is not None and not now - 35 * DAY <= at <= now + 300:
        raise Refused("The timestamp must be within the past 35 days and up to 5 minutes ahead.", param="timestamp")
    identifier = asked.get("identifier") or world.new_id("mev")
    seen = world.kept(meter["id"]).setdefault("identifiers", {})
    if identifier in seen:
        raise Refused(f"An event already exists with identifier {identifier}.")  # without a code, as Stripe does
    seen[identifier] = True
    counted = world.kept(meter["id"]).setdefault("counted", {}).setdefault(customer, [])
    counted.append([at if at is not None else now, str(value)])
    return {
        "object": "billing.meter_event",
        "created": now,
        "event_name": name,
        "identifier": identifier,
        "livemode": False,
        "payload": payload,
        "timestamp": at if at is not None else now,
    }


def summaries(world: "World", asked: Json, name: str) -> Json:
    meter = world.find("billing.meter", name)
    customer, start, end = asked["customer"], asked["start_time"], asked["end_time"]
    world.find("customer", customer, param="customer")
    step = {"hour": 3600, "day": DAY}.get(str(asked.get("value_grouping_window")), end - start)
    if end <= start or start % 60 or end % 60:
        raise Refused("The times must be aligned to minutes, and the end after the start.", param="end_time")
    rows = [
        {
            "object": "billing.meter_event_summary",
            "id": f"mtrusg_{meter['id'][4:]}_{since}",
            "aggregated_value": float(used(world, meter["id"], customer, since, min(since + step, end))),
            "end_time": min(since + step, end),
            "livemode": False,
            "meter": meter["id"],
            "start_time": since,
        }
        for since in range(start, end, step)
    ]
    return page(rows, asked, url=f"/v1/billing/meters/{name}/event_summaries")


def used(world: "World", meter: str, customer: str, start: int, end: int) -> Decimal:
    """What a customer used of a meter from `start` until before `end`, as the meter adds up."""
    counted = world.beside.get(meter, {}).get("counted", {}).get(customer, [])
    values = [Decimal(value) for at, value in sorted(counted, key=lambda one: one[0]) if start <= at < end]
    formula = world.objects[meter]["default_aggregation"]["formula"]
    if formula == "count":
        return Decimal(len(values))
    if formula == "last":
        return values[-1] if values else Decimal(0)
    return sum(values, Decimal(0))


def _read(meter: Json, payload: Json) -> tuple[str, Decimal]:
    whose, what = meter["customer_mapping"]["event_payload_key"], meter["value_settings"]["event_payload_key"]
    for key in (whose, what):
        if key not in payload:
            raise Refused(f"The payload must have the key `{key}`.", param="payload")
    try:
        return str(payload[whose]), Decimal(str(payload[what]))
    except ArithmeticError:
        raise Refused(f"The value `{payload[what]}` is not a number.", param="payload") from None


def _changed(world: "World", meter: Json, what: str, values: Json) -> Json:
    before = copy.deepcopy(meter)
    meter |= {**values, "updated": world.now()}
    world.tell(f"billing.meter.{what}", meter, before=before if what == "updated" else None)
    return meter
