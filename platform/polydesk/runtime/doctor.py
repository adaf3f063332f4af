"""`polydesk doctor`: says in words what is configured, reachable and migrated, and what is wrong with what to do.

It asks about the surroundings that the environment names, or those that run on the data folder at this moment, with
exactly the code that the product itself uses. Secrets are never shown. Its exit status is 1 when something is wrong.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path

from polydesk.kernel.settings import BadSetting, Settings, read, settings
from polydesk.runtime import environment, examining_installation, examining_servers
from polydesk.runtime.data_folder import DataFolder
from polydesk.runtime.finding import Finding, note, ok, wrong
from polydesk.runtime.redaction import shown


def examine(data: Path) -> int:
    """Prints every finding; answers the exit status."""
    folder = DataFolder(data.resolve())
    found = []
    for finding in _findings(folder):
        print(finding, flush=True)
        found.append(finding)
    faults = sum(1 for finding in found if finding.level == "wrong")
    print(f"\n{faults} of {len(found)} points need attention." if faults else "\nAll is well.")
    return 1 if faults else 0


def _findings(folder: DataFolder) -> Iterator[Finding]:
    yield from examining_installation.examine(folder)
    running = folder.running() if folder.path.exists() else None
    if running:
        yield ok("running", f"process {running['pid']}, {running['state']}, port {running['port']}")
        yield from examining_servers.first_page(running)
        os.environ.update({name: text for name, text in running["environment"].items() if name not in os.environ})
    try:
        chosen = read(environment.filled(os.environ, data=folder.path, port=8000, defaults={}))
    except BadSetting as error:
        yield wrong("settings", str(error))
        return
    yield from _settings(os.environ, chosen)
    if not chosen.database_url:
        yield note(
            "running", "nothing runs on this data folder and DATABASE_URL names no database; `make run` starts one"
        )
        return
    settings.cache_clear()
    yield from asyncio.run(_collect(examining_servers.examine(chosen)))


def _settings(environ: Mapping[str, str], chosen: Settings) -> Iterator[Finding]:
    given = sorted(name for name in environment.described(environ) if environ[name])
    words = ", ".join(f"{name}={shown(name, environ[name])}" for name in given) or "all defaults"
    yield ok("settings", words)
    if not chosen.is_production:
        return
    if not chosen.base_url.startswith("https://"):
        yield wrong(
            "settings", f"BASE_URL is {chosen.base_url}; in production it must be https, or cookies are refused"
        )
    if not chosen.smtp_url and not chosen.ses_region:
        yield wrong("settings", "neither SMTP_URL nor SES_REGION is set: in production no mail would leave")
    if not chosen.s3_bucket:
        yield note("settings", "S3_BUCKET is not set: files lie in the data folder of one machine")


async def _collect(findings: AsyncIterator[Finding]) -> list[Finding]:
    return [finding async for finding in findings]
