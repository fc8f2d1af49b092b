"""One address of every page there is, by name."""

from tests.web.small_archive import FILM, PLAIN, PORT

PAGES = {
    "home": "/",
    "search": "/search?q=cantine",
    "search-words": "/search?q=souveraineté+données",
    "search-filtered": "/search?q=cantine&show=Le+Quart+de+nuit&after=2026-01",
    "search-none": "/search?q=moratoire+cantine&show=Chroniques",
    "search-all": "/search",
    "search-nearly": '/search?q="la+digue+tient+toujours+elle+a+tenu+cet+hiver"',
    "search-nothing": "/search?q=zzyzxq",
    "verify": "/verify",
    "episode": f"/episodes/{PORT}",
    "episode-at": f"/episodes/{PORT}?q=souveraineté&t=193",
    "episode-plain": f"/episodes/{PLAIN}",
    "episode-hostile": f"/episodes/{FILM}?q=digue",
    "moments": f"/episodes/{PORT}/moments?q=souveraineté",
    "people": "/people",
    "person": "/people/malo-trevidic",
    "shows": "/shows",
    "show": "/shows/le-quart-de-nuit",
    "categories": "/categories",
    "category": "/categories/radio",
    "calendar": "/calendar",
    "trends": "/trends",
    "trends-words": "/trends?q=cantine,+souveraineté",
    "help": "/help",
    "data": "/data",
    "accessibility": "/accessibility",
    "api": "/api",
}
ERRORS = {
    "unknown-episode": ("/episodes/2026-02-09-le-port-et-ses-gru", 404),
    "unknown-page": ("/nothing", 404),
    "unknown-person": ("/people/nobody", 404),
    "bad-date": ("/search?q=cantine&after=hier", 400),
    "bad-page": ("/search?q=cantine&page=0", 400),
    "bad-sort": ("/search?q=cantine&sort=luck", 400),
    "bad-period": ("/search?after=2026&before=2025", 400),
    "too-long": ("/search?q=" + "a" * 501, 400),
}
