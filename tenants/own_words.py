"""Own words: what a company calls things that have a name of ours, such as priorities. They stand in its own row and
come with its site, which every page has at hand, so that reading one costs no statement."""

from i18n import current_locale
from i18n.locales import best
from i18n.texts import Texts
from polydesk.kernel import unit
from polydesk.kernel.tenancy import current_tenant, tenant_or_none
from polydesk.kernel.wording import met, written
from tenants.here import site_or_none
from tenants.telling import site_changed


def own_word(kind: str, key: str) -> str:
    """In the reader's language; empty where there is none in it: then ours is said, which knows every language."""
    here = site_or_none()
    if here is None or tenant_or_none() not in (None, here.id):
        return ""
    texts = here.own_words.get(f"{kind}.{key}")
    if not texts:
        return ""
    near = best(current_locale(), list(texts))
    if near is None:
        met(kind, key, current_locale())
        return ""
    return texts[near]


async def own_texts(kind: str, key: str, *, lock: bool = False) -> Texts:
    """All languages of one, empty where the company says ours."""
    kept: Texts | None = await unit.fetchval(_LOCKED if lock else _READ, current_tenant(), f"{kind}.{key}")
    return kept or {}


async def change_word(kind: str, key: str, texts: Texts) -> Texts | None:
    """Answers what it was; None when nothing has changed. No texts at all brings ours back."""
    before = await own_texts(kind, key, lock=True)
    wanted = {language: text.strip() for language, text in texts.items() if text.strip()}
    if wanted == before:
        return None
    await unit.execute(_CHANGE, current_tenant(), f"{kind}.{key}", wanted)
    await written(kind, key, before, wanted)
    await site_changed()
    return before


_READ = "SELECT own_words -> $2 FROM tenant WHERE id = $1"
_LOCKED = _READ + " FOR UPDATE"
_CHANGE = """
UPDATE tenant SET own_words = CASE WHEN $3::jsonb = '{}' THEN own_words - $2::text
                                   ELSE jsonb_set(own_words, ARRAY[$2::text], $3::jsonb) END
 WHERE id = $1
"""
