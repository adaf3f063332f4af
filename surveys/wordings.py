"""What tenants write in surveys: every text of every form that is in use. A change is a new version of its form."""

from collections.abc import Iterable, Sequence

from i18n import LazyText, lazy
from i18n.texts import Texts
from polydesk.kernel.wording import (
    Exchanged,
    Kind,
    Origin,
    Phrase,
    Translation,
    declare,
    id_of,
    remember,
    source_language,
    still_right,
)
from surveys import survey_forms
from surveys.form_texts import texts_in, with_text
from surveys.form_version import newest, newest_of_all
from surveys.survey_forms import KIND
from tenants.here import home_language

NAMES: dict[str, LazyText] = {
    "question": lazy("Question of “%(form)s”"),
    "low": lazy("Lower end of the scale of “%(form)s”"),
    "high": lazy("Upper end of the scale of “%(form)s”"),
    "reason": lazy("A reason in “%(form)s”"),
    "comment": lazy("Question about the comment in “%(form)s”"),
    "more": lazy("One more question of “%(form)s”"),
}


async def phrases() -> list[Phrase]:
    newest_ones = await newest_of_all()
    return [
        Phrase(
            key=f"{form.id}.{part}",
            name=str(NAMES[part.partition(".")[0]]) % {"form": form.name},
            texts=texts,
            edited_at=f"/admin/surveys/forms/{form.id}",
            limit=limit,
        )
        for form in await survey_forms.forms()
        if not form.is_archived
        for part, texts, limit in texts_in(newest_ones[form.id].content)
    ]


async def save(key: str, texts: Texts) -> None:
    """Raises NotFound."""
    form_id, _dot, part = key.partition(".")
    present = await newest(id_of(form_id))
    await survey_forms.publish(present.form_id, with_text(present.content, part, texts))


async def save_translations(form_id: str, translations: Sequence[Translation]) -> None:
    """All that a file brings for a form is one version of it. Raises NotFound."""
    present = await newest(id_of(form_id))
    content = present.content
    for one in translations:
        part = one.key.partition(".")[2]
        texts = {known: texts for known, texts, _limit in texts_in(content)}.get(part, {})
        content = with_text(content, part, {**texts, one.language: one.text})
    await survey_forms.publish(present.form_id, content)
    written = {f"{form_id}.{part}": texts for part, texts, _limit in texts_in(content)}
    for one in translations:
        await _remember(one, written[one.key])


async def _remember(one: Translation, texts: Texts) -> None:
    """A translation of an older source stays one of that source."""
    source = source_language(texts, home_language())
    if one.source.strip() and one.source.strip() != texts[source].strip():
        await remember(KIND, one.key, [one.language], Origin(source, one.source.strip()))
    else:
        await still_right(KIND, one.key, texts, one.language)


def _no_faults(text: str, source: str) -> Iterable[str]:
    """There are no placeholders in a survey that could get lost."""
    return ()


declare(Kind(KIND, lazy("Surveys"), phrases, save, exchanged=Exchanged(phrases, _no_faults, save_translations)))
