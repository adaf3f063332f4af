"""Billing: what companies pay for their desk, always as Stripe says. It alone knows Stripe, and sets what a plan allows."""
