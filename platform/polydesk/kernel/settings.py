"""The settings: one frozen, typed object, read once from the environment and strict about it.

Everything embedded is a default that a variable replaces. A secret may come from a file (`SECRET_KEY_FILE`).
An unknown name with one of our prefixes, one that is nearly ours, or a malformed value stops the program with a sentence
that names it.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

PREFIXES = (
    "POLYDESK_",
    "DATABASE_",
    "BROKER_",
    "S3_",
    "SMTP_",
    "SES_",
    "STRIPE_",
    "PUSH_",
    "MAIL_",
    "STORAGE_",
    "DEEPL_",
    "RATING_",
    "TICKETS_PER_",
    "TRUSTED_PROX",
)
# BASE_UL is meant to be BASE_URL, while BASE_URI and SECRET_KEY_BASE may belong to somebody else.
ONE_SLIP = 0.9


class BadSetting(Exception):
    """A variable that is unknown, missing or malformed; the message names it."""


@dataclass(frozen=True)
class Settings:
    """Each field is the environment variable of the same name in upper case."""

    polydesk_env: Literal["development", "production"] = "development"
    polydesk_data: Path = Path(".polydesk")
    base_url: str = "http://localhost:8000"
    secret_key: str = ""
    database_url: str = ""
    database_app_url: str = ""
    database_platform_url: str = ""
    database_pool: int = 4
    broker_url: str = ""
    web_workers: int = 2
    trusted_proxies: str = ""
    s3_endpoint: str = ""
    s3_bucket: str = ""
    s3_region: str = "us-east-1"
    s3_access_key: str = ""
    s3_secret_key: str = ""
    smtp_url: str = ""
    ses_region: str = ""
    ses_configuration_set: str = ""
    ses_sns_topic: str = ""
    mail_from: str = ""
    mail_dns: str = ""
    mail_in_domain: str = ""
    mail_in_listen: str = ""
    mail_in_lmtp: str = ""
    mail_in_certificate: str = ""
    mail_in_key: str = ""
    mail_in_authserv: str = ""
    mail_in_s3_bucket: str = ""
    mail_in_s3_prefix: str = ""
    deepl_url: str = ""
    stripe_secret_key: str = ""
    stripe_webhook_secret: str = ""
    stripe_api_base: str = ""
    rating_delay_s: int = 86_400
    rating_waking_from: int = 8
    rating_waking_until: int = 21
    tickets_per_ip: int = 20
    tickets_per_tenant: int = 600
    storage_quota_mb: int = 10_240
    push_private_key: str = ""
    polydesk_operator_emails: str = ""

    @property
    def base_host(self) -> str:
        """Host of the platform, with the port where one is given; tenants live on subdomains of it."""
        return urlsplit(self.base_url).netloc.lower()

    @property
    def scheme(self) -> str:
        return urlsplit(self.base_url).scheme

    @property
    def operators(self) -> frozenset[str]:
        """Addresses whose owners run the platform, once they have confirmed them."""
        named = self.polydesk_operator_emails.replace(",", " ").split()
        return frozenset(address.casefold() for address in named)

    @property
    def is_production(self) -> bool:
        return self.polydesk_env == "production"

    @property
    def captures_mail(self) -> bool:
        """Whether mails go to the mailbox twin that everybody may read: never in production, never with a real transport,
        never behind https, where strangers are."""
        return not self.is_production and self.scheme == "http" and not (self.smtp_url or self.ses_region)

    @property
    def bills(self) -> bool:
        """Whether companies pay for their desk; without a key of Stripe's there is no page, no route and no limit."""
        return bool(self.stripe_secret_key)

    @property
    def inbox_domain(self) -> str:
        """The domain on whose subdomains tenants get mail: `support@acme.<here>`."""
        return (self.mail_in_domain or urlsplit(self.base_url).hostname or "localhost").lower().strip(".")

    @property
    def mailbox_folder(self) -> Path:
        """Where the mailbox twin keeps captured mails while no real transport is configured."""
        return self.polydesk_data / "mailbox"


SECRETS = frozenset(
    {"secret_key", "database_url", "database_app_url", "database_platform_url", "broker_url", "s3_secret_key"}
    | {"s3_access_key", "smtp_url", "stripe_secret_key", "stripe_webhook_secret", "push_private_key"}
)


@cache
def settings() -> Settings:
    """The settings of this process; raises BadSetting at the first call when one is wrong."""
    return read(os.environ)


def read(environ: Mapping[str, str]) -> Settings:
    """Settings from `environ`; pure, so that tests and `doctor` can ask about any environment."""
    known = {field.name.upper(): field for field in fields(Settings)}
    values: dict[str, object] = {}
    for name in environ:
        plain = name.removesuffix("_FILE")
        if plain in known:
            values[known[plain].name] = _typed(plain, str(known[plain].type), _text(environ, name))
        elif name.startswith(PREFIXES):
            raise BadSetting(f"{name} is not a setting that Polydesk knows; see the handbook page deploy.md.")
        elif meant := get_close_matches(plain, known, n=1, cutoff=ONE_SLIP):
            raise BadSetting(f"{name} is not a setting that Polydesk knows. {meant[0]} is one.")
    result = Settings(**values)  # type: ignore[arg-type]
    _check(result)
    return result


def _text(environ: Mapping[str, str], name: str) -> str:
    if not name.endswith("_FILE"):
        return environ[name]
    try:
        return Path(environ[name]).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadSetting(f"{name} names a file that cannot be read: {error.strerror}.") from None


def _typed(name: str, kind: str, text: str) -> object:
    if "Path" in kind:
        return Path(text)
    if "int" in kind and "Literal" not in kind:
        if not text.isdecimal():
            raise BadSetting(f"{name} must be a whole number, not {text!r}.")
        return int(text)
    return text


def _check(found: Settings) -> None:
    if found.polydesk_env not in ("development", "production"):
        raise BadSetting("POLYDESK_ENV must be development or production.")
    _check_url("BASE_URL", found.base_url, {"http", "https"})
    for name in ("database_url", "database_app_url", "database_platform_url"):
        _check_url(name.upper(), getattr(found, name), {"postgresql", "postgres"})
    _check_url("BROKER_URL", found.broker_url, {"redis", "rediss", "valkey", "unix", "amqp", "amqps"})
    _check_url("DEEPL_URL", found.deepl_url, {"http", "https"})
    _check_url("SMTP_URL", found.smtp_url, {"smtp", "smtps"})
    _check_url("STRIPE_API_BASE", found.stripe_api_base, {"http", "https"})
    if found.stripe_secret_key and not found.stripe_webhook_secret:
        raise BadSetting("STRIPE_SECRET_KEY is set, but STRIPE_WEBHOOK_SECRET is not.")
    if found.is_production and len(found.secret_key) < 32:
        raise BadSetting("SECRET_KEY must have at least 32 characters in production.")
    if not 1 <= found.database_pool <= 50:
        raise BadSetting("DATABASE_POOL must be between 1 and 50.")
    if found.mail_dns and not re.fullmatch(r"(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-fA-F:]+\]):\d{1,5}", found.mail_dns):
        raise BadSetting("MAIL_DNS must be the address and port of a resolver, such as 10.0.0.2:53.")
    if found.push_private_key and not re.fullmatch(r"[\w-]{43}=?", found.push_private_key, re.ASCII):
        raise BadSetting("PUSH_PRIVATE_KEY must be 32 bytes as base64url.")
    if found.s3_endpoint and not found.s3_bucket:
        raise BadSetting("S3_ENDPOINT is set, but S3_BUCKET is not.")


def _check_url(name: str, url: str, schemes: set[str]) -> None:
    if not url:
        return
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        scheme = ""
    if scheme not in schemes:
        raise BadSetting(f"{name} must begin with one of {', '.join(sorted(s + '://' for s in schemes))}.")
