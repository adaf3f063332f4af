"""How much of a mail is read, and for how long: what goes beyond is kept as it came, and nobody waits for it (threat 16)."""

from datetime import timedelta

MAIL_BYTES = 25 * 1024 * 1024
# A mail as large as that lies in the store of files; smaller ones in their row.
IN_ROW_BYTES = 1024 * 1024

HEAD_BYTES = 512 * 1024
HEADERS = 1000
HEADER_CHARACTERS = 10_000
LINES = 600_000
PARTS = 200
DEPTH = 20
ADDRESSES = 50
RELAYS = 50

BODY_CHARACTERS = 100_000
READ_WITHIN_S = 20.0
ATTEMPTS = 5

KEPT = timedelta(days=30)
