"""How much and for how long."""

from datetime import timedelta

FILE_BYTES = 20_000_000
FILES = 10
# Of a route that takes a form with files: all of them, and the text beside them.
BODY_LIMIT = FILES * FILE_BYTES + 2_000_000
# From one address of the network, and from one member wherever they are.
UPLOADS_AN_HOUR = 120
UPLOADS_OF_A_MEMBER = 600
LINK_HOLDS = timedelta(minutes=5)
UPLOAD_HOLDS = timedelta(minutes=15)
UNCLAIMED_KEPT = timedelta(hours=24)
