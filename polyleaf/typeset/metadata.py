"""The metadata of a PDF: what it is, that it conforms to PDF/A-2a and PDF/UA-1, and how readers show it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from xml.sax.saxutils import escape

import pydyf

_SRGB = "sRGB IEC61966-2.1"

# PDF/A allows only properties that it knows or that the file explains. The one of PDF/UA must be explained.
_PDFUA_EXPLAINED = """\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the file keeps to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>"""


@dataclass(frozen=True)
class Metadata:
    """The metadata of a PDF. `language` is a BCP 47 tag, and dates are written YYYY-MM-DD."""

    title: str
    author: str
    language: str
    created: str
    modified: str
    identifier: str  # the edition's code
    producer: str


def describe(pdf: pydyf.PDF, metadata: Metadata, *, right_to_left: bool) -> None:
    """Add to a PDF its metadata, the meaning of its colours, the numbers of its pages and its reading direction."""
    # The metadata are not compressed, so that grep finds them.
    packet = pydyf.Stream([xmp(metadata)], {"Type": "/Metadata", "Subtype": "/XML"})
    profile = pydyf.Stream([_srgb_profile()], {"N": 3}, compress=True)
    pdf.add_object(packet)
    pdf.add_object(profile)
    intent = {
        "Type": "/OutputIntent",
        "S": "/GTS_PDFA1",
        "OutputConditionIdentifier": pydyf.String(_SRGB),
        "Info": pydyf.String(_SRGB),
        "DestOutputProfile": profile.reference,
    }
    numbers = pydyf.Dictionary({"S": "/D"})  # 1, 2, 3 from the first page on
    preferences = {"DisplayDocTitle": "true", **({"Direction": "/R2L"} if right_to_left else {})}
    pdf.catalog["Metadata"] = packet.reference
    pdf.catalog["OutputIntents"] = pydyf.Array([pydyf.Dictionary(intent)])
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": pydyf.Array([0, numbers])})
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary(preferences)


@lru_cache
def _srgb_profile() -> bytes:
    """The profile of the International Color Consortium that WeasyPrint contains. Its licence allows embedding."""
    return (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()


def xmp(metadata: Metadata) -> bytes:
    """The XMP packet (ISO 16684-1) of a file that conforms to PDF/A-2a and PDF/UA-1."""
    of = {name: escape(value) for name, value in vars(metadata).items()}
    identifier = f"<dc:identifier>{of['identifier']}</dc:identifier>" if metadata.identifier else ""
    return f"""\
<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" \
xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" \
xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{of["title"]}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{of["author"]}</rdf:li></rdf:Seq></dc:creator>
{identifier}
<dc:language><rdf:Bag><rdf:li>{of["language"]}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{of["created"]}</xmp:CreateDate>
<xmp:ModifyDate>{of["modified"]}</xmp:ModifyDate>
<pdf:Producer>{of["producer"]}</pdf:Producer>
</rdf:Description>
{_PDFUA_EXPLAINED}
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>""".encode()
