"""What only prepares a scene: forms sent as a window would send them, with its cookies, and no page is drawn for it.

A page in a browser takes a hundred times the processor time of its answer; journeys keep it for what they are about.
"""

from collections.abc import Mapping
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

import httpx
from tests_browser import Window

# Without a window it would say so, and surveys would take everybody here for a robot.
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
SPOKEN = {"en": "en-GB", "it": "it-IT", "hu": "hu-HU", "de": "de-DE", "ar": "ar-EG", "ja": "ja-JP"}

Fields = Mapping[str, str | list[str]]


async def sends(window: Window, where: str, **fields: str | list[str]) -> str:
    """A form, from this window; what comes of it is its browser's. Answers where it leads to."""
    answer = await calls("POST", where, window, fields)
    assert answer.status_code == 303, f"{where} answered {answer.status_code}: {answer.text[:2000]}"
    return str(answer.headers["location"])


async def calls(method: str, where: str, window: Window, fields: Fields | None = None) -> httpx.Response:
    """Asks for an address with this browser's cookies, and hands it those that come back."""
    at = urlsplit(where if "://" in where else window.home + where)
    cookies = await window.context.cookies(f"http://{at.netloc}")
    held = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in cookies)
    answer = await ask(method, at.geturl(), window.language, {"cookie": held} if held else {}, fields)
    # Cookies of hosts are for secure pages, and a browser takes those of this machine for such.
    await window.context.add_cookies([_kept(line, f"https://{at.netloc}") for line in _given(answer)])
    return answer


async def ask(
    method: str, address: str, language: str, more: dict[str, str] | None = None, fields: Fields | None = None
) -> httpx.Response:
    """As a browser asks in which nobody is signed in. Names below `localhost` are known to browsers alone."""
    at = urlsplit(address)
    headers = {
        "host": at.netloc,
        "origin": f"http://{at.netloc}",
        "sec-fetch-site": "same-origin",
        "accept": "text/html",
        "user-agent": CHROME,
        "accept-language": SPOKEN[language],
        **(more or {}),
    }
    # Nothing here is encrypted, and to get ready for it takes longer than to ask.
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{at.port}", verify=False, timeout=60) as web:
        return await web.request(method, at._replace(scheme="", netloc="").geturl(), data=fields, headers=headers)


def _given(answer: httpx.Response) -> list[str]:
    return [line for line in answer.headers.get_list("set-cookie") if "max-age=0" not in line.lower()]


def _kept(line: str, address: str) -> Any:
    ((name, given),) = SimpleCookie(line).items()
    return {"name": name, "value": given.value, "url": address, "secure": True, "httpOnly": bool(given["httponly"])}
