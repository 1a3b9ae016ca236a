"""The clinic's profile: who hands out the leaflet. It never contains clinical text."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from polyleaf.content.brochure import Identifier, Line, Span, StrictModel
from polyleaf.content.by_language import ByLanguage, LanguageCode, OwnLines, OwnText, PrintedText
from polyleaf.content.market import EUROPEAN_ECONOMIC_AREA, RULES, US_TERRITORIES, Distribution, Market
from polyleaf.content.opening import Opening
from polyleaf.content.phone import DialledNumber, dialled, is_country, spelling_fault, tidied
from polyleaf.content.spelling import Spelling
from polyleaf.content.web_address import email_fault, web_fault
from polyleaf.content.wrong_values import one_of, suggestion
from polyleaf.content.yaml_layers import read_style
from polyleaf.content.yaml_loader import load_model
from polyleaf.content.yaml_reader import SourceMap, read_mapping, source_invalid
from polyleaf.core.errors import InputError
from polyleaf.core.findings import Finding
from polyleaf.core.workspace import Workspace


def _without_fault(fault: Callable[[str], str]) -> Callable[[str], str]:
    """A validator that refuses a text with the fault that `fault` reports."""

    def validate(text: str) -> str:
        if said := fault(text):
            raise ValueError(said)
        return text

    return validate


def _country(code: str) -> str:
    if not is_country(code.upper()):
        meant = {"UK": "GB", "EN": "GB", "EL": "GR"}.get(code.upper(), "DE")
        named = f"{code!r} is not the code of a country" if code else "the code of the country is missing"
        raise ValueError(f"{named}: write its two letters by ISO 3166, such as {meant}")
    return code.upper()


def _as_phone(value: object) -> object:
    return value if isinstance(value, (dict, StrictModel)) else {"number": value}


PhoneNumber = Annotated[
    PrintedText, Field(max_length=40), AfterValidator(tidied), AfterValidator(_without_fault(spelling_fault))
]
WebAddress = Annotated[PrintedText, Field(max_length=120), AfterValidator(_without_fault(web_fault))]
WebFolder = Annotated[WebAddress, AfterValidator(lambda address: address.rstrip("/"))]
EmailAddress = Annotated[PrintedText, Field(max_length=120), AfterValidator(_without_fault(email_fault))]
Country = Annotated[str, AfterValidator(_country), WithJsonSchema({"type": "string", "pattern": "^[A-Z]{2}$"})]


class Phone(StrictModel):
    """A telephone number as it is printed, its extension if it has one, and what it is for."""

    number: PhoneNumber = Field(description="One number, such as 020 7946 0100 ext. 12.")
    label: OwnText | None = Field(None, description="What it is for, such as Reception; or a text for each language.")


Phones = tuple[Annotated[Phone, BeforeValidator(_as_phone, json_schema_input_type=Phone | str)], ...]
Hours = tuple[Opening, ...]


class Site(StrictModel):
    """One of several places where the clinic sees patients."""

    name: OwnText | None = Field(None, description="What it is called, such as a part of the town.")
    address: OwnLines = Field(description="The postal address, a line each; or one for each language.")
    phones: Phones = Field((), description="Its own telephone numbers, if the clinic's do not reach it.")
    hours: Hours = Field((), description="Its own opening hours, if they are not the clinic's.")


class Practitioner(StrictModel):
    """A person who treats patients there, with the name that the register has."""

    name: OwnText = Field(description="The name with its titles; or one for each language.")
    register_number: OwnText | None = Field(
        None, alias="register", description="The register and the number in it, such as GMC 1234567."
    )


class Logo(StrictModel):
    """A picture beside the profile, printed at the top of the cover."""

    file: Line = Field(description="A path from the folder of the profiles, such as logo.svg; svg, png, jpg or jpeg.")
    width_mm: float = Field(gt=0, le=60, description="How wide it is printed; a picture of pixels has 300 dpi or more.")


def _form_of(written: object) -> str:
    """Whether an appointment is a length, or the lengths in one brochure."""
    parts = written.values() if isinstance(written, dict) else ()
    return "in one brochure" if any(isinstance(part, dict) for part in parts) else "length"


Appointment = Annotated[
    Annotated[Span, Tag("length")] | Annotated[dict[Identifier, Span], Tag("in one brochure")], Discriminator(_form_of)
]


class Clinic(StrictModel):
    """A clinic as its leaflets name it."""

    name: OwnText = Field(description="The clinic's name; or one for each language.")
    address: OwnLines | None = Field(
        None, description="The postal address, a line each; or one for each language. Else 'sites' have one each."
    )
    sites: tuple[Site, ...] = Field((), description="Several places, each with an address, instead of 'address'.")
    phones: Annotated[Phones, Field(min_length=1, description="Telephone numbers, the main one first.")]
    email: EmailAddress | None = None
    practitioners: tuple[Practitioner, ...] = Field((), description="Who treats patients, with their registers.")
    hours: Hours = Field((), description="When the clinic is open; days that are not named are not printed.")
    holidays: OwnText | None = Field(
        None, description="A sentence under the opening hours, such as when it is closed; a text for each language."
    )
    web: WebAddress = Field(description="The web address without https://.")
    downloads: WebFolder | None = Field(
        None, description="The web address, without https://, of the folder where the clinic publishes the files."
    )
    emergency_number: Annotated[str, Spelling(r"[0-9]{2,6}", "the digits alone, in quotes, such as '112'")] = Field(
        description="The number to call in an emergency where the clinic is."
    )
    logo: Logo | None = None
    accent: Annotated[str, Spelling(r"#[0-9a-fA-F]{6}", "six digits behind #, in quotes, as in '#1d5a8c'")] | None = (
        Field(None, description="One colour for the clinic's name, the rule under it and the title, such as '#1d5a8c'.")
    )
    languages: Annotated[tuple[LanguageCode, ...], Field(min_length=1)] | None = Field(
        None, description="The codes of the languages to print for this clinic; all without them."
    )
    brochures: Annotated[tuple[Identifier, ...], Field(min_length=1)] | None = Field(
        None, description="The folder names of the brochures that it hands out; all without them."
    )
    paper: Line = Field(description="The paper that it prints on, by its name in styles/formats.yaml: a4, letter, ...")
    market: Market = Field(description="Where the clinic is; it decides what may be on display. No default.")
    country: Country | None = Field(
        None, description="The country's two letters by ISO 3166, for its telephone numbers; the market's without it."
    )
    distribution: Distribution = Field(description="On display in the waiting room, or given at a consultation.")
    appointments: dict[Identifier, Appointment] = Field(
        {},
        description="The clinic's own lengths of visits, by the name of the brochure's value; or by the name of a "
        "brochure, for that one alone.",
    )

    @model_validator(mode="after")
    def _has_one_kind_of_address(self) -> Self:
        if self.address is None and not self.sites:
            raise ValueError("there is no address: write 'address', or 'sites' with an address each")
        if self.address is not None and self.sites:
            raise ValueError("there are both 'address' and 'sites': remove one of them")
        return self

    @field_validator("country")
    @classmethod
    def _country_is_in_the_market(cls, country: str | None, others: ValidationInfo) -> str | None:
        """The market decides what may be on display, so a mistake must not go unnoticed."""
        market = others.data.get("market")
        if country and market and market_of(country) != market:
            raise ValueError(
                f"{country} is in the market '{market_of(country)}', and the profile says '{market}': correct one"
            )
        return country

    @property
    def region(self) -> str:
        """The country of its telephone numbers, as an ISO code. Empty if the profile does not say."""
        return self.country or RULES[self.market].country

    @property
    def phone(self) -> DialledNumber:
        """The main number."""
        return self.dialled(self.phones[0])

    def dialled(self, phone: Phone) -> DialledNumber:
        """A number and the address that dials it."""
        return dialled(phone.number, self.region)

    @property
    def visits(self) -> dict[str, Span]:
        """Its own lengths of visits that are not for one brochure alone."""
        return {name: span for name, span in self.appointments.items() if isinstance(span, Span)}

    def visits_in(self, brochure: str) -> dict[str, Span]:
        """Its own lengths of visits for one brochure alone."""
        own = self.appointments.get(brochure)
        return own if isinstance(own, dict) else {}

    def handing_out(self, brochure: str, values: Container[str]) -> Self:
        """The clinic as one brochure names it, with its lengths of the visits that are among the brochure's values."""
        visits = {**self.visits, **self.visits_in(brochure)}
        return self.model_copy(update={"appointments": {name: visits[name] for name in visits if name in values}})

    @property
    def style_properties(self) -> dict[str, str]:
        """The custom properties of the style sheets that the clinic sets."""
        return {"accent": self.accent} if self.accent else {}


_PRINTED = ("name", "address", "sites", "phones", "email", "practitioners", "holidays", "web", "downloads")
Steps = tuple[object, ...]


def printed_texts(clinic: Clinic) -> Iterator[tuple[Steps, str]]:
    """Every text that is printed as the clinic writes it, each with its path in the profile."""
    return ((steps, part) for steps, part in _printed_parts(clinic) if isinstance(part, str))


def texts_by_language(clinic: Clinic) -> Iterator[tuple[Steps, ByLanguage[Any]]]:
    """Everything that may differ between languages, with its path in the profile."""
    return ((steps, part) for steps, part in _printed_parts(clinic) if isinstance(part, ByLanguage))


def _printed_parts(clinic: Clinic) -> Iterator[tuple[Steps, object]]:
    for name in _PRINTED:
        yield from _parts_below(getattr(clinic, name), (name,))


def _parts_below(node: object, steps: Steps) -> Iterator[tuple[Steps, object]]:
    yield steps, node
    below: Iterable[tuple[object, object]] = ()
    if isinstance(node, ByLanguage):
        below = node.choices
    elif isinstance(node, tuple):
        below = enumerate(node)
    elif isinstance(node, StrictModel):
        fields = type(node).model_fields.items()
        below = [(field.alias or name, getattr(node, name)) for name, field in fields if name != "hours"]
    for step, part in below:
        yield from _parts_below(part, (*steps, step))


CLINIC_FIELDS = ("name", "phone", "web", "emergency_number")
"""The clinic's data that a text may print, as `{clinic.phone}` and so on."""


def market_of(country: str) -> Market:
    """The market of a country, which is given as an ISO code."""
    single: dict[str, Market] = {rule.country: market for market, rule in RULES.items() if rule.country}
    if country in US_TERRITORIES:
        return "us"
    return single.get(country, "eu" if country in EUROPEAN_ECONOMIC_AREA else "other")


def load_clinic(workspace: Workspace, name: str) -> tuple[Clinic, SourceMap]:
    """The profile `clinics/<name>.yaml`, and the lines of its parts. Raises InputError."""
    path = workspace.clinic_file(name)
    unknown = list(_unknown_paper(workspace, path))
    try:
        loaded = load_model(Clinic, path, workspace)
    except InputError as error:
        raise InputError([*error.findings, *unknown]) from None
    if unknown:
        raise InputError(unknown)
    return loaded


def _unknown_paper(workspace: Workspace, path: Path) -> Iterator[Finding]:
    """A finding if the project has no such paper. What else is wrong with either file is reported by its reader."""
    try:
        profile, lines = read_mapping(workspace, path)
        papers = workspace.load(read_style, "formats.yaml")[0].get("papers")
    except InputError:
        return
    paper = profile.get("paper")
    if isinstance(papers, dict) and papers and isinstance(paper, str) and paper and paper not in papers:
        message = f"'paper' cannot be {paper!r}{suggestion(paper, list(papers))}"
        hint = f"Write {one_of(list(papers))}."
        yield source_invalid(lines.origin("paper"), message, hint)
