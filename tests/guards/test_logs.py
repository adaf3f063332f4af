"""What a log line must not tell: links that let somebody in."""

import pytest

from polydesk.kernel.logs import HIDDEN, redact

TOKEN = "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF"


@pytest.mark.parametrize(
    "path",
    [
        *("/t/{}", "/rate/{}", "/enter/{}", "/invitations/{}", "/confirm/{}", "/password/reset/{}"),
        *("/signin/link/{}", "/it/signin/link/{}", "/files/0190?as=inline&signature={}"),
    ],
)
def test_it_hides_the_secret_of_every_link(path: str) -> None:
    event = redact(None, "error", {"path": path.format(TOKEN), "event": "a request failed"})
    assert TOKEN not in str(event)
    assert HIDDEN in event["path"]
