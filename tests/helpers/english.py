"""What a reader meets on an English page, without what is marked as Norwegian."""

import re
from html import unescape

NORWEGIAN = re.compile(
    r"\b(?:og|av|ikke|som|eller|med|etter|fra|på|er|har|ble|det|den|de|kommune\w*|bydel\w*|"
    r"prosent\w*|årsverk\w*|tabell|figur|kilde|grunnlag|oppdiktet|svarte?|utgave\w*|"
    r"kapit\w*|spørsmål\w*|fylke\w*|tilbud\w*|brukere?)\b",
    re.IGNORECASE,
)
"""Words that English does not have."""

_MARKED = re.compile(r'<(a|span)\b[^>]*\blang="nb"[^>]*>.*?</\1>', re.DOTALL)
_UNREAD = re.compile(r"<(style|script|code)\b.*?</\1>", re.DOTALL)
_SAID = re.compile(r'\b(?:alt|aria-label|title|content)="([^"]*)"')


def english_text(page):
    """The words of a page, those of its attributes too, without those marked as Norwegian."""
    rest = _UNREAD.sub(" ", _MARKED.sub(" ", page))
    return unescape(" ".join([re.sub(r"<[^>]+>", " ", rest), *_SAID.findall(rest)]))


def norwegian_in(text, names):
    """Norwegian words, and words with Norwegian letters, outside of names."""
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", text)
    return sorted({*NORWEGIAN.findall(text), *re.findall(r"\w*[æøåÆØÅ]\w*", text)})
