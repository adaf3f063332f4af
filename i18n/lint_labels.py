"""Names that contradict what is seen: a button that shows "Change" and is called "Change the organisation".

In English the name holds the words on the button; in Hungarian or Japanese it does not, and whoever speaks to the page
says words that it does not know. So the words on the button are its name, and what is missing stands behind them, hidden:
`{{ _("Change") }}<span class="visually-hidden"> <bdi>{{ name }}</bdi></span>`.
"""

import re

from i18n.check import Fault

_PRESSED = re.compile(r"<(a|button|summary)\b([^<>]*?\baria-label=\"(.*?)\"[^<>]*?)>(.*?)</\1>", re.DOTALL)
_SAID = re.compile(r"_\(([\"'])(.*?)\1\)")


def label_faults(source: str, name: str) -> list[Fault]:
    return [
        Fault(f"{name}:{source.count(chr(10), 0, found.start()) + 1}", "the name is not what the button says", said)
        for found in _PRESSED.finditer(source)
        for said in _words(found[4])[:1]
        if said not in _words(found[3])
    ]


def _words(part: str) -> list[str]:
    return [found[2] for found in _SAID.finditer(part)]
