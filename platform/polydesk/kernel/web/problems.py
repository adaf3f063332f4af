"""Problems: a refusal as programs read it (RFC 9457), also where a person gets the same page with their form again."""

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Response

from polydesk.kernel.refusals import Refusal
from polydesk.kernel.request_id import request_id
from polydesk.kernel.web.forms import Form


def problem(refusal: Refusal, **more: object) -> Response[Any]:
    body = {
        **refusal.facts,
        **more,
        "type": refusal.kind,
        "title": str(refusal.title),
        "status": refusal.status,
        "detail": str(refusal.message),
        "instance": request_id(),
    }
    return Response(
        msgspec.json.encode(body),
        status_code=refusal.status,
        media_type="application/problem+json",
        headers=headers_of(refusal),
    )


def problem_of_page(status: int, context: Mapping[str, Any]) -> Response[Any]:
    """What a page with this status and context says: what was refused, else the sentence beside each field."""
    said = context.get("refusal")
    wrong = {name: text for form in context.values() if isinstance(form, Form) for name, text in form.errors.items()}
    refusal = said if isinstance(said, Refusal) else Refusal(wrong.pop("", None))
    refusal.status = status
    return problem(refusal, **({"errors": wrong} if wrong else {}))


def headers_of(refusal: Refusal) -> dict[str, str]:
    return {**({"Retry-After": "5"} if refusal.status in (429, 503) else {}), **refusal.headers}
