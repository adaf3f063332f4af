"""`/v1`: what Stripe's clients send comes in, what the world answers goes out, with Stripe's headers and its mishaps."""

import asyncio
import secrets

from .faults import BEFORE, Fault, Faults, broken, too_fast, unwelcome
from .refusals import Refused
from .web import Answer, Request
from .world import World


async def answer(world: World, faults: Faults, request: Request) -> Answer:
    """One call of the API."""
    try:
        faults.count()
    except Refused as no:
        return _said(request, no.status, no.body)
    fault = faults.next(request.method, request.path)
    late = fault.seconds if fault else 0
    await asyncio.sleep(faults.delay + (0 if fault and fault.kind == "slow-after" else late))
    if fault and fault.kind in BEFORE:
        return _failed(request, fault)
    right = _done(world, request)
    if fault:
        fault.done += 1
        await asyncio.sleep(late if fault.kind == "slow-after" else 0)
    return _spoiled(faults, request, fault, right)


def _done(world: World, request: Request) -> Answer:
    repeat = request.headers.get("idempotency-key")
    is_known = request.method != "GET" and repeat is not None and repeat in world.answers
    status, said = world.handle(
        request.method,
        request.path,
        request.params,
        key=_key(request),
        idempotency_key=repeat,
        api_version=request.headers.get("stripe-version"),
    )
    return _said(request, status, said, replayed=is_known)


def _spoiled(faults: Faults, request: Request, fault: Fault | None, right: Answer) -> Answer:
    repeat = request.headers.get("idempotency-key", "")
    if repeat in faults.lost:
        return _said(request, faults.lost[repeat], broken(), replayed=True)
    if fault is None or fault.kind in ("slow", "slow-after"):
        return right
    if fault.kind == "500-kept" and repeat:
        faults.lost[repeat] = 500
    return _failed(request, fault)


def _failed(request: Request, fault: Fault) -> Answer:
    if fault.kind == "429":
        return _said(request, 429, too_fast().body)
    if fault.kind in ("401", "403"):
        return _said(request, int(fault.kind), unwelcome(int(fault.kind)).body)
    failed = _said(request, 500, broken())
    failed.broken = fault.kind.startswith("drop")
    return failed


def _key(request: Request) -> str | None:
    kind, _, key = request.headers.get("authorization", "").partition(" ")
    return key.strip() if kind.lower() == "bearer" else None


def _said(request: Request, status: int, said: object, *, replayed: bool = False) -> Answer:
    made = Answer.of(said, status, Request_Id=f"req_{secrets.token_hex(7)}")
    if version := request.headers.get("stripe-version"):
        made.headers["Stripe-Version"] = version
    if repeat := request.headers.get("idempotency-key"):
        made.headers["Idempotency-Key"] = repeat
    if replayed:
        made.headers["Idempotent-Replayed"] = "true"
    return made
