"""Owners set single sign-on up, try it, switch it on and off; nothing of it is shown or asked that must not be."""

from dataclasses import replace
from typing import Any

import pytest
from tests_oidc import CLIENT, SECRET, Somebody
from tests_sso import FROM_ELSEWHERE, Signing, leads_to, signing

from polydesk.kernel import fetching, unit
from polydesk.kernel.egress import BadAddress, Target
from polydesk.kernel.settings import settings
from tenants.sso import door_pages, providers
from tenants.sso.claims import redeem

PAGE = "/admin/single-sign-on"


@pytest.fixture
async def sso(acme: Any) -> Any:
    async with signing(acme) as made:
        yield made


def entered(sso: Signing, **other: str) -> dict[str, str]:
    return {"name": "Nordwind ID", "issuer": sso.idp.issuer, "client_id": CLIENT, "secret": SECRET} | other


async def saved(sso: Signing, **other: str) -> Any:
    return await sso.house.olga.post(PAGE, entered(sso, **other))


async def tried(sso: Signing, who: Somebody) -> Any:
    olga = sso.house.olga
    answer = await olga.post(f"{PAGE}/trial")
    back = sso.idp.authorize(leads_to(answer), who=who)
    cookies = {name: value for name, value in olga.client.cookies.items() if name == "__Host-sso"}
    kept = olga.client.headers["cookie"]
    try:
        olga.client.headers["cookie"] = "; ".join([kept, *(f"{name}={value}" for name, value in cookies.items())])
        return await olga.get(back, headers=FROM_ELSEWHERE)
    finally:
        olga.client.headers["cookie"] = kept


async def test_only_owners_decide_who_is_who(acme: Any) -> None:
    assert (await acme.olga.get(PAGE)).status_code == 200
    for name in ("ada", "alice", "lara", "bill"):
        assert (await acme.people[name].get(PAGE)).status_code == 403
    assert "Single sign-on" in (await acme.olga.get("/admin/members")).text
    assert "Single sign-on" not in (await acme.ada.get("/admin/members")).text


async def test_what_is_entered_is_kept_and_the_secret_is_never_shown(sso: Signing) -> None:
    assert (await saved(sso)).status_code == 303
    page = await sso.house.olga.get(PAGE)
    assert sso.idp.issuer in page.text
    assert sso.at("/signin/sso/callback") in page.text
    assert SECRET not in page.text
    async with sso.house.unit():
        sealed = await unit.fetchval("SELECT secret FROM sso_provider")
        assert SECRET.encode() not in sealed
        assert (await sso.held()).open_secret() == SECRET
    (audit,) = await sso.audited("sso.changed")
    assert audit["changes"]["issuer"] == [None, sso.idp.issuer]
    assert SECRET not in str(audit["changes"])


async def test_a_secret_that_is_left_empty_stays(sso: Signing) -> None:
    await saved(sso)
    assert (await saved(sso, secret="", name="Other ID")).status_code == 303
    async with sso.house.unit():
        held = await sso.held()
    assert (held.name, held.client_id) == ("Other ID", CLIENT)
    async with sso.house.unit():
        assert (await sso.held()).open_secret() == SECRET


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"name": " "}, "Please fill this in."),
        ({"secret": ""}, "Please fill this in."),
        ({"issuer": "nordwind"}, "Enter the address of the issuer"),
        ({"issuer": "http://login.nordwind.example"}, "Enter the address of the issuer"),
        ({"issuer": "https://login.nordwind.example/?a=1"}, "Enter the address of the issuer"),
        ({"issuer": "https://login.nordwind.example:8443"}, "Enter the address of the issuer"),
        ({"issuer": "https://10.0.0.7/realms/main"}, "leads into a private network"),
        ({"issuer": "https://169.254.169.254/latest"}, "leads into a private network"),
        ({"issuer": "javascript:alert(1)"}, "Enter the address of the issuer"),
    ],
)
async def test_what_cannot_be_is_said_beside_its_field(sso: Signing, other: dict[str, str], says: str) -> None:
    page = await saved(sso, **other)
    assert page.status_code == 422
    assert says in page.text
    async with sso.house.unit():
        assert await providers.provider() is None


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("500 /.well-known/openid-configuration", "answers with an error (500)"),
        ("nonsense /.well-known/openid-configuration", "makes no sense to us"),
        ("endless /.well-known/openid-configuration", "does not answer"),
        ("another protocol /.well-known/openid-configuration", "does not answer"),
        ("other issuer", "Both must be the same, letter by letter"),
        ("no keys", "is not complete"),
        ("script", "is not complete"),
    ],
)
async def test_a_provider_that_is_none_is_not_kept(sso: Signing, fault: str, says: str) -> None:
    sso.idp.faults.add(fault)
    page = await saved(sso)
    assert page.status_code == 422
    assert says in page.text
    async with sso.house.unit():
        assert await providers.provider() is None


async def test_this_machine_is_asked_in_development_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    near = "http://127.0.0.1:8123/realms/main"
    assert fetching.askable(near) == Target("http", "127.0.0.1", 8123, "/realms/main")
    for other in ({"polydesk_env": "production"}, {"base_url": "https://polydesk.example"}):
        there = replace(settings(), **other)  # type: ignore[arg-type]
        monkeypatch.setattr(fetching, "settings", lambda there=there: there)
        for url in (near, "http://localhost/x", "http://idp.localhost:8080/"):
            with pytest.raises(BadAddress):
                fetching.askable(url)


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1/", "http://localhost.evil.example/", "http://a@127.0.0.1:9/", "ftp://localhost/"]
)
def test_nor_what_only_looks_like_it(url: str) -> None:
    with pytest.raises(BadAddress):
        fetching.askable(url)


async def test_nobody_is_asked_while_a_transaction_is_open(sso: Signing) -> None:
    async with sso.house.unit():
        await unit.fetchval("SELECT 1")
        with pytest.raises(RuntimeError):
            await fetching.fetch(fetching.askable(sso.idp.issuer))


async def test_it_is_tried_before_it_is_switched_on(sso: Signing, browser: Any) -> None:
    await saved(sso)
    refused = await sso.house.olga.post(f"{PAGE}/switch", {"on": "yes"})
    assert refused.status_code == 409
    assert "Try it first" in refused.text
    page = await tried(sso, sso.of("olga"))
    assert page.status_code == 200
    assert "The provider answers as it should." in page.text
    assert "would not get in" in page.text  # no domain is listed yet
    assert (await sso.house.olga.post(f"{PAGE}/switch", {"on": "yes"})).status_code == 303
    assert "Sign in with Nordwind ID" in (await sso.house.visitor.get("/signin")).text
    assert [len(await sso.audited(f"sso.{what}")) for what in ("tried", "switched_on", "signed_in")] == [1, 1, 0]


@pytest.mark.parametrize(
    ("name", "lets_in", "says"),
    [
        ("alice", None, "would be signed in as Alice (Agent)"),
        ("nina", "agent", "would join as Agent"),
        ("nina", None, "Ask for an invitation"),
    ],
)
async def test_a_trial_says_what_would_come_of_it_and_does_nothing(
    sso: Signing, name: str, lets_in: str | None, says: str
) -> None:
    await sso.is_set_up(lets_in=lets_in, on=False)
    page = await tried(sso, sso.of(name))
    assert says in page.text
    assert await sso.links() == []
    assert await sso.member(f"nina@{sso.domain}") is None
    assert "desk-session" not in str(page.headers.get_list("set-cookie"))


async def test_a_trial_says_in_words_what_is_wrong(sso: Signing) -> None:
    await saved(sso, secret="not the secret")
    page = await tried(sso, sso.of("olga"))
    assert "does not accept the client ID with this client secret" in page.text
    async with sso.house.unit():
        assert (await sso.held()).tried_at is None


async def test_a_trial_counts_for_the_client_that_was_tried(sso: Signing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Olga enters another one in a second tab before the provider has answered."""
    await saved(sso)

    async def slowly(*args: Any, **named: Any) -> Any:
        said = await redeem(*args, **named)
        async with sso.house.unit():
            await providers.configure(**entered(sso, client_id="another"))
        return said

    monkeypatch.setattr(door_pages, "redeem", slowly)
    assert (await tried(sso, sso.of("olga"))).status_code == 410
    async with sso.house.unit():
        assert (await sso.held()).tried_at is None


async def test_a_trial_is_the_owners_alone(sso: Signing, browser: Any) -> None:
    await sso.is_set_up(on=False)
    back = sso.idp.authorize(leads_to(await sso.house.olga.post(f"{PAGE}/trial")), who=sso.of("olga"))
    thief = browser()
    thief.jars[sso.house.host] = {"__Host-sso": dict(sso.house.olga.client.cookies)["__Host-sso"]}
    assert (await thief.get(back)).status_code == 410


async def test_another_issuer_or_client_is_tried_anew(sso: Signing, browser: Any) -> None:
    await sso.is_set_up()
    alice = browser()
    await sso.signs_in(alice, sso.of("alice"))
    assert (await saved(sso, secret="rotated", name="Nordwind")).status_code == 303
    async with sso.house.unit():
        assert (await sso.held()).is_on, "a new secret is no other provider"
    await saved(sso, client_id="another")
    async with sso.house.unit():
        held = await sso.held()
    assert (held.is_on, held.tried_at) == (False, None)
    assert not await sso.is_in(alice)


async def test_switched_off_it_signs_out_whoever_came_by_it(sso: Signing, browser: Any) -> None:
    await sso.is_set_up()
    alice = browser()
    await sso.signs_in(alice, sso.of("alice"))
    assert (await sso.house.olga.post(f"{PAGE}/switch", {"on": ""})).status_code == 303
    assert not await sso.is_in(alice)
    assert (await sso.house.bob.get("/desk")).status_code == 200
    assert len(await sso.audited("sso.switched_off")) == 1


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ({"domains": "gmail.com"}, "anybody can have an address"),
        ({"domains": "co.uk"}, "anybody can have an address"),
        ({"domains": "acme.example nonsense"}, "is no domain"),
        ({"domains": "a@b@c.example"}, "is no domain"),
        ({"domains": "", "lets_in": "agent"}, "Without a domain"),
        ({"domains": "acme.example", "lets_in": "owner"}, "Please choose one of the options."),
        ({"domains": " ".join(f"d{n}.example" for n in range(51))}, "At most 50 domains."),
    ],
)
async def test_rules_that_cannot_be_are_refused(sso: Signing, rules: dict[str, str], says: str) -> None:
    await sso.is_set_up()
    page = await sso.house.olga.post(f"{PAGE}/rules", {"passwords": "yes", **rules})
    assert page.status_code == 422
    assert says in page.text


async def test_domains_are_kept_as_they_travel(sso: Signing) -> None:
    await sso.is_set_up()
    await sso.house.olga.post(f"{PAGE}/rules", {"domains": "@Bücher.example, ACME.example", "passwords": "yes"})
    async with sso.house.unit():
        assert (await sso.held()).domains == ("acme.example", "xn--bcher-kva.example")


async def test_who_is_disconnected_is_signed_out_and_known_by_the_address_again(sso: Signing, browser: Any) -> None:
    await sso.is_set_up()
    alice = browser()
    await sso.signs_in(alice, sso.of("alice"))
    async with sso.house.unit():
        link = await unit.fetchval("SELECT id FROM sso_link")
    assert (await sso.house.olga.post(f"{PAGE}/links/{link}/end")).status_code == 303
    assert not await sso.is_in(alice)
    recreated = replace(sso.of("alice"), sub="u-alice-2")
    assert (await sso.signs_in(alice, recreated)).status_code == 303


async def test_another_company_disconnects_nobody_here(sso: Signing, globex: Any, browser: Any) -> None:
    await sso.is_set_up()
    await sso.signs_in(browser(), sso.of("alice"))
    async with sso.house.unit():
        link = await unit.fetchval("SELECT id FROM sso_link")
    assert (await globex.mallory.post(f"{PAGE}/links/{link}/end")).status_code == 404
    assert len(await sso.links()) == 1


async def test_an_export_holds_no_secret_of_it(sso: Signing) -> None:
    from tenants.closing.contents import tables

    async with sso.house.unit():
        found = {table.name: table.columns for table in await tables()}
    assert "secret" not in found["sso_provider"]
    assert "issuer" in found["sso_provider"]
    assert "sso_trip" not in found
