"""Webhooks: programs elsewhere that a company has told of what happens to its tickets, signed, retried and logged.

Signatures and retries follow Standard Webhooks 1.0: `webhook-id`, `webhook-timestamp`, `webhook-signature`.
"""
