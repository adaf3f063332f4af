"""What the pages of single sign-on ask for, and what of it is fit."""

import re
from typing import Annotated

from msgspec import Meta, Struct

from i18n import _
from polydesk.kernel.lines import one_line
from polydesk.kernel.mail import BadAddress, address_key
from polydesk.kernel.web import Form, Password
from tenants.proposals import is_shared
from tenants.sso.discovery import is_issuer
from tenants.sso.providers import ROLES, Provider, Rules

MOST_DOMAINS = 50


class ProviderForm(Struct):
    """`secret` stays empty where the one that is there remains."""

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    issuer: Annotated[str, Meta(min_length=1, max_length=500)]
    client_id: Annotated[str, Meta(min_length=1, max_length=500)]
    secret: Password = ""


class RulesForm(Struct):
    domains: Annotated[str, Meta(max_length=5_000)] = ""
    lets_in: Annotated[str, Meta(max_length=20)] = ""
    passwords: Annotated[str, Meta(max_length=10)] = ""


class SwitchForm(Struct):
    on: Annotated[str, Meta(max_length=10)] = ""


def check_provider(form: Form[ProviderForm], held: Provider | None) -> None:
    if not one_line(form.value("name")) and "name" not in form.errors:
        form.fail("name", _("Please fill this in."))
    if form.value("issuer").strip() and not is_issuer(form.value("issuer").strip()):
        form.fail(
            "issuer", _("Enter the address of the issuer as the provider writes it: https://, and nothing after a “?”.")
        )
    if held is None and not form.value("secret").strip():
        form.fail("secret", _("Please fill this in."))
    if held and held.issuer != form.value("issuer").strip() and not form.value("secret").strip():
        form.fail("secret", _("Another issuer needs a client secret of its own."))


def rules_in(form: Form[RulesForm]) -> Rules:
    """What is wrong gets its sentence in the form."""
    typed = [one for one in re.split(r"[\s,;]+", form.value("domains").lower()) if one]
    cleaned = [_domain(one.lstrip("@")) for one in typed]
    if wrong := [one for one, clean in zip(typed, cleaned, strict=True) if not clean]:
        form.fail("domains", _("“%(domain)s” is no domain of e-mail addresses.") % {"domain": wrong[0][:80]})
    domains = tuple(sorted({one for one in cleaned if one}))
    if shared := [one for one in domains if is_shared(one)]:
        form.fail("domains", _("At %(domain)s anybody can have an address.") % {"domain": shared[0]})
    if len(domains) > MOST_DOMAINS:
        form.fail("domains", _("At most %(n)s domains.") % {"n": MOST_DOMAINS})
    role = form.value("lets_in")
    if role and role not in ROLES:
        form.fail("lets_in", _("Please choose one of the options."))
    if role and not domains:
        form.fail("domains", _("Without a domain, anybody whom the provider knows would get in."))
    return Rules(domains, role or None, form.value("passwords") == "yes")


def _domain(text: str) -> str:
    try:
        host = address_key(f"x@{text}").partition("@")[2]
    except BadAddress:
        return ""
    return host if "." in host.strip(".") and len(host) <= 253 else ""
