"""The summary of what is wrong in a form names each field: "Please fill this in" stands beside it, but not in the summary.

The summary is drawn before the fields, which alone know what they are called; so the names are put in once all is drawn.
"""

import re

SUMMARY = 'class="alert alert-danger errors-summary"'
_LINK = re.compile(r'<a href="#(f-[^"]+)">')
_TAG = re.compile(r"<[^>]+>")


def with_names(page: str) -> str:
    """The page as it is where nothing is wrong."""
    start = page.find(SUMMARY)
    if start < 0:
        return page
    end = page.find("</ul>", start)
    summary = _LINK.sub(lambda link: link[0] + _name_of(link[1], page), page[start:end])
    return page[:start] + summary + page[end:]


def _name_of(field: str, page: str) -> str:
    """What the label or the legend of this field says; nothing where it has none."""
    exact = re.escape(field)
    found = re.search(rf'<label[^>]*\bfor="{exact}"[^>]*>(.*?)</label>', page, re.DOTALL) or re.search(
        rf'<fieldset[^>]*\bid="{exact}"[^>]*>\s*<legend[^>]*>(.*?)</legend>', page, re.DOTALL
    )
    words = " ".join(_TAG.sub(" ", found[1]).split()) if found else ""
    return f"<strong>{words}</strong> " if words else ""
