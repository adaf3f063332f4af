"""Which parameters Stripe knows: what the installed SDK's typed parameters say. Others are refused, words become values."""

import importlib
import re
from collections.abc import Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

import typing_extensions
from stripe._request_options import RequestOptions

from .refusals import Refused

OPTIONS = frozenset(RequestOptions.__annotations__)


def checked(call: str, sent: dict[str, Any]) -> dict[str, Any]:
    """`sent` as the call's typed parameters have it: `call` is `customer_create`, or `checkout/session_create`."""
    return _hash(_typed(call), sent, "", leave_out=OPTIONS)


@cache
def _typed(call: str) -> type:
    folder, _, name = call.rpartition("/")
    module = importlib.import_module(".".join(["stripe.params", *filter(None, [folder]), f"_{name}_params"]))
    return getattr(module, "".join(word.title() for word in name.split("_")) + "Params")


@cache
def _hints(typed: type) -> dict[str, Any]:
    return typing_extensions.get_type_hints(typed, localns={"StripeContext": object, "Mapping": Mapping})


def _hash(typed: Any, sent: dict[str, Any], path: str, leave_out: frozenset[str] = frozenset()) -> dict[str, Any]:
    hints = {name: hint for name, hint in _hints(typed).items() if name not in leave_out}
    for name in sent:
        if name not in hints:
            where = _inside(path, name)
            raise Refused(f"Received unknown parameter: {where}", code="parameter_unknown", param=where)
    for name in sorted(typed.__required_keys__ - leave_out):
        if name not in sent:
            where = _inside(path, name)
            raise Refused(f"Missing required param: {where}.", code="parameter_missing", param=where)
    return {name: _value(hints[name], value, _inside(path, name)) for name, value in sent.items() if value is not None}


def _value(hint: Any, sent: Any, path: str) -> Any:
    choices = list(_choices(hint))
    if isinstance(sent, dict | list | tuple):
        return _many(choices, sent, path)
    return _one(choices, sent, path)


def _choices(hint: Any) -> Any:
    if get_origin(hint) in (Union, UnionType):
        for choice in get_args(hint):
            yield from _choices(choice)
    else:
        yield hint


def _many(choices: list[Any], sent: Any, path: str) -> Any:
    numbered = not isinstance(sent, dict) or all(re.fullmatch(r"\d+", key) for key in sent)
    for choice in choices:
        if numbered and get_origin(choice) is list:
            values = [sent[key] for key in sorted(sent, key=int)] if isinstance(sent, dict) else sent
            return [_value(get_args(choice)[0], value, f"{path}[{at}]") for at, value in enumerate(values)]
        if isinstance(sent, dict) and get_origin(choice) is dict:
            return {key: _value(get_args(choice)[1], value, f"{path}[{key}]") for key, value in sent.items()}
        if isinstance(sent, dict) and typing_extensions.is_typeddict(choice):
            return _hash(choice, sent, path)
    raise Refused(f"Invalid {'array' if numbered else 'object'}", param=path)


def _one(choices: list[Any], sent: Any, path: str) -> Any:
    names = [name for choice in choices if get_origin(choice) is Literal for name in get_args(choice)]
    if sent == "" and "" not in names:
        raise Refused(
            f"You passed an empty string for '{path}'. We assume empty values are an attempt to unset a parameter; "
            f"however '{path}' cannot be unset. You should remove '{path}' from your request or supply a non-empty "
            "value.",
            code="parameter_invalid_empty",
            param=path,
        )
    if sent in names:
        return sent
    for choice in choices:
        if choice is str and any(names):
            continue  # the SDK leaves room for names of tomorrow; Stripe does not
        reader = _READERS.get(getattr(choice, "__name__", ""))
        if reader is not None and (read := reader(sent)) is not None:
            return read
    raise _unread([choice for choice in choices if choice is not NoneType], [n for n in names if n], sent, path)


def _unread(choices: list[Any], names: list[str], sent: Any, path: str) -> Refused:
    if any(choice is int for choice in choices):
        return Refused(f"Invalid integer: {sent}", code="parameter_invalid_integer", param=path)
    if any(choice is bool for choice in choices):
        return Refused(f"Invalid boolean: {sent}", param=path)
    if names:
        return Refused(f"Invalid {path}: must be one of {', '.join(names)}", param=path)
    return Refused("Invalid object", param=path)


def _truth(sent: Any) -> bool | None:
    return sent if isinstance(sent, bool) else {"true": True, "false": False}.get(str(sent))


def _whole(sent: Any) -> int | None:
    return int(sent) if re.fullmatch(r"-?\d{1,18}", str(sent)) else None


def _broken(sent: Any) -> float | None:
    return float(sent) if re.fullmatch(r"-?\d+(\.\d+)?", str(sent)) else None


def _text(sent: Any) -> str | None:
    return None if isinstance(sent, bool) else str(sent)


def _decimal(sent: Any) -> str | None:
    return str(sent) if re.fullmatch(r"-?\d+(\.\d+)?", str(sent)) else None


_READERS = {"bool": _truth, "int": _whole, "float": _broken, "str": _text, "Decimal": _decimal}


def _inside(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name
