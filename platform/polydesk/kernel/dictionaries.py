"""Dictionaries: which text search configuration of PostgreSQL knows the words of a language."""

# The Snowball dictionaries that every PostgreSQL brings; any other language is searched word for word and by likeness.
CONFIGURATIONS = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}


NO_STEMMER = "simple"


def dictionary_of(language: str) -> str:
    return CONFIGURATIONS.get(language.partition("-")[0].lower(), NO_STEMMER)


def has_stemmer(language: str) -> bool:
    return dictionary_of(language) != NO_STEMMER
