"""How Stripe says no: a status and an error with type, code, parameter and sentence."""

from typing import Any


class Refused(Exception):
    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        **more: Any,
    ):
        super().__init__(message)
        self.status = status
        self.error = {"message": message, "type": kind} | {
            name: value for name, value in {"code": code, "param": param, **more}.items() if value is not None
        }

    @property
    def body(self) -> dict[str, Any]:
        return {"error": self.error}


def missing(kind: str, name: str, *, param: str = "id") -> Refused:
    """A path names what is not there: 404; a parameter does: 400."""
    status = 404 if param == "id" else 400
    words = kind.split(".")[-1].replace("_", " ")
    return Refused(f"No such {words}: '{name}'", status=status, code="resource_missing", param=param)


def card_refused(message: str, *, code: str, decline_code: str | None = None, **more: Any) -> Refused:
    return Refused(message, status=402, kind="card_error", code=code, decline_code=decline_code, **more)
