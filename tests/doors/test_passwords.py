"""What passwords cost whoever guesses them: OWASP's argon2id, for accounts that exist and for those that do not."""

import time

from polydesk.kernel import passwords
from polydesk.kernel.passwords import hash_password, verify_password


async def test_a_password_costs_what_owasp_asks(dear_passwords: None) -> None:
    assert (await hash_password("green lamps at night")).startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords._dummy().startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_nobody_costs_as_much_as_somebody(dear_passwords: None) -> None:
    """The cheapest of some by turns: what else the processor is busy with makes single ones dearer."""
    asked = {"somebody": await hash_password("green lamps at night"), "nobody": None}
    spent: dict[str, list[float]] = {who: [] for who in asked}
    for _round in range(8):
        for who, hashed in asked.items():
            began = time.process_time()
            assert not await verify_password("not it", hashed)
            spent[who].append(time.process_time() - began)
    assert 0.5 < min(spent["somebody"]) / min(spent["nobody"]) < 2
