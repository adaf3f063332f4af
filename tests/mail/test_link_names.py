"""The words under which a mail links its addresses."""

from polydesk.kernel.mail.link_names import names_of_links


def test_it_knows_the_words_of_each_address() -> None:
    html = (
        '<p>Hello <a href="https://a.example/?x=1&amp;y=2"><b>Very</b>\n bad</a> <a href="https://b.example">B</a></p>'
    )
    assert names_of_links(html) == {"https://a.example/?x=1&y=2": "Very bad", "https://b.example": "B"}


def test_a_picture_gives_no_words_and_the_first_words_win() -> None:
    html = '<a href="https://a.example"><img src="x.png"></a><a href="https://a.example">One</a><a href="https://a.example">Two</a>'
    assert names_of_links(html) == {"https://a.example": "One"}


def test_broken_markup_is_read_as_far_as_it_goes() -> None:
    assert names_of_links("<a>nowhere</a></a><a href='https://c.example'>cut") == {}
