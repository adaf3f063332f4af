"""The crowd's library: two hundred help articles in eight topics, so that search has something to search."""

from polydesk.demo.crowd_rows import THINGS, TROUBLES
from polydesk.faq.categories import Naming, open_category
from polydesk.faq.preparing import Text, prepared
from polydesk.faq.writing import begin_published
from polydesk.kernel.actor import SYSTEM, acting_as

TOPICS = ("Orders", "Delivery", "Returns", "Payment", "Account", "Repairs", "Products", "Company")
ARTICLES = 200

BODY = """
When your {thing} {trouble}, do not worry: this happens now and then, and we can help you from here.

## What to do first

1. Look for the number on the back of the {thing}; it begins with two letters.
2. Note when you saw it for the first time, and what you had changed before.
3. Send us a picture if you can; it saves a question.

## What we do then

We look at it on the same working day. If the {thing} {trouble} within the guarantee, you pay **nothing at all**,
shipping included. Otherwise we tell you the price before we begin.

| Within | You pay |
| --- | --- |
| two years | nothing |
| five years | half of the parts |
| later | the parts and one hour |

Reference {number:04}. See also what we say about the {other}.
"""


async def write_library() -> None:
    with acting_as(SYSTEM):
        topics = [await open_category({"en": Naming(name, f"All about {name.lower()}.")}) for name in TOPICS]
        for number in range(ARTICLES):
            thing, trouble = THINGS[number % len(THINGS)], TROUBLES[number // len(THINGS) % len(TROUBLES)]
            other = THINGS[(number + 5) % len(THINGS)]
            body = BODY.format(thing=thing, trouble=trouble, number=number, other=other)
            written = Text(f"My {thing} {trouble} ({number + 1})", body, keywords=f"{thing}, {other}")
            await begin_published({"en": prepared(written, "en")}, category=topics[number % len(topics)])
