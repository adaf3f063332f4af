"""What the desk's FAQ forms take."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from polydesk.faq.markup import LONGEST

Title = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Body = Annotated[str, msgspec.Meta(max_length=LONGEST)]
Keywords = Annotated[str, msgspec.Meta(max_length=500)]
Slug = Annotated[str, msgspec.Meta(max_length=100)]
Visibility = Literal["public", "signed_in", "organisations", "agents"]


class NewArticle(msgspec.Struct):
    title: Title
    category: str
    language: str
    body: Body = ""
    visibility: Visibility = "public"
    organisations: list[str] = []
    keywords: Keywords = ""
    action: Literal["save", "publish", "review", "preview"] = "save"


class ArticleText(msgspec.Struct):
    title: Title
    body: Body = ""
    keywords: Keywords = ""
    slug: Slug = ""
    noindex: str = ""
    minor: str = ""
    revision: int = 0
    publish_at: str = ""
    action: Literal["save", "publish", "schedule", "review", "preview"] = "save"


class Placing(msgspec.Struct):
    category: str
    visibility: Visibility
    organisations: list[str] = []
    owner: str = ""
    review_by: date | None = None


class Preview(msgspec.Struct):
    body: Body = ""


class Direction(msgspec.Struct):
    direction: Literal["up", "down"]


class FaqSetting(msgspec.Struct):
    agents_publish: str = ""


class CategoryForm(msgspec.Struct):
    """Names and descriptions come as `name_<language>` and `description_<language>`; the page reads them itself."""

    icon: str = "book"
    parent: str = ""
