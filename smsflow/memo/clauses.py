"""The memo's clauses, R01–R60: what every row, event and scenario cites."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of the memo. `behaviour` is false where it is context that no event can show."""

    id: str
    section: str
    text: str
    behaviour: bool = True


_PRIMARY = "1. Grades 1–4"
_CONSENT = "2. Grades 5–11"
_LINKING = "3. A child not linked to a guardian"
_REGISTRATION = "4. A number absent from МАБ: registration in eGov mobile"
_ACTIVATION = "5. Activating a voucher"
_DECLINING = "6. Refusing a voucher"
_FAQ = "FAQ"

_ROWS = (
    Clause("R01", _PRIMARY, "Vouchers are formed automatically in Social Wallet."),
    Clause("R02", _PRIMARY, "By law every pupil of grades 1–4 gets the free meal.", False),
    Clause("R03", _PRIMARY, "No SMS is sent to the guardian."),
    Clause("R04", _PRIMARY, "The school forms the lists and sends them to Social Wallet."),
    Clause(
        "R05", _PRIMARY, "The guardian can look in the app whether the child has a voucher.", False
    ),
    Clause(
        "R06",
        _CONSENT,
        "One single SMS from 1414, whatever the number of children, asks the guardian "
        "for consent to personal-data processing.",
    ),
    Clause("R07", _CONSENT, "`2*1` confirms the consent."),
    Clause("R08", _CONSENT, "`2*5` refuses."),
    Clause("R09", _CONSENT, "Ignoring the SMS also refuses."),
    Clause("R10", _CONSENT, "After confirmation the guardian is sent a link to the voucher."),
    Clause(
        "R11",
        _CONSENT,
        "In Social Wallet the guardian then sees the vouchers of all their children "
        "as «Активацияда» (awaiting activation).",
    ),
    Clause(
        "R12",
        _CONSENT,
        "The guardian chooses, child by child, which to activate and which to leave inactive.",
    ),
    Clause("R13", _LINKING, "Step 1: МИО tells the guardian that the link is missing."),
    Clause("R14", _LINKING, "Step 2: the guardian uses eGov mobile or goes to a ХҚКО …", False),
    Clause(
        "R15",
        _LINKING,
        "… and orders the service «Changes, additions and corrections to civil-status records».",
    ),
    Clause("R16", _LINKING, "Step 3, document: an identity document."),
    Clause(
        "R17",
        _LINKING,
        "Step 3, document: the certificate of civil-status registration (birth, change of data …).",
    ),
    Clause(
        "R18",
        _LINKING,
        "Step 3, document: a notarised power of attorney, when a representative applies.",
    ),
    Clause("R19", _LINKING, "Step 4: the data are updated and the child is registered as linked."),
    Clause(
        "R20",
        _LINKING,
        "From then on the usual order applies: consent by SMS, then activation in Social Wallet.",
    ),
    Clause("R21", _REGISTRATION, "4.1: open the app, «Кіру/Тіркелу»."),
    Clause("R22", _REGISTRATION, "4.1: «Жалғастыру»."),
    Clause("R23", _REGISTRATION, "4.1: «Кіру»."),
    Clause("R24", _REGISTRATION, "4.1: «Жаңасын шығару»."),
    Clause("R25", _REGISTRATION, "4.1: enter the phone number."),
    Clause("R26", _REGISTRATION, "4.2: enter the 6-digit SMS code from 1414."),
    Clause("R27", _REGISTRATION, "4.2: «Рұқсат беру»."),
    Clause("R28", _REGISTRATION, "4.2: «Бастау»."),
    Clause("R29", _REGISTRATION, "4.2: pass the video check."),
    Clause("R30", _REGISTRATION, "4.2: enter IIN and birth date, «Жалғастыру»."),
    Clause("R31", _REGISTRATION, "4.3: enter e-mail, invent a password."),
    Clause("R32", _REGISTRATION, "4.3: choose «Әлеуметтік әмиян».", False),
    Clause("R33", _REGISTRATION, "4.3: once the digital signature (ЭЦҚ) is issued, «Жалғастыру»."),
    Clause("R34", _REGISTRATION, "4.3: invent a quick-access code."),
    Clause("R35", _ACTIVATION, "Open the hot-meal voucher."),
    Clause("R36", _ACTIVATION, "«Ваучерді белсендіру» (activate the voucher)."),
    Clause("R37", _ACTIVATION, "«Ваучер белсендірілді» (the voucher is active)."),
    Clause("R38", _ACTIVATION, "Send the QR code to the child's school (for the canteen)."),
    Clause("R39", _DECLINING, "Open the voucher."),
    Clause("R40", _DECLINING, "«Қосымша әрекеттер», «Ваучерден бас тарту» (decline the voucher)."),
    Clause("R41", _DECLINING, "Choose a reason (the memo lists none)."),
    Clause(
        "R42",
        _FAQ,
        "1, a guardian's mistaken refusal: МИО collects the IINs of the recipients who refused.",
    ),
    Clause(
        "R43",
        _FAQ,
        "1: by those IINs the SMS is sent again, or the chance to reply again is offered.",
    ),
    Clause("R44", _FAQ, "2: with no number in МАБ the SMS cannot be sent."),
    Clause("R45", _FAQ, "2: only once the number is registered may the SMS be sent (again)."),
    Clause("R46", _FAQ, "3, technical error on activation: the education organisation's BIN."),
    Clause("R47", _FAQ, "3: the child's IIN."),
    Clause("R48", _FAQ, "3: the information system's name."),
    Clause("R49", _FAQ, "3: a screenshot of the error."),
    Clause("R50", _FAQ, "3: the report goes to Social Wallet's technical-support chat."),
    Clause("R51", _FAQ, "4, the guardian cannot answer 1414: 1414 is on a black list."),
    Clause("R52", _FAQ, "4: «spam-message blocking» is on."),
    Clause("R53", _FAQ, "4: receiving from short numbers is restricted."),
    Clause("R54", _FAQ, "4: the balance is negative or zero."),
    Clause("R55", _FAQ, "4: check the handset's settings and turn to the operator's support."),
    Clause(
        "R56",
        _FAQ,
        "5, several children in grades 5–11: the consent SMS is sent once, "
        "regardless of their number.",
    ),
    Clause("R57", _FAQ, "5: the guardian has to confirm consent (for vouchers to exist)."),
    Clause("R58", _FAQ, "5: all the children's vouchers show as «Активацияда»."),
    Clause(
        "R59",
        _FAQ,
        "5: the guardian can activate only those of the children who eat free (section 5).",
    ),
    Clause(
        "R60",
        _FAQ,
        "5: the others can be left inactive (the source cites section 6, formal refusal).",
    ),
)

CLAUSES: dict[str, Clause] = {clause.id: clause for clause in _ROWS}
