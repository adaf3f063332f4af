"""What the rules of webhooks refuse, and why, in the reader's words."""

from i18n import lazy
from polydesk.kernel.refusals import BadRequest, Conflict


class BadUrl(BadRequest):
    message = lazy("Please enter a complete address that begins with https:// and has no password and no port in it.")


class PrivateUrl(BadUrl):
    message = lazy("The address leads into a private network, which is not called.")


class TooManyWebhooks(BadRequest):
    message = lazy("There can be at most 20 webhooks. Delete one that nobody needs any more.")


class SecretSeen(Conflict):
    title = lazy("The secret was shown already")
    message = lazy("A secret is shown once. If you have lost it, make a new one.")


class WebhookOff(Conflict):
    title = lazy("This webhook is switched off")
    message = lazy("Switch the webhook on before you send something to it.")
