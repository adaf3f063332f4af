"""What a log line must not tell: links that let somebody in."""

import pytest

from polydesk.kernel.logs import HIDDEN, redact
from polydesk.kernel.tokens import new_token
from tests_doors import all_doors


def hides(path: str, secret: str) -> bool:
    told = redact(None, "error", {"path": path, "event": "a request failed"})
    return secret not in str(told) and HIDDEN in told["path"]


def test_it_hides_the_secret_of_every_link() -> None:
    """Of every address that carries one, so that a new one is tried without anybody thinking of it."""
    token = new_token()
    paths = {door.address(secret=token, token=token, lang="it") for door in all_doors()}
    carrying = [path for path in paths if token in path]
    assert len(carrying) > 8
    assert [path for path in carrying if not hides(path, token)] == []


@pytest.mark.parametrize("query", ["signature={}", "as=inline&signature={}", "token={}", "code={}", "iss=x&state={}"])
def test_it_hides_the_secret_of_a_query(query: str) -> None:
    token = new_token()
    assert hides(f"/files/0190?{query.format(token)}", token)
