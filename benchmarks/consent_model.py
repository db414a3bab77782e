"""What both peers test: the consent flow over plain `transitions`, one machine per guardian.

Written as a team would write it for its own suite: one half only (no handsets, no carrier, no
receipts), the rules of the nine-step flow and their nearest neighbours, and nothing else.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from transitions import Machine

REPLY_TIMEOUT = timedelta(days=7)
LOOK_ALIKES = str.maketrans("２１５＊∗×", "215***")  # what handsets really send

STATES = ["not_asked", "awaiting_reply", "consented", "refused", "lapsed"]
TRANSITIONS = [
    {"trigger": "ask", "source": "not_asked", "dest": "awaiting_reply", "after": "send_request"},
    {
        "trigger": "confirm",
        "source": "awaiting_reply",
        "dest": "consented",
        "after": ["send_link", "form_vouchers"],
    },
    {"trigger": "refuse", "source": "awaiting_reply", "dest": "refused"},
    {"trigger": "time_out", "source": "awaiting_reply", "dest": "lapsed"},
    {"trigger": "confirm", "source": ["consented", "refused", "lapsed"], "dest": None},
    {"trigger": "refuse", "source": ["consented", "refused", "lapsed"], "dest": None},
]


@dataclass
class Child:
    """A pupil and the status of their voucher."""

    name: str
    grade: int
    voucher: str = "none"

    @property
    def eligible(self) -> bool:
        return 5 <= self.grade <= 11


@dataclass(frozen=True)
class Sms:
    """One SMS from 1414."""

    kind: str
    text: str


@dataclass
class Guardian:
    """A guardian and their consent; the machine adds `state` and the triggers."""

    name: str
    number: str
    children: list[Child]
    inbox: list[Sms] = field(default_factory=list)
    deadline: datetime | None = None

    def __post_init__(self) -> None:
        self.machine = Machine(
            self,
            states=STATES,
            transitions=TRANSITIONS,
            initial="not_asked",
            auto_transitions=False,
        )

    def send_request(self) -> None:
        self.inbox.append(Sms("consent_request", "Consent to data processing? 2*1 yes, 2*5 no"))

    def send_link(self) -> None:
        self.inbox.append(Sms("voucher_link", "Your vouchers are in Social Wallet"))

    def form_vouchers(self) -> None:
        for child in self.children:
            if child.eligible:
                child.voucher = "awaiting_activation"


@dataclass
class Campaign:
    """The guardians asked, and the time."""

    guardians: dict[str, Guardian] = field(default_factory=dict)
    now: datetime = datetime(2026, 9, 1, 9, tzinfo=UTC)

    def add(self, guardian: Guardian) -> None:
        self.guardians[guardian.name] = guardian

    def start(self) -> None:
        for guardian in self.guardians.values():
            if any(child.eligible for child in guardian.children):
                guardian.ask()
                guardian.deadline = self.now + REPLY_TIMEOUT

    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        for guardian in self.guardians.values():
            due = guardian.deadline is not None and guardian.deadline <= self.now
            if due and guardian.state == "awaiting_reply":
                guardian.time_out()

    def reply(self, name: str, text: str) -> None:
        reading = text.strip().rstrip(".!,").translate(LOOK_ALIKES).replace(" ", "")
        if reading == "2*1":
            self.guardians[name].confirm()
        elif reading == "2*5":
            self.guardians[name].refuse()

    def child(self, name: str) -> Child:
        for guardian in self.guardians.values():
            for child in guardian.children:
                if child.name == name:
                    return child
        raise KeyError(name)

    def activate(self, name: str) -> None:
        child = self.child(name)
        if child.voucher != "awaiting_activation":
            raise ValueError(f"the voucher of {name} is {child.voucher}")
        child.voucher = "active"
