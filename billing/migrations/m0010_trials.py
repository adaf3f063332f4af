"""Trials that began, by a digest of who began them: whoever founds one company after the other tries us a few times, and not for ever."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, platform_table

ID = "0010"

# It outlives the company, since a trial that is erased was one; digests, for a year. `house`: of the mail domain, where
# that stands for a company.
TRIAL = """
CREATE TABLE billing_trial (
  of_tenant uuid NOT NULL REFERENCES tenant (id),
  mailbox bytea NOT NULL,
  house bytea,
  begun_at timestamptz NOT NULL,
  is_granted boolean NOT NULL,
  PRIMARY KEY (of_tenant)
);
CREATE INDEX billing_trial_mailbox ON billing_trial (mailbox);
CREATE INDEX billing_trial_house ON billing_trial (house);
"""

SPENT = "ALTER TABLE billing_account ADD COLUMN trial_spent boolean NOT NULL DEFAULT false;"


async def forwards() -> MigrationManager:
    return migration(ID, "billing", "who has tried us how often", TRIAL, platform_table("billing_trial"), SPENT)
