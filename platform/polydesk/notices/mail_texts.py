"""A mail's text with a placeholder that nobody could fill in, told to the leads: ours went out instead."""

from polydesk.mail_texts.versions import newest
from polydesk.notices.audience import members_of
from polydesk.notices.telling import write_down


async def tell_of_miss(mail: str, *, language: str, no: int, variable: str) -> None:
    """Not when somebody has changed the text meanwhile."""
    if (await newest(mail, language)).no != no:
        return
    members = await members_of(["leads"], ticket_id=None)
    facts = {"mail": mail, "language": language, "variable": variable}
    await write_down("mail_text", once=f"{mail}:{language}:{no}:{variable}", data=facts, named=members)
