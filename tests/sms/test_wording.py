"""What 1414 writes: complete in each language, within its budget, a code where one belongs."""

from __future__ import annotations

from pathlib import Path

import pytest

from smsflow.errors import DocumentError
from smsflow.sms.messages import Kind
from smsflow.sms.segments import segment
from smsflow.sms.wording import LANGUAGES, default_wording

TEXTS = [(language, kind) for language in LANGUAGES for kind in Kind]


@pytest.mark.parametrize(("language", "kind"), TEXTS)
def test_every_kind_has_a_text_within_its_budget(language: str, kind: Kind) -> None:
    """Encoding and segments are those of what is really sent, its code filled in."""
    template = default_wording().template(language, kind)
    sent = segment(template.filled(7))
    assert (template.encoding, template.segments) == (sent.encoding.value, sent.segments)
    assert template.segments <= template.budget


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_registration_code_is_six_digits_and_each_sms_has_its_own(language: str) -> None:
    """R26; the rest of the text stays."""
    template = default_wording().template(language, Kind.REGISTRATION_CODE)
    head, tail = template.text.split("{code}")
    texts = [template.filled(number) for number in range(1, 2000)]
    codes = {text.removeprefix(head).removesuffix(tail) for text in texts}
    assert len(codes) == len(texts)
    assert all(len(code) == 6 and code.isascii() and code.isdigit() for code in codes)


@pytest.mark.parametrize(("language", "kind"), TEXTS)
def test_only_the_registration_code_has_a_code(language: str, kind: Kind) -> None:
    """Every other text is sent as it stands in the catalogue."""
    template = default_wording().template(language, kind)
    assert (template.filled(1) == template.text) is (kind is not Kind.REGISTRATION_CODE)


def test_a_code_counts_with_six_digits_in_another_wording_too(tmp_path: Path) -> None:
    """154 letters and a code are one segment of 160; one letter more is two (GSM 03.38)."""
    for letters, segments in ((154, 1), (155, 2)):
        path = tmp_path / "kk.yaml"
        entries = (f'  {kind}: {{text: "{{code}}{"a" * letters}", budget: 2}}\n' for kind in Kind)
        path.write_text(f"language: kk\nsms:\n{''.join(entries)}", encoding="utf-8")
        template = default_wording().replaced_by(path).template("kk", Kind.REGISTRATION_CODE)
        assert template.segments == segments
        assert len(template.filled(3)) == letters + 6


def test_a_text_tells_its_kind() -> None:
    """Of either language, with whatever code; a text like it, or a part, is none."""
    wording = default_wording()
    for (_, kind), template in wording.templates.items():
        assert wording.kind_of(template.filled(3)) is kind
        assert wording.kind_of(f"{template.filled(3)} ") is None
    code = wording.template("ru", Kind.REGISTRATION_CODE).text
    assert wording.kind_of(code.replace("{code}", "012345")) is Kind.REGISTRATION_CODE
    assert wording.kind_of(code.replace("{code}", "12345")) is None
    assert wording.kind_of(code.replace("{code}", "１２３４５６")) is None
    assert wording.kind_of("") is None


def test_a_registration_code_without_a_place_for_the_code_is_refused(tmp_path: Path) -> None:
    """Nobody could type what is not sent (R26)."""
    path = tmp_path / "kk.yaml"
    entries = (f"  {kind}: {{text: 'a', budget: 2}}\n" for kind in Kind)
    path.write_text(f"language: kk\nsms:\n{''.join(entries)}", encoding="utf-8")
    with pytest.raises(DocumentError) as refused:
        default_wording().replaced_by(path)
    (problem,) = refused.value.problems
    assert problem.message == "expected a text that has the code as {code}, found 'a'"
    assert (problem.code, problem.place.line) == ("SF108", 6)
