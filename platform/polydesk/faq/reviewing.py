"""Reviewing: an article has somebody who looks after it and a day by which to look again; a mail reminds them once."""

from uuid import UUID

from i18n import _, speaking
from i18n.catalog import UI_LANGUAGES
from i18n.locales import best
from polydesk.kernel import mail, unit
from polydesk.kernel.clock import now
from polydesk.kernel.outbox import enqueue
from polydesk.kernel.tenancy import current_tenant
from tenants import directory


async def find_tenants() -> None:
    """In a platform unit: a job for each tenant in which a review is due."""
    rows = await unit.fetch(
        "SELECT DISTINCT tenant_id FROM article WHERE review_by <= $1 AND reminded_at IS NULL", now().date()
    )
    for row in rows:
        await enqueue("faq.remind_reviews", tenant=row["tenant_id"])


async def remind() -> None:
    """One mail to each owner of an article whose day has come; an article without an owner reminds the admins."""
    rows = await unit.fetch(_DUE, now().date())
    if not rows:
        return
    site = await directory.site_of(current_tenant())
    assert site is not None
    await unit.execute("UPDATE article SET reminded_at = $2 WHERE id = ANY($1::uuid[])", [r["id"] for r in rows], now())
    for member in await unit.fetch("SELECT id, name, email, role, language FROM member WHERE state = 'active'"):
        mine = [row for row in rows if row["owner_id"] == member["id"] or _orphan(row, member)]
        if mine:
            language = best(member["language"], UI_LANGUAGES) or best(site.default_language, UI_LANGUAGES) or "en"
            with speaking(language):
                letter = _letter(mine, site.base_url)
            address = mail.Address(name=member["name"], address=member["email"])
            await mail.post(letter, to=address, language=language)


def _orphan(row: unit.Record, member: unit.Record) -> bool:
    return not row["has_owner"] and member["role"] in ("owner", "admin")


def _letter(rows: list[unit.Record], base_url: str) -> mail.Letter:
    facts = tuple((row["title"], _address(base_url, row["id"], row["source_language"])) for row in rows)
    return mail.Letter(
        kind="faq_review",
        subject=_("Articles to review"),
        heading=_("Is this still right?"),
        paragraphs=(_("The review date of these articles has come. Read them again, then set a new date."),),
        facts=facts,
        button=mail.Button(_("Open the help pages"), f"{base_url}/admin/faq"),
    )


def _address(base_url: str, article_id: UUID, language: str) -> str:
    return f"{base_url}/admin/faq/articles/{article_id}/{language}"


_DUE = """
SELECT a.id, a.owner_id, a.source_language, t.title,
       EXISTS (SELECT FROM member m WHERE m.id = a.owner_id AND m.state = 'active') AS has_owner
  FROM article a JOIN article_text t ON t.article_id = a.id AND t.language = a.source_language
 WHERE a.review_by <= $1 AND a.reminded_at IS NULL
   AND EXISTS (SELECT FROM article_text o WHERE o.article_id = a.id AND o.state <> 'archived')
 ORDER BY a.review_by, t.title FOR UPDATE OF a
"""
