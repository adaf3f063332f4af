"""What an address and a browser say: names, slugs, zones, countries; and which passwords nobody should have."""

import pytest

from polydesk.kernel.colour import DARK_GROUNDS, LIGHT_GROUNDS, SHAPE, TEXT, WHITE, contrast
from tenants import password_rules, slugs
from tenants.first_look import COLOURS
from tenants.proposals import company_of, propose


@pytest.mark.parametrize(
    ("email", "name", "slug"),
    [
        ("info@acme-tools.com", "Acme Tools", "acme-tools"),
        ("info@mail.acme.co.uk", "Acme", "acme"),
        ("maria.rossi@gmail.com", "Maria Rossi", "maria-rossi"),
        ("x@bücher.example", "Bücher", "bucher"),
        ("x@xn--bcher-kva.example", "Bücher", "bucher"),
        ("info@食べ物.example", "食べ物", ""),
    ],
)
def test_it_names_the_company_after_the_mail_domain(email: str, name: str, slug: str) -> None:
    found = propose(email)
    assert (found.name, found.slug) == (name, slug)


def test_a_mail_provider_names_nobody() -> None:
    assert company_of("gmail.com") == ""


@pytest.mark.parametrize(
    ("zone", "accept", "expected"),
    [
        ("Europe/Rome", "en-US", ("en", "Europe/Rome", "IT")),
        ("", "it", ("it", "Europe/Rome", "IT")),
        ("", "en-GB", ("en", "Europe/London", "GB")),
        ("../../etc/passwd", "de-AT,en;q=0.5", ("de", "Europe/Vienna", "AT")),
        ("", "nl-NL,en;q=0.5", ("en", "Europe/Amsterdam", "NL")),  # we do not speak it yet
        ("", "", ("en", "UTC", None)),
    ],
)
def test_it_takes_zone_and_country_from_the_browser(zone: str, accept: str, expected: tuple[str, ...]) -> None:
    found = propose("x@acme.com", zone=zone, accept=accept)
    assert (found.language, found.zone, found.country) == expected


@pytest.mark.parametrize(
    ("zone", "accept", "languages"),
    [
        ("", "", ("en",)),
        ("Europe/Rome", "it-IT,it;q=0.9,en;q=0.8", ("it", "en")),
        ("Europe/Rome", "en-US", ("en", "it")),
        ("Europe/Zurich", "fr-CH,de;q=0.5", ("fr", "de", "it", "en")),
        ("Europe/Amsterdam", "nl", ("en",)),  # we do not speak it yet
        ("Asia/Tokyo", "ja", ("ja", "en")),
    ],
)
def test_the_portal_begins_with_what_founder_and_country_speak_and_english(
    zone: str, accept: str, languages: tuple[str, ...]
) -> None:
    assert propose("x@acme.com", zone=zone, accept=accept).languages == languages


def test_it_proposes_a_colour_that_stays_and_can_be_read_everywhere() -> None:
    colours = {propose(f"info@company-{number}.example").colour for number in range(200)}
    assert colours == set(COLOURS)
    assert propose("a@mail.acme.co.uk").colour == propose("b@ACME.co.uk").colour
    assert propose("maria.rossi@gmail.com").colour == propose("maria.rossi@web.de").colour
    for colour in COLOURS:
        assert contrast(WHITE, colour) >= TEXT
        assert all(contrast(colour, grounds[0]) >= SHAPE for grounds in (LIGHT_GROUNDS, DARK_GROUNDS))


def test_every_candidate_is_a_slug() -> None:
    for proposed in ("acme", "", "www", "a", "x" * 40, "-"):
        assert all(slugs.is_well_formed(slug) and slug not in slugs.RESERVED for slug in slugs.candidates(proposed))


@pytest.mark.parametrize("password", ["Password123", "1234567890", "olga@acme.com", "acme.com2024", "aaaabaaaabaaaab"])
def test_it_refuses_what_everybody_would_try(password: str) -> None:
    assert password_rules.complaint(password, email="olga@acme.com")


@pytest.mark.parametrize("password", ["green lamps at night", "Xk3$mQ9!vB2z", "acme keeps seven geese"])
def test_it_takes_what_few_would_try(password: str) -> None:
    assert password_rules.complaint(password, email="olga@acme.com", also=("Acme",)) is None
