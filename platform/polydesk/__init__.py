"""Polydesk: an open platform on which companies run their help desk."""

from polydesk.kernel import late_methods

late_methods.arrange()

from polydesk.kernel import zones  # noqa: E402 - what is imported from here on has late methods

zones.use_pinned()
