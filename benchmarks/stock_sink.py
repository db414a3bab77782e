"""The baseline of `gateway.py`: aiosmtpd's own SMTP on one event loop, which drops every mail."""

import asyncio
import sys

from aiosmtpd.smtp import SMTP
from wire import Sink


async def main() -> None:
    """Listen on a free port, and say on which."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(Sink(), loop=loop, hostname="sms.example"), "127.0.0.1", 0
    )
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
