"""Mails as people's programmes write them."""

from email.message import EmailMessage
from email.utils import make_msgid


def written(
    body: str = "It drips.\n",
    *,
    author: str = "Carl <carl@customers.example>",
    to: str = "support@acme.example",
    subject: str = "The kettle leaks",
    **headers: str,
) -> EmailMessage:
    """`headers` by their names with underscores: `In_Reply_To=…`."""
    message = EmailMessage()
    message["From"] = author
    message["To"] = to
    message["Subject"] = subject
    message["Message-ID"] = make_msgid(domain="customers.example")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(body)
    return message
