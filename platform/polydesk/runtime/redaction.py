"""Settings as a person may see them: secrets hidden, addresses without their passwords."""

from urllib.parse import urlsplit

from polydesk.kernel.settings import SECRETS

HIDDEN = "(hidden)"


def shown(name: str, value: str) -> str:
    """The value of the setting `name`, or as much of it as is no secret."""
    plain = name.removesuffix("_FILE").lower()
    if plain not in SECRETS or name.endswith("_FILE"):
        return value
    try:
        parts = urlsplit(value)
    except ValueError:
        return HIDDEN
    if not parts.scheme or "://" not in value:
        return HIDDEN
    place = parts.netloc.rpartition("@")[2]
    # Of the query only where the socket is; a password may stand there as well.
    socket = "".join(f"?{word}" for word in parts.query.split("&") if word.startswith("host="))
    return f"{parts.scheme}://{place}{parts.path}{socket}"
