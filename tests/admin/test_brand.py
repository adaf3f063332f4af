"""Branding: a change shows in the portal at once, a preview keeps nothing, colours stay readable."""

import io
import struct
from typing import Any

from PIL import Image

from polydesk.kernel import unit
from tenants import directory

FORM = {"colour": "#ffd400", "tagline_en": "Tools that last", "footer_en": "Acme Ltd", "tagline_it": "Attrezzi"}


def picture(size: tuple[int, int] = (1200, 300), form: str = "PNG") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "#aa2200").save(target, form)
    return target.getvalue()


async def test_it_shows_the_new_brand_in_the_portal(acme: Any) -> None:
    answer = await acme.olga.post("/admin/brand", FORM)
    assert answer.status_code == 303
    page = await acme.visitor.get("/en/")
    assert "Acme Ltd" in page.text
    css_url = page.text.split('href="/brand.css')[1].split('"')[0].replace("&amp;", "&")
    css = await acme.visitor.get(f"/brand.css{css_url}")
    assert "--brand:#ffd400" in css.text
    assert "immutable" in css.headers["cache-control"]


async def test_it_keeps_what_was_typed_when_the_colour_is_none(acme: Any) -> None:
    answer = await acme.olga.post("/admin/brand", FORM | {"colour": "blue-ish"})
    assert answer.status_code == 422
    assert "blue-ish" in answer.text
    assert "Tools that last" in answer.text


async def test_it_makes_a_logo_small_and_serves_it_for_ever(acme: Any) -> None:
    answer = await acme.olga.post("/admin/brand", FORM, files={"logo": ("logo.png", picture(), "image/png")})
    assert answer.status_code == 303, answer.text
    page = await acme.visitor.get("/en/")
    address = page.text.split('src="/brand/')[1].split('"')[0]
    logo = await acme.visitor.get(f"/brand/{address}")
    assert logo.status_code == 200
    assert "immutable" in logo.headers["cache-control"]
    assert Image.open(io.BytesIO(logo.content)).size[1] <= 96


async def test_it_refuses_a_logo_that_is_no_picture(acme: Any) -> None:
    answer = await acme.olga.post("/admin/brand", FORM, files={"logo": ("logo.png", b"<svg onload=x>", "image/png")})
    assert answer.status_code == 422
    assert "PNG, JPEG, WebP or GIF" in answer.text


async def test_it_does_not_unfold_a_picture_that_hides_in_an_icon(acme: Any) -> None:
    hidden = picture((5000, 4000))
    entry = struct.pack("<BBBBHHII", 64, 64, 0, 0, 1, 32, len(hidden), 22)
    icon = struct.pack("<HHH", 0, 1, 1) + entry + hidden
    answer = await acme.olga.post("/admin/brand", FORM, files={"favicon": ("favicon.ico", icon, "image/x-icon")})
    assert answer.status_code == 422
    assert "PNG, JPEG, WebP or GIF" in answer.text


async def test_it_wants_whole_addresses_for_legal_links(acme: Any) -> None:
    wrong = FORM | {"link1_label_en": "Privacy", "link1_url_en": "javascript:alert(1)"}
    assert (await acme.olga.post("/admin/brand", wrong)).status_code == 422
    right = FORM | {"link1_label_en": "Privacy", "link1_url_en": "https://acme.example/privacy"}
    assert (await acme.olga.post("/admin/brand", right)).status_code == 303
    assert 'href="https://acme.example/privacy"' in (await acme.visitor.get("/en/")).text


async def test_a_legal_link_that_is_called_something_leads_where_it_leads_elsewhere(acme: Any) -> None:
    """Translators name links without asking where they lead; the form that shows their words is saved all the same."""
    named = FORM | {"link1_label_en": "Privacy", "link1_label_it": "Riservatezza"}
    refused = await acme.olga.post("/admin/brand", named)
    assert refused.text.count("Please say where the link leads.") >= 2
    saved = await acme.olga.post("/admin/brand", named | {"link1_url_en": "https://acme.example/privacy"})
    assert saved.status_code == 303
    footer = (await acme.visitor.get("/it/")).text.split("<footer")[1]
    assert 'href="https://acme.example/privacy"' in footer
    assert "Riservatezza" in footer


async def test_words_in_other_languages_are_folded_away_until_one_of_them_is_wrong(acme: Any) -> None:
    async with acme.unit():
        await unit.execute(
            "UPDATE tenant SET languages = '{en,it,de,fr}', default_language = 'it' WHERE id = $1", acme.id
        )
    directory.forget(acme.id)
    page = (await acme.olga.get("/admin/brand")).text
    assert page.index("tagline_it") < page.index('<details class="texts-more">') < page.index("tagline_en")
    refused = await acme.olga.post("/admin/brand", FORM | {"link1_url_de": "nowhere"})
    assert '<details class="texts-more" open>' in refused.text
    assert "1 of 3 written" in refused.text


async def test_a_preview_shows_both_colours_and_keeps_nothing(acme: Any) -> None:
    preview = await acme.olga.get("/admin/brand/preview", params={"colour": "#ffd400", "name": "Other name"})
    assert preview.status_code == 200
    assert "frame-ancestors 'self'" in preview.headers["content-security-policy"]
    assert "#ffd400" in preview.text
    assert "Adjusted, because your colour would be hard to read here." in preview.text
    assert "Other name" in preview.text
    mail = await acme.olga.get("/admin/brand/preview/mail", params={"colour": "#ffd400"})
    assert "#ffd400" in mail.text
    assert "sandbox" in mail.headers["content-security-policy"]
    async with acme.unit():
        assert await unit.fetchval("SELECT colour FROM brand") == "#206bc4"


async def test_nothing_in_an_address_can_break_the_previews_style(acme: Any) -> None:
    css = await acme.olga.get("/admin/brand/preview/style.css", params={"colour": "#fff}body{display:none"})
    assert css.headers["content-type"].startswith("text/css")
    assert "display:none" not in css.text


async def test_it_notes_old_and_new_in_the_audit_log(acme: Any) -> None:
    await acme.olga.post("/admin/brand", FORM)
    async with acme.unit():
        changes = await unit.fetchval("SELECT changes FROM audit WHERE action = 'brand.changed'")
    assert changes["colour"] == ["#206bc4", "#ffd400"]


async def test_saving_twice_leaves_one_trace(acme: Any) -> None:
    await acme.olga.post("/admin/brand", FORM)
    await acme.olga.post("/admin/brand", FORM)
    async with acme.unit():
        assert await unit.fetchval("SELECT count(*) FROM audit WHERE action = 'brand.changed'") == 1
