"""A sheet: the rows of a table once more as CSV for spreadsheets, written beside the archive page by page, then packed.

UTF-8 with its mark, so that every spreadsheet knows; what is empty or missing is an empty cell, lists and objects are JSON.
"""

import asyncio
import csv
from collections.abc import AsyncIterator, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from tenants.audit_log import harmless

PIECE = 1 << 18

# Numbers stay as they are written.
_decode = msgspec.json.Decoder(float_hook=Decimal).decode
_encode = msgspec.json.Encoder(decimal_format="number").encode


class Sheet:
    def __init__(self, path: Path, columns: Iterable[str]) -> None:
        self.path = path
        self._columns = tuple(columns)
        self._begun = False

    async def add(self, lines: Iterable[str]) -> None:
        """Rows as lines of JSON."""
        await asyncio.to_thread(self._add, list(lines))

    async def pieces(self) -> AsyncIterator[bytes]:
        """The whole file, which is gone then; nothing where no row came."""
        if not self._begun:
            return
        with await asyncio.to_thread(self.path.open, "rb") as source:
            while piece := await asyncio.to_thread(source.read, PIECE):
                yield piece
        await asyncio.to_thread(self.path.unlink)

    def _add(self, lines: list[str]) -> None:
        with self.path.open("a" if self._begun else "w", encoding="utf-8", newline="") as target:
            writer = csv.writer(target, lineterminator="\r\n")
            if not self._begun:
                target.write("\ufeff")
                writer.writerow(self._columns)
                self._begun = True
            for line in lines:
                row = _decode(line)
                writer.writerow([cell(row[name]) for name in self._columns])


def cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    return str(value) if isinstance(value, Decimal) else _encode(value).decode()
