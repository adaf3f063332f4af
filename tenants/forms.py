"""What the doors ask for."""

from typing import Annotated

from msgspec import Meta, Struct

from polydesk.kernel.web import Email, Password

Name = Annotated[str, Meta(max_length=120)]
Short = Annotated[str, Meta(max_length=200)]
Path = Annotated[str, Meta(max_length=2000)]


class SignUp(Struct):
    """Two fields; the rest fills in by itself. `website` is for robots, `begun` says when the page was opened."""

    email: Email
    password: Password
    zone: Short = ""
    begun: Short = ""
    website: Short = ""


class SignIn(Struct):
    email: Email
    password: Password
    next: Path = ""


class AskLink(Struct):
    email: Email
    next: Path = ""


class NewPassword(Struct):
    password: Password


class ProvePassword(Struct):
    password: Password = ""


class Accept(Struct):
    """By somebody new: a name and a password; by somebody known: their password."""

    password: Password
    name: Name = ""


class Profile(Struct):
    name: Name
    language: Short
    zone: Short
    theme: Short = "auto"


class WayBack(Struct):
    next: Path = "/"


class ChangePassword(Struct):
    current: Password
    password: Password
