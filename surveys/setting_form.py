"""The form of the setting: filled from it, and read back with what is wrong beside each field."""

from uuid import UUID

from i18n import _
from i18n.formats import list_of
from polydesk.kernel.web import Form, empty
from polydesk.tickets.categories import categories
from polydesk.tickets.tags import tags_in
from polydesk.tickets.telling import CHANNELS
from surveys.forms import AskingForm
from surveys.setting import Setting
from surveys.setting_names import names_in, organisations_called


async def filled(present: Setting) -> Form[AskingForm]:
    form = empty(
        AskingForm,
        mode=present.mode,
        delay_hours=str(present.delay_s // 3600),
        waking_from=str(present.waking_from),
        waking_until=str(present.waking_until),
        quiet_days=str(present.quiet_days),
        reminder_days=str(present.reminder_days),
        only_tags=", ".join(present.only_tags),  # notext
        excluded_tags=", ".join(present.excluded_tags),  # notext
        excluded_organisations="\n".join((await names_in(present))["excluded_organisations"]),
        seen=present.mark,
    )
    form.values["only_channels"] = list(present.only_channels)
    form.values["only_categories"] = [str(one) for one in present.only_categories]
    return form


async def read(form: Form[AskingForm], present: Setting) -> Setting | None:
    """What the form wants, or None once it says what is wrong with it."""
    organisations = await _organisations(form)
    if form.ok:
        _check(form, present)
    if not form.ok:
        return None
    typed, known = form.data, {str(one.id): one.id for one in await categories(archived_too=True)}
    return Setting(
        delay_s=typed.delay_hours * 3600,
        waking_from=typed.waking_from,
        waking_until=typed.waking_until,
        mode=typed.mode,
        quiet_days=typed.quiet_days,
        reminder_days=typed.reminder_days,
        only_channels=tuple(key for key in CHANNELS if key in typed.only_channels),
        only_categories=tuple(known[key] for key in typed.only_categories if key in known),
        only_tags=tuple(tags_in(typed.only_tags)),
        excluded_tags=tuple(tags_in(typed.excluded_tags)),
        excluded_organisations=organisations,
    )


def _check(form: Form[AskingForm], present: Setting) -> None:
    typed = form.data
    if typed.waking_from >= typed.waking_until:
        form.fail("waking_until", _("The day must end after it begins."))
    if typed.mode == "matching" and not (typed.only_channels or typed.only_categories or tags_in(typed.only_tags)):
        form.fail("mode", _("Choose at least one channel, category or tag below."))
    if typed.seen != present.mark:
        form.values["seen"] = [present.mark]
        form.fail(
            "", _("Somebody else changed this meanwhile. What holds now stands beside it; save again to replace it.")
        )


async def _organisations(form: Form[AskingForm]) -> tuple[UUID, ...]:
    found, unknown = await organisations_called(form.value("excluded_organisations"))
    if unknown:
        said = _("There is no organisation of this name: %(names)s.") % {"names": list_of(unknown[:5])}
        form.fail("excluded_organisations", said)
    return found
