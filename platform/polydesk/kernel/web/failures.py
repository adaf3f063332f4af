"""How an error is answered: a page for people, a fragment for htmx, problem JSON (RFC 9457) for programs."""

from typing import Any

import asyncpg
import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException

from i18n import _
from polydesk.kernel import database
from polydesk.kernel.logs import logger
from polydesk.kernel.refusals import (
    BadRequest,
    Conflict,
    Elsewhere,
    Forbidden,
    NotFound,
    Refusal,
    SignedOut,
    SignInNeeded,
    TooLarge,
    TooMany,
    Unavailable,
)
from polydesk.kernel.web.asgi import Receive, Scope, Send
from polydesk.kernel.web.moment import moment
from polydesk.kernel.web.pages import html, redirect
from polydesk.kernel.web.problems import headers_of, problem
from polydesk.kernel.web.rendering import render
from polydesk.kernel.web.typed import typed

_BY_STATUS: dict[int, type[Refusal]] = {
    400: BadRequest,
    401: SignInNeeded,
    403: Forbidden,
    404: NotFound,
    405: NotFound,
    409: Conflict,
    413: TooLarge,
    429: TooMany,
    503: Unavailable,
}


class BodyTooSlow(Exception):
    """The client did not send its body in time."""


class Broken(Refusal):
    status = 500


def answer(_request: Request[Any, Any, Any] | None, error: Exception) -> Response[Any]:
    """The answer to any error, in the shape that this request can read."""
    refusal = as_refusal(error)
    here = moment()
    if isinstance(refusal, Elsewhere):
        return _sent_on(refusal)
    if isinstance(refusal, SignInNeeded) and here.wants_html and (where := refusal.details.get("at")):
        if not typed():
            return redirect(str(where))
        refusal = SignedOut(str(where))
    if here.wants_json:
        return problem(refusal)
    template = "web/_failure.html" if here.is_htmx else "web/failure.html"
    text = render(
        template,
        status=refusal.status,
        title=str(refusal.title),
        message=str(refusal.message),
        advice=str(refusal.advice),
        action=refusal.action,
        shows_numbers=refusal.shows_numbers,
        typed="" if isinstance(refusal, NotFound) else typed(),  # a stranger's address answers as if nothing came
    )
    return html(text, status=refusal.status, headers=headers_of(refusal))


async def send(error: Exception, scope: Scope, receive: Receive, send: Send) -> None:
    """Answers an error where no route handler is at hand: in the middlewares."""
    await answer(None, error).to_asgi_response(None, Request(scope, receive))(scope, receive, send)


def as_refusal(error: Exception) -> Refusal:
    if isinstance(error, Refusal):
        return error
    if isinstance(error, database.Unavailable | asyncpg.PostgresConnectionError | asyncpg.CannotConnectNowError):
        return Unavailable()
    if isinstance(error, asyncpg.AdminShutdownError | asyncpg.CrashShutdownError | asyncpg.InterfaceError):
        return Unavailable()
    if isinstance(error, asyncpg.IntegrityConstraintViolationError | asyncpg.TransactionRollbackError):
        return Conflict()
    if isinstance(error, asyncpg.DataError | msgspec.DecodeError | RecursionError | UnicodeError):
        return BadRequest()
    if isinstance(error, BodyTooSlow):
        return BadRequest(_("The request took too long to arrive. Please send it again."))
    if isinstance(error, ValidationException):
        return BadRequest()
    if isinstance(error, HTTPException):
        return _BY_STATUS.get(error.status_code, BadRequest if error.status_code < 500 else Broken)()
    return _broken(error)


def _broken(error: Exception) -> Refusal:
    logger().error("a request failed", path=moment().path, exc_info=error)
    broken = Broken(_("Something went wrong on our side. We have noted it; please try again."))
    broken.title = _("That did not work")
    return broken


def _sent_on(refusal: Elsewhere) -> Response[Any]:
    headers = {"Location": str(refusal.details["at"]), "Cache-Control": "no-store"}
    return Response(b"", status_code=refusal.status, headers=headers)


__all__ = ["answer", "as_refusal"]
