"""Posting: a letter becomes a row, and a job that will carry it, in the unit of whoever wants it to leave."""

from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.mail import caps
from polydesk.kernel.mail.addresses import SUBJECT_LIMIT, Address, header_line
from polydesk.kernel.mail.branding import brand_of_sender
from polydesk.kernel.mail.envelope import extra_headers
from polydesk.kernel.mail.layout import render
from polydesk.kernel.mail.letters import Brand, Letter
from polydesk.kernel.mail.message_ids import message_id_of
from polydesk.kernel.outbox import enqueue

INSERT = """
    INSERT INTO mail (id, message_id, kind, to_address, to_name, from_name, reply_to, language, subject, html, text,
                      headers, about_kind, about_id, state, at_most_once, attempts, created_at, of_platform)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'queued', $15, 0, $16, $17)
"""


async def post(
    letter: Letter,
    *,
    to: Address,
    language: str,
    about: tuple[str, UUID] | None = None,
    at_most_once: bool = False,
    thread: str | UUID | None = None,
    reply_to: Address | None = None,
    brand: Brand | None = None,
    automatic: bool = False,
    person_id: UUID | None = None,
) -> UUID | None:
    """Writes the mail and enqueues its delivery; answers with the mail's id.

    `about` lets a page show the delivery of what it shows (`states_about`). `at_most_once` is for letters that are
    worse twice than not at all. `thread` keeps the mails of one conversation together in the reader's programme. `brand`
    takes the place of the tenant's own, for what the platform itself has to say. `automatic` counts it among what one
    address, and this person, may draw within an hour; nothing leaves, and None is answered, when that was enough.
    """
    if automatic and not await caps.may_hear(to.address, person_id=person_id):
        return None
    sender = brand or await brand_of_sender()
    rendered = render(letter, brand=sender, language=language)
    mail_id, answers_to = new_id(), reply_to or sender.reply_to
    about_kind, about_id = about or (None, None)
    await unit.execute(
        INSERT,
        *(mail_id, message_id_of(mail_id), letter.kind, to.address, to.name, header_line(sender.name, limit=80)),
        *(answers_to and answers_to.address, language, header_line(letter.subject, limit=SUBJECT_LIMIT)),
        *(rendered.html, rendered.text, extra_headers(letter, language=language, thread=thread)),
        *(about_kind, about_id, at_most_once, now(), brand is not None),
    )
    await enqueue("mail.deliver", mail_id=str(mail_id))
    return mail_id
