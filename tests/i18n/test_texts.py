"""Texts that tenants write in several languages: the nearest one is shown and owns up to being a fallback."""

import pytest

from i18n.texts import Picked, gaps, pick

TEXTS = {"en": "Billing", "it": "Fatturazione", "de": " "}


@pytest.mark.parametrize(
    ("texts", "wanted", "picked"),
    [
        (TEXTS, "it", Picked("Fatturazione", "it", False)),
        (TEXTS, "it-CH", Picked("Fatturazione", "it", False)),
        (TEXTS, "fr", Picked("Billing", "en", True)),
        (TEXTS, "de", Picked("Billing", "en", True)),
        ({"it": "Fatturazione"}, "fr", Picked("Fatturazione", "it", True)),
        ({}, "it", Picked("", "it", False)),
        ({"it": ""}, "it", Picked("", "it", False)),
    ],
)
def test_it_picks_the_nearest_text(texts, wanted, picked):
    assert pick(texts, wanted, "en") == picked


def test_it_knows_the_gaps():
    assert gaps(TEXTS, ["en", "it", "de", "fr"]) == ["de", "fr"]
