"""Surveying: what the companies of the demo ask once a ticket is resolved, and how their customers' answers are told."""

import re
import tomllib

from msgspec.structs import replace

from polydesk.demo.companies import FOLDER
from polydesk.demo.house import House
from polydesk.kernel.actor import acting_as
from surveys import form_beginnings, setting, setting_change, survey_forms
from surveys.answer_form import Answer
from surveys.form_content import content_of
from surveys.survey_forms import ForTickets

# `2 (slow, reach=phone): In the end I got it.`
TOLD = re.compile(r"(\d+)(?: \(([^)]*)\))?(?:: (.*))?", re.DOTALL)


async def set_up_surveys(house: House) -> None:
    told = tomllib.loads((FOLDER / house.company.name_of_folder / "surveys.toml").read_text(encoding="utf-8"))
    await setting_change.change(replace(await setting.setting(), quiet_days=told["quiet_days"]))
    with acting_as(house.people[house.company.owner.key]):
        for form in told["forms"]:
            content = content_of(form["content"])
            if form.get("is_standard"):
                await survey_forms.publish(await form_beginnings.begin(), content)
            else:
                about = ForTickets(tuple(house.categories[key] for key in form["categories"]))
                await survey_forms.found(form["name"], content, tickets=about)


def answer_in(told: str) -> Answer:
    """The score, the reasons and the answers by their keys, and the comment."""
    found = TOLD.fullmatch(told.strip())
    if found is None:
        raise ValueError(f"not an answer: {told!r}")
    score, more, comment = found.groups()
    said = [part.strip() for part in (more or "").split(",") if part.strip()]
    pairs = (part.partition("=") for part in said if "=" in part)
    answers: dict[str, str | int] = {key: value for key, _equals, value in pairs}
    return Answer(int(score), tuple(part for part in said if "=" not in part), comment or "", answers)
