"""The companies of the demo as data: a folder each with `company.toml`, `faq.toml` and `tickets.txt`."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
COMPANIES = ("nordwind", "luce")
CROWD = "crowd"


@dataclass(frozen=True)
class Employee:
    """A member of the company. `team` is the name of one of its teams."""

    key: str
    name: str
    email: str
    role: str
    language: str
    zone: str = ""
    team: str = ""


@dataclass(frozen=True)
class Customer:
    key: str
    name: str
    email: str
    language: str
    zone: str = ""


@dataclass(frozen=True)
class Company:
    name_of_folder: str
    name: str
    slug: str
    zone: str
    country: str
    languages: tuple[str, ...]
    brand: dict[str, Any]
    employees: tuple[Employee, ...]
    customers: tuple[Customer, ...]
    teams: tuple[str, ...] = ()
    statuses: tuple[dict[str, Any], ...] = field(default=())
    categories: tuple[dict[str, Any], ...] = field(default=())
    organisations: tuple[dict[str, Any], ...] = field(default=())
    replies: tuple[dict[str, Any], ...] = field(default=())
    announcements: tuple[dict[str, Any], ...] = field(default=())
    hours: dict[str, Any] = field(default_factory=dict)

    @property
    def owner(self) -> Employee:
        return next(employee for employee in self.employees if employee.role == "owner")


def read(folder: str) -> Company:
    found = tomllib.loads((FOLDER / folder / "company.toml").read_text(encoding="utf-8"))
    return Company(
        name_of_folder=folder,
        employees=tuple(Employee(key=key, **person) for key, person in found.pop("employees").items()),
        customers=tuple(Customer(key=key, **person) for key, person in found.pop("customers").items()),
        languages=tuple(found.pop("languages")),
        teams=tuple(found.pop("teams")),
        statuses=tuple(found.pop("statuses")),
        categories=tuple(found.pop("categories")),
        organisations=tuple(found.pop("organisations", ())),
        replies=tuple(found.pop("replies", ())),
        announcements=tuple(found.pop("announcements", ())),
        **found,
    )


def faq_of(folder: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / folder / "faq.toml").read_text(encoding="utf-8"))
