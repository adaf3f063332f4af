"""What the customers' door asks for."""

from typing import Annotated

from msgspec import Meta, Struct

from polydesk.kernel.web import Email, Password

Short = Annotated[str, Meta(max_length=120)]


class ComeIn(Struct):
    """With a password it is tried; without one a mail goes out."""

    email: Email
    password: Password = ""
    next: Annotated[str, Meta(max_length=2000)] = ""


class Code(Struct):
    request: Annotated[str, Meta(max_length=40)]
    code: Annotated[str, Meta(max_length=20)]
    email: Annotated[str, Meta(max_length=254)] = ""


class About(Struct):
    language: Short
    zone: Short
    name: Short = ""


class NewPassword(Struct):
    password: Password
    current: Password = ""
