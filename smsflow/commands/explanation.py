"""What there is to say of a name that the program uses."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from smsflow.codes import CODES
from smsflow.commands.glossary import WORDS
from smsflow.document.suggestions import suggest
from smsflow.errors import UsageError
from smsflow.gateway import endings
from smsflow.memo.clauses import CLAUSES
from smsflow.memo.policy import SETTINGS, setting_of, spell
from smsflow.memo.table import BY_MODEL, Conditional, Row, Table, Unless
from smsflow.memo.tables import TABLES
from smsflow.scenario.language.verbs.catalogue import VERBS, meaning_of
from smsflow.world.faults import BEHAVIOUR, Fault

_ROWS: dict[str, tuple[Table, Row]] = {
    table.id_of(row): (table, row) for table in TABLES for row in table.rows
}
_FAULTS = {str(fault): fault for fault in Fault}
_PHONES = ("endings",)
_STEPS = {name: meaning_of(name) for name in VERBS}
_PROPERTIES = {f"P{number}": f"SF3{number:02}" for number in range(1, 11)}


def explanation(name: str) -> tuple[str, list[str]]:
    """A title and lines; `UsageError` with the nearest name where there is nothing to say."""
    if not name:
        return "What can be explained", _kinds()
    name = name.partition(":")[0]  # a cause may be `second_reply: first`
    for word in (name, name.upper()):
        told = [tell(word) for names, tell in _TELLERS if word in names]
        if told:
            return _together(word, told)
    known = [name for names, _ in _TELLERS for name in names]
    raise UsageError(
        "SF404", f"nothing to explain by the name {name!r}{suggest(name, known, len(known))}"
    )


def _together(word: str, told: list[tuple[str, list[str]]]) -> tuple[str, list[str]]:
    """What several know of one word; who has a title of their own begins with it."""
    if len(told) == 1:
        return told[0]
    return word, [
        line
        for title, lines in told
        for line in ([] if title == word else [title.removeprefix(f"{word} ")]) + lines
    ]


def _of_code(code: str) -> tuple[str, list[str]]:
    title, text = CODES[code]
    return f"{code} {title}", [text]


def _of_property(name: str) -> tuple[str, list[str]]:
    return _of_code(_PROPERTIES[name])


def _of_step(name: str) -> tuple[str, list[str]]:
    return f"{name} (a step)", [_STEPS[name]]


def _of_word(word: str) -> tuple[str, list[str]]:
    return word, WORDS[word]


def _of_fault(name: str) -> tuple[str, list[str]]:
    behaviour = BEHAVIOUR[_FAULTS[name]]
    cited = f" ({', '.join(behaviour.clauses)})" if behaviour.clauses else ""
    return f"{name}{cited}", [
        f"{behaviour.meaning}.",
        f"An SMS to the guardian is {behaviour.verdict.name.lower()}.",
        f"A reply leaves: {behaviour.reply.value}.",
    ]


def _of_endings(_name: str) -> tuple[str, list[str]]:
    said = "What simulated phones do that no file names, by their numbers' last two digits."
    return "endings", [said, *(f"{digits}: {meaning}." for digits, meaning in endings.rows())]


def _kinds() -> list[str]:
    """The names of each kind."""
    kinds: dict[str, Collection[str]] = {
        "codes": CODES,
        "clauses": CLAUSES,
        "properties": _PROPERTIES,
        "settings": SETTINGS,
        "steps": _STEPS,
        "faults": _FAULTS,
        "words of scenarios and reports": WORDS,
        "simulated phones": _PHONES,
        "rows": _ROWS,
    }
    return [f"{kind}: {', '.join(names)}" for kind, names in kinds.items()]


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


def _of_row(name: str) -> tuple[str, list[str]]:
    return name, list(_lines_of_row(*_ROWS[name]))


def _lines_of_row(table: Table, row: Row) -> Iterator[str]:
    guards = [
        f"not {guard.guard}" if isinstance(guard, Unless) else str(guard) for guard in row.guards
    ]
    options = [f"{setting_of(type(option))}: {option}" for option in row.when]
    yield f"in {', '.join(str(source) for source in row.sources)}"
    yield f"when {row.trigger}" + (f", if {' and '.join(guards)}" if guards else "")
    if options:
        yield f"under the policy {' or '.join(options)}"
    if row.rejects == BY_MODEL:
        yield "is rejected by the clause of what is missing first"
    elif row.rejects:
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


_TELLERS: tuple[tuple[Collection[str], Callable[[str], tuple[str, list[str]]]], ...] = (
    (CODES, _of_code),
    (CLAUSES, _of_clause),
    (_PROPERTIES, _of_property),
    (SETTINGS, _of_setting),
    (_STEPS, _of_step),
    (_FAULTS, _of_fault),
    (_ROWS, _of_row),
    (WORDS, _of_word),
    (_PHONES, _of_endings),
)
"""which names there are, and who tells of them"""
