"""How fast mail comes in: `python infra/bench/mail_in.py 2000 2` hands so many mails to the intake over a few lines at once,
lets so many workers make tickets of them, and says when the last was taken and when the last had landed.

Every third mail answers a ticket by its reply address, the others begin one; each has a quotation and a small file.
"""

import asyncio
import os
import smtplib
import subprocess
import sys
import tempfile
import threading
import time
from email.message import EmailMessage
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import psutil
from servers import Installation, free_port

from polydesk import wiring
from polydesk.kernel import database, unit
from polydesk.kernel.ids import new_id
from polydesk.tickets import reply_addresses, submission

TENANTS = 5
LINES = 4
PATIENCE_S = 600.0
TEXT = "The kettle leaks again, from the same place as before.\n\n" * 6
QUOTED = "On Mon, 3 Nov 2025 at 10:00, Acme <no-reply@acme.example> wrote:\n" + "> Tighten the lid.\n" * 20
LANDED = "SELECT count(*) FROM outbox WHERE job = 'intake.read' AND state = 'done'"


def main() -> None:
    mails = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    workers = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    with tempfile.TemporaryDirectory(prefix="polydesk-bench-") as folder:
        os.chmod(folder, 0o755)  # the embedded PostgreSQL may run as a user of its own
        port = free_port()
        os.environ |= {"MAIL_IN_LISTEN": f"127.0.0.1:{port}", "MAIL_IN_DOMAIN": "localhost"}
        with Installation(Path(folder)) as place:
            addresses = asyncio.run(_prepare())
            names = ["intake", "clock", *["worker"] * workers]
            running = [subprocess.Popen([sys.executable, "-m", "polydesk", name]) for name in names]
            _wait_for(port)
            before, began = place.spent()[1], time.monotonic()
            _send(mails, port, addresses)
            taken_s = time.monotonic() - began
            asyncio.run(_until_landed(mails))
            landed_s = time.monotonic() - began
            spent = {"database": place.spent()[1] - before}
            for name, process in zip(names, running, strict=True):
                times = psutil.Process(process.pid).cpu_times()
                spent[name] = spent.get(name, 0.0) + times.user + times.system
            for one in running:
                one.terminate()
            for one in running:
                one.wait()
        print(f"{mails} mails: the last was taken after {taken_s:.1f} s ({mails / taken_s:.0f}/s),")
        print(f"the last had landed after {landed_s:.1f} s ({mails / landed_s:.0f}/s) by {workers} workers")
        print("processor ms a mail: " + ", ".join(f"{name} {1_000 * used / mails:.1f}" for name, used in spent.items()))


async def _prepare() -> list[list[str]]:
    """For each tenant where to write to: its first address, and the reply addresses of ten tickets."""
    wiring.load()
    found = []
    for _tenant in range(TENANTS):
        tenant = new_id()
        slug = f"bench-{tenant.hex[-12:]}"
        async with unit.platform():
            sql = "INSERT INTO tenant (id, slug, name, status, set_up_at) VALUES ($1, $2, $2, 'active', now())"
            await unit.execute(sql, tenant, slug)
            await unit.execute("INSERT INTO brand (tenant_id) VALUES ($1)", tenant)
        async with unit.tenant(tenant):
            made = [
                await submission.submit(
                    submission.NewTicket(address=f"carl-{one}@customers.example", subject="A kettle", body="It leaks."),
                    key=str(one),
                )
                for one in range(10)
            ]
            replies = [
                await reply_addresses.address_for(done.ticket_id, f"carl-{one}@customers.example")
                for one, done in enumerate(made)
            ]
        found.append([f"support@{slug}.localhost", *replies])
    await database.close_pools()
    return found


def _send(mails: int, port: int, addresses: list[list[str]]) -> None:
    lines = [
        threading.Thread(target=_send_some, args=(range(one, mails, LINES), port, addresses)) for one in range(LINES)
    ]
    for line in lines:
        line.start()
    for line in lines:
        line.join()


def _send_some(numbers: range, port: int, addresses: list[list[str]]) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        for number in numbers:
            support, *replies = addresses[number % len(addresses)]
            place = number % len(replies)
            to = replies[place] if number % 3 == 0 else support
            client.sendmail(f"carl-{place}-{number}@customers.example", to, _mail(number, place, to))


def _mail(number: int, place: int, to: str) -> bytes:
    message = EmailMessage()
    message["From"] = f"Carl <carl-{place}@customers.example>"
    message["To"] = to
    message["Subject"] = f"The kettle leaks, {number}"
    message["Message-ID"] = f"<{number}@customers.example>"
    message.set_content(f"{number}. {TEXT}\n{QUOTED}")
    message.add_attachment(os.urandom(20_000), maintype="application", subtype="octet-stream", filename="log.bin")
    return message.as_bytes()


async def _until_landed(mails: int) -> None:
    for _half_second in range(int(2 * PATIENCE_S)):
        if await _landed() >= mails:
            break
        await asyncio.sleep(0.5)
    await database.close_pools()


async def _landed() -> int:
    async with unit.platform() as platform:
        return int(await platform.fetchval(LANDED))


def _wait_for(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            smtplib.SMTP("127.0.0.1", port, timeout=2).close()
            return
        except OSError:
            time.sleep(0.2)


if __name__ == "__main__":
    main()
