"""Search engines, caches, and how many bytes a page costs."""

import re
from typing import Any
from xml.etree import ElementTree

import brotli
from tests_faq import article, topic, translate

LONG = "\n\n".join(
    f"# Part {n}\n\n" + "A sentence with different words in it, number one, two and three. " * 9 for n in range(8)
)


async def test_robots_are_shown_the_way(acme: Any) -> None:
    answer = await acme.visitor.get("/robots.txt")
    assert answer.headers["content-type"].startswith("text/plain")
    assert f"Sitemap: http://{acme.host}/sitemap.xml" in answer.text
    assert "Disallow: /desk" in answer.text


async def test_the_sitemap_names_each_language_and_its_alternates(acme: Any) -> None:
    manual = await topic(acme, en="Manual & more", it="Manuale")
    found = await article(acme, manual, "Zebra")
    await translate(acme, found, "it", "Zebra italiana", "Parole.")
    index = await acme.visitor.get("/sitemap.xml")
    assert f"http://{acme.host}/it/sitemap.xml" in index.text
    italian = await acme.visitor.get("/it/sitemap.xml")
    ElementTree.fromstring(italian.text)
    assert f"<loc>http://{acme.host}/it/faq/manuale/zebra-italiana</loc>" in italian.text
    assert f'hreflang="en" href="http://{acme.host}/en/faq/manual-more/zebra"' in italian.text


async def test_a_page_kept_out_of_search_engines_says_so(acme: Any) -> None:
    manual = await topic(acme, en="Manual")
    found = await article(acme, manual, "Zebra")
    values = {"title": "Zebra", "body": "Words.", "noindex": "yes", "revision": "1"}
    assert (await acme.ada.post(f"/admin/faq/articles/{found}/en", data=values)).status_code == 303
    assert 'name="robots" content="noindex"' in (await acme.visitor.get("/en/faq/manual/zebra")).text
    assert "zebra" not in (await acme.visitor.get("/en/sitemap.xml")).text


async def test_a_first_visit_costs_fifty_kilobytes_at_most_and_a_later_one_fifteen(acme: Any) -> None:
    manual = await topic(acme, en="Manual")
    await article(acme, manual, "Zebra", LONG)
    page = await acme.visitor.get("/en/faq/manual/zebra", headers={"accept-encoding": "br"})
    later = len(brotli.compress(page.content)) if "content-encoding" not in page.headers else _sent(page)
    first = later
    for address in set(re.findall(r'(?:href|src)="(/assets/[^"]+|/brand\.css[^"]*)"', page.text)):
        first += _sent(await acme.visitor.get(address, headers={"accept-encoding": "br"}))
    assert later <= 15_000
    assert first <= 50_000


async def test_kept_bytes_come_compressed_as_the_reader_likes(acme: Any) -> None:
    manual = await topic(acme, en="Manual")
    await article(acme, manual, "Zebra", LONG)
    sizes = {}
    for coding in ("br", "gzip", "identity"):
        answer = await acme.visitor.get("/en/faq/manual/zebra", headers={"accept-encoding": coding})
        assert answer.headers.get("content-encoding", "identity") == coding
        sizes[coding] = _sent(answer)
        assert "Part 7" in answer.text
        assert answer.headers["vary"] == "Cookie, Accept-Encoding"
    assert sizes["br"] < sizes["gzip"] < sizes["identity"]


async def test_anonymous_pages_set_no_cookie(acme: Any) -> None:
    for path in ("/en/", "/en/search?q=x", "/robots.txt"):
        assert "set-cookie" not in (await acme.visitor.get(path)).headers


async def test_what_changes_while_a_page_is_made_is_not_kept(acme: Any) -> None:
    from polydesk.kernel.web import page_cache

    manual = await topic(acme, en="Manual")
    await article(acme, manual, "Zebra")
    began = page_cache.keep

    def keep_and_change(tenant: Any, **named: Any) -> None:
        began(tenant, **named)
        page_cache.drop(tenant)

    page_cache.keep = keep_and_change  # type: ignore[assignment]
    try:
        await acme.visitor.get("/en/faq/manual")
    finally:
        page_cache.keep = began
    assert not any(page.tenant == acme.id for page in page_cache._pages.values())


def _sent(answer: Any) -> int:
    """The bytes on the wire."""
    return int(answer.headers["content-length"]) + sum(len(k) + len(v) + 4 for k, v in answer.headers.items())
