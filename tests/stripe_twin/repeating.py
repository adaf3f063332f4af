"""Idempotency keys: the same key with the same parameters gets the same answer, with others Stripe's refusal."""

import copy
import hashlib
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .refusals import Refused

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]
Answer = tuple[int, Json]


def once(world: "World", key: str | None, where: str, asked: Json, answer: Callable[[], Answer]) -> Answer:
    world.request = {"id": world.new_id("req"), "idempotency_key": key}
    try:
        return answer() if key is None else _kept(world, key, where, asked, answer)
    finally:
        world.request = {"id": None, "idempotency_key": None}


def _kept(world: "World", key: str, where: str, asked: Json, answer: Callable[[], Answer]) -> Answer:
    print_ = hashlib.sha256(json.dumps([where, asked], sort_keys=True).encode()).hexdigest()
    known = world.answers.get(key)
    if known is None:
        status, body = answer()
        world.answers[key] = {"print": print_, "status": status, "body": copy.deepcopy(body)}
        return status, body
    if known["print"] != print_:
        no = Refused(
            "Keys for idempotent requests can only be used with the same parameters they were first used with. "
            f"Try using a key other than '{key}' if you meant to execute a different request.",
            kind="idempotency_error",
        )
        return no.status, no.body
    return known["status"], copy.deepcopy(known["body"])
