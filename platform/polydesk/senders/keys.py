"""Keys: made here, one pair for each sender. RSA of 2048 bits, since many receivers still know no other kind."""

import base64

BITS = 2_048
PURPOSE = "sender's key"


def new_pair() -> tuple[str, str]:
    """The private half as PEM, the public half as a DNS record carries it."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    private = rsa.generate_private_key(public_exponent=65_537, key_size=BITS)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return pem.decode(), base64.b64encode(public).decode()
