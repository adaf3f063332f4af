"""The API: what programs of a company read and do here, with an access token that its admins made.

`/api/…` knows no sessions and no cookies. Each address says which scope it wants; figures are those of the reports, made
by the same functions. `access_tokens` makes and revokes, `bearer` lets in, `repeating` answers a request twice alike.
"""
