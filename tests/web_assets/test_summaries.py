"""The summary of errors names its fields, without any script."""

from typing import Any

from polydesk.kernel.web.summaries import with_names


async def test_a_summary_says_in_which_field_each_error_is(acme: Any) -> None:
    page = await acme.ada.post("/admin/access-tokens", {"name": "", "lasts": "30"})
    assert page.status_code == 422
    assert '<a href="#f-name"><strong>Name</strong> ' in page.text
    assert '<a href="#f-scope"><strong>What it may do</strong> ' in page.text


def test_a_page_without_errors_and_a_field_without_a_label_stay_as_they_are() -> None:
    for page in (
        "<p>Fine</p>",
        '<div class="alert alert-danger errors-summary"><ul><li><a href="#f-x">?</a></li></ul>',
    ):
        assert with_names(page) == page
