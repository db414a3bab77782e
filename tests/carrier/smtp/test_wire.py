from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from smsflow import Simulation
from smsflow.carrier.smtp.refusal import Refusal
from smsflow.carrier.smtp.wire import SmtpCarrier
from smsflow.scenario.collect import find_files, read_file
from smsflow.scenario.model import Scenario
from smsflow.scenario.run import run_scenario
from smsflow.sms.messages import Receipt, Reply, Sms, Status

SCENARIOS = Path(__file__).parents[3] / "scenarios"
FOLDERS = sorted({file.relative_to(SCENARIOS).parts[0] for file in find_files([str(SCENARIOS)])})
SMS = Sms("sms-1", "+77015550101", "Сәлем\n2*1?", 1_788_235_200_123, 172_800_000)


class CountingCarrier(SmtpCarrier):
    """A carrier that counts its hops."""

    hops = 0

    def _hop(self, sending: Coroutine[Any, Any, None]) -> None:
        self.hops += 1
        super()._hop(sending)


@pytest.fixture(scope="module")
def wire() -> Iterator[CountingCarrier]:
    """One for many runs."""
    with CountingCarrier() as carrier:
        yield carrier


@pytest.fixture(scope="module")
def refusing() -> Iterator[CountingCarrier]:
    """One that refuses at once what it can."""
    with CountingCarrier(refusals="at_once") as carrier:
        yield carrier


def scenarios_in(folder: str) -> list[Scenario]:
    """The shipped scenarios of a folder."""
    files = find_files([str(SCENARIOS / folder)])
    return [scenario for file in files for scenario in read_file(file)]


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_shipped_scenario_comes_to_the_same(
    wire: SmtpCarrier, refusing: SmtpCarrier, folder: str
) -> None:
    """In memory, over SMTP, and with refusals at once: every event, and the verdict."""
    for scenario in scenarios_in(folder):
        result = run_scenario(scenario)
        assert run_scenario(scenario, carrier=wire) == result
        if any(type(event).__name__ == "SmsFailed" for event in result.events):
            assert run_scenario(scenario, carrier=refusing) == result


# A message.


def test_each_message_arrives_as_it_was(wire: CountingCarrier) -> None:
    """An SMS with time and validity, a receipt with its moment, a reply; a hop each."""
    before = wire.hops
    assert wire.submit(SMS) == SMS
    for status in Status:
        receipt = Receipt("sms-1", status, 1_788_235_200_999)
        assert wire.report(receipt) == receipt
    reply = Reply("reply-1", "+77055550101", " 2*1\r\n\n")
    assert wire.reply(reply) == reply
    assert wire.hops - before == 2 + len(Status)


@pytest.mark.parametrize("text", ["", "2*1" * 100_000, "\0", "\r\n.\r\nQUIT\r\n", "ә" * 999])
def test_any_text_crosses(wire: SmtpCarrier, text: str) -> None:
    """Also one as long as a scenario's file may have it."""
    assert wire.reply(Reply("reply-1", SMS.number, text)).text == text
    assert wire.submit(SMS._replace(text=text)).text == text


def test_half_a_character_does_not(wire: SmtpCarrier) -> None:
    """From Python one can be said, and no mail can hold it; the next message goes on as ever."""
    flow = Simulation(carrier=wire)
    flow.guardian("aigul", "+7 701 555 01 01")
    with pytest.raises(Refusal, match=r"^554 5\.6\.0 the text is not Unicode$"):
        flow.reply("aigul", "\ud83d")
    assert wire.submit(SMS) == SMS


# Refusals at once.


@pytest.mark.parametrize("status", [Status.REJECTED, Status.UNDELIVERABLE])
def test_what_is_refused_at_once_is_not_reported_too(
    refusing: CountingCarrier, status: Status
) -> None:
    """The receipt is the 550 that was given; a second one of the same SMS would be a mail."""
    before = refusing.hops
    receipt = Receipt("sms-1", status, SMS.submitted_at)
    assert refusing.submit(SMS, status) == SMS
    assert refusing.hops - before == 1
    assert refusing.report(receipt) == receipt
    assert refusing.hops - before == 1
    assert refusing.report(receipt) == receipt
    assert refusing.hops - before == 2


def test_what_comes_otherwise_than_it_was_refused_is_reported(refusing: CountingCarrier) -> None:
    """The world decides: its receipt is carried, whatever was said at once."""
    refusing.submit(SMS, Status.REJECTED)
    before = refusing.hops
    delivered = Receipt("sms-1", Status.DELIVERED, SMS.submitted_at)
    assert refusing.report(delivered) == delivered
    assert refusing.hops - before == 1


def test_a_refusal_is_forgotten_with_its_sms(refusing: CountingCarrier) -> None:
    """The next run has an SMS of the same name."""
    refusing.submit(SMS, Status.REJECTED)
    refusing.submit(SMS, None)
    before = refusing.hops
    refusing.report(Receipt("sms-1", Status.REJECTED, SMS.submitted_at))
    assert refusing.hops - before == 1


def test_the_world_says_which_are_refused_at_once(refusing: CountingCarrier) -> None:
    """Barred by the operator and held by nobody; not where a receipt is late, lost or doubled."""
    mails = {}
    for fault in (
        *("spam_blocking", "blacklisted_at_operator", "unknown_number", "short_numbers_barred"),
        *("switched_off", "no_balance", "receipt_twice spam_blocking"),
    ):
        before = refusing.hops
        flow = Simulation(carrier=refusing)
        flow.guardian("aigul", "+7 701 555 01 01", faults=fault.split())
        flow.child("dana", 6, ["aigul"])
        flow.start_campaign()
        mails[fault] = refusing.hops - before
    assert mails == {
        "spam_blocking": 1,
        "blacklisted_at_operator": 1,
        "unknown_number": 1,
        "short_numbers_barred": 2,
        "switched_off": 1,
        "no_balance": 2,
        "receipt_twice spam_blocking": 3,
    }


def test_with_a_latency_nothing_is_certain_at_once(refusing: CountingCarrier) -> None:
    """An SMS is judged when it arrives."""
    before = refusing.hops
    flow = Simulation(carrier=refusing, latency="1s")
    flow.guardian("aigul", "+7 701 555 01 01", faults=["spam_blocking"])
    flow.child("dana", 6, ["aigul"])
    flow.start_campaign()
    flow.wait("2s")
    assert flow.consent("aigul") == "unreached"
    assert refusing.hops - before == 2


# The end.


def test_a_closed_carrier_leaves_nothing_open() -> None:
    """Neither a socket nor a loop: what was forgotten would be a warning, and so an error."""
    with SmtpCarrier() as carrier:
        carrier.submit(SMS)
    del carrier
    gc.collect()


LOOP_RUNS = (
    "SmtpCarrier has an event loop of its own, and another one runs here: "
    "use it in a thread without, as by `await asyncio.to_thread(…)`"
)


@pytest.mark.asyncio
async def test_beside_another_loop_it_says_what_to_do() -> None:
    """It neither hangs nor leaves anything behind, and a thread of its own is fine."""
    with pytest.raises(RuntimeError) as caught:
        SmtpCarrier()
    assert str(caught.value) == LOOP_RUNS
    assert await asyncio.to_thread(submit_once) == SMS
    gc.collect()


def submit_once() -> Sms:
    """By a carrier that lives no longer."""
    with SmtpCarrier() as carrier:
        return carrier.submit(SMS)


@pytest.mark.asyncio
async def test_one_from_elsewhere_says_so_too(wire: SmtpCarrier) -> None:
    """Neither is it used inside a loop, nor closed; afterwards it works as before."""
    for verb in (lambda: wire.submit(SMS), wire.close):
        with pytest.raises(RuntimeError) as caught:
            verb()
        assert str(caught.value) == LOOP_RUNS
    gc.collect()  # what was never awaited would be a warning
    assert await asyncio.to_thread(wire.submit, SMS) == SMS


def test_it_is_closed_once_and_then_of_no_use() -> None:
    """Closing again is nothing; sending says what to do."""
    carrier = SmtpCarrier()
    carrier.close()
    carrier.close()
    with pytest.raises(RuntimeError) as caught:
        carrier.submit(SMS)
    assert str(caught.value) == "this SmtpCarrier is closed; make another"
    gc.collect()


class SharedCarrier(SmtpCarrier):
    """A carrier that another thread uses in the middle of a hop."""

    def _hop(self, sending: Coroutine[Any, Any, None]) -> None:
        self._loop.call_soon(self._use_elsewhere)
        super()._hop(sending)

    def _use_elsewhere(self) -> None:
        with ThreadPoolExecutor(1) as others:
            self.error = others.submit(self.close).exception()


def test_two_threads_do_not_share_one() -> None:
    """The second is told; the first is not disturbed."""
    with SharedCarrier() as carrier:
        assert carrier.submit(SMS) == SMS
        assert isinstance(carrier.error, RuntimeError)
        assert str(carrier.error) == "another thread uses this SmtpCarrier; make one for each"


def test_another_word_for_refusals_is_told() -> None:
    """With those there are."""
    with pytest.raises(ValueError, match=r"^refusals='never': it can be report, at_once$"):
        SmtpCarrier(refusals="never")


@pytest.mark.parametrize("carrier", ["smtp", SmtpCarrier])
def test_a_name_is_no_carrier(carrier: Any) -> None:
    """Nor is the class: the run says so at once, and what to write."""
    with pytest.raises(TypeError) as caught:
        Simulation(carrier=carrier)
    assert str(caught.value) == (
        f"{carrier!r} is no carrier; give one that is open, "
        "as by `with SmtpCarrier() as carrier:` of smsflow.carrier.smtp.wire"
    )


class InterruptedCarrier(SmtpCarrier):
    """A carrier whose user presses the interrupt key when a mail is so far on its way."""

    turns = -1

    def _hop(self, sending: Coroutine[Any, Any, None]) -> None:
        self._loop.call_soon(self._later, self.turns)
        super()._hop(sending)

    def _later(self, turns: int) -> None:
        if turns == 0:
            signal.raise_signal(signal.SIGINT)
        elif turns > 0:
            self._loop.call_soon(self._later, turns - 1)


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="the key cannot wait here")
@pytest.mark.parametrize("turns", range(10))
def test_the_interrupt_key_waits_for_the_end_of_a_hop(turns: int) -> None:
    """Then it interrupts; the carrier can go on, or be closed, with nothing left half way."""
    with InterruptedCarrier() as carrier:
        carrier.turns = turns
        with pytest.raises(KeyboardInterrupt):
            carrier.submit(SMS)
        carrier.turns = -1
        assert carrier.submit(SMS._replace(id="sms-2")).id == "sms-2"
    gc.collect()
