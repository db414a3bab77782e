"""The pytest plugin, in a pytest of its own within this one."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from tests.writing import family

GOOD = family("- start_campaign\n- reply: {from: aigul, text: '2*1'}")
BAD = family("- start_campaign\n- wait: 8d\n- expect: {consent: {aigul: refused}}")
UNREADABLE = family("- rply: {from: aigul}\n- start_campain")
CASES = (
    family(
        "- start_campaign\n- reply: {from: aigul, text: <text>}\n"
        "- expect: {consent: {aigul: consented}}"
    )
    + 'cases:\n- {text: "2*1"}\n- {text: "2*5"}\n'
)
FOREIGN = {
    "azure-pipelines.yml": "name: $(Date:yyyyMMdd)\nsteps:\n- script: make\n",
    "compose.yaml": "services: {web: {image: x}}\n",
    "broken.yaml": "steps: [\n\tguardians\n",
    "nested.yaml": "job:\n  steps: []\n  guardians: {}\n",
    "binary.yml": "\x00\x01",
}


@pytest.fixture
def place(pytester: pytest.Pytester) -> pytest.Pytester:
    """An empty folder, its pytest without what our own set-up needs."""
    pytester.makeini(
        "[pytest]\nfilterwarnings = error\nasyncio_default_fixture_loop_scope = function"
    )
    return pytester


def write(place: pytest.Pytester, **texts: str) -> None:
    """Write scenario files into the folder `scenarios`."""
    folder = place.path / "scenarios"
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")


def names(place: pytest.Pytester, *arguments: str) -> list[str]:
    """The tests that are chosen, by file and name."""
    ran = place.runpytest("--collect-only", "--quiet", *arguments)
    return [line for line in ran.outlines if "::" in line]


# What is collected.


def test_every_scenario_of_a_folder_is_a_test(place: pytest.Pytester) -> None:
    """A file, and a case, each by the name that reports give it."""
    write(place, good=GOOD, cases=CASES)
    assert names(place, "scenarios") == [
        "scenarios/cases.yaml::A family [text=2*1]",
        "scenarios/cases.yaml::A family [text=2*5]",
        "scenarios/good.yaml::A family",
    ]
    place.runpytest("scenarios").assert_outcomes(passed=2, failed=1)


def test_a_file_of_somebody_elses_is_left_alone(place: pytest.Pytester) -> None:
    """Pipelines have steps too, and some YAML is none; ours is found among them."""
    for name, text in FOREIGN.items():
        (place.path / name).write_text(text, "utf-8")
    write(place, good=GOOD, good_json='"steps": []\n"children": {}\n')
    place.makepyfile("def test_python(): pass")
    (place.path / "gone.yaml").symlink_to(place.path / "nowhere")
    ran = place.runpytest("--continue-on-collection-errors")
    ran.assert_outcomes(passed=2, errors=1)
    ran.stdout.fnmatch_lines(["ERROR scenarios/good_json.yaml"])


def test_a_file_that_is_named_is_a_scenario(place: pytest.Pytester) -> None:
    """On the command line, or below a folder of the setting: there every mistake is told."""
    write(place, typo=GOOD.replace("steps:", "stepz:"))
    place.runpytest("scenarios").assert_outcomes()
    ran = place.runpytest("scenarios/typo.yaml")
    ran.assert_outcomes(errors=1)
    ran.stdout.fnmatch_lines(["scenarios/typo.yaml:8:1 SF104 *did you mean 'steps'?"])
    place.runpytest("-o", "smsflow_scenarios=scenarios").assert_outcomes(errors=1)
    place.runpytest("-o", "smsflow_scenarios=other").assert_outcomes()


def test_a_file_too_long_for_a_scenario_is_not_read(place: pytest.Pytester) -> None:
    """Whoever's it is."""
    write(place, long=GOOD + "#" * (8 * 1024 * 1024))
    place.runpytest("scenarios").assert_outcomes()


def test_a_file_that_cannot_be_read_is_an_error_with_our_message(place: pytest.Pytester) -> None:
    """All its problems, with places and carets; the others are collected."""
    write(place, unreadable=UNREADABLE, good=GOOD)
    ran = place.runpytest("scenarios", "--continue-on-collection-errors")
    ran.assert_outcomes(passed=1, errors=1)
    ran.stdout.fnmatch_lines(
        [
            "scenarios/unreadable.yaml:9:5 SF103 unknown step 'rply'; did you mean 'reply'?",
            "    9 |   - rply: {from: aigul}",
            "      |     ^",
            "scenarios/unreadable.yaml:10:5 SF103 unknown step 'start_campain'; *",
        ],
        consecutive=True,
    )
    ran.stdout.no_fnmatch_line("*Traceback*")


def test_names_that_are_alike_are_told_apart(place: pytest.Pytester) -> None:
    """Reports go by name."""
    write(place, cases=CASES.replace("2*5", "2*1"))
    assert names(place, "scenarios") == [
        "scenarios/cases.yaml::A family [text=2*1]",
        "scenarios/cases.yaml::A family [text=2*1] #2",
    ]


# What comes of a test.


def test_a_failure_is_told_as_smsflow_run_tells_it(place: pytest.Pytester) -> None:
    """Place, source line, caret, expected and actual, and what happened so far; no traceback."""
    write(place, bad=BAD)
    ran = place.runpytest("scenarios")
    ran.assert_outcomes(failed=1)
    ran.stdout.fnmatch_lines(
        [
            "*_ A family _*",
            "SF201 consent of aigul: expected refused, actually lapsed",
            "scenarios/bad.yaml:11:31 SF201 consent of aigul",
            "   11 |   - expect: {consent: {aigul: refused}}",
            "      |                               ^",
            "      expected  refused",
            "      actual    lapsed",
            "      so far:",
            "*start_campaign (R06)",
        ],
        consecutive=True,
    )
    ran.stdout.fnmatch_lines(["FAILED scenarios/bad.yaml::A family - SF201 consent of *"])
    ran.stdout.no_fnmatch_line("*pytest_plugin.py*")


def test_numbers_are_masked(place: pytest.Pytester) -> None:
    """In names, in texts and in reasons."""
    number = "+7 705 555 01 77"
    reply = family(f"- reply: {{from_number: '{number}', text: x}}\n- activate: dana")
    write(place, bad=reply.replace("A family", f"A family of {number}"))
    write(place, skipped=GOOD + f'skip: "until {number} answers"\n')
    ran = place.runpytest("scenarios", "-v", "-rs")
    ran.assert_outcomes(failed=1, skipped=1)
    text = ran.stdout.str()
    assert "555" not in text
    assert "A family of +7 705 ••• •• 77" in text
    assert "+7 705 ••• •• 77 > 1414: x" in text
    assert "until +7 705 ••• •• 77 answers" in text


def test_a_skipped_scenario_is_skipped_with_its_reason(place: pytest.Pytester) -> None:
    """It is not run."""
    write(place, skipped=BAD + 'skip: "not yet"\n')
    ran = place.runpytest("scenarios", "-rs")
    ran.assert_outcomes(skipped=1)
    ran.stdout.fnmatch_lines(["SKIPPED * not yet"])


def test_a_fault_of_the_program_keeps_its_traceback(
    place: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is no verdict on the scenario."""
    write(place, good=GOOD)
    monkeypatch.delattr("smsflow.scenario.run.run_scenario")
    ran = place.runpytest("scenarios")
    ran.assert_outcomes(failed=1)
    ran.stdout.fnmatch_lines(["*ImportError: cannot import name 'run_scenario'*"])


# Choosing.


def test_words_choose_by_name_by_tag_and_by_clause(place: pytest.Pytester) -> None:
    """`-k` as ever."""
    write(
        place, cases=CASES, late=GOOD.replace("A family", "Late") + "covers: [R09]\ntags: [slow]\n"
    )
    assert names(place, "scenarios", "-k", "late") == ["scenarios/late.yaml::Late"]
    assert names(place, "scenarios", "-k", "R09") == ["scenarios/late.yaml::Late"]
    assert names(place, "scenarios", "-k", "slow") == ["scenarios/late.yaml::Late"]
    assert len(names(place, "scenarios", "-k", "not late")) == 2


def test_tags_are_marks(place: pytest.Pytester) -> None:
    """Known to --strict-markers; what is no identifier is made one."""
    write(place, one=GOOD + "tags: [slow, late reply, 5-11, '!', here]\n")
    write(place, two=GOOD + "tags: [here]\n")
    for mark in ("slow", "late_reply", "tag_5_11", "tag_"):
        chosen = names(place, "scenarios", "--strict-markers", "-m", mark)
        assert chosen == ["scenarios/one.yaml::A family"]
    place.runpytest("scenarios", "--strict-markers").assert_outcomes(passed=2)


@pytest.mark.parametrize("tag", ["skip", "xfail", "not", "skipif", "usefixtures"])
def test_a_tag_means_nothing_else_to_pytest(place: pytest.Pytester, tag: str) -> None:
    """A tag `skip` is a tag: the scenario is run."""
    write(place, one=BAD + f"tags: ['{tag}']\n")
    place.runpytest("scenarios", "--strict-markers").assert_outcomes(failed=1)
    assert len(names(place, "scenarios", "-m", f"tag_{tag}")) == 1


# Company.


def test_junitxml_has_a_case_a_scenario(place: pytest.Pytester) -> None:
    """With the same text as the terminal."""
    write(place, bad=BAD, good=GOOD)
    place.runpytest("scenarios", "--junitxml=junit.xml")
    cases = {
        f"{case.get('classname')} {case.get('name')}": case
        for case in ET.parse(place.path / "junit.xml").getroot().iter("testcase")
    }
    assert set(cases) == {"scenarios.bad.yaml A family", "scenarios.good.yaml A family"}
    (failure,) = cases["scenarios.bad.yaml A family"]
    assert "bad.yaml:11:31 SF201 consent of aigul" in (failure.text or "")


def test_scenarios_are_spread_over_xdist(place: pytest.Pytester) -> None:
    """Two processes agree on what there is, and the verdict is the same."""
    write(place, bad=BAD, cases=CASES, good=GOOD + "tags: [slow]\n", skipped=GOOD + "skip: no\n")
    ran = place.runpytest_subprocess("scenarios", "-n", "2", "--strict-markers")
    ran.assert_outcomes(passed=2, failed=2, skipped=1)
    ran.stdout.fnmatch_lines(["scenarios/bad.yaml:11:31 SF201 consent of aigul"])


def test_a_pytest_without_scenarios_imports_nothing_of_ours(place: pytest.Pytester) -> None:
    """The plugin itself apart, which every pytest run loads: no parser, no machine, no screen."""
    place.makepyfile("def test_python(): pass")
    (place.path / "compose.yaml").write_text(FOREIGN["compose.yaml"], "utf-8")
    place.makeconftest("""
        import sys

        def pytest_terminal_summary(terminalreporter):
            for name in sorted(sys.modules):
                terminalreporter.line(f"imported {name}")
    """)
    ran = place.runpytest_subprocess("-p", "no:xdist")
    ran.assert_outcomes(passed=1)
    names = {line.removeprefix("imported ") for line in ran.outlines}
    assert {name for name in names if name.partition(".")[0] == "smsflow"} == {
        "smsflow",
        "smsflow.pytest_plugin",
    }
    heavy = {"yaml", "transitions", "phonenumbers", "typer", "rich", "multiprocessing"}
    assert "pytest" in names
    assert not names & heavy
