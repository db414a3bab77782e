"""The policy: every decision the memo leaves open, named, with its default and its reason."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, get_type_hints

from smsflow.moments import DAY, HOUR, Duration, format_duration
from smsflow.words import Word


class Option(Word):
    """One value of a setting that has a fixed choice of values (the default comes first)."""


class TimeoutStarts(Option):
    DELIVERY = "delivery"
    SUBMISSION = "submission"


class LateReply(Option):
    HONOUR = "honour"
    IGNORE = "ignore"
    REOPEN = "reopen"


class SecondReply(Option):
    FIRST = "first"
    LAST = "last"


class UnclearReply(Option):
    WAIT = "wait"
    HINT = "hint"


class ReplySpelling(Option):
    TOLERANT = "tolerant"
    STRICT = "strict"


class Reoffer(Option):
    RESEND = "resend"
    REOPEN = "reopen"


class Reofferable(Option):
    """The states of consent that `reoffer_covers` may name."""

    REFUSED = "refused"
    LAPSED = "lapsed"
    UNREACHED = "unreached"


class Addressees(Option):
    EVERY = "every"
    FIRST = "first"


class ConsentOf(Option):
    ANY = "any"
    ALL = "all"


class NewChild(Option):
    COVERED = "covered"
    ASK = "ask"


class LateEligibility(Option):
    ASK = "ask"
    WAIT = "wait"


class RegisteredNumber(Option):
    SEND = "send"
    WAIT = "wait"


class BlockReach(Option):
    BOTH = "both"
    INCOMING = "incoming"


class Unblock(Option):
    WAIT = "wait"
    RESEND = "resend"


class NumberChange(Option):
    RESEND = "resend"
    WAIT = "wait"


class SharedNumber(Option):
    REJECT = "reject"
    MOVE = "move"


class MissingLinkNotice(Option):
    OUTSIDE = "outside"
    SMS = "sms"


class PrimaryVoucher(Option):
    AWAITING_ACTIVATION = "awaiting_activation"
    ACTIVE = "active"


def _open(default: Any, clause: str, silence: str, **limits: int) -> Any:
    """A field of `Policy`: its default, the clause it completes and why that is open.

    `limits` are `least` and `most` of a number or a duration. (`Any`: as `dataclasses.field`.)
    """
    return field(default=default, metadata={"clause": clause, "silence": silence, "limits": limits})


@dataclass(frozen=True, slots=True)
class Policy:
    """One value for each open point; durations in milliseconds. The defaults are the program's."""

    reply_timeout: Duration = _open(
        7 * DAY,
        "R09",
        "R09 gives no length; a sibling 1414 voucher flow repeats after 7 days",
        least=1,
    )
    timeout_starts: TimeoutStarts = _open(
        TimeoutStarts.DELIVERY,
        "R09",
        "when the clock of R09 starts; a request no receipt answers is taken as delivered "
        "once `delivery_validity` is over",
    )
    delivery_validity: Duration = _open(
        48 * HOUR, "R09", "how long the carrier keeps trying an absent phone", least=1
    )
    reminders: int = _open(
        0, "R06", "R06 says one SMS; a reminder would be a second", least=0, most=10
    )
    reminder_every: Duration = _open(3 * DAY, "R06", "how far reminders stand apart", least=1)
    late_reply: LateReply = _open(
        LateReply.HONOUR, "R09", "a `2*1` after the deadline: consent, nothing, or a new wait"
    )
    second_reply: SecondReply = _open(
        SecondReply.FIRST,
        "R07",
        "a contradictory second reply: the first decides, or the last, until a voucher is active",
    )
    unclear_reply: UnclearReply = _open(
        UnclearReply.WAIT, "R07", "unreadable text: keep waiting, or answer once with a hint"
    )
    reply_spelling: ReplySpelling = _open(
        ReplySpelling.TOLERANT, "R07", "whether `2 * 1.` is read as `2*1`"
    )
    reoffer: Reoffer = _open(
        Reoffer.RESEND, "R43", "R43's two branches: the SMS again, or a new wait without an SMS"
    )
    reoffer_limit: int = _open(
        3, "R43", "how often R43 may repeat for one guardian", least=0, most=1000
    )
    reoffer_covers: tuple[Reofferable, ...] = _open(
        (Reofferable.REFUSED, Reofferable.LAPSED, Reofferable.UNREACHED),
        "R42",
        "R42 names refusers; R09 makes silence a refusal; R55 repairs a line",
    )
    addressees: Addressees = _open(
        Addressees.EVERY,
        "R06",
        "a child with two linked guardians: each is asked once, or only the first named",
    )
    consent_of: ConsentOf = _open(
        ConsentOf.ANY,
        "R57",
        "two guardians answer differently: one consent suffices for the child, or all must",
    )
    new_child: NewChild = _open(
        NewChild.COVERED,
        "R06",
        "a child becomes eligible after the consent: covered by it, or the guardian is asked again",
    )
    late_eligibility: LateEligibility = _open(
        LateEligibility.ASK,
        "R06",
        "a `not_needed` guardian's child becomes eligible: asked at once, "
        "or at the next `start_campaign`",
    )
    registered_number: RegisteredNumber = _open(
        RegisteredNumber.SEND,
        "R45",
        'R45 "may be sent": at once when the number appears, or when МИО resends',
    )
    block_reach: BlockReach = _open(
        BlockReach.BOTH,
        "R51",
        "R51–R53 say the guardian cannot answer: a block keeps a reply from leaving, or does not",
    )
    unblock: Unblock = _open(
        Unblock.WAIT, "R55", "the line is repaired: МИО has to resend, or it resends at once"
    )
    number_change: NumberChange = _open(
        NumberChange.RESEND,
        "R06",
        "the number changes in МАБ while an answer is awaited: asked on the new number, or nothing",
    )
    shared_number: SharedNumber = _open(
        SharedNumber.REJECT,
        "R45",
        "a number МАБ already holds for another IIN: rejected, "
        "or it moves and the first person has none",
    )
    missing_link_notice: MissingLinkNotice = _open(
        MissingLinkNotice.OUTSIDE,
        "R13",
        "R13 names no channel: МИО's own business and only a fact here, or an SMS from 1414",
    )
    primary_voucher: PrimaryVoucher = _open(
        PrimaryVoucher.AWAITING_ACTIVATION,
        "R01",
        "the status in which a grade 1–4 voucher is formed",
    )

    def __post_init__(self) -> None:
        """A text in place of an option would be compared in silence, and decide nothing."""
        for name, setting in SETTINGS.items():
            value = getattr(self, name)
            if not setting.takes(value):
                raise ValueError(
                    f"{name}: {value!r} is no {setting.expected}; texts as in scenarios "
                    f"are read by Simulation(policy={{{name!r}: …}})"
                )


@dataclass(frozen=True, slots=True)
class Setting:
    """What there is to say of one field of `Policy`."""

    name: str
    type: type
    default: Any
    clause: str
    silence: str
    least: int | None
    most: int | None

    @property
    def options(self) -> tuple[Option, ...]:
        """The fixed choice of values, default first; empty for numbers and durations."""
        return options_of(self.type) if issubclass(self.type, Option) else ()

    @property
    def expected(self) -> str:
        """What a value of the setting is, in Python."""
        if self.type is tuple:
            return "tuple of Reofferable"
        if self.options:
            return f"{self.type.__name__} ({', '.join(self.options)})"
        return "whole number" if self.most is not None else "length in milliseconds"

    def takes(self, value: Any) -> bool:
        """Whether a value is of the setting's type."""
        if self.type is tuple:
            return type(value) is tuple and all(type(one) is Reofferable for one in value)
        return type(value) is self.type


def options_of(kind: type[Option]) -> tuple[Option, ...]:
    """All values of one choice, in the order of the policy table."""
    return tuple(kind)


def _settings() -> dict[str, Setting]:
    hints = get_type_hints(Policy)
    return {
        f.name: Setting(
            name=f.name,
            type=hints[f.name] if isinstance(hints[f.name], type) else tuple,
            default=f.default,
            clause=f.metadata["clause"],
            silence=f.metadata["silence"],
            least=f.metadata["limits"].get("least"),
            most=f.metadata["limits"].get("most"),
        )
        for f in fields(Policy)
    }


SETTINGS: dict[str, Setting] = _settings()
"""Every setting by name, in the order of the policy table."""

DEFAULTS = Policy()

ASSUMPTIONS: tuple[tuple[str, str], ...] = (
    (
        "R04",
        "Eligible is a child in grade 5–11, linked to the guardian and on the school's list; "
        "under `addressees: first`, linked to that guardian first.",
    ),
    (
        "R01",
        "Grade 1–4 vouchers are formed when the school sends its list: at the start, "
        "or at the child's `list_child`.",
    ),
    (
        "R10",
        "The link is one SMS per consent; under `new_child: covered` none for a child added later.",
    ),
    (
        "R11",
        "A change of grade begins a new school year: the voucher starts again from `none` under "
        "the new grade's rule. A grade above 11 is outside the memo.",
    ),
    (
        "R40",
        "A voucher can be declined in any status but `none`, with a reason (R41), "
        "and stays declined.",
    ),
    (
        "R06",
        "`start_campaign` asks whoever has not been asked yet; it never repeats, and the campaign "
        "stays open. What asks again is `resend` (R43).",
    ),
    (
        "R43",
        "A `resend` to someone whose last eligible child has left is rejected (R03), and a late "
        "`2*1` of theirs reopens nothing: there is nothing to consent to.",
    ),
    (
        "R55",
        "`unblock: resend` past `reoffer_limit`, or with no number in МАБ, asks nobody.",
    ),
    (
        "R06",
        "A reminder whose moment had passed when a late receipt started the clock is not sent.",
    ),
    (
        "R18",
        "An application that was complete lacks the power of attorney once a representative makes "
        "it. With a guardian added otherwise the child is linked, and the application is closed.",
    ),
    (
        "R26",
        "The code is typed as long after `sms_code` is reached as an SMS travels; unseen by then, "
        "the registration is stalled. Its receipt tells nobody anything.",
    ),
    (
        "R06",
        "The wording of every SMS is illustrative: the memo quotes none. "
        "`--wording FILE` replaces it.",
    ),
)
"""What the program takes for granted, each beside the clause it completes."""


@cache
def setting_of(kind: type[Option]) -> str:
    """The name of the setting whose values `kind` lists."""
    return next(name for name, setting in SETTINGS.items() if setting.type is kind)


def chosen(policy: Policy, option: Option) -> bool:
    """Whether `policy` has this option."""
    return getattr(policy, setting_of(type(option))) is option


def spell(name: str, value: Any) -> str:
    """A setting's value as a scenario would write it. (`Any`: each setting has its own type.)"""
    if isinstance(value, tuple):
        return f"[{', '.join(str(option) for option in value)}]"
    if isinstance(value, int) and SETTINGS[name].most is None:
        return format_duration(value)
    return str(value)
