from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from smsflow.scenario.collect import find_files
from tests.command_line import Ran, smsflow
from tests.writing import family

ROOT = Path(__file__).parents[2]
GOOD = family("- start_campaign\n- reply: {from: aigul, text: '2*1'}\n- activate: dana")
BAD = family("- start_campaign\n- wait: 8d\n- expect: {consent: {aigul: refused}}")
UNREADABLE = family("- rply: {from: aigul}")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with scenarios of every outcome."""
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "good": GOOD.replace("A family", "Late consent") + "tags: [happy]\ncovers: [R07]\n",
        "bad": BAD.replace("A family", "Silence refuses") + "tags: [sad, long]\ncovers: [R09]\n",
        "skipped": GOOD + 'skip: "not yet"\n',
        "unreadable": UNREADABLE,
    }.items():
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    return tmp_path


def parsed(ran: Ran) -> Any:
    """What `--json` printed."""
    return json.loads(ran.out)


def names(ran: Ran) -> list[str]:
    """The scenarios that `--json` tells of, by file."""
    return [one["path"] for one in parsed(ran)["scenarios"]]


# Verdicts and exit codes.


def test_all_that_hold_exit_with_0(folder: Path) -> None:
    """A line for each, the differences, and the sum."""
    ran = smsflow("run", "good.yaml", "skipped.yaml")
    assert ran.code == 0
    assert ran.err == ""
    assert ran.out.splitlines()[-1] == "1 passed, 1 skipped"
    assert "skip" in ran.out
    assert "(not yet)" in ran.out


def test_one_that_fails_exits_with_1(folder: Path) -> None:
    """The place, the source line, expected beside actual, and the transcript so far."""
    ran = smsflow("run", "bad.yaml")
    assert ran.code == 1
    assert ran.err == ""
    assert "bad.yaml:11:31 SF201 consent of aigul" in ran.out
    lines = [line.strip() for line in ran.out.splitlines()]
    assert "11 |   - expect: {consent: {aigul: refused}}" in lines
    assert "expected  refused" in lines
    assert "actual    lapsed" in lines
    assert "1414 > aigul: consent_request" in lines
    assert ran.out.splitlines()[-1] == "1 failed"


def test_an_unreadable_file_exits_with_2(folder: Path) -> None:
    """With place, code, the nearest spelling and a caret; beside failures too."""
    ran = smsflow("run", "unreadable.yaml")
    assert ran.code == 2
    assert "unreadable.yaml:9:5 SF103 unknown step 'rply'; did you mean 'reply'?" in ran.out
    assert smsflow("run", "bad.yaml", "unreadable.yaml").code == 2
    assert smsflow("run", "unreadable.yaml", "bad.yaml", "good.yaml").code == 2


def test_a_file_that_cannot_be_opened_is_unreadable(folder: Path) -> None:
    """A broken link is told with its own code."""
    (folder / "gone.yaml").symlink_to(folder / "nowhere")
    ran = smsflow("run", "gone.yaml")
    assert ran.code == 2
    assert "SF401 no such file or folder: gone.yaml" in ran.err


def test_a_missing_path_exits_with_2(folder: Path) -> None:
    """Nothing is run, and the complaint goes to stderr."""
    ran = smsflow("run", "good.yaml", "missing.yaml")
    assert ran.code == 2
    assert "SF401 no such file or folder: missing.yaml" in ran.err


def test_a_path_that_cannot_be_one_exits_with_2(folder: Path) -> None:
    """Too long a name is a user's mistake, not ours."""
    ran = smsflow("run", "a" * 300)
    assert ran.code == 2
    assert "SF900" not in ran.err


@pytest.mark.skipif(
    not Path("/proc/self/mem").exists(), reason="a file that opens and cannot be read"
)
def test_a_file_that_opens_and_cannot_be_read_is_unreadable(folder: Path) -> None:
    """The system's reason is told, and the others are run."""
    ran = smsflow("run", "/proc/self/mem", "good.yaml", "--json")
    assert ran.code == 2
    failed, passed = parsed(ran)["scenarios"]
    assert failed["outcome"] == "error"
    assert failed["failures"][0]["code"] == "SF100"
    assert failed["failures"][0]["message"] == "it cannot be opened: Input/output error"
    assert passed["outcome"] == "passed"


def test_nothing_selected_exits_with_5(folder: Path) -> None:
    """An empty folder and a selection that leaves nothing, each told as what it is."""
    (folder / "empty").mkdir()
    none_fits = "SF402 no scenario in good.yaml fits -k, --tag and --clause"
    for arguments, said in (
        (["empty"], "SF402 no scenario file (.yaml, .yml) in empty"),
        (["good.yaml", "-k", "zzz"], none_fits),
        (["good.yaml", "--tag", "zzz"], none_fits),
    ):
        ran = smsflow("run", *arguments)
        assert ran.code == 5
        assert ran.err.splitlines()[0] == said


def test_a_folder_is_searched_for_yaml_files(folder: Path) -> None:
    """Both suffixes, in the order of their paths, each file once."""
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "deep" / "er" / "z.yml").write_text(GOOD, "utf-8")
    (folder / "deep" / "a.YAML").write_text(GOOD, "utf-8")
    (folder / "deep" / "notes.txt").write_text("no scenario", "utf-8")
    assert names(smsflow("run", "deep", "deep/er/z.yml", "--json")) == [
        "deep/a.YAML",
        "deep/er/z.yml",
    ]


def test_without_a_path_the_folder_scenarios_is_run(folder: Path) -> None:
    """Where it is there, nothing else is looked at."""
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "one.yaml").write_text(GOOD, "utf-8")
    ran = smsflow("run", "--json")
    assert names(ran) == ["scenarios/one.yaml"]
    assert ran.err == ""


def test_without_the_folder_scenarios_what_comes_with_smsflow_is_run(folder: Path) -> None:
    """With one line that says so, on standard error; `list` does the same."""
    count = len(find_files(["scenarios"], ROOT))
    note = f"no scenarios/ here: taking the {count} files that come with smsflow\n"
    for command in ("run", "list"):
        ran = smsflow(command, "--json", "-k", "faq_1_")
        assert (ran.code, ran.err) == (0, note)
        assert names(ran)
        assert all(path.startswith("scenarios/faq/faq_1_") for path in names(ran))


def test_a_path_that_is_named_has_to_be_there(folder: Path) -> None:
    """Also one of the scenarios that come with smsflow, which the message says how to get."""
    for path in ("scenarios", "scenarios/", "scenarios/faq/faq_1_resend.yaml"):
        ran = smsflow("run", path)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith(
            f"SF401 no such file or folder: {path}; "
            "`smsflow list --copy-to scenarios` writes what comes with smsflow there\n"
        )
    (folder / "scenarios").mkdir()
    assert "--copy-to" not in smsflow("run", "scenarios/faq/faq_1_resend.yaml").err


def test_a_rejected_step_fails_unless_the_next_expects_it(folder: Path) -> None:
    """Where it stands, with its clause and its row."""
    path = folder / "rejected.yaml"
    path.write_text(family("- activate: dana\n- wait: 1h"), "utf-8")
    ran = smsflow("run", str(path))
    assert ran.code == 1
    assert (
        ":9:5 SF220 activate of dana, whose voucher is none, is rejected by R36 "
        "(voucher.nothing_to_activate); if that is meant, say next "
        "`expect: {rejected: {clause: R36}}`"
    ) in ran.out
    path.write_text(family("- activate: dana\n- expect: {rejected: {clause: R36}}"), "utf-8")
    assert smsflow("run", str(path)).code == 0


def test_the_interrupt_key_exits_with_130(tmp_path: Path) -> None:
    """SIGINT in the middle of a long run: one word, no traceback."""
    rows = "".join(f"- {{text: '{number}'}}\n" for number in range(10_000))
    text = family("- start_campaign\n- reply: {from: aigul, text: <text>}\n" + "- wait: 1d\n" * 60)
    (tmp_path / "long.yaml").write_text(f"{text}cases:\n{rows}", "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "smsflow.commands.main", "run", "long.yaml"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == "interrupted\n"


# Options.


def test_fail_fast_stops_at_the_first_that_does_not_hold(folder: Path) -> None:
    """Failed or unreadable; -x for short."""
    assert names(smsflow("run", "bad.yaml", "good.yaml", "--fail-fast", "--json")) == ["bad.yaml"]
    assert names(smsflow("run", "unreadable.yaml", "good.yaml", "-x", "--json")) == [
        "unreadable.yaml"
    ]
    assert names(smsflow("run", "good.yaml", "bad.yaml", "-x", "--json")) == [
        "good.yaml",
        "bad.yaml",
    ]


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        ("consent", ["good.yaml"]),
        ("CONSENT", ["good.yaml"]),
        ("late or silence", ["bad.yaml", "good.yaml"]),
        ("late and silence", []),
        ("not late", ["bad.yaml"]),
        ("not (late or silence)", []),
        ("not not late", ["good.yaml"]),
        ("silence or late and zzz", ["bad.yaml"]),
        ("(silence or late) and consent", ["good.yaml"]),
        ("bad.yaml", ["bad.yaml"]),
    ],
)
def test_words_choose_by_name_and_path(folder: Path, words: str, chosen: list[str]) -> None:
    """`and`, `or`, `not` and brackets; `and` binds closer; upper case or lower."""
    ran = smsflow("run", "bad.yaml", "good.yaml", "-k", words, "--json")
    assert (names(ran) if chosen else ran.code) == (chosen or 5)


@pytest.mark.parametrize(
    "words", ["", "and", "late or", "(late", "late)", "not", "late silence", "()"]
)
def test_words_that_are_no_expression_are_a_usage_error(folder: Path, words: str) -> None:
    """Told with what may be written."""
    ran = smsflow("run", "good.yaml", "-k", words)
    assert ran.code == 2
    assert f"SF403 -k {words!r} cannot be read; write words, and, or, not, brackets" in ran.err


def test_tags_and_clauses_choose_any_of_several(folder: Path) -> None:
    """Within an option any will do; different options must agree."""
    both = ["bad.yaml", "good.yaml"]
    assert names(smsflow("run", *both, "--tag", "happy", "--json")) == ["good.yaml"]
    assert names(smsflow("run", *both, "--tag", "happy", "--tag", "sad", "--json")) == both
    assert names(smsflow("run", *both, "--clause", "R09", "--json")) == ["bad.yaml"]
    assert smsflow("run", *both, "--tag", "happy", "--clause", "R09").code == 5


def test_an_unknown_clause_is_a_usage_error(folder: Path) -> None:
    """With the nearest that there is."""
    ran = smsflow("run", "good.yaml", "--clause", "R77")
    assert ran.code == 2
    assert "SF116 --clause: unknown clause 'R77'; did you mean 'R57'?" in ran.err


def test_the_seed_draws_other_iins_and_the_same_ones_again(folder: Path) -> None:
    """It stands in for the scenario's own."""
    first = smsflow("run", "good.yaml", "--seed", "1", "--json", "--reveal")
    again = smsflow("run", "good.yaml", "--seed", "1", "--json", "--reveal")
    other = smsflow("run", "good.yaml", "--seed", "2", "--json", "--reveal")

    def iins(ran: Ran) -> list[str]:
        events = parsed(ran)["scenarios"][0]["events"]
        return [event["iin"] for event in events if event["type"].endswith("Known")]

    assert iins(first) == iins(again)
    assert not set(iins(first)) & set(iins(other))
    assert all(iin.startswith("9") for iin in iins(first))


def test_json_is_one_object_whatever_the_outcome(folder: Path) -> None:
    """Failed, skipped and unreadable ones among them; the exit code is the same."""
    ran = smsflow("run", ".", "--json")
    assert ran.code == 2
    document = parsed(ran)
    summary = document["summary"]
    del summary["seconds"]
    assert summary == {"passed": 1, "failed": 1, "errors": 1, "skipped": 1}
    outcomes = {one["path"]: one["outcome"] for one in document["scenarios"]}
    assert outcomes == {
        "bad.yaml": "failed",
        "good.yaml": "passed",
        "skipped.yaml": "skipped",
        "unreadable.yaml": "error",
    }
    error = next(one for one in document["scenarios"] if one["outcome"] == "error")
    assert error["failures"] == [
        {
            "code": "SF103",
            "message": "unknown step 'rply'; did you mean 'reply'?",
            "path": "unreadable.yaml",
            "line": 9,
            "column": 5,
        }
    ]


def test_reveal_shows_what_is_masked_otherwise(folder: Path) -> None:
    """Numbers in the source line and the transcript."""
    (folder / "stranger.yaml").write_text(
        family(
            "- reply: {from_number: '+7 705 555 01 77', text: x}\n"
            "- expect: {truth: {aigul: ignored}}"
        ),
        "utf-8",
    )
    masked = smsflow("run", "stranger.yaml").out
    assert "+7 705 555 01 77" not in masked
    assert "+7 705 ••• •• 77 > 1414: x" in masked
    assert "+7 705 555 01 77 > 1414: x" in smsflow("run", "stranger.yaml", "--reveal").out


def test_the_same_input_and_seed_print_the_same_bytes(folder: Path) -> None:
    """Text and JSON, the seconds aside."""
    assert smsflow("run", ".") == smsflow("run", ".")
    texts = []
    for _ in range(2):
        document = parsed(smsflow("run", ".", "--json"))
        document["summary"]["seconds"] = 0
        texts.append(json.dumps(document))
    assert texts[0] == texts[1]


def test_output_off_a_terminal_is_plain(folder: Path) -> None:
    """No escape sequence, no status line, no carriage return."""
    ran = smsflow("run", ".")
    assert "\x1b" not in ran.out
    assert "\r" not in ran.out


def test_output_on_a_terminal_is_live_and_coloured(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A status while it runs, green and red, and the same words."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    ran = smsflow("run", "good.yaml", "bad.yaml", terminal=True)
    assert ran.code == 1
    assert "\x1b[2K0 done · good.yaml\r" in ran.out
    assert "\x1b[32m" in ran.out
    assert "\x1b[1;31m" in ran.out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in smsflow("run", "good.yaml", terminal=True).out


def test_the_sum_counts_wrongful_refusals_and_consents_by_cause(folder: Path) -> None:
    """The headline, most frequent first, after every scenario."""
    silent = "- fault: {on: aigul, cause: blacklisted}\n- start_campaign\n- wait: 8d"
    (folder / "one.yaml").write_text(family(silent), "utf-8")
    (folder / "two.yaml").write_text(family(silent), "utf-8")
    (folder / "three.yaml").write_text(
        family("- start_campaign\n- reply: {from: aigul, text: '2*5', meant: consent}"), "utf-8"
    )
    (folder / "four.yaml").write_text(
        family(
            "- start_campaign\n- reply: {from: aigul, text: '2*1'}\n"
            "- reply: {from: aigul, text: '2*5'}"
        ),
        "utf-8",
    )
    ran = smsflow("run", "one.yaml", "two.yaml", "three.yaml", "four.yaml")
    assert ran.code == 0
    assert ran.out.splitlines()[-6:] == [
        "wrongful refusals: 3",
        "     2  never_saw_request  (blacklisted)",
        "     1  refused_by_mistake  (R42)",
        "wrongful consents: 1",
        "     1  refused  (second_reply: first)",
        "4 passed",
    ]


def test_every_difference_and_finding_is_told_with_its_scenario(folder: Path) -> None:
    """Who is recorded what, what is true, and why; a finding names the child it concerns."""
    steps = """
    - start_campaign
    - fault: {on: aigul, cause: memory_full}
    - reply: {from: aigul, text: "2*1"}
    - reply: {from: aigul, text: "2*5"}
    - activate: dana
    - send_qr: dana
    - decline_voucher: {child: dana, reason: moved}
    """
    (folder / "found.yaml").write_text(family(steps), "utf-8")
    ran = smsflow("run", "found.yaml")
    assert ran.code == 0
    lines = [line.strip() for line in ran.out.splitlines()]
    assert lines[lines.index("ok    found.yaml  A family") + 1 :][:3] == [
        "wrongful consent: aigul is recorded consented, truly refused (second_reply: first)",
        "finding: aigul: link_not_seen (memory_full)",
        "finding: aigul, dana: qr_of_declined_voucher (moved)",
    ]


# Wording.

WORDING = """\
language: kk
sms:
  consent_request: {{text: "{text}", budget: 1}}
  voucher_link: {{text: "Link", budget: 1}}
  reply_hint: {{text: "Hint", budget: 1}}
  registration_code: {{text: "Code {{{{code}}}}", budget: 1}}
  missing_link_notice: {{text: "Notice", budget: 1}}
"""


def test_another_wording_is_what_1414_writes(folder: Path) -> None:
    """One language is replaced, the other stays."""
    (folder / "kk.yaml").write_text(WORDING.format(text="Reply 2*1 or 2*5"), "utf-8")
    path = folder / "expecting.yaml"
    path.write_text(
        family(
            "- start_campaign\n- expect_sms: {to: aigul, text: 'Reply 2*1 or 2*5', segments: 1}"
        ),
        "utf-8",
    )
    assert smsflow("run", str(path), "--wording", "kk.yaml").code == 0
    ran = smsflow("run", str(path))
    assert ran.code == 1
    assert "SF211 text of the SMS to aigul" in ran.out


def test_a_wording_over_its_budget_is_a_finding(folder: Path) -> None:
    """Not a failure: the SMS goes out all the same."""
    (folder / "kk.yaml").write_text(WORDING.format(text="ә" * 71), "utf-8")
    ran = smsflow("run", "good.yaml", "--wording", "kk.yaml", "--json")
    assert ran.code == 0
    assert parsed(ran)["scenarios"][0]["findings"] == [
        {
            "guardian": "aigul",
            "child": None,
            "finding": "sms_over_budget",
            "cause": "consent_request: 2 segments, budget 1",
        }
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("language: kk\n", "kk.yaml:1:1 SF106 a wording needs 'sms'"),
        ("language: en\nsms: {}\n", "kk.yaml:1:11 SF108 unknown language 'en'; it can be kk, ru"),
        ("- a\n", "kk.yaml:1:1 SF107 a wording takes a mapping {language: …, sms: …}, not a list"),
        (
            WORDING.format(text="x").replace("budget: 1", "budget: 11", 1),
            "SF108 expected a whole number from 1 to 10, found '11'",
        ),
        ("language: [\n", "kk.yaml:2:1 SF101"),
    ],
)
def test_a_wording_that_is_none_exits_with_2(folder: Path, text: str, complaint: str) -> None:
    """All its errors with their places, on stderr, and nothing is run."""
    (folder / "kk.yaml").write_text(text, "utf-8")
    ran = smsflow("run", "good.yaml", "--wording", "kk.yaml")
    assert ran.code == 2
    assert complaint in ran.err
    assert ran.out == ""


def test_a_wording_that_is_not_there_exits_with_2(folder: Path) -> None:
    """A missing file, and a folder."""
    ran = smsflow("run", "good.yaml", "--wording", "missing.yaml")
    assert ran.code == 2
    assert "missing.yaml:1:1 SF100 it cannot be opened: No such file or directory" in ran.err
    ran = smsflow("run", "good.yaml", "--wording", ".")
    assert ran.code == 2
    assert "SF100 it cannot be opened: Is a directory" in ran.err
