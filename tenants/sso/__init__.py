"""Single sign-on (SC-05): a company's people come in by its own identity provider, over OpenID Connect (decision 0049).

`provider`: the company's, as an owner has set it up. `trip`: one way of one browser to the provider and back. `claims`: what
the provider vouches for. `link`: who there is which member here. Customers and SAML are not part of it.
"""
