"""Which languages a tenant speaks: switched on and off one by one. What was written in one that goes is kept, hidden
from customers, and back when it is switched on again."""

from dataclasses import dataclass, replace

from i18n import UI_LANGUAGES, _
from polydesk.kernel.refusals import BadRequest, NotFound
from tenants.company import change_profile, profile


@dataclass(frozen=True)
class Silent:
    """A language that is switched off; `texts` are written in it and kept."""

    code: str
    texts: int


async def switch_on(language: str) -> None:
    """In the order of the product's languages, as the settings keep them. Raises NotFound for one nobody speaks here."""
    if language not in UI_LANGUAGES:
        raise NotFound
    present = await profile()
    spoken = {*present.languages, language}
    known = tuple(code for code in UI_LANGUAGES if code in spoken)
    await change_profile(
        replace(present, languages=(*known, *(code for code in present.languages if code not in known)))
    )


async def switch_off(language: str) -> None:
    present = await profile()
    if language not in present.languages:
        raise NotFound
    if language == present.default_language:
        raise BadRequest(_("This is the default language. Choose another one in the settings first."))
    await change_profile(replace(present, languages=tuple(code for code in present.languages if code != language)))


def silent(written: dict[str, int], spoken: tuple[str, ...]) -> list[Silent]:
    """The languages that could be switched on, those with texts first."""
    codes = [*UI_LANGUAGES, *sorted(code for code in written if code not in UI_LANGUAGES)]
    rest = [Silent(code, written.get(code, 0)) for code in codes if code not in spoken]
    return sorted(rest, key=lambda one: -one.texts)
