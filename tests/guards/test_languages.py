"""The house rule about language: every sentence goes through the catalogue, and every catalogue is complete."""

from i18n import check, lint
from i18n.sources import fresh_template


def test_no_bare_text_is_shown_to_people():
    assert [str(fault) for fault in lint.faults()] == []


def test_every_catalogue_is_complete_and_as_young_as_the_sources():
    assert [str(fault) for fault in check.faults(fresh_template())] == []
