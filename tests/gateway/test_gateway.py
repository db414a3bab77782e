from __future__ import annotations

import asyncio
import smtplib
from contextlib import closing
from pathlib import Path

import pytest

from smsflow.events import ReceiptLost, ReplyLost, ReplySent, SmsDelivered, SmsFailed, SmsHeld
from smsflow.gateway import reading
from smsflow.gateway.endings import ENDINGS
from smsflow.gateway.facts import (
    DuplicateDropped,
    GatewayStarted,
    MailRefused,
    ReceiptTaken,
    ReplyTaken,
    SmsAccepted,
)
from smsflow.gateway.inbox import Inbox
from smsflow.gateway.phones import Answer, Phone
from smsflow.gateway.receipts import Receipts
from smsflow.gateway.serving import Settings
from smsflow.moments import HOUR, SECOND, Duration
from smsflow.scenario.people import FaultSetup
from smsflow.sms.messages import Status
from smsflow.sms.wording import default_wording
from smsflow.world.faults import Fault
from tests.gateway.town import AIGUL, QUIET, SERVICE, Town, town

UNKNOWN = "+77015550118"
BIG = f"{'x' * 70}\r\n" * 150
FAST = 3_600_000.0
"""an hour a millisecond"""


def faster(settings: Settings) -> Settings:
    """So that days pass."""
    return settings._replace(scale=FAST)


def pass_time(there: Town, length: Duration) -> None:
    """So much time passes at once."""
    time = there.serving.gateway.time
    time._first += length
    time.advance()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store is."""
    return tmp_path / "gateway.db"


@pytest.mark.asyncio
async def test_an_sms_gets_its_receipt_and_its_answer(path: Path) -> None:
    """Both go to the envelope's sender: the report from <>, the reply from the number."""
    async with town(path, change=faster) as there:
        assert await there.send(AIGUL, text="Сәлем", message_id="one@service.example") == {}
        receipt, reply = await there.service.got(2)
        assert there.service.replies == [(f"{AIGUL}@sms.example", "2*1")]
        (report,) = there.service.reports
        assert report.original.message_id == "one@service.example"
        assert (report.status, report.code) == (Status.DELIVERED, "2.0.0")
        assert [one.address for one in (*receipt.recipients, *reply.recipients)] == [SERVICE] * 2
        await there.until(ReplyTaken)
        assert there.names == [
            "GatewayStarted",
            "SmsAccepted",
            "SmsDelivered",
            "ReplySent",
            "ReceiptTaken",
            "ReplyTaken",
        ]
        accepted = there.of(SmsAccepted)[0]
        assert (accepted.subject, accepted.sms, accepted.text) == (AIGUL, "sms-1", "Сәлем")
        sent = there.of(ReplySent)[0]
        assert sent.at - there.of(SmsDelivered)[0].at == SECOND
    assert there.names[-1] == "GatewayStopped"


@pytest.mark.asyncio
async def test_every_ending_does_what_the_table_says(path: Path) -> None:
    """What comes back from each: the replies, and the codes of the reports in order."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    async with town(path, change=faster) as there:
        for digits in [*ENDINGS, "99"]:
            number = f"+770155501{digits}"
            refused = await there.send(number, message_id=f"{digits}@service.example")
            assert bool(refused) is (digits == "18")
        await there.until(ReplySent, 10)
        await there.until(SmsFailed, 5)
        await there.until(ReplyTaken, 9)
        await there.until(ReceiptTaken, 19)
        for digits in [*ENDINGS, "99"]:
            replies = [text for who, text in there.service.replies if who[10:12] == digits]
            codes = [
                one.code
                for one in there.service.reports
                if one.original.message_id.startswith(digits)
            ]
            found[digits] = (replies, codes)
    delivered, nothing = ["2.0.0"], ([], [])
    held = ["4.4.1", "5.4.7"]
    assert found == {
        "01": (["2*1"], delivered),
        "02": (["2*5"], delivered),
        "03": (["2*15"], delivered),
        "04": (["2*15", "2*1"], delivered),
        "05": ([], delivered),
        "06": (["2*1"], delivered),
        "11": ([], delivered),
        "12": ([], ["5.7.1"]),
        "13": ([], ["5.7.1"]),
        "14": ([], ["5.2.1"]),
        "15": ([], delivered),
        "16": ([], held),
        "17": ([], ["4.2.2", "5.4.7"]),
        "18": nothing,
        "21": (["2*1"], []),
        "22": (["2*1"], delivered),
        "23": (["2*1"], delivered * 2),
        "99": ([], delivered),
    }
    assert [one.cause for one in there.of(ReplyLost)] == ["no_balance"]
    assert len(there.of(ReceiptLost)) == 1


@pytest.mark.asyncio
async def test_a_phone_of_the_file_comes_before_its_ending(path: Path) -> None:
    """Replies one after the other, each so long after the one before."""
    answers = (Answer("2*15", HOUR), Answer("2*1", 2 * HOUR))
    phones = {QUIET: Phone(answers)}
    async with town(path, phones=phones, change=faster) as there:
        await there.send(QUIET)
        await there.until(ReplyTaken, 2)
        assert [text for _, text in there.service.replies] == ["2*15", "2*1"]
        seen = there.of(SmsDelivered)[0].at
        assert [one.at - seen for one in there.of(ReplySent)] == [HOUR, 3 * HOUR]


@pytest.mark.asyncio
async def test_the_same_mail_again_is_taken_and_dropped(path: Path) -> None:
    """Another id, sender, recipient or text makes it another; without an id nothing is the same."""
    async with town(path) as there:
        for _ in range(2):
            assert await there.send(QUIET, message_id="a@b", text="one") == {}
        assert [(one.subject, one.message_id) for one in there.of(DuplicateDropped)] == [
            (QUIET, "a@b")
        ]
        await there.send(QUIET, message_id="b@b", text="one")
        await there.send(QUIET, message_id="a@b", text="two")
        await there.send(AIGUL, message_id="a@b", text="one")
        await there.send(QUIET, message_id="a@b", text="one", sender="other@service.example")
        for _ in range(2):
            await there.send(QUIET, text="one")
        assert len(there.of(SmsAccepted)) == 7
        assert len(there.of(DuplicateDropped)) == 1


@pytest.mark.asyncio
async def test_a_mail_to_several_is_an_sms_to_each(path: Path) -> None:
    """Those that are nobody's are refused, each with its code; the others get theirs."""
    async with town(path) as there:
        refused = await there.send(AIGUL, UNKNOWN, "7701", QUIET, message_id="a@b")
        assert refused == {
            f"{UNKNOWN}@sms.example": (550, b"5.1.1 nobody has this number"),
            "7701@sms.example": (550, b"5.1.3 the local part is no Kazakh mobile number"),
        }
        assert [one.subject for one in there.of(SmsAccepted)] == [AIGUL, QUIET]
        assert [one.subject for one in there.of(MailRefused)] == list(refused)


@pytest.mark.asyncio
async def test_what_is_no_sms_is_refused(path: Path) -> None:
    """As the wire says, and told as a fact."""
    async with town(path) as there:
        with pytest.raises(smtplib.SMTPDataError) as caught:
            await asyncio.to_thread(send_bytes, there, b"Subject: x\r\n\r\n\xff\xfe")
        why = "5.6.0 the text is not utf-8, and no other charset is named"
        assert caught.value.args == (554, why.encode())
        assert there.of(MailRefused)[-1].answer == f"554 {why}"


def send_bytes(there: Town, content: bytes) -> None:
    """Any content at all."""
    with smtplib.SMTP(*there.serving.address) as client:
        client.sendmail(SERVICE, [f"{QUIET}@sms.example"], content)


@pytest.mark.asyncio
async def test_the_null_sender_is_answered_by_nobody(path: Path) -> None:
    """Neither a receipt nor a reply has anywhere to go (RFC 5321 §4.5.5)."""
    async with town(path, change=faster) as there:
        await there.send(AIGUL, sender="")
        await there.send("+77015550102")
        await there.until(ReplyTaken)
        await there.until(ReceiptTaken)
        assert [who[:12] for who, _ in there.service.replies] == ["+77015550102"]
        assert len(there.service.mails) == 2
        assert [one.subject for one in there.of(ReplySent)] == ["+77015550102"]


@pytest.mark.parametrize(
    ("receipts", "codes"),
    [
        (Receipts.ALWAYS, {"2.0.0", "5.7.1"}),
        (Receipts.FAILURES, {"5.7.1"}),
        (Receipts.ON_REQUEST, {"5.7.1"}),
    ],
)
@pytest.mark.asyncio
async def test_receipts_go_back_as_the_setting_says(
    path: Path, receipts: Receipts, codes: set[str]
) -> None:
    """Who asked for nothing hears of failures alone, unless all are sent always."""
    async with town(path, change=lambda one: one._replace(receipts=receipts)) as there:
        await there.send(QUIET, "+77015550113")
        await there.until(ReceiptTaken, len(codes))
        await there.send("+77015550112")
        await there.until(ReceiptTaken, len(codes) + 1)
        assert {one.code for one in there.service.reports} == codes


@pytest.mark.asyncio
async def test_nothing_is_remembered_of_what_is_over(path: Path) -> None:
    """Neither the SMS nor the phone: a gateway that runs for weeks stays small."""
    async with town(path, change=faster) as there:
        for number in (AIGUL, QUIET, "+77015550104", "+77015550116"):
            await there.send(number)
        await there.until(ReplyTaken, 3)
        await there.until(ReceiptTaken, 5)
        gateway = there.serving.gateway
        assert gateway.at_work == (0, 0)


@pytest.mark.asyncio
async def test_a_restarted_gateway_goes_on_where_it_was(path: Path) -> None:
    """What was held, what was to be answered, and what the peer had not taken yet."""
    off = {QUIET: Phone((Answer("2*1"),), (FaultSetup(Fault.SWITCHED_OFF),))}
    slow = {AIGUL: Phone((Answer("2*1", HOUR), Answer("2*5", HOUR)))}
    async with town(path, phones=off | slow, with_peer=False) as before:
        await before.send(QUIET, AIGUL, message_id="a@b")
        await before.until(SmsHeld)
        assert not before.service.mails
    on = {QUIET: Phone((Answer("2*1"),))}
    async with town(path, phones=on | slow, change=faster) as after:
        await after.until(ReplyTaken, 3)
        assert sorted(after.service.replies) == [
            (f"{AIGUL}@sms.example", "2*1"),
            (f"{AIGUL}@sms.example", "2*5"),
            (f"{QUIET}@sms.example", "2*1"),
        ]
        assert [one.reply for one in after.of(ReplySent)] == ["reply-1", "reply-2", "reply-3"]
        reports = {(one.original.recipient[:12], one.code) for one in after.service.reports}
        assert reports == {(AIGUL, "2.0.0"), (QUIET, "4.4.1"), (QUIET, "2.0.0")}
        started = after.of(GatewayStarted)[0]
        assert started.at >= before.events[-1].at


@pytest.mark.asyncio
async def test_waiting_that_was_done_is_kept_over_a_restart(path: Path) -> None:
    """A fast clock that nothing happened on meanwhile goes on where it stopped."""
    async with town(path) as before:
        pass_time(before, 30 * HOUR)
    stopped = before.events[-1]
    assert stopped.at - before.events[0].at >= 30 * HOUR
    async with town(path) as after:
        assert after.events[0].at >= stopped.at


@pytest.mark.asyncio
async def test_what_is_lost_or_to_come_is_in_the_store(path: Path) -> None:
    """Otherwise a lost reply looks like silence, and a lost receipt like a late one."""
    broke, mute = "+77015550115", "+77015550121"
    slow = {AIGUL: Phone((Answer("2*1", HOUR),))}
    async with town(path, phones=slow, change=faster) as there:
        await there.send(broke, message_id="1@b")
        await there.until(ReplyLost)
        await there.send(mute, message_id="2@b")
        await there.until(ReplyTaken)
    async with town(path, phones=slow) as there:
        await there.send(AIGUL, message_id="3@b")
        await there.until(ReceiptTaken)
    with closing(Inbox(path, default_wording())) as inbox:
        first, second = inbox.mails_of(1), inbox.mails_of(2)
        assert [(one.status, one.text, one.lost) for one in first] == [
            ("delivered", "", ""),
            ("", "2*1", "no_balance"),
        ]
        assert [(one.status, one.text, one.lost) for one in second] == [
            ("delivered", "", "receipt_lost"),
            ("", "2*1", ""),
        ]
        waiting = inbox.get(3)
        assert waiting
        assert waiting.state_at
        assert (waiting.next_answer, waiting.next_answer_at) == ("2*1", waiting.state_at + HOUR)


@pytest.mark.asyncio
async def test_a_receipt_that_nobody_wants_is_not_lost(path: Path) -> None:
    """`--receipts failures`: a delivered one would not have been sent."""
    mute = "+77015550121"

    def failures(settings: Settings) -> Settings:
        return faster(settings)._replace(receipts=Receipts.FAILURES)

    async with town(path, change=failures) as there:
        await there.send(mute)
        await there.until(ReplyTaken)
    with closing(Inbox(path, default_wording())) as inbox:
        assert [one.text for one in inbox.mails_of(1)] == ["2*1"]


@pytest.mark.asyncio
async def test_who_is_still_off_after_a_restart_is_not_reported_again(path: Path) -> None:
    """One report that it is tried, however often the gateway starts."""
    off = "+77015550116"
    async with town(path) as before:
        await before.send(off)
        await before.until(ReceiptTaken)
    async with town(path) as after:
        assert len(after.of(SmsHeld)) == 1
        await after.serving.store.settled()
        mails = reading.mails_of(after.serving.store.reader, 1)
    assert [mail.status for mail in mails] == ["delayed"]


@pytest.mark.asyncio
async def test_a_phone_that_answers_no_more_is_done_with(path: Path) -> None:
    """The file of phones is another one after a restart: nothing is left to be done for ever."""
    async with town(path, phones={QUIET: Phone((Answer("2*1", HOUR),))}) as before:
        await before.send(QUIET)
        await before.until(ReceiptTaken)
    async with town(path) as after:
        pass_time(after, HOUR)
        assert after.serving.gateway.at_work == (0, 0)
        await after.serving.store.settled()
        assert not list(reading.unfinished(after.serving.store.reader))
        assert not after.of(ReplySent)


@pytest.mark.asyncio
async def test_a_phone_under_load_grows_no_memory_of_what_it_saw(path: Path) -> None:
    """Nobody asks a gateway who has seen what."""
    phones = {AIGUL: Phone((Answer("2*1", HOUR),))}
    async with town(path, phones=phones) as there:
        for _ in range(3):
            await there.send(AIGUL)
        assert there.serving.gateway.at_work == (3, 1)
        assert there.serving.gateway._network.people[AIGUL].seen == ()


@pytest.mark.asyncio
async def test_a_restart_between_two_answers_repeats_none(path: Path) -> None:
    """The second comes as long after the first as it would have; time and names go on."""
    phones = {AIGUL: Phone((Answer("2*1", HOUR), Answer("2*5", HOUR)))}
    async with town(path, phones=phones, with_peer=False) as before:
        await before.send(AIGUL)
        pass_time(before, HOUR)
        first = await before.until(ReplySent)
    async with town(path, phones=phones) as after:
        assert after.of(GatewayStarted)[0].at >= first.at
        await after.until(ReplyTaken)
        pass_time(after, HOUR)
        await after.until(ReplyTaken, 2)
        assert [text for _, text in after.service.replies] == ["2*1", "2*5"]
        (second,) = after.of(ReplySent)
        assert (first.reply, second.reply) == ("reply-1", "reply-2")
        assert second.at - first.at == HOUR


@pytest.mark.asyncio
async def test_what_was_stored_and_not_judged_yet_is_judged_after_a_restart(path: Path) -> None:
    """A gateway killed between its commit and the world's say."""
    async with town(path, with_peer=False) as before:
        await before.send(AIGUL)
    with_store = before.serving.settings.store
    async with town(with_store, change=faster) as after:
        await after.until(ReplyTaken)
        assert len(after.of(SmsAccepted)) == 0


@pytest.mark.asyncio
async def test_what_was_cleared_is_not_answered(path: Path) -> None:
    """`inbox clear` takes the replies that were still to come along."""
    phones = {AIGUL: Phone((Answer("2*1", HOUR),))}
    async with town(path, phones=phones) as there:
        await there.send(AIGUL)
        await there.until(ReceiptTaken)
        await there.serving.store.settled()
        with closing(Inbox(path, default_wording())) as inbox:
            assert inbox.clear() == 1
        await there.send("+77015550106")
        pass_time(there, HOUR)
        await there.until(ReplyTaken)
        assert [one.subject for one in there.of(ReplySent)] == ["+77015550106"]
        assert [one.id for one in reading.messages(there.serving.store.reader)] == [2]


@pytest.mark.asyncio
async def test_a_full_disk_is_told_and_the_sender_keeps_the_mail(path: Path) -> None:
    """452 4.3.1; with room again the same mail is taken, and no duplicate."""
    async with town(path) as there:
        writer = there.serving.store.writer
        await there.send(QUIET)
        await there.until(ReceiptTaken)
        await there.serving.store.settled()
        pages = reading.one(writer, "PRAGMA page_count")
        writer.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(smtplib.SMTPDataError) as caught:
            await there.send(QUIET, message_id="big@b", text=BIG)
        assert caught.value.args == (452, b"4.3.1 no room on the disk; try again later")
        assert there.of(MailRefused)[-1].answer.startswith("452 4.3.1")
        writer.execute("PRAGMA max_page_count = 1000000")
        await there.send(QUIET, message_id="big@b", text=BIG)
        assert [one.sms for one in there.of(SmsAccepted)] == ["sms-1", "sms-2"]
        assert not there.of(DuplicateDropped)


@pytest.mark.asyncio
async def test_a_broken_store_is_told_without_its_secrets(path: Path) -> None:
    """451 4.3.0, whatever SQLite said."""
    async with town(path) as there:
        there.serving.store.writer.execute("DROP TABLE digests")
        with pytest.raises(smtplib.SMTPDataError) as caught:
            await there.send(QUIET)
        assert caught.value.args == (451, b"4.3.0 the store is out of order; try again later")
