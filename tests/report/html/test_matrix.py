from __future__ import annotations

from smsflow.report.html.matrix import MAX_COLUMNS, MAX_FILES, Matrix
from smsflow.scenario.result import Outcome, Result


def result(path: str, *, covers: tuple[str, ...] = (), passed: bool = True) -> Result:
    """What came of a scenario."""
    return Result(path, "x", Outcome.PASSED if passed else Outcome.FAILED, covers=covers)


def test_few_files_have_a_column_each() -> None:
    """Cases of one file share theirs."""
    matrix = Matrix()
    matrix.add(1, result("a/one.yaml"), ("R06", "R07"))
    matrix.add(2, result("a/one.yaml"), ("R06",))
    matrix.add(3, result("b/two.yaml"), ("R09",))
    assert matrix.by_file
    assert matrix.columns == {"a/one.yaml": {"R06": 2, "R07": 1}, "b/two.yaml": {"R09": 1}}
    assert [matrix.count(clause) for clause in ("R06", "R07", "R08", "R09")] == [2, 1, 0, 1]
    assert matrix.reached == 3


def test_a_file_stands_by_its_name_and_by_its_path_where_two_have_it() -> None:
    """A long path on its side would be a tall table."""
    matrix = Matrix()
    for number, path in enumerate(("a/one.yaml", "a/two.yaml", "b/two.yaml"), 1):
        matrix.add(number, result(path), ("R06",))
    assert [matrix.head(one) for one in matrix.columns] == ["one.yaml", "a/two.yaml", "b/two.yaml"]


def test_many_files_have_a_column_a_folder() -> None:
    """Also the folder that has no name."""
    matrix = Matrix()
    for number in range(MAX_FILES + 1):
        matrix.add(number + 1, result(f"{'ab'[number % 2]}/{number}.yaml"), ("R06",))
    matrix.add(99, result("here.yaml"), ("R07",))
    assert not matrix.by_file
    assert matrix.columns == {"a/": {"R06": 9}, "b/": {"R06": 8}, "./": {"R07": 1}}


def test_too_many_folders_share_the_last_column() -> None:
    """A table of a thousand columns shows nothing."""
    matrix = Matrix()
    for number in range(40):
        matrix.add(number + 1, result(f"{number:02}/a.yaml"), ("R06",))
    columns = matrix.columns
    assert len(columns) == MAX_COLUMNS
    assert list(columns.items())[-1] == ("17 others", {"R06": 17})


def test_the_example_of_a_clause_exercises_little_else() -> None:
    """Of equals the first; none where there is none."""
    matrix = Matrix()
    matrix.add(1, result("a.yaml"), ("R06", "R07"))
    matrix.add(2, result("b.yaml"), ("R07",))
    matrix.add(3, result("c.yaml"), ("R07",))
    assert [matrix.example(clause) for clause in ("R06", "R07", "R08")] == [1, 2, 0]


def test_what_is_claimed_and_not_exercised_is_told_by_file() -> None:
    """Of scenarios that passed; another case may exercise it."""
    matrix = Matrix()
    matrix.add(1, result("a.yaml", covers=("R06", "R07", "R08")), ("R06",))
    matrix.add(2, result("a.yaml", covers=("R06", "R07", "R08")), ("R07",))
    matrix.add(3, result("b.yaml", covers=("R09",), passed=False), ())
    assert matrix.hollow == {"a.yaml": ("R08",)}
