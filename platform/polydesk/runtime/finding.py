"""What `doctor` found: one line about one subject, and how much it matters."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    level: Literal["ok", "note", "wrong"]
    subject: str
    words: str

    def __str__(self) -> str:
        mark = {"ok": "ok   ", "note": "note ", "wrong": "WRONG"}[self.level]
        return f"{mark}  {self.subject:<11} {self.words}"


def ok(subject: str, words: str) -> Finding:
    return Finding("ok", subject, words)


def note(subject: str, words: str) -> Finding:
    return Finding("note", subject, words)


def wrong(subject: str, words: str) -> Finding:
    return Finding("wrong", subject, words)
