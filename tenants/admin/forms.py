"""What the pages of the administration ask for."""

from typing import Annotated

from msgspec import Meta, Struct

Name = Annotated[str, Meta(max_length=100)]
Short = Annotated[str, Meta(max_length=200)]
Box = Annotated[str, Meta(max_length=20_000)]


class ProfileForm(Struct):
    """`languages` are ticked, one of them is the default."""

    name: Name
    default_language: Short
    zone: Short
    languages: list[Short] = []
    country: Short = ""


class WelcomeForm(Struct):
    """The set-up page: every field may stay empty, then what was proposed stays."""

    name: Name = ""
    slug: Short = ""
    default_language: Short = ""
    zone: Short = ""
    languages: list[Short] = []
    country: Short = ""
    colour: Short = ""


class AddressForm(Struct):
    slug: Short


class BrandForm(Struct):
    """The words in each language come beside it: see `words.py`."""

    colour: Short


class FurtherBrandForm(Struct):
    name: Annotated[str, Meta(max_length=80)]
    colour: Short


class InviteForm(Struct):
    addresses: Box
    role: Short
    language: Short
    team: Short = ""


class RoleForm(Struct):
    role: Short


class TeamForm(Struct):
    name: Annotated[str, Meta(max_length=80)]
    members: list[Short] = []
