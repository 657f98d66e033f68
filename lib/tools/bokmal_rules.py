"""Rules of bokmål for what a reader meets in an edition: one function each, tried on one text.

A rule takes a text and gives what it finds wrong, as the reader sees it. Rules that hold for one
sentence only take the text apart themselves. :data:`RULES` says of which kinds of text each holds.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    Rule = Callable[[str], Iterator[str]]

PROSE = frozenset({"prose", "note", "alt"})
"""Kinds that are made of sentences."""
TITLES = frozenset({"caption", "heading"})
SAID = PROSE | TITLES
ALL = SAID | {"label"}

LONGEST = 25
"""Words in a sentence."""

RULES: dict[Rule, frozenset[str]] = {}

NUMBER_WORDS = (
    "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv",
)  # fmt: skip
TEENS = (
    "tretten", "fjorten", "femten", "seksten", "sytten", "atten", "nitten", "tjue", "tretti",
    "førti", "femti", "seksti", "sytti", "åtti", "nitti",
)  # fmt: skip
NEUTER = {
    "fylke": "fylker", "område": "områder", "svar": "svar", "spørsmål": "spørsmål",
    "team": "team", "kapittel": "kapitler", "avvik": "avvik", "tiltak": "tiltak", "funn": "funn",
}  # fmt: skip
COMMON = {
    "kommune": "kommuner", "bydel": "bydeler", "enhet": "enheter", "gruppe": "grupper",
    "størrelsesgruppe": "størrelsesgrupper", "test": "tester", "etat": "etater",
    "inndeling": "inndelinger", "region": "regioner", "helseregion": "helseregioner",
    "vurdering": "vurderinger", "tabell": "tabeller", "figur": "figurer", "person": "personer",
    "forventning": "forventninger", "variabel": "variabler", "avgjørelse": "avgjørelser",
}  # fmt: skip
"""Nouns that are counted: singular → plural; "et senter" counts both ways and is left out."""

NOUNS = {**NEUTER, **COMMON}
MANY = "|".join(sorted({*NOUNS.values(), "sentre", "bydelene", "kommunene"}, key=len))
PREFIX = r"(?:HF-)?"
_ABBREVIATED = re.compile(
    r"\b(?:St|f\.eks|bl\.a|jf|ca|nr|kap|kl|dvs|inkl|ekskl|mill|evt|pkt|prof|dr|maks|min|gj\.sn)\.$",
    re.IGNORECASE,
)
_END = re.compile(r"(?<=[.!?…])[»”\")]*\s+(?=[\w«(–−])")
QUOTED = re.compile(r"«[^»]*»")
_NAMED_IN_ENGLISH = re.compile(r"Supported Employment|Individual Placement and Support")
_SUM = re.compile(r"\s\([^()]*[+·:−][^()]*[=<>][^()]*\)")
"""A calculation in brackets: it has no words."""
_WORD = re.compile(r"\d[\d\s,]*\d|\d|[^\W\d_]+(?:[-/'’.][^\W\d_]+)*")


def holds_for(*kinds: Collection[str]) -> Callable[[Rule], Rule]:
    """Enter a rule in the list.

    Args:
        *kinds: Kinds of text that it holds for.
    """

    def enter(rule: Rule) -> Rule:
        RULES[rule] = frozenset().union(*kinds)
        return rule

    return enter


def sentences(text: str) -> list[str]:
    """A text cut into its sentences; abbreviations and ordinals end none.

    Args:
        text: One paragraph.
    """
    found: list[str] = []
    for part in _END.split(text):
        joins = found and (_ABBREVIATED.search(found[-1]) or part[:1].islower())
        if joins:
            found[-1] += f" {part}"
        else:
            found.append(part)
    return [part for part in found if part.strip()]


def found_by(pattern: str, *, flags: int = 0, quoted: bool = False) -> Rule:
    """A rule that finds a pattern; what is quoted is passed over unless told."""
    compiled = re.compile(pattern, flags)

    def rule(text: str) -> Iterator[str]:
        plain = text if quoted else QUOTED.sub(lambda m: "«" + "_" * len(m.group()[2:]) + "»", text)
        yield from (match.group().strip() for match in compiled.finditer(plain))

    return rule


# ---- sentences ----------------------------------------------------------------------------------


@holds_for(PROSE)
def long_sentence(text: str) -> Iterator[str]:
    """At most 25 words a sentence; the parts of an enumeration stand between semicolons."""
    for sentence in sentences(_SUM.sub("", text)):
        parts = sentence.split("; ") if sentence.count("; ") > 1 else [sentence]
        longest = max(len(_WORD.findall(part)) for part in parts)
        if longest > LONGEST:
            yield f"{longest} ord: {sentence}"


@holds_for(TITLES)
def long_title(text: str) -> Iterator[str]:
    """At most 25 words a title."""
    if (count := len(_WORD.findall(text))) > LONGEST:
        yield f"{count} ord"


@holds_for({"prose"})
def small_letter_begins(text: str) -> Iterator[str]:
    """A sentence begins with a capital letter, a digit or a quotation mark."""
    starts = re.compile(r"(?:^|(?<![.\s]..)(?<=[.!?] ))([a-zæøå]\S*)")
    for match in starts.finditer(text):
        before = text[: match.start()].rstrip()
        ordinal = re.search(r"\d\.$", before)
        if not (ordinal or _ABBREVIATED.search(before) or match.group(1) == "p"):
            yield text[max(0, match.start() - 20) : match.end()]


@holds_for(PROSE)
def no_end(text: str) -> Iterator[str]:
    """A paragraph ends with a mark."""
    if not re.search(r"[.!?:…][»”)]*$", text.strip()):
        yield text[-40:]


@holds_for(PROSE)
def comma_closes_the_clause(text: str) -> Iterator[str]:
    """«Kommunene som svarte, har …»: a comma closes the clause."""
    verbs = "har|er|mener|sier|vurderer|oppgir|bruker|får|gir|kan|ligger|går"
    yield from found_by(
        rf"\b(?:\w+ene|dem|de|alle|enheter|kommuner|bydeler) som (?:ikke )?svarte (?:{verbs})\b",
        flags=re.IGNORECASE,
    )(text)


@holds_for(PROSE)
def the_verb_comes_second(text: str) -> Iterator[str]:
    """«Økte med 2 prosentpoeng andelen» puts the subject too late."""
    yield from found_by(
        r"\b(?:økte|gikk ned|steg|falt) med [\d\s,]+\w+ (?:andelen|antallet|tallet|den i)\b"
    )(text)


# ---- words --------------------------------------------------------------------------------------


def capital_after_preposition(common: Collection[str]) -> Rule:
    """After i, av and blant a small letter, unless a name.

    Args:
        common: Words that stand with a small letter elsewhere in the edition and are no name.
    """
    inside = re.compile(
        r"\b(?:i|av|blant|fra|hos|mellom|på|til|for|med|gruppen|gruppene)"
        r" ([A-ZÆØÅ][a-zæøå]+)(?![-\w])"
    )

    def capital_inside(text: str) -> Iterator[str]:
        for match in inside.finditer(QUOTED.sub("«»", text)):
            if match.group(1).lower() in common:
                yield match.group()

    return capital_inside


@holds_for(PROSE | {"caption"})
def bare_size_class(text: str) -> Iterator[str]:
    """A size class is said of inhabitants: «kommuner med under 2 000 innbyggere»."""
    size = r"\d{1,3}[\s\u00a0]000"
    said = re.compile(
        rf"(?:[Uu]nder {size}|{size}–{size}|{size} og over)(?= \(|[,.;)]| og | høyest| lavest|$)"
    )
    for sentence in sentences(QUOTED.sub("«»", text)):
        if not re.search(rf"{size}(?: og over| eller flere)?(?: \([^)]*\))? innbyggere", sentence):
            yield from (match.group() for match in said.finditer(sentence))


@holds_for(SAID)
def agreement(text: str) -> Iterator[str]:
    """«Én kommune», «ett fylke», «to kommuner»: number and gender by the noun."""
    one, plural = "|".join(NOUNS), "|".join({v for k, v in NOUNS.items() if v != k})
    singular = "|".join(k for k, v in NOUNS.items() if v != k)
    many = "|".join(NUMBER_WORDS)
    yield from found_by(
        rf"\b(?:én|ett|en|et|(?<![\d,.–]\s)(?<![\d,.–])1)\s{PREFIX}(?:{plural})\b"
        rf"|\b(?:{many}|(?<![\w,.–])(?:[2-9]|\d\d+))\s{PREFIX}(?:{singular})\b"
        rf"|\b(?:ett|et)\s(?:{'|'.join(COMMON)})\b|\b(?:én|en)\s{PREFIX}(?:{'|'.join(NEUTER)})\b"
        rf"|\balle\s(?:1|én|ett)\s(?:{one})\b|(?<![\w,.–])0\s(?:{plural})\b",
        flags=re.IGNORECASE,
    )(text)


@holds_for(SAID)
def certain_difference(text: str) -> Iterator[str]:
    """«Sikker forskjell», «sikkert avvik», «sikre forskjeller»."""
    yield from found_by(
        r"\bsikkert? (?:forskjeller|endringer)\b|\bsikker (?:avvik|utslag)\b"
        r"|\b(?:sikkert|sikre) (?:forskjell|endring|økning|nedgang)\b",
        flags=re.IGNORECASE,
    )(text)


@holds_for(PROSE)
def one_group_for_many(text: str) -> Iterator[str]:
    """«Gruppen» before one group, «gruppene» before several."""
    group = r"(?:[Uu]nder )?[\d\u00a0 –]*\d(?: og over)?(?: \([^)]*\))?"
    yield from found_by(rf"\bgruppen (?:med )?{group}(?:, | og )(?=under \d|\d)[^.;]*")(text)


@holds_for(ALL)
def quotation_marks(text: str) -> Iterator[str]:
    """«…», never the marks of other languages."""
    yield from found_by(r'["“”„‟]|(?<=[\s(])[\'‘‚]\w+', quoted=True)(text)


@holds_for(ALL)
def code_names(text: str) -> Iterator[str]:
    """Names of code and what a program says of nothing."""
    yield from found_by(
        r"`[^`]*`|\b[a-zæøå0-9]+(?:_[a-zæøå0-9]+)+\b|[{}]|\[@|\bparameter(?:en|ne)?\b",
        flags=re.IGNORECASE,
    )(text)
    yield from found_by(r"\b(?:nan|NaN|None|NA|NaT|True|False|inf)\b|<NA>", quoted=True)(text)


@holds_for(ALL)
def english(text: str) -> Iterator[str]:
    """Words of English and the terms that statisticians leave in it."""
    listed = (
        "the|and|of|with|without|share|size|county|survey|score|mean|odds ratio|default|missing|"
        "likelihood|outliers?|box-?plots?|p-values?|feedback|baseline|case|weights?|significant|"
        "follow-up|data ?sets?|worst|best case|raking|link|online|web|output|input|update|draft"
    )
    plain = _NAMED_IN_ENGLISH.sub("", text)
    yield from found_by(rf"(?<![\w.-])(?:{listed})(?![\w-]|\.\w)", flags=re.IGNORECASE)(plain)


TERMS = {
    r"\bprøv(?:e|er|en|ene|es|d|de|ing)\b(?! å\b)|\b\w+-prøve\w*": "test, tester, testes",
    r"\bsvarprosent\w*|\bsvar andel\w*|\bbesvarelsesandel\w*": "svarandel",
    r"\bkontroll(?:ert)? for\b": "justert for",
    r"\bsignifikan\w*": "statistisk sikker",
    r"\bodds[- ]rat(?:e|en|er|io)\b|\boddsforhold\w*": "oddsratio",
    r"\bhelseforetaksområd\w*|\bHF område\w*|\b(?-i:hf-område)\w*": "HF-område",
    r"\bkonfidens intervall\w*|\btillitsintervall\w*": "konfidensintervall",
    r"\bfolketall\w*": "innbyggertall",
    r"\bfullt?tidsstilling\w*": "årsverk",
}
"""One term for a thing: what is not said → what is."""


@holds_for(SAID)
def one_term(text: str) -> Iterator[str]:
    """One term for a thing."""
    for pattern, term in TERMS.items():
        for found in found_by(pattern, flags=re.IGNORECASE)(text):
            yield f"{found} → {term}"


@holds_for(SAID)
def claims_too_much(text: str) -> Iterator[str]:
    """Words that tell more than the answers do."""
    yield from found_by(
        r"\bingen forskjell\b|\btendens\w*|\bbevis(?:er|t)\b"
        r"|\b(?:skiller|stikker)(?: \w+)? seg (?:klart |tydelig )?ut\b",
        flags=re.IGNORECASE,
    )(text)
    for sentence in sentences(text):
        asked = r"\?$|\b(?:mener|svarer|svarte|vurderer|oppgir|sier|opplever)\b"
        if not re.search(asked, sentence):
            yield from found_by(r"\buendre(?:t|de)\b", flags=re.IGNORECASE)(sentence)


# ---- marks and repetition -----------------------------------------------------------------------


@holds_for(ALL)
def blanks(text: str) -> Iterator[str]:
    """One blank, none before a mark, one after it."""
    yield from (repr(m.group()) for m in re.finditer(r"\S*[ \u00a0]{2,}\S*", text))
    yield from found_by(r"\S* [,.;:!?](?![.\w])|\( | \)|[^\W\d],[^\W\d]|\(\)")(text)


@holds_for(SAID)
def doubled_marks(text: str) -> Iterator[str]:
    """No mark twice."""
    yield from found_by(r"\w*(?<!\.)\.\.(?!\.)|,,|[,;:]\.|\.[,;]|;;", quoted=True)(
        re.sub(r"\b(?:mv|osv|f\.eks|bl\.a|jf|ca|inkl|ekskl)\.[,;]", "", text)
    )


@holds_for(SAID)
def doubled_words(text: str) -> Iterator[str]:
    """No word twice in a row; «det det» and «der der» may be right."""
    yield from found_by(
        r"\b(?!det\b|der\b|den\b|de\b|så\b|har\b)([^\W\d]+) \1\b", flags=re.IGNORECASE
    )(text)


@holds_for(PROSE)
def doubled_verbs(text: str) -> Iterator[str]:
    """«Økte med 5 … og økte med 6»: one verb carries both."""
    yield from found_by(
        r"\b(økte med|gikk ned med)\b(?:(?!økte|gikk)[^.;])*\bog \1\b"
        r"|\bskiller seg\b[^.;]*\bog (?:de )?skiller seg\b"
    )(text)
