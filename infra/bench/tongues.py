"""What ten languages cost: pages in Arabic beside the same in English, and the memory that all catalogues take.

Pages are compared by the processor time of the application, in turns, so that whatever else the machine does falls on
both. Memory is that of a process of its own, before and after every catalogue and CLDR's data for it are there.
"""

import subprocess
import sys
from dataclasses import dataclass
from statistics import median

import pages
from driver import Spent, drive

ROUNDS = 5
SECONDS = 1.0
GOAL_RATIO, GOAL_MB = 1.1, 40
LOADS = """
import psutil
from datetime import UTC, datetime
from i18n import _, formats, living_in, speaking
from i18n.catalog import UI_LANGUAGES

def held():
    return psutil.Process().memory_info().rss

before = held()
for language in UI_LANGUAGES:
    with speaking(language), living_in("Europe/Rome"):
        _("New ticket"), formats.when(datetime.now(UTC)), formats.number(1_234), formats.list_of("ab")
print((held() - before) / 1e6)
"""


@dataclass(frozen=True)
class Figures:
    ratios: dict[str, float]
    memory_mb: float


def measure(tenant: pages.Tenant, port: int, spent: Spent) -> Figures:
    ratios = {
        name: _ratio(english, arabic, port, spent) for name, (english, arabic) in tenant.in_two_languages().items()
    }
    loaded = subprocess.run([sys.executable, "-c", LOADS], capture_output=True, text=True, check=True)
    return Figures(ratios, float(loaded.stdout))


def _ratio(english: bytes, arabic: bytes, port: int, spent: Spent) -> float:
    """The median of rounds: each page is asked for until its time is up, then the other one."""
    found = []
    for _round in range(ROUNDS):
        one, other = (
            drive([page], port=port, connections=1, seconds=SECONDS, spent=spent).app_us for page in (english, arabic)
        )
        found.append(other / one)
    return median(found)
