"""What drives the load where wrk is not installed: raw sockets that stay open, in one process.

It costs more of the processor than wrk, so the fastest pages seem slower than they are; the ratios say less then.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import uvloop


def main() -> None:
    port, connections, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    requests = _read(Path(os.environ["BENCH_REQUESTS"]).read_bytes())
    print(json.dumps(uvloop.run(_drive(cycle(requests), port, connections, seconds))))


async def _drive(requests: Iterator[bytes], port: int, connections: int, seconds: float) -> dict[str, float]:
    took: list[float] = []
    failures = 0

    async def client(until: float) -> None:
        nonlocal failures
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while (began := time.perf_counter()) < until:
            writer.write(next(requests))
            status = await _answer(reader)
            took.append(time.perf_counter() - began)
            failures += not 200 <= status < 400
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(client(began + seconds) for _ in range(connections)))
    passed = time.perf_counter() - began
    took.sort()
    return {
        "rate": len(took) / passed,
        "p50": took[len(took) // 2] * 1e3,
        "p99": took[int(len(took) * 0.99)] * 1e3,
        "answers": len(took),
        "failures": failures,
    }


async def _answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    names = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
    if b"content-length" in names:
        await reader.readexactly(int(names[b"content-length"]))
    elif names.get(b"transfer-encoding") == b"chunked":
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    return int(head[9:12])


def _read(file: bytes) -> list[bytes]:
    found, at = [], 0
    while at < len(file):
        end = file.index(b"\n", at)
        length = int(file[at:end])
        found.append(file[end + 1 : end + 1 + length])
        at = end + 1 + length
    return found


if __name__ == "__main__":
    main()
