"""What there is to say of a name that the program uses."""

from __future__ import annotations

from collections.abc import Iterator

from smsflow.document.shapes import suggest
from smsflow.errors import CODES, UsageError
from smsflow.memo.clauses import CLAUSES
from smsflow.memo.consent import CONSENT, STATES
from smsflow.memo.policy import SETTINGS, setting_of, spell
from smsflow.memo.table import Conditional, Row, Table, Unless
from smsflow.memo.voucher import VOUCHER
from smsflow.scenario import findings, truth
from smsflow.world.faults import BEHAVIOUR, Fault

_ROWS: dict[str, tuple[Table, Row]] = {
    table.id_of(row): (table, row) for table in (CONSENT, VOUCHER) for row in table.rows
}
_FAULTS = {str(fault): fault for fault in Fault}
_WORDS = {
    **{str(state): f"A state of consent: {meaning}." for state, meaning in STATES.items()},
    **{str(truth): f"A truth: {meaning}." for truth, meaning in truth.MEANINGS.items()},
    **{str(found): f"A finding: {meaning}." for found, meaning in findings.MEANINGS.items()},
}
_PROPERTIES = {f"P{number}": f"SF3{number:02}" for number in range(1, 11)}


def explanation(name: str) -> tuple[str, list[str]]:
    """A title and lines; `UsageError` with the nearest name where there is nothing to say."""
    lower_case = (SETTINGS, _ROWS, _FAULTS, _WORDS)
    word = name if any(name in names for names in lower_case) else name.upper()
    code = _PROPERTIES.get(word, word)
    if code in CODES:
        title, text = CODES[code]
        return f"{code} {title}", [text]
    if word in CLAUSES:
        return _of_clause(word)
    if word in SETTINGS:
        return _of_setting(word)
    if word in _ROWS:
        table, row = _ROWS[word]
        return word, list(_of_row(table, row))
    if word in _FAULTS:
        behaviour = BEHAVIOUR[_FAULTS[word]]
        cited = f" ({', '.join(behaviour.clauses)})" if behaviour.clauses else ""
        return f"{word}{cited}", [
            f"{behaviour.meaning}.",
            f"An SMS to the guardian is {behaviour.verdict.name.lower()}.",
            f"A reply leaves: {behaviour.reply.value}.",
        ]
    if word in _WORDS:
        return word, [_WORDS[word]]
    known = [*CODES, *CLAUSES, *_PROPERTIES, *SETTINGS, *_ROWS, *_FAULTS, *_WORDS]
    raise UsageError("SF404", f"nothing to explain by the name {name!r}{suggest(name, known)}")


def _of_clause(clause: str) -> tuple[str, list[str]]:
    said = CLAUSES[clause]
    lines = [said.text]
    open_points = [name for name, setting in SETTINGS.items() if setting.clause == clause]
    if open_points:
        lines.append(f"Completed by the policy: {', '.join(open_points)}.")
    rows = [name for name, (_, row) in _ROWS.items() if clause in row.clauses]
    if rows:
        lines.append(f"Rows: {', '.join(rows)}.")
    return f"{clause}, {said.section}", lines


def _of_setting(name: str) -> tuple[str, list[str]]:
    setting = SETTINGS[name]
    lines = [f"{setting.clause}: {setting.silence}."]
    if setting.options:
        lines.append(f"Values: {', '.join(str(option) for option in setting.options)}.")
    rows = [
        row_name
        for row_name, (_, row) in _ROWS.items()
        if setting.options and any(isinstance(option, setting.type) for option in row.when)
    ]
    if rows:
        lines.append(f"Rows: {', '.join(rows)}.")
    return f"{name}: {spell(name, setting.default)} unless said", lines


def _of_row(table: Table, row: Row) -> Iterator[str]:
    guards = [
        f"not {guard.guard}" if isinstance(guard, Unless) else str(guard) for guard in row.guards
    ]
    options = [f"{setting_of(type(option))}: {option}" for option in row.when]
    yield f"in {', '.join(str(source) for source in row.sources)}"
    yield f"when {row.trigger}" + (f", if {' and '.join(guards)}" if guards else "")
    if options:
        yield f"under the policy {' or '.join(options)}"
    if row.rejects:
        yield f"is rejected by {row.rejects}"
    else:
        yield f"goes to {row.target}" if row.target else "stays"
    effects = [
        f"{one.effect} (under {setting_of(type(one.option))}: {one.option})"
        if isinstance(one, Conditional)
        else str(one)
        for one in row.effects
    ]
    if effects:
        yield f"and does {', '.join(effects)}"
    for clause in row.clauses:
        yield f"{clause}: {CLAUSES[clause].text}"
