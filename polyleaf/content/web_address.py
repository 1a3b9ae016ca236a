"""Web and e-mail addresses as people write them, and what a browser or a mail program opens."""

from __future__ import annotations

import re
from urllib.parse import quote

import idna

_HOST = re.compile(r"(?P<host>[^/:?#@\s]+)(?P<port>:\d{1,5})?(?P<rest>[/?#]\S*)?")
_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://")
_KEPT = "%/:?#[]@!$&'()*+,;=-._~"  # characters that are not changed in an address (RFC 3986)
_EXAMPLES = frozenset({"example.org", "example.com", "example.net"})  # reserved by RFC 2606


def web_fault(address: str) -> str:
    """Why a text is not a web address without its `https://`. Empty if it is one."""
    scheme = _SCHEME.match(address)
    if scheme:
        return f"leave out {scheme[0]}: write {address[scheme.end() :]}"
    found = _HOST.fullmatch(address)
    if not found:
        return f"{address!r} is not a web address: write it without spaces, such as example.org/clinic"
    return _host_fault(found["host"])


def email_fault(address: str) -> str:
    """Why a text is not an e-mail address. Empty if it is one."""
    mailbox, at, host = address.rpartition("@")
    if not at or not re.fullmatch(r"[^\s@<>(),;:\"\\]+", mailbox):
        return f"{address!r} is not an e-mail address: write one, such as clinic@example.org"
    return _host_fault(host)


def _host_fault(host: str) -> str:
    name = f"{host!r} is not the name of a website"
    if "." not in host.strip("."):
        return f"{name}: write it with its ending, such as example.org"
    try:
        ending = _ascii(host).rpartition(".")[2]
    except idna.IDNAError:
        return f"{name}: write letters, digits and hyphens, with a dot between the parts, such as example.org"
    return f"{name}: write it with letters at its end, such as example.org" if ending.isdigit() else ""


def web_uri(address: str) -> str:
    """The address of a page as a browser needs it: a domain with umlauts in punycode, a path in ASCII."""
    found = _HOST.fullmatch(address)
    if not found:
        raise ValueError(web_fault(address))
    return f"https://{_ascii(found['host'])}{found['port'] or ''}{quote(found['rest'] or '', safe=_KEPT)}"


def email_uri(address: str) -> str:
    """The `mailto:` address (RFC 6068) of a mailbox."""
    mailbox, _, host = address.rpartition("@")
    return f"mailto:{quote(mailbox, safe='!$*+-._~')}@{_ascii(host)}"


def is_example(address: str) -> bool:
    """Whether a web or e-mail address has a domain that is reserved for examples."""
    host = re.split(r"[/:?#]", address.rpartition("@")[2])[0].lower()
    return any(host == example or host.endswith(f".{example}") for example in _EXAMPLES)


def _ascii(host: str) -> str:
    """A domain in its ASCII form. Raises idna.IDNAError."""
    return idna.encode(host, uts46=True).decode("ascii")
