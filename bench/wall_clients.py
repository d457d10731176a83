"""Open walls in a process of their own: so many pages on `/live`, each line they hear written down with its instant.

    python -m bench.wall_clients PORT PATH COOKIES OUT

COOKIES holds one cookie a line, one page each. Prints `ready` when all are open; ends when its input closes.
"""

import asyncio
import json
import sys
import time
from pathlib import Path


async def page(port: int, path: str, cookie: str, opened: asyncio.Semaphore, heard: list[tuple[float, str]]) -> None:
    """One page: opened once the stream's first line came; every event after that with the instant it was read."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    if b" 200 " not in head.split(b"\r\n", 1)[0]:
        raise RuntimeError(head.decode())
    first = True
    while line := await reader.readline():
        if first and line.startswith(b"retry:"):
            first = False
            opened.release()
        if line.startswith(b"data: "):
            heard.append((time.monotonic(), line[6:].decode()))


async def main(port: int, path: str, cookies: list[str]) -> list[tuple[float, str]]:
    opened = asyncio.Semaphore(0)
    heard: list[tuple[float, str]] = []
    tasks = [asyncio.create_task(page(port, path, cookie, opened, heard)) for cookie in cookies]
    for _ in cookies:
        await opened.acquire()
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return heard


if __name__ == "__main__":
    given = Path(sys.argv[3]).read_text().split("\n")
    Path(sys.argv[4]).write_text(json.dumps(asyncio.run(main(int(sys.argv[1]), sys.argv[2], given))))
