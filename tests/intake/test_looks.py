"""Looks: a mail's own HTML, without what could do harm or ask anybody outside, its quotation folded away."""

import pytest

from polydesk.intake.looks import said_in

HARMFUL = (
    '<p>It <b>drips</b>.</p><script>alert(1)</script><img src=x onerror="alert(1)"><img src="https://spy.example/p.gif">'
    '<a href="javascript:alert(1)">a</a><a href="https://ok.example">b</a><form action="/x"><input name="a"></form>'
    '<style>*{color:red}</style><div class="btn" id="main" hx-get="/x" style="position:fixed">down</div><svg onload=alert(1)>'
)
QUOTED = "We are on it"
QUOTING = {
    "gmail": f'<div dir="ltr">It drips.</div><br><div class="gmail_quote"><div>On Mon Acme wrote:</div>{QUOTED}</div>',
    "outlook": (
        '<p class="MsoNormal">It drips.</p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0 0 0">'
        f"<p><b>From:</b> Acme</p></div><p>{QUOTED}</p>"
    ),
    "outlook on the web": f'<div>It drips.</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg">{QUOTED}</div>',
    "apple": f'It drips.<br><div><br><blockquote type="cite"><div>On 3 Nov Acme wrote:</div>{QUOTED}</blockquote></div>',
    "thunderbird": f'<p>It drips.</p><div class="moz-cite-prefix">Acme:</div><blockquote type="cite">{QUOTED}</blockquote>',
    "proton": f'<div>It drips.</div><div class="protonmail_quote">On Monday:<blockquote>{QUOTED}</blockquote></div>',
}


def test_nothing_of_it_runs_is_fetched_or_acts() -> None:
    look = said_in("", HARMFUL).look
    for part in (
        "script",
        "onerror",
        "onload",
        "javascript",
        "<img",
        "<form",
        "<input",
        "style",
        "class",
        "id=",
        "hx-",
    ):
        assert part not in look.html, part
    assert "<strong>drips</strong>" in look.html
    assert 'href="https://ok.example"' in look.html
    assert "down" in look.html


@pytest.mark.parametrize("programme", QUOTING)
def test_what_each_programme_quotes_is_folded_and_kept(programme: str) -> None:
    said = said_in("", QUOTING[programme])
    assert "It drips." in said.look.html
    assert QUOTED not in said.look.html
    assert QUOTED in said.look.folded


def test_where_only_the_text_shows_what_is_new_the_text_is_shown() -> None:
    said = said_in(f"It drips.\n\nOn Mon, Nov 3, 2025 Acme wrote:\n> {QUOTED}\n", f"<p>It drips.</p><p>{QUOTED}</p>")
    assert QUOTED not in said.look.html
    assert QUOTED in said.look.folded
