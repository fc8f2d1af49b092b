"""IIIF, the audiovisual archives' own standard: an episode as a Presentation 3 manifest, a show as a collection,
Content Search 2 (https://iiif.io/api/presentation/3.0/, https://iiif.io/api/search/2.0/)."""
