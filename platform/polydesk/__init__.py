"""Polydesk: an open platform on which companies run their help desk."""

from polydesk.kernel import zones

zones.use_pinned()
