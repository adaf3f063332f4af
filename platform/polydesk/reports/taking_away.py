"""Reports for programs and spreadsheets: who asks for JSON, and how a table or JSON goes out. Tables are audited."""

from typing import Any

from litestar import Request, Response

from polydesk.kernel.audit import record


def is_program(request: Request[Any, Any, Any]) -> bool:
    """Browsers always take pages, too."""
    accepted = request.headers.get("accept", "")
    return "application/json" in accepted and "text/html" not in accepted


def as_json(content: dict[str, Any]) -> Response[Any]:
    return Response(content, media_type="application/json", headers={"Vary": "Accept"})


async def as_table(text: str, name: str, *, address: str) -> Response[str]:
    await told(address)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


async def told(address: str) -> None:
    await record("report.exported", changes={"filter": [None, address]})
