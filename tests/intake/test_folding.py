"""Folding: whatever the language of a mail program and of its owner, the answer is read alone; nothing is thrown away."""

import pytest

from polydesk.intake.folding import LANGUAGES, fold

# Answer, greeting with a name, how Gmail or Apple's program begins a quotation, and the block of Outlook's headers.
MAILS: dict[str, tuple[str, str, str, str]] = {
    "en": (
        "It still drips.",
        "Best regards\nCarl Miller",
        "On Mon, Nov 3, 2025 at 10:00 AM Acme <support@acme.example> wrote:",
        "From: Acme <support@acme.example>\nSent: Monday, November 3, 2025 10:00 AM\nTo: Carl\nSubject: Re: Kettle",
    ),
    "it": (
        "Gocciola ancora.",
        "Cordiali saluti\nCarlo Rossi",
        "Il giorno lun 3 nov 2025 alle ore 10:00 Acme <support@acme.example> ha scritto:",
        "Da: Acme <support@acme.example>\nInviato: lunedì 3 novembre 2025 10:00\nA: Carlo\nOggetto: R: Bollitore",
    ),
    "de": (
        "Es tropft noch immer.",
        "Mit freundlichen Grüßen\nKarl Müller",
        "Am Mo., 3. Nov. 2025 um 10:00 Uhr schrieb Acme <support@acme.example>:",
        "Von: Acme <support@acme.example>\nGesendet: Montag, 3. November 2025 10:00\nAn: Karl\nBetreff: AW: Kessel",
    ),
    "fr": (
        "Elle goutte encore.",
        "Cordialement\nCharles Dupont",
        "Le lun. 3 nov. 2025 à 10:00, Acme <support@acme.example> a écrit :",
        "De : Acme <support@acme.example>\nEnvoyé : lundi 3 novembre 2025 10:00\nÀ : Charles\nObjet : RE: Bouilloire",
    ),
    "es": (
        "Todavía gotea.",
        "Saludos cordiales\nCarlos Pérez",
        "El lun, 3 nov 2025 a las 10:00, Acme (<support@acme.example>) escribió:",
        "De: Acme <support@acme.example>\nEnviado: lunes, 3 de noviembre de 2025 10:00\nPara: Carlos\nAsunto: RE: Hervidor",
    ),
    "pl": (
        "Nadal cieknie.",
        "Z poważaniem\nKarol Nowak",
        "pon., 3 lis 2025 o 10:00 Acme <support@acme.example> napisał(a):",
        "Od: Acme <support@acme.example>\nWysłano: poniedziałek, 3 listopada 2025 10:00\nDo: Karol\nTemat: Odp: Czajnik",
    ),
    "hu": (
        "Még mindig csöpög.",
        "Üdvözlettel\nKovács Károly",
        "Acme <support@acme.example> ezt írta (időpont: 2025. nov. 3., H, 10:00):",
        "Feladó: Acme <support@acme.example>\nKüldve: 2025. november 3., hétfő 10:00\nCímzett: Károly\nTárgy: RE: Vízforraló",
    ),
    "ru": (
        "Всё ещё капает.",
        "С уважением\nКарл Иванов",
        "пн, 3 нояб. 2025 г. в 10:00, Acme <support@acme.example>:",
        "От: Acme <support@acme.example>\nОтправлено: 3 ноября 2025 г. 10:00\nКому: Карл\nТема: RE: Чайник",
    ),
    "ar": (
        "ما زالت تقطر.",
        "مع أطيب التحيات\nكارل",
        "في الاثنين، 3 نوفمبر 2025 في 10:00 ص تمت كتابة ما يلي بواسطة Acme <support@acme.example>:",
        "من: Acme <support@acme.example>\nتاريخ الإرسال: 3 نوفمبر 2025 10:00\nإلى: كارل\nالموضوع: رد: الغلاية",
    ),
    "ja": (
        "まだ水が漏れます。",
        "よろしくお願いいたします。\n田中",
        "2025年11月3日(月) 10:00 Acme <support@acme.example>:",
        "差出人: Acme <support@acme.example>\n送信日時: 2025年11月3日 10:00\n宛先: 田中\n件名: RE: やかん",
    ),
}
ASKED = "We are on it. Which kettle is it?"


def test_there_is_a_mail_in_each_language_of_ours() -> None:
    assert tuple(MAILS) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quotation_after_its_attribution_is_folded(language: str) -> None:
    said, _greeting, attribution, _headers = MAILS[language]
    folded = fold(f"{said}\n\n{attribution}\n\n> {ASKED}\n> \n> Acme\n")
    assert folded.said == said
    assert ASKED in folded.rest


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quotation_under_headers_is_folded(language: str) -> None:
    said, _greeting, _attribution, headers = MAILS[language]
    folded = fold(f"{said}\n\n{headers}\n\n{ASKED}\n\nAcme\n")
    assert folded.said == said
    assert ASKED in folded.rest


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_signature_is_folded(language: str) -> None:
    said, greeting, attribution, _headers = MAILS[language]
    for sign in (
        f"{said}\n\n{greeting}\n",
        f"{said}\n\n-- \n{greeting}\n",
        f"{said}\n\n{greeting}\n\n{attribution}\n\n> {ASKED}\n",
    ):
        folded = fold(sign)
        assert folded.said == said
        assert greeting.splitlines()[-1] in folded.rest


@pytest.mark.parametrize(
    "said",
    [
        "Thanks for the answer. It works now, but the lid is loose.\nCan you send me another one?",
        "Saludos a todos: el hervidor gotea.\n\n¿Qué hago?",
        "よろしければ写真を送ります。\n\n返事をください。",
        "Cordialmente invitati: apriamo sabato.\nVenite?",
        "1. It drips.\n\n- by day\n- by night\n\nFrom: the lid\n",
    ],
)
def test_what_only_looks_like_an_end_is_read(said: str) -> None:
    assert fold(said).said.split() == said.split()
