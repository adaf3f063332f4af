"""A machine's draft of one text of an article: whether one can be asked for, is on its way, or waits to be taken over."""

from dataclasses import dataclass
from typing import Any

from polydesk.faq.editing import Writing
from polydesk.faq.exchange import PARTS
from polydesk.faq.forms import ArticleText
from polydesk.kernel.web import Form, empty
from polydesk.kernel.wording.typed import tidy
from polydesk.translating import drafting, machine_account
from polydesk.translating.drafting import Draft

ARTICLE = "article"


@dataclass(frozen=True)
class MachineDraft:
    """By part, those that still fit; a part without one stays as it is."""

    parts: dict[str, Draft]
    may_ask: bool = False

    @property
    def is_wanted(self) -> bool:
        return any(draft.state == "wanted" for draft in self.parts.values())

    @property
    def is_ready(self) -> bool:
        return not self.is_wanted and any(draft.state == "ready" for draft in self.parts.values())

    @property
    def problem(self) -> str:
        """Why a part has none."""
        return next((draft.says for draft in self.parts.values() if draft.state == "failed"), "")

    def as_form(self, text: Writing) -> Form[Any]:
        """What the editor shows: nothing is saved yet."""
        said = {part: draft.text for part, draft in self.parts.items() if draft.state == "ready"}
        values = {"title": text.title, "body": text.body, **said}
        return empty(
            ArticleText,
            **values,
            keywords=text.keywords,
            slug=text.slug,
            noindex="yes" if text.noindex else "",
            revision=str(text.revision),
        )


async def of(text: Writing, source: Writing | None) -> MachineDraft:
    if source is None:
        return MachineDraft({})
    found = await drafting.drafts(ARTICLE, str(text.article_id))
    parts = {
        draft.key.partition(".")[2]: draft
        for draft in found.values()
        if draft.language == text.language and _fits(draft, text, source)
    }
    may_ask = (text.is_new or text.is_outdated) and await machine_account.account() is not None
    return MachineDraft(parts, may_ask)


def _fits(draft: Draft, text: Writing, source: Writing) -> bool:
    part = draft.key.partition(".")[2]
    is_line = PARTS[part][0] == "line"
    present = tidy(getattr(text, part) or "", is_line), tidy(getattr(source, part), is_line)
    return present == (draft.replaces, draft.source)
