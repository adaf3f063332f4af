"""`/_twin/`: what Stripe has not, and tests and people who practise need: faults, time, webhooks on demand. JSON."""

import asyncio
import base64
import dataclasses
from typing import TYPE_CHECKING

from .courier import Manner
from .faults import Fault
from .twin import places
from .web import Answer, Request

if TYPE_CHECKING:
    from .twin import Twin


@places.get("/_twin/health")
async def health(twin: "Twin", _request: Request) -> Answer:
    return Answer.of({"is_settled": twin.is_settled})


@places.post("/_twin/faults")
async def set_faults(twin: "Twin", request: Request) -> Answer:
    """`{"kind": "500-after", "times": 2, "path": "/v1/subscriptions", "seconds": 1}`, or `{}`: nothing goes wrong."""
    try:
        faults = [Fault(**request.said)] if request.said else []
    except (TypeError, ValueError) as error:
        return Answer.of({"error": str(error)}, 400)
    if not faults:
        twin.faults.forget()
    twin.faults.waiting += faults
    return await waiting_faults(twin, request)


@places.get("/_twin/faults")
async def waiting_faults(twin: "Twin", _request: Request) -> Answer:
    """`done`: how many calls it has met."""
    return Answer.of({"waiting": [dataclasses.asdict(fault) for fault in twin.faults.waiting]})


@places.post("/_twin/pace")
async def set_pace(twin: "Twin", request: Request) -> Answer:
    """`{"delay": 0.05, "per_second": 100}`: how long each call takes, and how many are answered; `"second": 60` is one
    that lasts a minute, for whoever cannot make all their calls within one."""
    said = request.said
    twin.faults.go(
        delay=float(said.get("delay", 0)),
        per_second=int(said.get("per_second", 0)),
        second=float(said.get("second", 1)),
    )
    return await pace(twin, request)


@places.get("/_twin/pace")
async def pace(twin: "Twin", _request: Request) -> Answer:
    return Answer.of({"calls": twin.faults.calls, "busiest_second": twin.faults.busiest})


@places.post("/_twin/time")
async def travel(twin: "Twin", request: Request) -> Answer:
    """`{"to": 1800000000}` or `{"by": 86400}`: the world's own clock goes forward, and what is due happens."""
    now = twin.world.now()
    to = float(request.said.get("to", now + float(request.said.get("by", 0))))
    await asyncio.sleep(0)
    twin.world.travel(to=to)
    return Answer.of({"now": twin.world.now()})


@places.get("/_twin/time")
async def time(twin: "Twin", _request: Request) -> Answer:
    return Answer.of({"now": twin.world.now()})


@places.post("/_twin/webhooks")
async def set_manner(twin: "Twin", request: Request) -> Answer:
    """`{"held": true, "late": 0, "repeat": 2, "shuffled": true, "address": "http://…"}`: how events are brought from now."""
    said = request.said
    if "address" in said:
        twin.courier.go_to(said.pop("address"))
    twin.courier.manner = Manner(**said)
    return Answer.of(dataclasses.asdict(twin.courier.manner))


@places.get("/_twin/deliveries")
async def deliveries(twin: "Twin", _request: Request) -> Answer:
    """How each event fared."""
    return Answer.of([dataclasses.asdict(parcel) for parcel in twin.courier.parcels.values()])


@places.get("/_twin/undelivered")
async def undelivered(twin: "Twin", request: Request) -> Answer:
    """Events that wait, after the one that was the newest then (`?after=12`); with payloads as they would be brought."""
    after = int(dict(request.query).get("after", 0))
    place = {event["id"]: at for at, event in enumerate(twin.world.events)}
    found = [event for event in twin.courier.undelivered() if place[event["id"]] >= after]
    made = [(event, twin.courier.signed(event)[0]) for event in found]
    return Answer.of([{"event": event, "payload": base64.b64encode(payload).decode()} for event, payload in made])


@places.post("/_twin/settled")
async def settled(twin: "Twin", _request: Request) -> Answer:
    twin.settle()
    return Answer.of({})


@places.post("/_twin/beginning")
async def begin_anew(twin: "Twin", _request: Request) -> Answer:
    """Everybody is forgotten, and what happened to them; what is sold stays."""
    twin.world.begin_anew()
    twin.courier.begin_anew()
    return Answer.of({})


@places.get("/_twin/events")
async def events(twin: "Twin", _request: Request) -> Answer:
    return Answer.of({"count": len(twin.world.events)})
