"""DeepL, by its own library. Imported by whoever has a key for it, in the thread that asks: it brings a hundred modules.

The library waits and tries again once; after that the job does.
"""

import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

import deepl
from deepl import http_client

from polydesk.kernel.settings import settings
from polydesk.translating.machines import Down, KeyRefused, Refused, UsedUp

# DeepL wants to know which English and which Portuguese; the product writes British English.
_AS_TARGET = {"en": "en-GB", "pt": "pt-PT", "zh": "zh-HANS"}
_REGIONAL = {"en-US", "en-GB", "pt-BR", "pt-PT"}

http_client.max_network_retries = 1
logging.getLogger("deepl").setLevel(logging.WARNING)

T = TypeVar("T")


class DeepL:
    def __init__(self, key: str) -> None:
        self._translator = deepl.Translator(
            key, server_url=settings().deepl_url or None, send_platform_info=False
        ).set_app_info("Polydesk", "1")

    def translate(self, texts: Sequence[str], *, source: str, target: str, about: str) -> list[str]:
        answer = _asked(
            lambda: self._translator.translate_text(
                list(texts),
                source_lang=_language(source),
                target_lang=_target(target),
                context=about or None,
                tag_handling="xml",
                non_splitting_tags=["g", "x"],
                ignore_tags=["x"],
                preserve_formatting=True,
            )
        )
        found = answer if isinstance(answer, list) else [answer]
        if len(found) != len(texts):
            raise Refused(f"{len(found)} texts for {len(texts)}")
        return [one.text for one in found]

    def check(self) -> None:
        _asked(self._translator.get_usage)


def _asked(ask: Callable[[], T]) -> T:
    try:
        return ask()
    except deepl.AuthorizationException as error:
        raise KeyRefused from error
    except deepl.QuotaExceededException as error:
        raise UsedUp from error
    except deepl.DeepLException as error:
        status = error.http_status_code or 0
        if isinstance(error, deepl.ConnectionException | deepl.TooManyRequestsException) or status >= 500:
            raise Down from error
        raise Refused(str(error)) from error
    except (ValueError, TypeError) as error:  # an answer that is none of DeepL's
        raise Down from error


def _language(code: str) -> str:
    return code.partition("-")[0]


def _target(code: str) -> str:
    return code if code in _REGIONAL else _AS_TARGET.get(_language(code), _language(code))
