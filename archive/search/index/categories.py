"""Categories that are one, in the languages in which sites word them: a facet counts them together."""

from archive.text.tokenizer import words

_TRANSLATIONS = """
News, Actualités, Actu, Haberler, Nachrichten, Neuigkeiten, Notizie, Novità, Noticias, Notícias, Berita, Nieuws, Wiadomości
Tech, Technologie, Technology, Tecnologia, Tecnología, Teknoloji
Fun, Amusant, Humour, Spaß, Divertente, Diversión, Diversão, Eğlence, Rozrywka
Sport, Sports, Deportes, Esportes, Desporto, Spor, Olahraga
Musique, Music, Musik, Musica, Música, Müzik, Muziek, Muzyka
People, Personnes, Menschen, Leute, Persone, Personas, Gente, Pessoas, İnsanlar, Kişiler, Orang, Mensen, Ludzie
Court métrage, Short film, Short films, Kurzfilm, Kurzfilme, Cortometraggio, Cortometraggi, Cortometraje, Cortometrajes, Kısa film
Art et design, Art & Design, Art and design
Voyages, Travel
Lifestyle, Vie pratique
Cinéma, Film, Films, Movies
Jeux vidéo, Gaming, Videogames
École, School, Éducation, Education
Créatif, Creation
Animaux, Animals
Enfants, Kids
Célébrités, Celeb
"""


def _key(category: str) -> str:
    return " ".join(words(category))


def _groups() -> dict[str, str]:
    """The key of every wording -> the key of the first of its line."""
    lines = [[_key(wording) for wording in line.split(",")] for line in _TRANSLATIONS.strip().splitlines()]
    return {key: line[0] for line in lines for key in line}


_GROUP_OF = _groups()


def category_key(category: str) -> str:
    """The form under which categories are one: the folded words of the first wording known, else the category's own."""
    key = _key(category)
    return _GROUP_OF.get(key, key)
