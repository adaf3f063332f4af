"""The administration of a tenant: set-up, brand, people, settings, audit log. Pages only; the verbs live beside it in `tenants`."""
