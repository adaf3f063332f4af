"""The operator's figures about billing, across all companies: each is a statement of lines, counted here and shown behind it.

A figure and the list behind it come from the same lines, so they cannot disagree. Months are those of UTC; amounts of
different currencies are never added up; companies of the house itself (demos) do not count.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from billing.money import Money
from billing.months import month_now
from i18n import LazyText, lazy
from polydesk.kernel import unit
from polydesk.kernel.clock import now

MONTHS = 12


@dataclass(frozen=True)
class Figure:
    """`lines`: whose, when, in which currency, how much, and a note; `$1` is now. Without `by_month` it is about now."""

    title: LazyText
    lines: str
    by_month: bool = True


FIGURES: dict[str, Figure] = {
    "mrr": Figure(
        lazy("Monthly recurring revenue"),
        """SELECT of_tenant AS tenant_id, (month + time '00:00') AT TIME ZONE 'UTC' AS at, currency, amount, plan AS note
             FROM billing_month""",
    ),
    "invoiced": Figure(
        lazy("Invoiced"),
        """SELECT tenant_id, issued_at AS at, currency, total AS amount, number AS note
             FROM billing_invoice WHERE status IN ('open', 'paid', 'uncollectible')""",
    ),
    "paid": Figure(
        lazy("Paid"),
        """SELECT tenant_id, paid_at AS at, currency, amount_paid - amount_refunded AS amount, number AS note
             FROM billing_invoice WHERE status = 'paid' AND paid_at IS NOT NULL""",
    ),
    "trials": Figure(
        lazy("Trials begun"),
        "SELECT id AS tenant_id, created_at AS at, NULL AS currency, NULL::bigint AS amount, plan AS note"
        " FROM tenant t WHERE trial_ends_at IS NOT NULL"
        " AND NOT EXISTS (SELECT FROM billing_account a WHERE a.tenant_id = t.id AND a.trial_spent)",
    ),
    "converted": Figure(
        lazy("Of these: bought a plan"),
        """SELECT t.id AS tenant_id, t.created_at AS at, NULL AS currency, NULL::bigint AS amount, s.plan AS note
             FROM tenant t JOIN LATERAL (
                  SELECT plan FROM billing_subscription
                   WHERE tenant_id = t.id AND status NOT IN ('incomplete', 'incomplete_expired') ORDER BY created_at LIMIT 1) s ON true
            WHERE t.trial_ends_at IS NOT NULL
              AND NOT EXISTS (SELECT FROM billing_account a WHERE a.tenant_id = t.id AND a.trial_spent)""",
    ),
    "paying": Figure(
        lazy("Paying at the beginning"),
        """SELECT s.tenant_id, m.month AT TIME ZONE 'UTC' AS at, NULL AS currency, NULL::bigint AS amount, s.plan AS note
             FROM generate_series(date_trunc('month', $1::timestamptz AT TIME ZONE 'UTC') - interval '11 months',
                                  date_trunc('month', $1::timestamptz AT TIME ZONE 'UTC'), interval '1 month') AS m (month)
             JOIN billing_subscription s ON s.created_at < m.month AT TIME ZONE 'UTC'
              AND (s.ended_at IS NULL OR s.ended_at >= m.month AT TIME ZONE 'UTC')
              AND s.status NOT IN ('incomplete', 'incomplete_expired')""",
    ),
    "ended": Figure(
        lazy("Stopped paying"),
        """SELECT tenant_id, ended_at AS at, NULL AS currency, NULL::bigint AS amount, plan AS note
             FROM billing_subscription WHERE ended_at IS NOT NULL AND status NOT IN ('incomplete', 'incomplete_expired')""",
    ),
    **{
        name: Figure(
            title,
            "SELECT tenant_id, at, NULL AS currency, NULL::bigint AS amount,"  # noqa: S608 - our words
            f" concat_ws(': ', detail ->> 'reason', detail ->> 'words') AS note FROM billing_moment WHERE kind = '{kind}'",
        )
        for name, title, kind in (
            ("cancelled", lazy("Cancelled"), "cancelled"),
            ("closed", lazy("Closed"), "closed"),
            ("returned", lazy("Came back"), "came_back"),
        )
    },
    "trials_now": Figure(
        lazy("Trials running"),
        "SELECT id AS tenant_id, coalesce(status_until, trial_ends_at) AS at, NULL AS currency, NULL::bigint AS amount, NULL AS note"
        " FROM tenant WHERE status = 'trial' AND trial_ends_at IS NOT NULL",
        by_month=False,
    ),
    "trials_ending": Figure(
        lazy("Trials ending within 7 days"),
        "SELECT id AS tenant_id, coalesce(status_until, trial_ends_at) AS at, NULL AS currency, NULL::bigint AS amount, NULL AS note"
        " FROM tenant"
        " WHERE status = 'trial' AND coalesce(status_until, trial_ends_at)"
        " BETWEEN $1::timestamptz AND $1::timestamptz + interval '7 days'",
        by_month=False,
    ),
    "failed": Figure(
        lazy("Failed payments"),
        """SELECT tenant_id, issued_at AS at, currency, amount_remaining AS amount, number AS note
             FROM billing_invoice WHERE status = 'open' AND attempts > 0""",
        by_month=False,
    ),
    "comped": Figure(
        lazy("Plans free of charge"),
        """SELECT tenant_id, comp_until AS at, NULL AS currency, NULL::bigint AS amount, comp_reason AS note FROM billing_account
            WHERE comp_plan IS NOT NULL AND (comp_until IS NULL OR comp_until > $1::timestamptz)""",
        by_month=False,
    ),
}


@dataclass(frozen=True)
class Counted:
    """`amount` only where there is a currency."""

    count: int
    currency: str | None = None
    amount: int | None = None

    @property
    def money(self) -> Money | None:
        return Money(self.amount, self.currency) if self.currency is not None and self.amount is not None else None


@dataclass(frozen=True)
class Line:
    tenant_id: UUID
    name: str
    slug: str
    status: str
    at: datetime | None
    currency: str | None
    amount: int | None
    note: str | None

    @property
    def money(self) -> Money | None:
        return Money(self.amount, self.currency) if self.currency is not None and self.amount is not None else None


By = Mapping[tuple[date | None, str | None], Counted]
NONE = Counted(0)


async def count(figure: str) -> By:
    """By month and currency, of the last twelve months; under `None` what is about now."""
    said = FIGURES[figure]
    rows = await unit.fetch(
        _COUNT.format(lines=said.lines, month=_MONTH if said.by_month else "NULL::date"), *_args(said)
    )
    return {
        (row["month"], row["currency"]): Counted(row["count"], row["currency"], _whole(row["amount"])) for row in rows
    }


async def behind(figure: str, *, month: date | None, currency: str | None) -> list[Line]:
    """As many lines as the figure says, the latest first."""
    said = FIGURES[figure]
    rows = await unit.fetch(
        _BEHIND.format(lines=said.lines, month=_MONTH if said.by_month else "NULL::date"), *_args(said), month, currency
    )
    return [Line(**row) for row in rows]


def months() -> list[date]:
    """The last twelve, the oldest first."""
    found = [month_now()]
    while len(found) < MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found[::-1]


def _args(said: Figure) -> tuple[datetime, datetime]:
    first = datetime.combine(months()[0], datetime.min.time(), UTC)
    return now(), first if said.by_month else datetime.min.replace(tzinfo=UTC)


def _whole(amount: object) -> int | None:
    return None if amount is None else int(amount)  # type: ignore[call-overload]


_MONTH = "date_trunc('month', l.at AT TIME ZONE 'UTC')::date"

# `$1` is named even where the lines ask for nothing: now. Nothing that anybody typed is in these texts.
_LINES = """
  FROM ({lines}) l JOIN tenant t ON t.id = l.tenant_id
 WHERE NOT t.is_demo AND ($1::timestamptz IS NOT NULL) AND (l.at IS NULL OR l.at >= $2::timestamptz)
"""
_COUNT = "SELECT {month} AS month, l.currency, count(*) AS count, sum(l.amount) AS amount" + _LINES + " GROUP BY 1, 2"
_BEHIND = (
    "SELECT l.tenant_id, t.name, t.slug, t.status, l.at, l.currency, l.amount, l.note"  # noqa: S608 - a constant
    + _LINES
    + """ AND {month} IS NOT DISTINCT FROM $3::date AND l.currency IS NOT DISTINCT FROM $4::text
          ORDER BY l.at DESC NULLS LAST, t.name, l.note"""
)
