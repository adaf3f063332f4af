"""Agents search tickets in scripts without spaces and in any spelling."""

from typing import Any

import pytest

from polydesk.tickets import merging
from polydesk.tickets.conversation import reply
from polydesk.tickets.searching import search


async def numbers(words: str, agent: Any, *languages: str) -> list[int]:
    return [row.number for row in await search(words, by=agent, languages=("en", *languages))]


@pytest.mark.parametrize(
    "words", ["パスワード", "ﾊﾟｽﾜｰﾄﾞ", "忘れました", "請求書", "東京都", "東京 請求書", "鍵", '"パスワード"', "パスワ"]
)
async def test_it_finds_japanese_words_within_their_sentences(acme: Any, acting: Any, asks: Any, words: str) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        ticket = await asks(language="ja", subject="パスワードを忘れました", body="東京都の店で買った鍵です。")
        await asks("emil@example.org", language="ja", subject="配送について", body="まだ届きません。")
        await reply(ticket, body="請求書を送ります。", by=alice)
        assert await numbers(words, alice, "ja") == [1]


@pytest.mark.parametrize(
    ("words", "language"),
    [("возвраты", "ru"), ("счет", "ru"), ("Ｌａｍｐ", "en"), ("STRASSE", "de"), ("cafe\u0301", "fr")],
)
async def test_it_finds_other_spellings(acme: Any, acting: Any, asks: Any, words: str, language: str) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        await asks(language=language, subject="Возврат и счёт, lamp, Straße, café", body="x")
        assert await numbers(words, alice, language) == [1]


async def test_it_finds_them_in_what_was_merged(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        first = await asks(language="ja", subject="配送について", body="まだ届きません。")
        second = await asks(language="ja", subject="請求書について", body="見つかりません。")
        await merging.merge(second, into=first, by=alice)
        assert await numbers("請求書", alice, "ja") == [1]
        assert await numbers("2", alice) == [1]
