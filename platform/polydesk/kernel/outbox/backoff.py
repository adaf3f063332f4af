"""How long a failed job waits: twice as long each time, up to an hour, a quarter more or less by chance."""

import random
from datetime import timedelta

FIRST_S = 2.0
LONGEST_S = 3600.0


def pause(attempt: int) -> timedelta:
    """After the first failure about two seconds, after the second four, …"""
    seconds = min(FIRST_S * 2 ** min(attempt - 1, 20), LONGEST_S)
    return timedelta(seconds=seconds * random.uniform(0.75, 1.25))
