"""Room for files: the tenant sees what is used, the operator sees it too and gives one tenant another figure."""

from typing import Any

import pytest

from polydesk.kernel import storage, unit
from polydesk.kernel.tenancy import acting_for


def _address(house: Any) -> str:
    return f"/operator/tenants/{house.id}"


async def _keep(house: Any, size: int) -> storage.StoredFile:
    with acting_for(house.id):
        return await storage.keep_bytes("film.bin", b"\x01" * size, by=("member", None))


async def test_the_tenant_sees_how_much_is_used(acme: Any) -> None:
    await _keep(acme, 2_621_440)
    page = (await acme.olga.get("/admin/settings")).text
    assert "2.5 MB of 10 GB used" in page
    assert "nearly used up" not in page


async def test_the_operator_sees_it_and_gives_a_figure_and_takes_it_back(cast: Any, opal: Any) -> None:
    acme, address = cast.acme, _address(cast.acme)
    await _keep(acme, 2_621_440)
    assert "2.5 MB of 10 GB" in (await opal.get(address)).text
    assert "2.5 MB" in (await opal.get("/operator", params={"q": acme.slug})).text
    assert (await opal.post(f"{address}/quota", data={"quota_mb": "3"})).status_code == 303
    assert "2.5 MB of 3 MB" in (await opal.get(address)).text
    assert (await _keep(acme, 620_000)).problem.endswith("no room left for files.")
    assert (await _keep(acme, 524_288)).is_stored
    settings = (await acme.olga.get("/admin/settings")).text
    assert "3 MB of 3 MB used" in settings
    assert "New files are refused" in settings
    assert "New files are refused" in (await acme.olga.get("/admin")).text
    assert (await opal.post(f"{address}/quota", data={"quota_mb": " "})).status_code == 303
    assert "3 MB of 10 GB" in (await opal.get(address)).text
    assert (await _keep(acme, 620_000)).is_stored


async def test_it_stands_in_the_tenants_own_log(cast: Any, opal: Any) -> None:
    await opal.post(f"{_address(cast.acme)}/quota", data={"quota_mb": "512"})
    page = (await cast.acme.olga.get("/admin/audit")).text
    for shown in ("Changed the room for files", "512", "Opal"):
        assert shown in page


@pytest.mark.parametrize("typed", ["-1", "many", "1.5", "9" * 30, "１２"])
async def test_a_figure_that_is_none_is_refused_beside_its_field(cast: Any, opal: Any, typed: str) -> None:
    answer = await opal.post(f"{_address(cast.acme)}/quota", data={"quota_mb": typed})
    assert answer.status_code == 422
    assert "f-quota_mb-error" in answer.text
    async with unit.platform():
        assert await unit.fetchval("SELECT quota FROM storage_use WHERE tenant_id = $1", cast.acme.id) is None


async def test_ninety_per_cent_are_said_early(cast: Any, opal: Any) -> None:
    await _keep(cast.acme, 970_000)
    await opal.post(f"{_address(cast.acme)}/quota", data={"quota_mb": "1"})
    for page in ("/admin", "/admin/settings"):
        assert "nearly used up" in (await cast.acme.olga.get(page)).text
    assert "nearly used up" not in (await cast.globex.mallory.get("/admin")).text
