"""Parts of a price for parts of a period: exact seconds, rounded once per line, halves away from zero."""


def rounded(numerator: int, denominator: int) -> int:
    """The quotient as whole minor units; what is taken back rounds as what was given."""
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    size = (2 * abs(numerator) + denominator) // (2 * denominator)
    return size if numerator >= 0 else -size


def share(amount: int, *, start: int, end: int, at: int) -> int:
    """What of `amount`, the price from `start` to `end`, falls on the time that is left at `at`."""
    if end <= start:
        return 0
    left = end - min(max(at, start), end)
    return rounded(amount * left, end - start)
