"""Folding: what a mail says anew, and what of it is quotation and signature, in the ten languages.

mail-parser-reply knows how programs of many languages begin a quotation and how people sign; the three of ours that it
does not know are told to it here, and what it lacks of the others. Nothing is thrown away: what is folded is shown to whoever asks.
"""

import re
from dataclasses import dataclass

from mailparser_reply.constants import MAIL_LANGUAGES, QUOTED_MATCH_INCLUDE
from mailparser_reply.parser import EmailMessage

LANGUAGES = ("en", "it", "de", "fr", "es", "pl", "hu", "ru", "ar", "ja")
# Its expressions go back and forth within a line; what people write by hand is far below both.
LOOKED_THROUGH = 20_000
LONGEST_LINE = 400
LONGEST_SIGNATURE = 12

_HEADERS = r"((?:(?:^|\n|\n" + QUOTED_MATCH_INCLUDE + r")[* ]*(?:%s)\s?:[ *]*(?:\s{,2}).*){2,}(?:\n.*){,1})"
OURS: dict[str, dict[str, object]] = {
    "hu": {
        "wrote_header": r"^(" + QUOTED_MATCH_INCLUDE + r".{3,200}(?:ezt írta|írta)\s?(?:\(.{3,120}\))?:)$",
        "from_header": _HEADERS % "Feladó|Küldve|Dátum|Címzett|Tárgy|Másolatot kap",
        "disclaimers": ["Figyelem:"],
        "signatures": ["Üdvözlettel", "Tisztelettel", "Köszönettel", "Szép napot"],
        "sent_from": "Elküldve|Küldve innen",
    },
    "ru": {
        "wrote_header": r"^(" + QUOTED_MATCH_INCLUDE + r".{3,200}(?:пишет|написала?|писала?)(?:\(а\))?\s?:)$",
        "from_header": _HEADERS % "От|От кого|Отправлено|Дата|Кому|Тема|Копия",
        "disclaimers": ["Внимание:"],
        "signatures": ["С уважением", "С наилучшими пожеланиями", "Всего доброго"],
        "sent_from": "Отправлено с|Отправлено из",
    },
    "ar": {
        "wrote_header": r"^(" + QUOTED_MATCH_INCLUDE + r".{0,200}كتب.{0,200}:)$",
        "from_header": _HEADERS % "من|تاريخ الإرسال|التاريخ|إلى|الموضوع|نسخة",
        "disclaimers": ["تنبيه:"],
        "signatures": ["مع أطيب التحيات", "مع خالص التحية", "وتفضلوا بقبول", "شكرا لكم"],
        "sent_from": "أرسلت من|تم الإرسال من",
    },
}
# How people sign that it does not know; only what ends a mail and never begins one.
SIGNED: dict[str, list[str]] = {
    "en": ["Yours sincerely", "Yours faithfully", "Sincerely,", "Warm regards", "Many thanks,"],
    "it": ["Distinti saluti", "Un cordiale saluto", "Cordialmente", "Cari saluti", "Un saluto"],
    "de": ["Mit freundlichem Gruß", "Freundliche Grüße", "Herzliche Grüße", "MfG"],
    "fr": ["Bien cordialement", "Bien à vous", "Sincères salutations", "Meilleures salutations"],
    "es": ["Saludos cordiales", "Cordiales saludos", "Un cordial saludo", "Un saludo", "Saludos$", "Atentamente"],
    "pl": ["Z wyrazami szacunku", "Pozdrowienia", "Łączę pozdrowienia"],
    "ja": [
        "(?:以上、?|どうぞ|何卒)?(?:宜しく|よろしく)(?:お願い|御願い)(?:いた|致)?(?:します|申し上げます|申しあげます)",
        "敬具",
    ],
}
# Its Japanese knows English headers alone, and nothing of telephones.
JAPANESE = {
    "from_header": _HEADERS % "差出人|送信者|送信日時|日時|日付|宛先|件名|CC|Cc|From|Sent|To|Subject|Date",
    "sent_from": "iPhoneか|iPadか",
}
# What any program may write above a quotation, whatever its language.
RULE = re.compile(r"^[ \t]*(?:-{3,}[^-\n]{3,60}-{3,}|_{20,})[ \t]*$", re.MULTILINE)
ATTRIBUTION = re.compile(r"[@\d].*[:：]\s*$")
SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)

MAIL_LANGUAGES.update({name: known for name, known in OURS.items() if name not in MAIL_LANGUAGES})
for _name, _signed in SIGNED.items():
    _known = MAIL_LANGUAGES[_name]
    MAIL_LANGUAGES[_name] = {**_known, "signatures": [*_signed, *_known["signatures"]]}
MAIL_LANGUAGES["ja"] |= JAPANESE


@dataclass(frozen=True)
class Folded:
    """`said` is never empty where the mail was not."""

    said: str
    rest: str = ""


def fold(text: str) -> Folded:
    whole = "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")
    end = min([len(whole), *(match.start() for match in (RULE.search(whole), SIGNATURE.search(whole)) if match)])
    lines = whole[:end].rstrip().split("\n")
    kept = _without_signature(_without_quote(lines))
    if not any(line.strip() and not line.lstrip().startswith(">") for line in kept):
        return Folded(whole)
    said = "\n".join(kept).rstrip()
    return Folded(said, whole[len(said) :].strip("\n"))


def _without_quote(lines: list[str]) -> list[str]:
    """Until the line that says whose words follow, or until nothing but quoted lines follow."""
    first = _read(lines)
    kept = lines[: first.content.count("\n") + 1] if first.content else lines
    answer = _without_end(kept, quoted=True)
    # A line above the quotation that no expression knew, since it is of yet another programme.
    if len(answer) < len(_without_end(kept)) and ATTRIBUTION.search(answer[-1]):
        answer = _without_end(answer[:-1])
    return answer


def _without_end(lines: list[str], *, quoted: bool = False) -> list[str]:
    """Without blank lines at the end, and, if asked, without those that are quoted."""
    end = len(lines)
    while end > 1 and (not lines[end - 1].strip() or (quoted and lines[end - 1].lstrip().startswith(">"))):
        end -= 1
    return lines[:end]


def _without_signature(lines: list[str]) -> list[str]:
    """A greeting and what follows it, if that is no longer than signatures are."""
    first = _read(lines)
    signed = first.signatures.count("\n") + 1 if first.signatures else 0
    if not signed or signed > LONGEST_SIGNATURE or not first.content.endswith(first.signatures):
        return lines
    return lines[:-signed]


def _read(lines: list[str]) -> "_Reply":
    looked = "\n".join(line[:LONGEST_LINE] for line in lines)
    if len(looked) > LOOKED_THROUGH:
        return _Reply("\n".join(lines), "")
    found = EmailMessage(looked, languages=list(LANGUAGES), keep_hyphen_lists=True).read().replies[0]
    return _Reply(found.content, found.signatures or "")


@dataclass(frozen=True)
class _Reply:
    content: str
    signatures: str
