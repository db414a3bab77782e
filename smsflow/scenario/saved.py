"""A run written down: everything a simulation knows, as plain records.

What is saved goes on, once loaded, to the same bytes as the run it was taken from. The wording and
the carrier are not part of a run: they are given again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from smsflow.carrier import Carrier
from smsflow.clock import Timer
from smsflow.document import codec
from smsflow.events import Event, Rejected
from smsflow.memo.policy import Policy
from smsflow.moments import Duration, Instant
from smsflow.scenario.model import Scenario
from smsflow.scenario.result import Failure
from smsflow.scenario.run import Run
from smsflow.scenario.simulation import Simulation
from smsflow.scenario.verdict.judge import Judge
from smsflow.service.office import Office
from smsflow.service.records import Records
from smsflow.service.registers import ChildEntry, GuardianEntry
from smsflow.sms.messages import Kind
from smsflow.sms.wording import Wording
from smsflow.world.network import Network, Person


@dataclass(slots=True)
class SavedRegisters:
    """The roster and МАБ."""

    guardians: list[GuardianEntry]
    children: list[ChildEntry]
    linked: dict[str, list[str]]
    numbers: dict[str, str]


@dataclass(slots=True)
class SavedOffice:
    """The service."""

    registers: SavedRegisters
    records: Records
    sent: dict[str, tuple[str, Kind]]
    receipted: list[str]
    sms_count: int


@dataclass(slots=True)
class SavedWorld:
    """Everybody's phones."""

    people: list[Person]
    strangers: list[str]
    reply_count: int


@dataclass(slots=True)
class SavedSimulation:
    """Both halves, their clock and what happened."""

    policy: Policy
    seed: int
    drawn: int
    latency: Duration
    now: Instant
    sequence: int
    timers: list[Timer]
    office: SavedOffice
    world: SavedWorld
    events: list[Event]


@dataclass(slots=True)
class SavedRun:
    """A scenario under way: the simulation, how far it is, and what its steps have claimed."""

    simulation: SavedSimulation
    position: int
    step_before_began: Instant
    rejections: int
    claimed: list[str]
    failures: list[Failure]


def save(simulation: Simulation) -> bytes:
    """A simulation as one line of JSON (UTF-8)."""
    return codec.write(_written(simulation))


def load(
    data: bytes,
    *,
    path: str = "saved run",
    wording: Wording | None = None,
    carrier: Carrier | None = None,
) -> Simulation:
    """A saved simulation, to go on with; `DocumentError` names `path` where the bytes are none.

    >>> simulation = Simulation()
    >>> simulation.start_campaign()
    >>> save(load(save(simulation))) == save(simulation)
    True
    """
    return _taken_up(codec.read(SavedSimulation, path, data), wording, carrier)


def save_run(run: Run) -> bytes:
    """A scenario under way as one line of JSON (UTF-8)."""
    return save_judged(run.simulation, run.judge, run.position, run.failures)


def load_run(
    scenario: Scenario,
    data: bytes,
    *,
    path: str = "saved run",
    wording: Wording | None = None,
    carrier: Carrier | None = None,
) -> Run:
    """A saved run of the same scenario, to go on with; otherwise like `load`."""
    saved = codec.read(SavedRun, path, data)
    run = Run(scenario, simulation=_taken_up(saved.simulation, wording, carrier))
    # The properties were watched step by step; over the whole list at once they say nothing.
    run.failures = saved.failures
    run.position = saved.position
    _restore_judge(run.judge, run.simulation, saved)
    return run


def save_judged(
    simulation: Simulation, judge: Judge, position: int = 0, failures: Sequence[Failure] = ()
) -> bytes:
    """A simulation with what its judge alone knows: the claims, and the newest rejections."""
    return codec.write(
        SavedRun(
            _written(simulation),
            position,
            judge.step_before_began,
            len(judge.rejections),
            [letter.sent.sms for letter in judge.inbox.letters() if letter.claimed],
            list(failures),
        )
    )


def load_judged(
    data: bytes,
    *,
    path: str = "saved run",
    wording: Wording | None = None,
    carrier: Carrier | None = None,
) -> tuple[Simulation, Judge]:
    """A saved simulation and its judge, to go on with; otherwise like `load`."""
    saved = codec.read(SavedRun, path, data)
    simulation = _taken_up(saved.simulation, wording, carrier)
    judge = Judge(simulation.policy, simulation.journal)
    judge.follow()  # as in `load_run`: what was watched then is not watched again
    _restore_judge(judge, simulation, saved)
    return simulation, judge


def _restore_judge(judge: Judge, simulation: Simulation, saved: SavedRun) -> None:
    judge.step_before_began = saved.step_before_began
    rejections = [event for event in simulation.journal if isinstance(event, Rejected)]
    judge.rejections = rejections[len(rejections) - saved.rejections :]
    claimed = set(saved.claimed)
    for letter in judge.inbox.letters():
        letter.claimed = letter.sent.sms in claimed


def _written(simulation: Simulation) -> SavedSimulation:
    simulation.post()
    clock = simulation.clock
    return SavedSimulation(
        simulation.policy,
        simulation.seed,
        simulation.drawn,
        simulation.latency,
        clock.now,
        clock.sequence,
        clock.timers,
        _of_office(simulation.office),
        _of_world(simulation.network),
        simulation.journal.events,
    )


def _taken_up(
    saved: SavedSimulation, wording: Wording | None, carrier: Carrier | None
) -> Simulation:
    simulation = Simulation(
        saved.policy,
        seed=saved.seed,
        at=saved.now,
        latency=saved.latency,
        wording=wording,
        carrier=carrier,
    )
    simulation.drawn = saved.drawn
    simulation.clock.sequence, simulation.clock.timers = saved.sequence, saved.timers
    simulation.journal.events.extend(saved.events)
    _restore_office(simulation.office, saved.office)
    _restore_world(simulation.network, saved.world)
    return simulation


def _of_office(office: Office) -> SavedOffice:
    """What the service knows."""
    registers = office.registers
    return SavedOffice(
        SavedRegisters(
            list(registers.guardians.values()),
            list(registers.children.values()),
            {name: [child.name for child in linked] for name, linked in registers.linked.items()},
            registers.numbers,
        ),
        office.records,
        office.sent,
        sorted(office.receipted),
        office.sms_count,
    )


def _restore_office(office: Office, saved: SavedOffice) -> None:
    """Let a new office know what was saved."""
    registers, written = office.registers, saved.registers
    registers.guardians = {entry.name: entry for entry in written.guardians}
    registers.children = {entry.name: entry for entry in written.children}
    registers.linked = {
        name: [registers.children[child] for child in linked]
        for name, linked in written.linked.items()
    }
    registers.numbers = written.numbers
    registers.holders = {number: name for name, number in written.numbers.items()}
    records = saved.records
    office.records.consents, office.records.vouchers = records.consents, records.vouchers
    office.records.registrations, office.records.links = records.registrations, records.links
    office.sent = saved.sent
    office.receipted = set(saved.receipted)
    office.sms_count = saved.sms_count


def _of_world(network: Network) -> SavedWorld:
    """What the world knows."""
    strangers = [number for number, person in network.handsets.items() if person is None]
    return SavedWorld(list(network.people.values()), strangers, network.reply_count)


def _restore_world(network: Network, saved: SavedWorld) -> None:
    """Let a new network know what was saved."""
    network.people = {person.name: person for person in saved.people}
    network.handsets = {
        **dict.fromkeys(saved.strangers, None),
        **{person.number: person for person in saved.people if person.number},
    }
    network.reply_count = saved.reply_count
