"""Every score that can be given, as rows for SQL: whether it is good or bad and where it stands between the worst and
the best. Written from `surveys.scale`, which alone says so.
"""

from surveys import scale
from surveys.scores import measure_of, place


def _rows() -> list[str]:
    return [
        f"('{kind}', {steps}, {score}, {scale.scores(kind, steps)[0]}, '{measure_of(kind)}', "
        f"{scale.is_good(kind, steps, score)}, {scale.is_low(kind, steps, score)}, {place(kind, steps, score)}::float8)"
        for kind, all_steps in scale.STEPS_OF.items()
        for steps in all_steps
        for score in scale.scores(kind, steps)
    ]


SCALES = f"(VALUES {', '.join(_rows())}) c (kind, steps, score, first, measure, is_good, is_low, place)"
# Which of them a version `v` asks for.
OF_VERSION = """
c.kind = COALESCE(v.content ->> 'kind', 'csat') AND c.steps = COALESCE((v.content ->> 'steps')::int, 5)
"""
