"""What passwords cost whoever guesses them: OWASP's argon2id, for accounts that exist and for those that do not."""

import time

from polydesk.kernel import passwords
from polydesk.kernel.passwords import hash_password, verify_password


async def test_a_password_costs_what_owasp_asks(dear_passwords: None) -> None:
    assert (await hash_password("green lamps at night")).startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords._dummy().startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_nobody_costs_as_much_as_somebody(dear_passwords: None) -> None:
    known = await hash_password("green lamps at night")
    spent = {}
    for who, hashed in (("somebody", known), ("nobody", None)):
        await verify_password("not it", hashed)
        began = time.process_time()
        for _ in range(5):
            assert not await verify_password("not it", hashed)
        spent[who] = time.process_time() - began
    assert 0.5 < spent["somebody"] / spent["nobody"] < 2
