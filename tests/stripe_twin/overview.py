"""`/_twin/` for people: what this is, which card does what, whom it knows, and a button that lets time pass."""

from typing import TYPE_CHECKING, Any

from .clocks import advance
from .showing import HERE, page
from .twin import places
from .web import Answer, Request

if TYPE_CHECKING:
    from .twin import Twin

DAY = 86_400
LEAPS = (("One day on", DAY), ("One week on", 7 * DAY), ("One month on", 31 * DAY), ("One year on", 366 * DAY))


@places.get("/_twin/practice.css")
async def styles(_twin: "Twin", _request: Request) -> Answer:
    return Answer(200, (HERE / "practice.css").read_bytes(), "text/css; charset=utf-8")


@places.get("/_twin/")
async def overview(twin: "Twin", _request: Request) -> Answer:
    world = twin.world
    events = [(event, _fared(twin, event["id"])) for event in reversed(world.events[-30:])]
    customers = [_shown(twin, one) for one in list(world.all("customer"))[-50:]]
    return page("overview.html", now=world.now(), leaps=LEAPS, customers=reversed(customers), events=events)


@places.post("/_twin/advance")
async def leap(twin: "Twin", request: Request) -> Answer:
    """The world's clock and every test clock with it."""
    by = int(request.form["by"])
    for clock in list(twin.world.all("test_helpers.test_clock")):
        advance(twin.world, {"frozen_time": clock["frozen_time"] + by}, clock["id"])
    twin.world.travel(to=twin.world.now() + by)
    return Answer.leading("/_twin/")


@places.get("/_twin/customers/{name}")
async def customer(twin: "Twin", _request: Request, name: str) -> Answer:
    """Into the portal as this customer."""
    form = {"customer": name, "return_url": f"{twin.world.pages}/_twin/"}
    _, session = twin.world.handle("POST", "/v1/billing_portal/sessions", form, key="sk_test_pages")
    return Answer.leading(session["url"])


def _shown(twin: "Twin", customer: dict[str, Any]) -> dict[str, Any]:
    name = customer["id"]
    return {
        **{key: customer[key] for key in ("id", "name", "email")},
        "subscriptions": list(twin.world.all("subscription", of=name)),
        "now": twin.world.now(name),
    }


def _fared(twin: "Twin", event: str) -> str:
    parcel = twin.courier.parcels.get(event)
    if parcel is None:
        return ""
    if parcel.copies <= 0:
        return "taken"
    return "waits" if parcel.tries == 0 else f"{parcel.tries} times in vain ({parcel.status})"
