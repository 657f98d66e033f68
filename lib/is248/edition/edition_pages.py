"""The pages of an edition beside its chapters: one list, for navigation, search and the site.

What stands in an edition depends on its inputs alone, never on what else has been made.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class EditionPage:
    """A page that every reader can go to.

    Attributes:
        key: What code calls it.
        file: Its file, beside the index.
        title: What a reader calls it.
        lang: Its language, when not that of the edition.
    """

    key: str
    file: str
    title: str
    lang: str = ""


INDEX = EditionPage("index", "index.html", "Forsiden")
SEARCH = EditionPage("search", "search.html", "Søk")
MUNICIPALITIES = EditionPage("municipalities", "municipalities.html", "Finn din kommune")
QUESTIONS = EditionPage("questions", "questions.html", "Spørsmålene i skjemaet")
GLOSSARY = EditionPage("glossary", "glossary.html", "Ordliste")
QUALITY = EditionPage("quality", "quality.html", "Om kvaliteten")
CHANGES = EditionPage("changes", "changes.html", "Endringer")
AUDIT = EditionPage("audit", "audit.html", "Trykte tall og våre")
ENGLISH = EditionPage("english", "summary.en.html", "Summary in English", "en")

PAGES = (INDEX, SEARCH, MUNICIPALITIES, QUESTIONS, GLOSSARY, QUALITY, CHANGES, AUDIT, ENGLISH)
"""In the order in which the sidebar shows them; an edition has those that it can make."""
