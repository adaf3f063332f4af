"""Forms: what people type becomes a msgspec struct, with a sentence beside each field that is not right.

Fields are decoded one by one, so that all mistakes show at once and everything typed is kept. A struct says what it
wants by its types and `msgspec.Meta`; `Email` and `Password` are the two kinds of text with rules of their own.
"""

import re
from functools import cache
from typing import Annotated, Any, Generic, NamedTuple, TypeVar, get_origin

import msgspec
from litestar import Request
from litestar.datastructures import UploadFile

from i18n import _, ngettext
from polydesk.kernel.refusals import BadRequest, TooLarge
from polydesk.kernel.web.moment import moment

T = TypeVar("T", bound=msgspec.Struct)

Email = Annotated[str, msgspec.Meta(max_length=254, extra={"kind": "email"})]
Password = Annotated[str, msgspec.Meta(max_length=1024, extra={"kind": "password"})]

MAXIMUM_FIELDS = 200

_EMAIL = re.compile(
    r"[^\s@<>()\[\],;:\\\"\x00-\x1f]+@[^\s@<>()\[\],;:\\\"._-][^\s@<>()\[\],;:\\\"]*\.[^\s@<>()\[\],;:\\\".\d_-][^\s@<>()\[\],;:\\\"._]+"
)
_LENGTH = re.compile(r"Expected `(?:str|array)` of length ([<>]=) (\d+)")
_RANGE = re.compile(r"Expected `(?:int|float)` ([<>]=?) (-?[\d.]+)")


class Wanted(NamedTuple):
    """What a struct says of one field, worked out once for all forms of its kind."""

    field: msgspec.structs.FieldInfo
    is_list: bool
    kind: str | None


class Form(Generic[T]):
    """What came, what is wrong with it, and the struct when nothing is."""

    def __init__(self, kind: type[T], values: dict[str, list[str]], files: dict[str, list[UploadFile]]) -> None:
        self.values = values
        self.errors: dict[str, str] = {}
        self._files = files
        self._data = self._decode(kind)

    @property
    def ok(self) -> bool:
        return not self.errors

    @property
    def data(self) -> T:
        if self._data is None:
            raise ValueError("the form has errors; look at form.ok first")
        return self._data

    def value(self, name: str, default: str = "") -> str:
        return self.values.get(name, [default])[-1]

    def all_values(self, name: str) -> list[str]:
        return self.values.get(name, [])

    def error(self, name: str) -> str | None:
        return self.errors.get(name)

    def fail(self, name: str, message: object) -> None:
        """A mistake that only the domain can see; the name `""` is the form as a whole."""
        self.errors[name] = str(message)

    def files(self, name: str) -> list[UploadFile]:
        return self._files.get(name, [])

    def _decode(self, kind: type[T]) -> T | None:
        found: dict[str, Any] = {}
        for wanted in wanted_by(kind):
            try:
                found[wanted.field.name] = self._field(*wanted)
            except msgspec.ValidationError as problem:
                self.errors[wanted.field.encode_name] = sentence(str(problem))
        return None if self.errors else kind(**found)

    def _field(self, field: msgspec.structs.FieldInfo, is_list: bool, kind: str | None) -> Any:
        given = self.values.get(field.encode_name, [])
        if is_list:
            return msgspec.convert([text for text in given if text], field.type, strict=False)
        text = given[-1] if given else ""
        if kind != "password":
            text = text.strip()
        if not text and not field.required:
            return field.default_factory() if field.default is msgspec.NODEFAULT else field.default
        if not text:
            raise msgspec.ValidationError("required")
        if kind == "email" and not _EMAIL.fullmatch(text):
            raise msgspec.ValidationError("email")
        return msgspec.convert(text, field.type, strict=False)


@cache
def wanted_by(kind: type[msgspec.Struct]) -> tuple[Wanted, ...]:
    return tuple(Wanted(field, _is_list(field.type), _kind(field.type)) for field in msgspec.structs.fields(kind))


def empty(kind: type[T], /, **values: str) -> Form[T]:
    """A form that nobody has sent yet, filled with what is proposed."""
    form = Form(kind, {name: [text] for name, text in values.items()}, {})
    form.errors.clear()
    return form


async def read_form(request: Request[Any, Any, Any], kind: type[T], *, most_fields: int = MAXIMUM_FIELDS) -> Form[T]:
    """The form in this request. Raises TooLarge or BadRequest for what no browser sends; never for what people type."""
    try:
        data = await request.form()
    except (ValueError, LookupError, RecursionError, AssertionError):
        raise BadRequest(_("The form could not be read. Please send it again.")) from None
    items = list(data.items())  # in the order of the form; multi_items() goes through a set
    if len(items) > most_fields:
        raise TooLarge(_("The form has too many fields."))
    values: dict[str, list[str]] = {}
    files: dict[str, list[UploadFile]] = {}
    for name, value in items:
        if isinstance(value, UploadFile):
            files.setdefault(name, []).append(value)
        else:
            values.setdefault(clean(name), []).append(clean(_as_text(value)))
    hidden = {wanted.field.encode_name for wanted in wanted_by(kind) if wanted.kind == "password"}
    moment().typed = {name: texts for name, texts in values.items() if name not in hidden}
    return Form(kind, values, files)


def clean(text: str) -> str:
    """Text that PostgreSQL can keep: no NUL, no lone surrogates, one kind of line end."""
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    return text.encode("utf-8", "replace").decode("utf-8")


def sentence(problem: str) -> str:
    """What msgspec says, said to a person."""
    if problem == "required":
        return _("Please fill this in.")
    if problem == "email":
        return _("Please enter a complete e-mail address, for example name@example.com.")
    if found := _LENGTH.match(problem):
        return _length(found[1], int(found[2]))
    if found := _RANGE.match(problem):
        return _range(found[1], found[2])
    if "`int`" in problem or "`float`" in problem:
        return _("Please enter a number.")
    if "date" in problem:
        return _("Please enter a valid date.")
    return _("Please choose one of the options.") if "enum" in problem else _("This is not valid.")


def _length(sign: str, limit: int) -> str:
    if sign == ">=":
        return ngettext("Please enter at least %(n)s character.", "Please enter at least %(n)s characters.", limit) % {
            "n": limit
        }
    return ngettext("Please enter at most %(n)s character.", "Please enter at most %(n)s characters.", limit) % {
        "n": limit
    }


def _range(sign: str, limit: str) -> str:
    if sign.startswith(">"):
        return _("Please enter %(limit)s or more.") % {"limit": limit}
    return _("Please enter %(limit)s or less.") % {"limit": limit}


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else str(value)


def _is_list(kind: Any) -> bool:
    plain = getattr(kind, "__origin__", kind) if hasattr(kind, "__metadata__") else kind
    return get_origin(plain) is list or plain is list


def _kind(kind: Any) -> str | None:
    for meta in getattr(kind, "__metadata__", ()):
        if isinstance(meta, msgspec.Meta) and meta.extra:
            return str(meta.extra.get("kind"))
    return None
