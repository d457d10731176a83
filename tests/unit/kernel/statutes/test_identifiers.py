"""The vectors of both standards, and that a failed check is a warning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_10

from gongbao.kernel.statutes.identifiers import (
    ALPHABET,
    Scheme,
    Severity,
    check_code,
    check_organisation_code,
    check_registration_number,
    check_uscc,
    normalise_code,
    organisation_check_character,
    uscc_check_character,
)


def codes(code: str) -> list[str]:
    return [finding.code for finding in check_uscc(code)]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("91350100M000100Y43", []),
        ("91110000101623741K", []),
        ("911101066976941872", []),
        ("91350211M0000XUF46", ["uscc-check"]),
        ("91440300767669022G", ["uscc-check", "uscc-inner-check"]),
        ("91310101MA1FPX1234", ["uscc-inner-check"]),
    ],
)
def test_outer_and_inner_check_are_told_apart(code: str, found: list[str]) -> None:
    assert codes(code) == found


def test_the_warning_names_the_character_expected() -> None:
    (finding,) = check_uscc("91350211M0000XUF46")
    assert finding.severity is Severity.WARNING
    assert "应为R" in finding.zh
    assert "should be R" in finding.en


@given(st.text(alphabet=ALPHABET, min_size=17, max_size=17))
def test_agrees_with_python_stdnum(first17: str) -> None:
    assert uscc_check_character(first17) == uscc.calc_check_digit(first17)


@given(st.text(alphabet=ALPHABET, min_size=8, max_size=8), st.integers(min_value=0, max_value=16))
def test_any_single_wrong_character_is_found(body: str, place: int) -> None:
    first16 = "91" + "370800" + body
    first17 = first16 + organisation_check_character(body)
    code = first17 + uscc_check_character(first17)
    assert codes(code) == []
    digits = "0123456789" if place < 8 else ALPHABET
    other = digits[(digits.index(code[place]) + 1) % len(digits)]
    assert "uscc-check" in codes(code[:place] + other + code[place + 1 :])


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("9135010OM000100Y43", ["uscc-characters"]),  # a letter O
        ("91ABCDEFM000100Y43", ["uscc-division"]),
        ("91350100M000100Y4", ["uscc-length"]),
        ("", ["uscc-length"]),
        ("A1110000600037341L", ["uscc-check"]),
        ("98350100M000100Y43", ["uscc-pair", "uscc-check"]),
    ],
)
def test_malformed_codes(code: str, found: list[str]) -> None:
    assert codes(code) == found


def test_codes_of_other_departments_are_no_less_valid() -> None:
    # python-stdnum's own validate() asks for eight digits and would refuse A1, N1 and Y1.
    first17 = "N1370800MF1234567"[:16]
    first17 += organisation_check_character(first17[8:16])
    assert codes(first17 + uscc_check_character(first17)) == []


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("９１３５０１００Ｍ０００１００Ｙ４３", "91350100M000100Y43"),
        (" 91350100m000100y43\t", "91350100M000100Y43"),
        ("9135 0100 M000　100Y43", "91350100M000100Y43"),
        ("'91350100M000100Y43", "91350100M000100Y43"),
        ("\ufeff91350100M000100Y43\u200b", "91350100M000100Y43"),
        ("M000100Y-4", "M000100Y4"),
        ("91350100M000100Y43", "91350100M000100Y43"),
        ("", ""),
    ],
)
def test_normalise(written: str, value: str) -> None:
    assert normalise_code(written) == value


@given(st.text())
def test_normalise_is_idempotent_and_nothing_is_refused(text: str) -> None:
    once = normalise_code(text)
    assert normalise_code(once) == once
    check_code(text)


def test_organisation_code() -> None:
    assert check_organisation_code("M000100Y4") == ()
    assert [f.code for f in check_organisation_code("M000100Y5")] == ["orgcode-check"]
    assert [f.code for f in check_organisation_code("M000100")] == ["orgcode-form"]
    # the special remainders: 10 is written X, 11 is written 0
    assert organisation_check_character("00000000") == "0"
    assert "X" in {organisation_check_character(f"{n:08}") for n in range(50)}


@given(st.text(alphabet="0123456789", min_size=14, max_size=14))
def test_registration_number(first14: str) -> None:
    good = first14 + mod_11_10.calc_check_digit(first14)
    assert check_registration_number(good) == ()
    bad = first14 + str((int(good[-1]) + 1) % 10)
    (finding,) = check_registration_number(bad)
    assert finding.code == "regno-check"
    assert finding.zh.endswith(f"应为{good[-1]}，实为{bad[-1]}。")


def test_a_registration_number_of_another_form() -> None:
    assert [f.code for f in check_registration_number("3708")] == ["regno-form"]


def test_check_code_tells_the_schemes_apart() -> None:
    assert check_code("91350100M000100Y43").scheme is Scheme.USCC
    assert check_code("110000000000017").scheme is Scheme.REGNO
    assert check_code("M000100Y-4").scheme is Scheme.ORGCODE
    unknown = check_code("无")
    assert unknown.scheme is Scheme.UNKNOWN
    assert [f.code for f in unknown.findings] == ["code-unknown"]
    # superscripts and Arabic digits are digits to Python, not to the law
    assert check_code("²" * 15).findings[0].code == "code-unknown"
    assert check_code("٣" * 15).findings[0].code == "code-unknown"
