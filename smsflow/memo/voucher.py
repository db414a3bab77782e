"""The voucher of one child: formed, activated, declined, each child for itself."""

from __future__ import annotations

from smsflow.memo.policy import ConsentOf, PrimaryVoucher
from smsflow.memo.table import Effect, Guard, Row, Table
from smsflow.words import Word


class Voucher(Word):
    """Where one child's voucher stands in Social Wallet."""

    NONE = "none"
    AWAITING_ACTIVATION = "awaiting_activation"
    ACTIVE = "active"
    ACTIVATION_FAILED = "activation_failed"
    REPORTED = "reported"
    DECLINED = "declined"


STATES: dict[Voucher, str] = {
    Voucher.NONE: "there is no voucher, or it was withdrawn with the consent",
    Voucher.AWAITING_ACTIVATION: "formed, and shown in Social Wallet as «Активацияда» (R11)",
    Voucher.ACTIVE: "a guardian has activated it (R37)",
    Voucher.ACTIVATION_FAILED: "the activation failed technically, and may be reported (R46)",
    Voucher.REPORTED: "the error was reported to technical support (R50)",
    Voucher.DECLINED: "a guardian has declined it, with a reason, and it stays so (R41)",
}
"""What each status says of a child's voucher."""


class VoucherTrigger(Word):
    """What can happen to a child's voucher."""

    PRIMARY_LISTED = "primary_listed"
    CONSENT_GIVEN = "consent_given"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    ACTIVATE_ASKED = "activate_asked"
    ERROR_REPORTED = "error_reported"
    REPAIR_ASKED = "repair_asked"
    DECLINE_ASKED = "decline_asked"
    QR_ASKED = "qr_asked"
    YEAR_BEGAN = "year_began"
    CHILD_LEFT = "child_left"


class VoucherGuard(Guard):
    """What a voucher row may ask about its child."""

    ALL_CONSENTED = "all_consented"
    """every guardian that is asked for the child consents to it"""
    OTHER_CONSENT = "other_consent"
    """another guardian's consent still covers the child"""
    BY_GUARDIAN = "by_guardian"
    """whoever activates is a guardian linked to the child"""
    ERROR_ARMED = "error_armed"
    """the next activation fails technically"""
    BIN_GIVEN = "bin_given"
    IIN_RIGHT = "iin_right"
    """the report's IIN is given and, where the child's is known, the child's"""
    SYSTEM_GIVEN = "system_given"
    SCREENSHOT_GIVEN = "screenshot_given"


class VoucherEffect(Effect):
    """What the service does for a child once a row is taken."""

    DISARM_ERROR = "disarm_error"
    NOTE_ACTIVATION = "note_activation"
    NOTE_QR = "note_qr"


_S, _T, _G, _E = Voucher, VoucherTrigger, VoucherGuard, VoucherEffect

_ANY = tuple(_S)
_FORMED = tuple(state for state in _S if state is not _S.NONE)
_WITHDRAWABLE = (_S.AWAITING_ACTIVATION, _S.ACTIVATION_FAILED, _S.REPORTED)
_NOT_AWAITING = tuple(state for state in _S if state is not _S.AWAITING_ACTIVATION)
_NOT_FAILED = tuple(state for state in _S if state is not _S.ACTIVATION_FAILED)

# A row reads as what may happen, in its first line, and what follows, in its second.
# fmt: off

VOUCHER = Table(
    name="voucher",
    states=Voucher,
    triggers=VoucherTrigger,
    guards=VoucherGuard,
    effects=VoucherEffect,
    rows=(
        Row("formed_primary", (_S.NONE,), _T.PRIMARY_LISTED,
            when=(PrimaryVoucher.AWAITING_ACTIVATION,), target=_S.AWAITING_ACTIVATION,
            clauses=("R01", "R04")),
        Row("formed_primary_active", (_S.NONE,), _T.PRIMARY_LISTED,
            when=(PrimaryVoucher.ACTIVE,), target=_S.ACTIVE, clauses=("R01", "R04")),
        Row("listed_again", _FORMED, _T.PRIMARY_LISTED,
            clauses=("R04",)),
        Row("formed", (_S.NONE,), _T.CONSENT_GIVEN,
            when=(ConsentOf.ANY,), target=_S.AWAITING_ACTIVATION, clauses=("R11", "R57", "R58")),
        Row("formed_by_all", (_S.NONE,), _T.CONSENT_GIVEN, (_G.ALL_CONSENTED,),
            when=(ConsentOf.ALL,), target=_S.AWAITING_ACTIVATION, clauses=("R11", "R57", "R58")),
        Row("waits_for_all", (_S.NONE,), _T.CONSENT_GIVEN, (~_G.ALL_CONSENTED,),
            when=(ConsentOf.ALL,), clauses=("R57",)),
        Row("formed_before", _FORMED, _T.CONSENT_GIVEN,
            clauses=("R58",)),
        Row("withdrawn", _WITHDRAWABLE, _T.CONSENT_WITHDRAWN, (~_G.OTHER_CONSENT,),
            when=(ConsentOf.ANY,), target=_S.NONE, clauses=("R08", "R57")),
        Row("kept_by_other_consent", _WITHDRAWABLE, _T.CONSENT_WITHDRAWN, (_G.OTHER_CONSENT,),
            when=(ConsentOf.ANY,), clauses=("R57",)),
        Row("withdrawn_by_one", _WITHDRAWABLE, _T.CONSENT_WITHDRAWN,
            when=(ConsentOf.ALL,), target=_S.NONE, clauses=("R08", "R57")),
        Row("not_withdrawn", (_S.NONE, _S.ACTIVE, _S.DECLINED), _T.CONSENT_WITHDRAWN,
            clauses=("R08", "R57")),
        Row("activated", (_S.AWAITING_ACTIVATION,), _T.ACTIVATE_ASKED,
            (_G.BY_GUARDIAN, ~_G.ERROR_ARMED),
            target=_S.ACTIVE, effects=(_E.NOTE_ACTIVATION,),
            clauses=("R12", "R35", "R36", "R37", "R59")),
        Row("activation_failed", (_S.AWAITING_ACTIVATION,), _T.ACTIVATE_ASKED,
            (_G.BY_GUARDIAN, _G.ERROR_ARMED),
            target=_S.ACTIVATION_FAILED, effects=(_E.DISARM_ERROR,), clauses=("R35", "R36", "R46")),
        Row("activated_by_stranger", _ANY, _T.ACTIVATE_ASKED, (~_G.BY_GUARDIAN,),
            rejects="R12", clauses=("R12",)),
        Row("nothing_to_activate", _NOT_AWAITING, _T.ACTIVATE_ASKED, (_G.BY_GUARDIAN,),
            rejects="R36", clauses=("R36",)),
        Row("report_without_bin", (_S.ACTIVATION_FAILED,), _T.ERROR_REPORTED, (~_G.BIN_GIVEN,),
            rejects="R46", clauses=("R46",)),
        Row("report_without_iin", (_S.ACTIVATION_FAILED,), _T.ERROR_REPORTED,
            (_G.BIN_GIVEN, ~_G.IIN_RIGHT),
            rejects="R47", clauses=("R47",)),
        Row("report_without_system", (_S.ACTIVATION_FAILED,), _T.ERROR_REPORTED,
            (_G.BIN_GIVEN, _G.IIN_RIGHT, ~_G.SYSTEM_GIVEN),
            rejects="R48", clauses=("R48",)),
        Row("report_without_screenshot", (_S.ACTIVATION_FAILED,), _T.ERROR_REPORTED,
            (_G.BIN_GIVEN, _G.IIN_RIGHT, _G.SYSTEM_GIVEN, ~_G.SCREENSHOT_GIVEN),
            rejects="R49", clauses=("R49",)),
        Row("reported", (_S.ACTIVATION_FAILED,), _T.ERROR_REPORTED,
            (_G.BIN_GIVEN, _G.IIN_RIGHT, _G.SYSTEM_GIVEN, _G.SCREENSHOT_GIVEN),
            target=_S.REPORTED, clauses=("R46", "R47", "R48", "R49", "R50")),
        Row("nothing_to_report", _NOT_FAILED, _T.ERROR_REPORTED,
            rejects="R50", clauses=("R50",)),
        Row("repaired", (_S.REPORTED,), _T.REPAIR_ASKED,
            target=_S.AWAITING_ACTIVATION, clauses=("R50",)),
        Row("nothing_to_repair", tuple(state for state in _S if state is not _S.REPORTED),
            _T.REPAIR_ASKED,
            rejects="R50", clauses=("R50",)),
        Row("declined", (_S.AWAITING_ACTIVATION, _S.ACTIVE, _S.ACTIVATION_FAILED, _S.REPORTED),
            _T.DECLINE_ASKED,
            target=_S.DECLINED, clauses=("R39", "R40", "R41")),
        Row("nothing_to_decline", (_S.NONE, _S.DECLINED), _T.DECLINE_ASKED,
            rejects="R40", clauses=("R40",)),
        Row("qr_sent", (_S.ACTIVE,), _T.QR_ASKED,
            effects=(_E.NOTE_QR,), clauses=("R38",)),
        Row("no_qr_to_send", tuple(state for state in _S if state is not _S.ACTIVE), _T.QR_ASKED,
            rejects="R38", clauses=("R38",)),
        Row("new_year", _ANY, _T.YEAR_BEGAN,
            target=_S.NONE, clauses=("R11",)),
        Row("left", _ANY, _T.CHILD_LEFT,
            target=_S.NONE, clauses=("R04",)),
    ),
)
