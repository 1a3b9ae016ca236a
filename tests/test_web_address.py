"""Web and e-mail addresses: printed as they are, opened as browsers and mail programs want them."""

from __future__ import annotations

import pytest

from polyleaf.content.web_address import email_fault, email_uri, is_example, web_fault, web_uri

PATH = "treatments/anti-wrinkle-injections-and-dermal-fillers/what-to-know-before-a-visit"


@pytest.mark.parametrize(
    ("typed", "opened"),
    [
        ("example.org", "https://example.org"),
        ("Example.ORG/Clinic", "https://example.org/Clinic"),
        ("praxis-süd.de", "https://xn--praxis-sd-x9a.de"),
        ("straße.de", "https://xn--strae-oqa.de"),
        ("PRAXIS-SÜD.de/Übersicht", "https://xn--praxis-sd-x9a.de/%C3%9Cbersicht"),
        ("example.org:8443/a?b=c#d", "https://example.org:8443/a?b=c#d"),
        ("عيادة.امارات", "https://xn--mgber2b7e.xn--mgbaam7a8h"),
        ("クリニック.jp/ご案内", "https://xn--pcka3d5a7l.jp/%E3%81%94%E6%A1%88%E5%86%85"),
        ("example.org/a%20b", "https://example.org/a%20b"),
        (f"example.org/{PATH}", f"https://example.org/{PATH}"),
    ],
)
def test_a_web_address_opens(typed: str, opened: str) -> None:
    assert web_fault(typed) == ""
    assert web_uri(typed) == opened


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("https://example.org/x", "leave out https://: write example.org/x"),
        ("http://example.org", "leave out http://: write example.org"),
        ("example", "write it with its ending, such as example.org"),
        ("exam ple.org", "write it without spaces"),
        ("clinic@example.org", "is not a web address"),
        ("-clinic.org", "letters, digits and hyphens"),
        ("clinic😀.org", "letters, digits and hyphens"),
        ("192.0.2.1", "write it with letters at its end"),
    ],
)
def test_what_is_no_web_address_is_told_how_to_be_one(typed: str, said: str) -> None:
    assert said in web_fault(typed)


@pytest.mark.parametrize(
    ("typed", "opened"),
    [
        ("clinic@example.org", "mailto:clinic@example.org"),
        ("info@praxis-süd.de", "mailto:info@xn--praxis-sd-x9a.de"),
        ("Dr.X+y@example.org", "mailto:Dr.X+y@example.org"),
    ],
)
def test_an_email_address_opens(typed: str, opened: str) -> None:
    assert email_fault(typed) == ""
    assert email_uri(typed) == opened


@pytest.mark.parametrize("typed", ["clinic", "a b@example.org", "clinic@example", "<clinic@example.org>"])
def test_what_is_no_email_address_is_refused(typed: str) -> None:
    assert "such as" in email_fault(typed)


def test_the_domains_of_examples_are_known_by_any_name_below_them() -> None:
    assert all(map(is_example, ["example.org", "www.Example.com/x", "a@mail.example.net", "example.org:80"]))
    assert not any(map(is_example, ["example-clinic.org", "clinic.example", "notexample.org"]))
