"""The deployment files hold together: every name in them is a setting, every setting is in the handbook."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from polydesk.kernel.settings import Settings, read

ROOT = Path(__file__).parents[2]
INFRA = ROOT / "infra"
SETTINGS = {field.name.upper() for field in fields(Settings)}
COMPOSE = (INFRA / "compose.yaml").read_text()
VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(COMPOSE)["services"]
    return found


def filled(text: str) -> str:
    """What compose would put in place of `${NAME:-default}`, every required name being given."""
    return VARIABLE.sub(lambda found: "x" * 40 if found[2] != "-" else found[3], text)


def test_the_parts_of_the_product_are_separate_services() -> None:
    assert services().keys() == {"migrate", "web", "worker", "clock", "intake", "postgres", "valkey", "proxy"}


@pytest.mark.parametrize("service", ["migrate", "web", "worker", "clock", "intake"])
def test_its_environment_is_one_that_the_product_accepts(service: str) -> None:
    environment = services()[service]["environment"]
    assert environment.keys() <= SETTINGS
    assert read({name: filled(value) for name, value in environment.items()}).is_production


def test_the_example_names_everything_that_compose_asks_for() -> None:
    example = re.findall(r"^(\w+)=", (INFRA / "env.example").read_text(), re.MULTILINE)
    optional = {"WEB_WORKERS", "MAIL_IN_PORT"}
    assert {name for name, *_ in VARIABLE.findall(COMPOSE)} - optional == set(example)


def test_mounted_files_exist() -> None:
    mounted = re.findall(r"- \./([\w./-]+):/", COMPOSE)
    assert mounted
    assert all((INFRA / name).is_file() for name in mounted)


def test_the_image_copies_what_exists_and_runs_as_nobody_special() -> None:
    recipe = (INFRA / "image" / "Dockerfile").read_text()
    assert "USER polydesk" in recipe
    assert all((ROOT / name).exists() for name in re.findall(r"-r (\S+\.txt)", recipe))


def test_the_image_installs_the_versions_that_are_tested() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[\w.-]+==\S+", (INFRA / "lock" / name).read_text(), re.MULTILINE))

    assert pins("runtime.txt") < pins("requirements.txt")


def test_the_lock_names_no_place_on_a_machine_or_network() -> None:
    for lock in (INFRA / "lock").glob("*.txt"):
        assert not re.search(r"://|--find-links|--index-url|file:", lock.read_text())


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_the_handbook_explains_every_setting(name: str) -> None:
    assert f"`{name}`" in (INFRA / "handbook" / "deploy.md").read_text()
