"""Telephone numbers by country: what is typed, what is printed, and what the link dials."""

from __future__ import annotations

import pytest

from polyleaf.content.phone import (
    country_fault,
    dialled,
    is_emergency_number,
    is_unknown_short_number,
    spelling_fault,
    tidied,
)

# what a clinic types, the country of the clinic, what the telephone dials
DIALLED = [
    # trunk zeros after + and 00, in every spelling
    ("+49 (0)30 555 0100", "", "+49305550100"),
    ("+49 030 555 0100", "", "+49305550100"),
    ("+49 (030) 555 0100", "DE", "+49305550100"),
    ("0049 (0)30 555 0100", "", "+49305550100"),
    ("0049 (0)30 555 0100", "DE", "+49305550100"),
    ("0049 30 555 0100", "US", "+49305550100"),
    ("+44 (0)20 7946 0000", "GB", "+442079460000"),
    ("0044 (0) 20 7946 0000", "IE", "+442079460000"),
    ("+61 (02) 5550 0100", "", "+61255500100"),
    ("+61 (0)2 5550 0100", "AU", "+61255500100"),
    ("+36 (06) 1 555 0100", "HU", "+3615550100"),
    ("+7 (8) 495 555-01-00", "", "+74955550100"),
    ("+55 (0) 11 5550-0100", "BR", "+551155500100"),
    # the zero of Italy is part of the number
    ("+39 06 555 0100", "", "+39065550100"),
    ("+39 (0)6 555 0100", "IT", "+39065550100"),
    ("0039 06 555 0100", "", "+39065550100"),
    ("06 555 0100", "IT", "+39065550100"),
    ("800 555010", "IT", "+39800555010"),
    # dialling abroad is not 00 everywhere
    ("011 44 20 7946 0000", "US", "+442079460000"),
    ("0011 49 30 5550100", "AU", "+49305550100"),
    ("010 49 30 5550100", "JP", "+49305550100"),
    # the national way, by country
    ("(555) 555-0100", "US", "+15555550100"),
    ("1-800-FLOWERS", "US", "+18003569377"),
    ("416-555-0100", "CA", "+14165550100"),
    ("020 7946 0000", "GB", "+442079460000"),
    ("01 555 0100", "IE", "+35315550100"),
    ("030/123456", "DE", "+4930123456"),
    ("030/555 01-00", "DE", "+49305550100"),
    ("(0171) 555 0100", "DE", "+491715550100"),
    ("01 555 01 00", "AT", "+4315550100"),
    ("044 555 01 00", "CH", "+41445550100"),
    ("01 55 55 01 00", "FR", "+33155550100"),
    ("91 555 01 00", "ES", "+34915550100"),
    ("(+34) 91 555 01 00", "", "+34915550100"),
    ("21 555 0100", "PT", "+351215550100"),
    ("22 555 01 00", "PL", "+48225550100"),
    ("555 555 010", "CZ", "+420555555010"),
    ("06 1 555 0100", "HU", "+3615550100"),
    ("044 555 01 00", "UA", "+380445550100"),
    ("8 (495) 555-01-00", "RU", "+74955550100"),
    ("0212 555 01 00", "TR", "+902125550100"),
    ("021 5550 0100", "IR", "+982155500100"),
    ("04 555 0100", "AE", "+97145550100"),
    ("022 5555 0100", "IN", "+912255550100"),
    ("98765 43210", "IN", "+919876543210"),
    ("02 555 0100", "TH", "+6625550100"),
    ("024 5550 0100", "VN", "+842455500100"),
    ("010 5550 0100", "CN", "+861055500100"),
    ("138 0013 8000", "CN", "+8613800138000"),
    ("03-5550-0100", "JP", "+81355500100"),
    ("02-555-0100", "KR", "+8225550100"),
    ("(11) 95555-0100", "BR", "+5511955550100"),
    ("55 5550 0100", "MX", "+525555500100"),
    ("1300 555 010", "AU", "+611300555010"),
    ("09 555 0100", "NZ", "+6495550100"),
    # digits and hyphens of other scripts, no-break spaces
    ("+49\u00a030\u00a0555\u202f0100", "", "+49305550100"),
    ("030 555\u20110100", "DE", "+49305550100"),
    ("٠٤٥٥٥٠١٠٠", "AE", "+97145550100"),
    ("０３－５５５０－０１００", "JP", "+81355500100"),
    # extensions
    ("416-555-0100 ext. 1200", "CA", "+14165550100;ext=1200"),
    ("416-555-0100 x1200", "CA", "+14165550100;ext=1200"),
    ("+1 416 555 0100, 1200", "", "+14165550100;ext=1200"),
    ("+1 416 555 0100 #12", "", "+14165550100;ext=12"),
    ("+49 30 5550100 Durchwahl 12", "", "+49305550100;ext=12"),
    ("01 55 55 01 00 poste 12", "FR", "+33155550100;ext=12"),
    ("03-5550-0100 内線12", "JP", "+81355500100;ext=12"),
    # short numbers are dialled as they are, in their own country
    ("112", "DE", "112"),
    ("116 117", "DE", "116117"),
    ("13 11 14", "AU", "131114"),
    # a country that nobody has named: the digits, as their user would dial them
    ("030/555 01-00", "", "0305550100"),
    ("01 55 55 01 00 poste 12", "", "0155550100;ext=12"),
]


@pytest.mark.parametrize(("typed", "country", "dials"), DIALLED)
def test_the_link_dials_what_is_printed(typed: str, country: str, dials: str) -> None:
    printed = tidied(typed)
    assert (spelling_fault(printed), country_fault(printed, country)) == ("", "")
    assert dialled(printed, country).uri == f"tel:{dials}"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("+49\u00a030\u00a0555\u202f0100", "+49 30 555 0100"),
        ("０３－５５５０", "03-5550"),
        ("٠٤ ٥٥٥ ٠١٠٠", "04 555 0100"),
        ("030 555\u20110100", "030 555-0100"),
        (" 030/555 01-00", "030/555 01-00"),
        ("+44 (0)20 7946 0000 ext. 12", "+44 (0)20 7946 0000 ext. 12"),
    ],
)
def test_a_number_is_printed_as_it_is_typed_with_digits_that_all_can_read(typed: str, printed: str) -> None:
    assert dialled(tidied(typed), "").printed == printed


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("call us", "is not a telephone number: write one number"),
        ("Tel. 030 5550100", "is not a telephone number: write one number"),
        ("020 7946 0000 or 020 7946 0001", "is not a telephone number: write one number"),
        ("020 7946 0000 or 0001", "is not a telephone number: write one number"),  # not an extension
        ("030 555 0100 oder 0101", "is not a telephone number: write one number"),
        ("04 555 0100 أو 0101", "is not a telephone number: write one number"),
        ("030 555 0100 Fax 0109", "is not a telephone number: write one number"),
        ("12-(-)", "fewer than 3 digits"),
        ("030 5550100 / 030 5550101", "has 20 digits, and no telephone number has more than 15: write one number"),
        ("0123456789012345678", "has 19 digits"),
    ],
)
def test_what_is_not_one_number_is_refused(typed: str, said: str) -> None:
    assert said in spelling_fault(tidied(typed))


@pytest.mark.parametrize(
    ("typed", "country", "said"),
    [
        ("555-0100", "US", "is not complete"),
        ("555 0100", "DE", "is not complete"),
        ("4 555 0100", "AE", "is not complete"),
        ("7911 123456", "GB", "is not complete"),
        ("055 501 00", "CH", "fewer digits than telephone numbers of +41"),
        ("+52 1 55 5550 0100", "MX", "more digits than telephone numbers of +52"),
        ("+999 123 456 789", "", "begins with the code of no country"),
    ],
)
def test_what_nobody_reaches_is_refused(typed: str, country: str, said: str) -> None:
    assert said in country_fault(tidied(typed), country)


@pytest.mark.parametrize(
    ("typed", "country", "unknown"),
    [
        ("116 117", "DE", False),
        ("13 11 14", "AU", False),
        ("111", "GB", False),
        ("1066", "IN", False),
        ("800 55", "AE", False),
        ("555", "", False),
        ("030 555 0100", "DE", False),
        ("555", "GB", True),
        ("12 345", "GB", True),
    ],
)
def test_a_short_number_is_one_of_its_country_or_a_slip(typed: str, country: str, unknown: bool) -> None:
    assert is_unknown_short_number(tidied(typed), country) is unknown


def test_emergency_numbers_are_those_of_the_country() -> None:
    assert is_emergency_number("998", "AE")
    assert not is_emergency_number("911", "AE")
