"""Signing: a mail from a tenant's own domain carries a DKIM signature, by which others see that it is genuine."""

from dataclasses import dataclass

# What a reader relies on; what relays may add or change on the way is left out.
SIGNED = (
    *(b"from", b"to", b"subject", b"date", b"message-id", b"reply-to", b"in-reply-to", b"references"),
    *(b"mime-version", b"content-type", b"auto-submitted", b"list-unsubscribe", b"list-unsubscribe-post"),
)
# Signed once more than they are there: nobody on the way can put a second one above ours, which some readers would show.
ONCE_ONLY = (b"from", b"to", b"subject", b"date", b"reply-to")


@dataclass(frozen=True)
class Signer:
    """The domain that vouches, and the key whose other half stands in its DNS under this selector."""

    domain: str
    selector: str
    private_key: str

    def signed(self, content: bytes) -> bytes:
        """The same bytes with the signature before them."""
        import dkim  # with all of DNS behind it: only mails from such a domain need it

        header = dkim.sign(
            content,
            self.selector.encode(),
            self.domain.encode(),
            self.private_key.encode(),
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=[*SIGNED, *ONCE_ONLY],
        )
        return bytes(header) + content
