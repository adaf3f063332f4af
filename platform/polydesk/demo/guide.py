"""The guide through the demo: where everything is and who may sign in. It says nothing that is secret: it is a demo."""

from polydesk.demo.companies import COMPANIES, Company, read
from polydesk.demo.founding import OPERATOR
from polydesk.kernel.settings import settings
from tenants.roles import NAMES

PASSWORD = "kettles-and-lamps"


def summary() -> str:
    base = settings().base_url.rstrip("/")
    lines = ["The demo", *(line for name in COMPANIES for line in _company(read(name)))]
    lines += ["", f"  Operator          {base}/operator   {OPERATOR}", "", f"  The password of everybody: {PASSWORD}"]
    lines += ["  Customers sign in by a link; it arrives among the captured mails."] if _has_mailbox() else []
    return "\n".join(lines)


def home_of(slug: str) -> str:
    return f"{settings().scheme}://{slug}.{settings().base_host}"


def _company(company: Company) -> list[str]:
    home = home_of(company.slug)
    people = [f"    {NAMES[who.role]!s:<16}{who.email}" for who in company.employees]
    return ["", f"  {company.name:<18}{home}/", f"    desk and admin  {home}/desk   {home}/admin", *people]


def _has_mailbox() -> bool:
    return not settings().is_production and not settings().smtp_url and not settings().ses_region
