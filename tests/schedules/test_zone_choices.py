"""Zones are found by the city that people call by its name in their own language."""

from i18n import speaking
from i18n.places import city_of_zone
from polydesk.schedules.zone_choices import zone_meant


def test_it_names_a_city_as_the_reader_does() -> None:
    with speaking("it"):
        assert [city_of_zone(zone) for zone in ("Europe/Rome", "Europe/London")] == ["Roma", "Londra"]
    with speaking("en"):
        assert city_of_zone("Europe/Rome") == "Rome"


def test_it_keeps_the_name_of_a_zone_that_nobody_has_translated() -> None:
    with speaking("it"):
        assert city_of_zone("America/New_York") == "New York"


def test_it_finds_a_zone_by_its_city_in_the_language_of_the_moment() -> None:
    with speaking("it"):
        assert [zone_meant(typed) for typed in ("roma", " Rome ", "new york")] == [
            "Europe/Rome",
            "Europe/Rome",
            "America/New_York",
        ]
    with speaking("en"):
        assert zone_meant("roma") == "roma"
