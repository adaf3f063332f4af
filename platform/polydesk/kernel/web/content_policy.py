"""The content security policy: strict on every page, and opened only as far as a page says why."""

from polydesk.kernel.settings import settings

STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def policy(*, leads_on: bool = False, leads_to: str = "", framed: bool = False) -> str:
    """`leads_on`: a form may be answered by the way to another host of ours, `leads_to`: to these addresses of others.
    `framed`: pages of ours may show it inside."""
    text = STRICT
    if endpoint := settings().s3_endpoint:  # files go straight to the store and come straight from it
        text = _opened(text, "connect-src", endpoint)
        text = _opened(text, "img-src", endpoint)
    if leads_on:
        text = _opened(text, "form-action", f"{settings().scheme}://*.{settings().base_host}")
    if leads_to:
        text = _opened(text, "form-action", leads_to)
    return text.replace("frame-ancestors 'none'", "frame-ancestors 'self'") if framed else text


def _opened(text: str, directive: str, to: str) -> str:
    return text.replace(f"{directive} 'self'", f"{directive} 'self' {to}")
