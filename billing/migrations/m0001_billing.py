"""What a company pays us for its desk: its account, and what Stripe said last of its subscriptions and invoices.

Rows of subscriptions and invoices are a mirror: only what was fetched from Stripe is written there.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, platform_sees, platform_table, tenant_table

ID = "0001"

# Whose customer at Stripe that is: the platform's, since an event names the customer and not the company.
# `fetch_no`: drawn before Stripe was asked for everything of this customer; an answer never overwrites that of a later
# question. `seen_no`, here and below: the same for lists of everybody's, which only compare.
CUSTOMER = """
CREATE SEQUENCE billing_fetch;
GRANT USAGE ON SEQUENCE billing_fetch TO polydesk_platform;
CREATE TABLE billing_customer (
  id text NOT NULL,
  of_tenant uuid NOT NULL REFERENCES tenant (id),
  fetch_no bigint NOT NULL DEFAULT 0,
  seen_no bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (id)
);
CREATE INDEX billing_customer_tenant ON billing_customer (of_tenant);
"""

# What the company says of itself, and the dates that its life turns on. The status of the tenant follows from this row,
# its subscription and the clock. `caps`: the most that may be charged beside the plan, per meter, `{"tickets": 500}`.
ACCOUNT = """
CREATE TABLE billing_account (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  customer_id text,
  currency text CHECK (length(currency) = 3),
  contact_name text NOT NULL DEFAULT '' CHECK (length(contact_name) <= 200),
  contact_email text NOT NULL DEFAULT '' CHECK (length(contact_email) <= 320),
  contact_language text,
  address jsonb NOT NULL DEFAULT '{}',
  vat_id text,
  vat_state text NOT NULL DEFAULT 'none' CHECK (vat_state IN ('none', 'pending', 'verified', 'unverified', 'unavailable')),
  po_number text NOT NULL DEFAULT '' CHECK (length(po_number) <= 140),
  payment_method jsonb,
  caps jsonb NOT NULL DEFAULT '{}',
  extended_at timestamptz,
  past_due_since timestamptz,
  read_only_since timestamptz,
  cancelled_at timestamptz,
  closes_at timestamptz,
  closed_at timestamptz,
  erase_at timestamptz,
  comp_plan text,
  comp_until timestamptz,
  comp_reason text,
  created_at timestamptz NOT NULL,
  synced_at timestamptz,
  PRIMARY KEY (tenant_id)
);
"""

# `seats`: further full seats that are paid for. `next`: what a schedule at Stripe changes, and when:
# `{"plan": "team", "cycle": "month", "seats": 0, "at": "2026-12-01T00:00:00Z"}`.
SUBSCRIPTION = """
CREATE TABLE billing_subscription (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id text NOT NULL,
  status text NOT NULL,
  plan text NOT NULL,
  cycle text NOT NULL CHECK (cycle IN ('month', 'year')),
  currency text NOT NULL,
  seats integer NOT NULL DEFAULT 0 CHECK (seats >= 0),
  period_start timestamptz,
  period_end timestamptz,
  cancel_at timestamptz,
  ended_at timestamptz,
  schedule_id text,
  next jsonb,
  coupon text,
  latest_invoice text,
  customer_id text NOT NULL DEFAULT '',
  seen_no bigint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  synced_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
"""

# Amounts in the currency's smallest unit, as Stripe counts: cents, or yen. `problem`: Stripe's code for why the last
# payment failed.
INVOICE = """
CREATE TABLE billing_invoice (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id text NOT NULL,
  subscription_id text,
  number text,
  status text NOT NULL,
  currency text NOT NULL,
  subtotal bigint NOT NULL,
  tax bigint NOT NULL DEFAULT 0,
  total bigint NOT NULL,
  amount_paid bigint NOT NULL DEFAULT 0,
  amount_remaining bigint NOT NULL DEFAULT 0,
  amount_refunded bigint NOT NULL DEFAULT 0,
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz,
  period_start timestamptz,
  period_end timestamptz,
  issued_at timestamptz NOT NULL,
  due_at timestamptz,
  paid_at timestamptz,
  problem text NOT NULL DEFAULT '',
  customer_id text NOT NULL DEFAULT '',
  seen_no bigint NOT NULL DEFAULT 0,
  synced_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX billing_invoice_issued ON billing_invoice (tenant_id, issued_at DESC);
"""

# A company's story with us, for its own page and the operator's: `kind` is a name in `billing/story.py`.
MOMENT = """
CREATE TABLE billing_moment (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  at timestamptz NOT NULL,
  kind text NOT NULL,
  detail jsonb NOT NULL DEFAULT '{}',
  by text NOT NULL DEFAULT '',
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX billing_moment_at ON billing_moment (tenant_id, at DESC);
"""

# Stripe's events as they came in; the platform's, since whose an event is must first be found out. A fetch with a greater
# number than the event's began when the event had come in, so it knows what the event tells.
EVENT = """
CREATE TABLE billing_event (
  id text NOT NULL,
  type text NOT NULL,
  api_version text,
  created_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  object_kind text NOT NULL DEFAULT '',
  object_id text NOT NULL DEFAULT '',
  customer_id text,
  of_tenant uuid,
  state text NOT NULL DEFAULT 'received' CHECK (state IN ('received', 'done', 'ignored', 'failed')),
  attempts integer NOT NULL DEFAULT 0,
  problem text NOT NULL DEFAULT '',
  done_at timestamptz,
  fetch_no bigint NOT NULL DEFAULT nextval('billing_fetch'),
  body jsonb NOT NULL,
  PRIMARY KEY (id)
);
CREATE INDEX billing_event_received ON billing_event (received_at DESC);
CREATE INDEX billing_event_tenant ON billing_event (of_tenant, created_at DESC);
CREATE INDEX billing_event_customer ON billing_event (customer_id, received_at);
CREATE INDEX billing_event_open ON billing_event (received_at) WHERE state IN ('received', 'failed');
"""

# A reconciliation with Stripe and how far it has come (`at`: the phase and the last id seen), and what it found to differ.
CHECK = """
CREATE TABLE billing_check (
  id uuid NOT NULL,
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  at jsonb NOT NULL DEFAULT '{}',
  compared integer NOT NULL DEFAULT 0,
  events integer NOT NULL DEFAULT 0,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX billing_check_open ON billing_check ((true)) WHERE finished_at IS NULL;
CREATE TABLE billing_difference (
  id uuid NOT NULL,
  of_check uuid REFERENCES billing_check (id) ON DELETE CASCADE,
  of_tenant uuid,
  customer_id text,
  object_id text NOT NULL,
  kind text NOT NULL,
  detail jsonb NOT NULL DEFAULT '{}',
  mended boolean NOT NULL,
  found_at timestamptz NOT NULL,
  PRIMARY KEY (id)
);
CREATE INDEX billing_difference_found ON billing_difference (found_at DESC);
-- Up to when Stripe's own list of events was read: whatever it holds until then has come in.
CREATE TABLE billing_heard (
  one boolean NOT NULL DEFAULT true CHECK (one),
  until timestamptz NOT NULL,
  PRIMARY KEY (one)
);
"""

EVERYTHING = "SELECT, INSERT, UPDATE, DELETE"


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "billing", "accounts, and the mirror of what Stripe says"),
        *(CUSTOMER, platform_table("billing_customer")),
        *(ACCOUNT, tenant_table("billing_account"), platform_sees("billing_account", rights=EVERYTHING)),
        *(SUBSCRIPTION, tenant_table("billing_subscription"), platform_sees("billing_subscription", rights=EVERYTHING)),
        *(INVOICE, tenant_table("billing_invoice"), platform_sees("billing_invoice", rights=EVERYTHING)),
        *(MOMENT, tenant_table("billing_moment"), platform_sees("billing_moment", rights=EVERYTHING)),
        *(EVENT, platform_table("billing_event")),
        *(
            CHECK,
            platform_table("billing_check"),
            platform_table("billing_difference"),
            platform_table("billing_heard"),
        ),
    )
