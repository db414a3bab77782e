"""Clients that are not ours, against the server: `smtplib`, `aiosmtplib`, `swaks`."""

from __future__ import annotations

import asyncio
import smtplib
from email.message import EmailMessage

import aiosmtplib
import pytest

from smsflow.carrier.smtp.mail import read_text
from smsflow.carrier.smtp.server import WireServer
from tests.carrier.smtp.talking import PATIENCE, Keeper
from tests.installed import needs

pytestmark = pytest.mark.asyncio

SENDER = "1414@sms.example"
NUMBERS = ["+77015550101@sms.example", '"8 701 555 01 02"@sms.example', "7015550103@sms.example"]
READ = ["+77015550101", "+77015550102", "+77015550103"]
TEXT = "Сәлем! 2*1 — келісемін"


def numbers_of(keeper: Keeper) -> list[str]:
    """Whom the mails went to."""
    return [one.number for mail in keeper.mails for one in mail.recipients]


def texts_of(keeper: Keeper) -> list[str]:
    """What they say."""
    return [read_text(mail.content).text for mail in keeper.mails]


async def test_smtplib_sends_an_sms() -> None:
    """One mail to three forms of a number, with reports asked for; and one refused."""

    def send(port: int) -> None:
        mail = EmailMessage()
        mail["Message-ID"] = "<1@there>"
        mail.set_content(TEXT)
        with smtplib.SMTP("127.0.0.1", port, timeout=PATIENCE) as client:
            assert (
                client.send_message(mail, SENDER, NUMBERS, ["RET=HDRS"], ["NOTIFY=FAILURE"]) == {}
            )
            with pytest.raises(smtplib.SMTPRecipientsRefused) as told:
                client.sendmail(SENDER, "aigul@sms.example", "2*1")
            assert told.value.recipients["aigul@sms.example"][0] == 550
            client.sendmail(SENDER, NUMBERS[0], "2*1")

    keeper = Keeper()
    async with WireServer(keeper) as server:
        await asyncio.to_thread(send, server.port)
    assert numbers_of(keeper) == [*READ, READ[0]]
    assert texts_of(keeper) == [TEXT, "2*1"]


async def test_aiosmtplib_sends_an_sms() -> None:
    """It pipelines nothing, and quotes nothing."""
    mail = EmailMessage()
    mail.set_content(TEXT)
    keeper = Keeper()
    async with WireServer(keeper) as server:
        client = aiosmtplib.SMTP(hostname="127.0.0.1", port=server.port, timeout=PATIENCE)
        async with client:
            await client.send_message(mail, sender=SENDER, recipients=NUMBERS)
    assert numbers_of(keeper) == READ
    assert texts_of(keeper) == [TEXT]


@needs("swaks", "swaks")
@pytest.mark.parametrize("number", ['"+77015550101"', "77015550101", "87015550101"])
async def test_swaks_sends_an_sms(number: str) -> None:
    """Pipelining or not; it knows no plus without quotes."""
    keeper = Keeper()
    async with WireServer(keeper) as server:
        for more in ((), ("--pipeline",)):
            process = await asyncio.create_subprocess_exec(
                *("swaks", "--server", "127.0.0.1", "--port", str(server.port), "--suppress-data"),
                *("--from", SENDER, "--to", f"{number}@sms.example", "--body", TEXT, *more),
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
            )
            output, _ = await process.communicate()
            assert process.returncode == 0, output.decode()
    assert numbers_of(keeper) == ["+77015550101"] * 2
    assert [text.strip() for text in texts_of(keeper)] == [TEXT] * 2
