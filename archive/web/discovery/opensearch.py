"""The site as a search engine of the browser (OpenSearch 1.1), with suggestions as one types."""

from xml.etree import ElementTree as ET

from archive.web.http.addresses import absolute
from archive.web.i18n import gettext as _
from archive.web.i18n import language
from archive.web.presentation.template_context import static
from archive.web.site import settings

MEDIA_TYPE = "application/opensearchdescription+xml; charset=utf-8"
SUGGESTIONS_TYPE = "application/x-suggestions+json"
_NAME = "http://a9.com/-/spec/opensearch/1.1/"
_TAGS = "transcripts podcasts radio television"
"""Words by which directories of search engines sort them, with spaces between."""
_TEMPLATES = (
    ("text/html", "results", "/search?q={searchTerms}&page={startPage?}"),
    (SUGGESTIONS_TYPE, "suggestions", "/suggestions?q={searchTerms}"),
    ("application/atom+xml", "results", "/feeds/search.atom?q={searchTerms}"),
)


def description() -> bytes:
    """The document that a browser reads once. A short name has 16 letters at most, a long one 48."""
    ET.register_namespace("", _NAME)
    root = ET.Element(f"{{{_NAME}}}OpenSearchDescription")
    name = settings().site_name
    for tag, text in (
        ("ShortName", name[:16].strip()),
        ("LongName", name[:48].strip()),
        ("Description", _("Retrouvez ce qui s’est dit, à la seconde.")),
        ("Tags", _TAGS),
        ("InputEncoding", "UTF-8"),
        ("OutputEncoding", "UTF-8"),
        ("Language", language()),
    ):
        ET.SubElement(root, f"{{{_NAME}}}{tag}").text = text
    icon = ET.SubElement(root, f"{{{_NAME}}}Image", type="image/svg+xml", width="16", height="16")
    icon.text = absolute(static("icon.svg"))
    for kind, rel, template in _TEMPLATES:
        ET.SubElement(root, f"{{{_NAME}}}Url", type=kind, rel=rel, method="get", template=absolute(template))
    document: bytes = ET.tostring(root, "utf-8", xml_declaration=True)
    return document
