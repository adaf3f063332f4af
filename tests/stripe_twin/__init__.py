"""A twin of Stripe: it speaks as Stripe's own published objects and parameters do, keeps state, and owns its time.

The seam between this heart and the doors (HTTP, pages, delivery of webhooks):

- `world.World(pages=…, home="DE", dunning_end="unpaid")`; `world.handle(method, path, params, key=…, idempotency_key=…,
  api_version=…) -> (status, body)`, with `params` from `forms.nested(pairs of the form or the query)`.
- `world.events`: whole event objects, growing; who delivers keeps an own place. Endpoints: `world.all("webhook_endpoint")`,
  the secret of one: `world.kept(id)["secret"]`.
- Time: `world.pass_time()` lets happen what is due (each `handle` does), `world.travel(to=seconds)` moves the world's own
  clock; customers under a test clock move with that clock alone. `world.dump()`, `World.load(text)`.
- What people do on Stripe's own pages (each answers `hosted.Outcome(state, message, decline_code)`, where `state` is
  `done`, `authenticate` — show 3-D Secure and call again with `authenticated=True` or `False` — or `refused`):
  `hosted.complete_checkout(world, session_id, card=…, details=…, promotion_code=…, authenticated=…)`,
  `hosted.pay_invoice(world, invoice_id, card=…, authenticated=…)`, `hosted.save_card(world, customer_id, card=…,
  authenticated=…)` (becomes the default, open invoices are tried again). `card` is `{"number", "exp_month", "exp_year",
  "cvc"}`, or None for the card that is there; `details` is `{"name", "email", "address", "tax_id": {"type", "value"}}`.
  `hosted.checkout_totals(world, session_id, promotion_code=…, details=…)` is the invoice the session would make.
"""
