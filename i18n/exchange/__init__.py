"""Texts on their way to translators and back: PO, XLIFF 2 and CSV, each written and read by a file of its own.

All three speak of entries. What was written is read back equal; what cannot be read is told with its line.
"""

from i18n.exchange.entry import Entry, Unreadable

__all__ = ["Entry", "Unreadable"]
