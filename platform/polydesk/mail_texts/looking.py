"""Looking at a mail before it is sent: on a ticket, under the tenant's letterhead; and sending it to oneself."""

from dataclasses import dataclass, replace
from datetime import timedelta

from i18n import _, speaking
from i18n.placeholders import Unresolved
from polydesk.kernel import mail
from polydesk.kernel.actor import actor
from polydesk.kernel.mail import Letter
from polydesk.kernel.mail.branding import brand_of_sender
from polydesk.kernel.mail.layout import Rendered, render
from polydesk.kernel.refusals import TooMany
from polydesk.kernel.throttle import allow
from polydesk.kernel.wording import braced
from polydesk.mail_texts.composing import filled
from polydesk.mail_texts.occasions import Occasion, our_words
from polydesk.mail_texts.words import Words

TESTS_AN_HOUR = 20


@dataclass(frozen=True)
class Look:
    """`missing` is the placeholder that nobody can fill in on this ticket: then ours would be sent, and is shown."""

    letter: Letter
    number: int | None
    missing: str = ""


async def look(one: Occasion, language: str, words: Words, *, ticket: int | None) -> Look:
    """As it would be sent with these words. Raises NotFound when there is no such ticket."""
    ours = our_words(one, language)
    with speaking(language):
        example = await one.example(ticket)
    try:
        return Look(filled(one, example.frame, words.over(ours), example.values, language), example.number)
    except Unresolved as problem:
        letter = filled(one, example.frame, ours, example.values, language)
        return Look(letter, example.number, braced(problem.names[0]))


async def shown(letter: Letter, language: str) -> Rendered:
    with speaking(language):
        return render(letter, brand=await brand_of_sender(), language=language)


async def send_to_oneself(one: Occasion, language: str, words: Words, *, ticket: int | None) -> None:
    """Raises NotFound, TooMany."""
    if not await allow("test mail", str(actor().id), limit=TESTS_AN_HOUR, per=timedelta(hours=1)):
        raise TooMany
    letter = (await look(one, language, words, ticket=ticket)).letter
    with speaking(language):
        subject = _("Test: %(subject)s") % {"subject": letter.subject}
        await mail.post(
            replace(letter, subject=subject), to=mail.Address(actor().name, actor().email), language=language
        )
