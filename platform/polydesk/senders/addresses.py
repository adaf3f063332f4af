"""Addresses that can be a sender: one at a company's own domain, not at a mail provider's and not at ours."""

from i18n import _
from polydesk.kernel.mail import BadAddress
from polydesk.kernel.mail.addresses import sender as platforms_address
from polydesk.kernel.mail.addresses import wire_form
from polydesk.kernel.settings import settings
from tenants.proposals import is_shared


class UnfitAddress(ValueError):
    """The message is for whoever typed it."""


def parts_of(typed: str) -> tuple[str, str]:
    """`"Help@BÜCHER.example"` is `("Help", "xn--bcher-kva.example")`. Raises UnfitAddress."""
    try:
        local, _at, domain = wire_form(typed).rpartition("@")
    except BadAddress:
        local, domain = "", ""
    if not local.isascii() or not local.isprintable() or "." not in domain or domain.rpartition(".")[2].isdecimal():
        raise UnfitAddress(_("Please enter an e-mail address, for example help@acme.example."))
    if is_shared(domain):
        raise UnfitAddress(
            _("“%(domain)s” belongs to a mail provider. Choose an address at a domain of your own.")
            % {"domain": domain}
        )
    if any(domain == host or domain.endswith(f".{host}") for host in _ours()):
        raise UnfitAddress(_("“%(domain)s” is ours. Choose an address at a domain of your own.") % {"domain": domain})
    return local, domain


def _ours() -> set[str]:
    return {settings().base_host.partition(":")[0], platforms_address().host}
