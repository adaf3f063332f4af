"""`POST /ses/events` on the platform's host: Amazon SNS brings what SES tells of our mails, when `SES_SNS_TOPIC` names it."""

from typing import Any

from litestar import Controller, Request, Response, post

from i18n import lazy
from polydesk.kernel.logs import logger
from polydesk.kernel.mail import ses_events
from polydesk.kernel.refusals import NotFound, Refusal, Unavailable
from polydesk.kernel.settings import settings

BODY_LIMIT = 512 * 1024


class NotFromAmazon(Refusal):
    status = 400
    title = lazy("Not signed by Amazon")
    message = lazy("Only Amazon may send events here.")


class SesEvents(Controller):
    path = "/ses/events"

    @post(status_code=200, request_max_body_size=BODY_LIMIT)
    async def take(self, request: Request[Any, Any, Any]) -> Response[str]:
        topic = settings().ses_sns_topic
        if not topic:
            raise NotFound
        from polydesk.kernel.mail import sns  # certificates, which nobody without Amazon has to read

        try:
            note = await sns.read(await request.body(), topic=topic)
            if note.subscribe_url:
                await sns.confirm(note, topic=topic)
                logger().info("confirmed the subscription to events of Amazon SES", topic=topic)
            else:
                await ses_events.take(note.message)
        except sns.NotFromAmazon:
            raise NotFromAmazon from None
        except OSError as error:
            raise Unavailable from error
        return Response("", media_type="text/plain")
