"""What an identity provider sends is believed only when everything about it is right; each scene spoils one thing."""

from dataclasses import replace
from typing import Any

import pytest
from tests_oidc import SPOILT
from tests_sso import Signing, signing

from polydesk.kernel import egress
from tenants.sso import claims
from tenants.sso.claims import Claims

FORGED = ("unsigned", "signed with the public key", "foreign key", "changed after signing", "weak key", "no kid")
WORDS = {
    **dict.fromkeys(FORGED, "is not signed by it as it should be"),
    **dict.fromkeys(("other audience", "several audiences", "other party", "no audience"), "meant for another program"),
    "other issuer in the token": "calls itself",
    **dict.fromkeys(("over", "never over", "over at no number", "from tomorrow"), "over or not yet valid"),
    **dict.fromkeys(("swapped nonce", "no nonce"), "belongs to another sign-in"),
    **dict.fromkeys(("nobody", "an endless name", "no token"), "no token that says who somebody is"),
    "500 /token": "makes no sense to us",
    "nonsense /token": "makes no sense to us",
    "endless /keys": "does not answer",
    "500 /keys": "answers with an error (500)",
    "nonsense /keys": "makes no sense to us",
    "private keys": "leads into a private network",
}


@pytest.fixture
async def sso(acme: Any) -> Any:
    async with signing(acme) as made:
        await made.is_set_up(lets_in="agent")
        yield made


async def refused(sso: Signing, browser: Any, *, fault: str) -> str:
    """The page that somebody gets while the provider has this fault; they are not signed in."""
    sso.idp.faults.add(fault)
    person = browser()
    answer = await sso.signs_in(person, sso.of("alice"))
    assert (answer.status_code, await sso.is_in(person)) == (502, False), fault
    assert await sso.links() == []
    return str(answer.text)


def test_every_way_to_spoil_a_token_has_its_words() -> None:
    assert WORDS.keys() >= SPOILT.keys()


@pytest.mark.parametrize("fault", WORDS)
async def test_it_believes_nothing_that_is_spoilt(sso: Signing, browser: Any, fault: str) -> None:
    assert WORDS[fault] in await refused(sso, browser, fault=fault)


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256"])
async def test_it_takes_the_algorithms_that_it_knows(sso: Signing, browser: Any, algorithm: str) -> None:
    sso.idp.algorithm = algorithm
    assert (await sso.signs_in(browser(), sso.of("alice"))).status_code == 303


@pytest.mark.parametrize("algorithm", ["RS384", "RS512", "PS512"])
async def test_it_takes_no_other(sso: Signing, browser: Any, algorithm: str) -> None:
    sso.idp.algorithm = algorithm
    answer = await sso.signs_in(browser(), sso.of("alice"))
    assert answer.status_code == 502
    assert "is not signed by it as it should be" in answer.text


async def test_a_slow_provider_is_waited_for_only_so_long(
    sso: Signing, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = browser()
    back = sso.idp.authorize(await sso.sets_out(alice), who=sso.of("alice"))
    monkeypatch.setattr(egress, "PATIENCE_S", 0.2)
    sso.idp.faults.add("silent")
    answer = await alice.get(back)
    assert answer.status_code == 502
    assert "127.0.0.1 does not answer" in answer.text


async def test_whoever_says_no_at_the_provider_reads_its_words(sso: Signing, browser: Any) -> None:
    sso.idp.faults.add("denied")
    answer = await sso.signs_in(browser(), sso.of("alice"))
    assert answer.status_code == 502
    assert "access_denied The user said &lt;no&gt;" in answer.text


async def test_an_answer_of_another_provider_is_not_redeemed(sso: Signing, browser: Any) -> None:
    alice = browser()
    back = sso.idp.authorize(await sso.sets_out(alice), who=sso.of("alice"))
    mixed_up = back.replace("realms%2Fmain", "realms%2Fother")
    assert mixed_up != back
    assert (await alice.get(mixed_up)).status_code == 410
    assert "POST /token" not in sso.idp.asked


async def test_a_code_of_another_browsers_trip_is_not_redeemed(sso: Signing, browser: Any) -> None:
    """Whoever slips a code into another's way back fails at the provider: the code is tied to the trip."""
    alice, mallory = browser(), browser()
    mallorys = sso.idp.authorize(await sso.sets_out(mallory), who=sso.of("olga"))
    own = sso.idp.authorize(await sso.sets_out(alice), who=sso.of("alice"))
    code = mallorys.partition("code=")[2].partition("&")[0]
    slipped = own.replace(own.partition("code=")[2].partition("&")[0], code)
    answer = await alice.get(slipped)
    assert answer.status_code == 502
    assert "invalid_grant" in answer.text


async def test_a_provider_that_signs_little_is_asked_for_the_rest(sso: Signing, browser: Any) -> None:
    sso.idp.faults.add("thin")
    alice = browser()
    assert (await sso.signs_in(alice, sso.of("alice"))).status_code == 303
    assert await sso.is_in(alice)
    sso.idp.faults.add("another person")
    assert (await sso.signs_in(browser(), sso.of("bob"))).status_code == 502


async def test_a_provider_that_wants_the_secret_in_the_body_gets_it_there(sso: Signing, browser: Any) -> None:
    sso.idp.ways = ("client_secret_post",)
    assert (await sso.signs_in(browser(), sso.of("alice"))).status_code == 303


def google(**said: Any) -> dict[str, Any]:
    who = {"sub": "1", "email": "nina@acme.example", "email_verified": True}
    return {"iss": claims.GOOGLE, **who, **said}


def entra(**said: Any) -> dict[str, Any]:
    return {"iss": f"{claims.ENTRA}8a5f/v2.0", "sub": "1", "email": "nina@acme.example", **said}


@pytest.mark.parametrize(
    ("said", "is_proven"),
    [
        (google(hd="acme.example"), True),
        (google(hd="other.example"), False),
        (google(), False),  # a private account that once saw a mail there
        (google(hd="acme.example", email_verified=False), False),
        (entra(xms_edov=True), True),
        (entra(xms_edov="1"), True),
        (entra(email_verified=True), False),  # typed by whoever looks after that directory
        (entra(), False),
        (entra(xms_edov=False), False),
    ],
)
def test_google_and_microsoft_vouch_in_words_of_their_own(said: dict[str, Any], is_proven: bool) -> None:
    found: Claims = claims._claims(said)
    assert found.proven_key == ("nina@acme.example" if is_proven else "")


async def test_a_way_that_ended_badly_is_over(sso: Signing, browser: Any) -> None:
    alice = browser()
    back = sso.idp.authorize(await sso.sets_out(alice), who=sso.of("alice"))
    sso.idp.faults.add("500 /token")
    assert (await alice.get(back)).status_code == 502
    sso.idp.faults.clear()
    assert (await alice.get(back)).status_code == 410


async def test_a_name_is_data(sso: Signing, browser: Any) -> None:
    rogue = replace(sso.of("nina"), name="<script>alert(1)</script>\u202e" + "N" * 400)
    assert (await sso.signs_in(browser(), rogue)).status_code == 303
    made = await sso.member(f"nina@{sso.domain}")
    assert len(made["name"]) == 120
    assert "\u202e" not in made["name"]
    page = await sso.house.olga.get("/admin/single-sign-on")
    assert "<script>alert(1)" not in page.text
