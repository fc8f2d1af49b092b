"""The objects of IIIF Presentation 3.0 and Content Search 2.0, as far as they are used here; what is None is left
out."""

import msgspec

Labels = dict[str, tuple[str, ...]]
"""language -> texts; `none` where it has none."""


class Iiif(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An object of the standard."""


class Reference(Iiif, frozen=True, kw_only=True):
    """Something elsewhere: a page, a file, a service."""

    id: str
    type: str
    label: Labels | None = None
    format: str | None = None
    language: str | None = None
    duration: float | None = None


class Service(Iiif, frozen=True, kw_only=True):
    """A search of a manifest, and what completes its words."""

    id: str
    type: str
    service: tuple["Service", ...] | None = None


class Pair(Iiif, frozen=True, kw_only=True):
    """A line of metadata."""

    label: Labels
    value: Labels


class Body(Iiif, frozen=True, kw_only=True):
    """The words of an annotation."""

    type: str
    value: str
    format: str
    language: str | None = None


class Annotation(Iiif, frozen=True, kw_only=True):
    """Something said of a canvas: a file painted on it, a transcript, a cue that holds what was asked."""

    id: str
    type: str = msgspec.field(default_factory=lambda: "Annotation")
    motivation: str
    body: Reference | Body
    target: str


class AnnotationPage(Iiif, frozen=True, kw_only=True):
    """Annotations, in order."""

    context: str | None = msgspec.field(default=None, name="@context")
    id: str
    type: str = msgspec.field(default_factory=lambda: "AnnotationPage")
    items: tuple[Annotation, ...] = msgspec.field(default_factory=lambda: ())


class Canvas(Iiif, frozen=True, kw_only=True):
    """The time of an episode, in seconds."""

    id: str
    type: str = msgspec.field(default_factory=lambda: "Canvas")
    label: Labels
    duration: float
    width: int | None = None
    height: int | None = None
    items: tuple[AnnotationPage, ...] | None = None
    annotations: tuple[AnnotationPage, ...] | None = None
    rendering: tuple[Reference, ...] | None = None


class Range(Iiif, frozen=True, kw_only=True):
    """A chapter with its stretch of the canvas, or all chapters, or (type Canvas) that stretch."""

    id: str
    type: str = msgspec.field(default_factory=lambda: "Range")
    label: Labels | None = None
    items: tuple["Range", ...] | None = None


class Manifest(Iiif, frozen=True, kw_only=True):
    """An episode."""

    context: str = msgspec.field(default_factory=lambda: "", name="@context")
    id: str
    type: str = msgspec.field(default_factory=lambda: "Manifest")
    label: Labels
    summary: Labels | None = None
    metadata: tuple[Pair, ...] | None = None
    homepage: tuple[Reference, ...]
    rendering: tuple[Reference, ...]
    seeAlso: tuple[Reference, ...]
    service: tuple[Service, ...]
    items: tuple[Canvas, ...]
    structures: tuple[Range, ...] | None = None


class Collection(Iiif, frozen=True, kw_only=True):
    """A show, or all shows."""

    context: str = msgspec.field(default_factory=lambda: "", name="@context")
    id: str
    type: str = msgspec.field(default_factory=lambda: "Collection")
    label: Labels
    homepage: tuple[Reference, ...]
    items: tuple[Reference, ...]


class Term(Iiif, frozen=True, kw_only=True):
    """A completion, how many episodes hold it, and the search for it."""

    value: str
    total: int
    service: tuple[Service, ...]


class TermPage(Iiif, frozen=True, kw_only=True):
    """Completions."""

    context: str = msgspec.field(default_factory=lambda: "", name="@context")
    id: str
    type: str = msgspec.field(default_factory=lambda: "TermPage")
    ignored: tuple[str, ...] | None = None
    items: tuple[Term, ...]
