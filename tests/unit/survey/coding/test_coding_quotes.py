"""Nothing that tells who answered gets into print unseen."""

import datetime as dt
import time
import unicodedata
from dataclasses import fields

import pytest
import yaml
from coding_house import ROOT, VARIABLE, make_answers
from hypothesis import given, settings
from hypothesis import strategies as st

from is248.base.errors import DataError
from is248.base.paths import Project
from is248.survey.coding.coding_model import text_sum
from is248.survey.coding.open_answers import open_answers
from is248.survey.coding.person_names import names
from is248.survey.coding.quote_scan import scan
from is248.survey.coding.quotes import PrintedQuote, blocked, printable_quotes, quotes_path

PROJECT = Project(ROOT)
NAMES = names(2016, PROJECT)
REGISTER = [n for n in NAMES if n.kind in {"kommune", "bydel", "etat", "fylke"}]
FREE = [n for n in NAMES if n.way in {"long", "short"}]
TEXT = (
    "vi har et godt samarbeid med tjenesten og flere brukere får hjelp der det er behov for "
    "oppfølging men noen venter lenge på bolig"
)
WORDS = TEXT.split()


def found(text):
    return [hit.found for hit in scan(text, 2016, PROJECT)]


def kinds(text):
    return [hit.kind for hit in scan(text, 2016, PROJECT)]


def missed(known, *templates):
    return [t.format(n.text) for n in known for t in templates if not found(t.format(n.text))]


@pytest.mark.parametrize(
    "template",
    [
        "Vi samarbeider med {} om dette.",
        "Tilbudet er i {}, men ikke her",
        "Mange (også {}) mangler bolig.",
        "Se «{}».",
        "Kommunen, f.eks. {}, mangler bolig.",
        "Vi har møter. Det er bl.a. {} som deltar.",
        "{}",
    ],
)
def test_every_name_is_caught_inside_a_sentence(template):
    assert not missed(NAMES, template)


def test_letters_in_two_parts_are_letters():
    decomposed = [unicodedata.normalize("NFD", f"Tilbudet i {n.text} er godt.") for n in NAMES]
    assert not [text for text in decomposed if not found(text)]


@pytest.mark.parametrize("ending", ["s", "'s", "’s", "'", "-s"])
def test_every_genitive_is_caught(ending):
    assert not missed(NAMES, "Vi bruker {}" + ending + " tilbud i dag.")


@pytest.mark.parametrize("last", ["-området", "området", " kommune", "regionen", " kommunes"])
def test_compounds_are_caught(last):
    sentences = ("Det finnes i {}" + last + " nå.", "{}" + last + " mangler bolig.")
    assert not missed(REGISTER, *sentences)


@pytest.mark.parametrize("case", [str.lower, str.upper])
def test_names_that_are_no_words_are_caught_in_any_case_and_place(case):
    texts = [
        t.format(case(n.text)) for n in FREE for t in ("{} mangler bolig.", "det i {} er godt")
    ]
    assert not [text for text in texts if not found(text)]


def test_the_names_are_there():
    assert len(REGISTER) > 428 + 15 + 18
    assert {n.kind for n in NAMES} >= {
        "kommune",
        "bydel",
        "fylke",
        "helseforetak",
        "sykehus",
        "DPS",
    }


def test_a_long_text_without_spaces_is_read_quickly():
    start = time.process_time()
    scan("a." * 16_000, 2016, PROJECT)
    scan("a" * 32_000, 2016, PROJECT)
    assert time.process_time() - start < 5


@settings(deadline=None)
@given(
    st.sampled_from(REGISTER),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=8),
    st.lists(st.sampled_from(WORDS), max_size=8),
    st.sampled_from(["", "s", "'s"]),
    st.sampled_from([" ", "\u00a0", "  ", " \u200b", "/", " -", ", "]),
)
def test_a_name_among_any_words_is_caught(name, before, after, ending, gap):
    assert found(f"{' '.join(before)}{gap}{name.text}{ending} {' '.join(after)}".rstrip())


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=20))
def test_plain_words_pass(words):
    assert not found(" ".join(words).capitalize())


@pytest.mark.parametrize(
    "text",
    [
        "haldenser", "haldensere", "haldenserne", "Halden-området", "Haldenområdet", "bergenseren",
        "osloborger", "Oslo-basert", "moldenser", "mossing", "vossinger", "altaværing", "trønderne",
        "Nord Odal", "nordodal", "Aurskog/Høland", "Toten", "Elvdal", "St Hanshaugen",
        "Sankt Hanshaugen", "Aalesund", "ÅLESUND", "Ha\u00adlden", "Stovner bydel",
        "Lier, Os og Ås", "Velferdsetaten", "trondhjemmere", "Ålesunder",
    ],
)  # fmt: skip
def test_inflections_and_spellings(text):
    assert found(f"Her bor {text} som får hjelp.")


@pytest.mark.parametrize(
    "text",
    [
        "Lier kommune har ikke plass.", "Lier har et godt tilbud.", "Os og Fusa samarbeider.",
        "Vi er en del av Os-regionen.", "Mange reiser til Ski.", "vi i lier kommune", "Ås",
        "Bl.a. Lier og Hole er med.", "Tilbudet finnes også i Re.", "- Nes mangler bolig",
    ],
)  # fmt: skip
def test_names_that_are_words_are_caught_as_names(text):
    assert found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Vi ser at os er skrevet feil her.",
        "Time hos psykolog tar lang tid.",
        "Han får en time i uken, og ny time etterpå.",
        "Det er tre timer i året. Timene er korte.",
        "Ås er et ord for en høyde.",
        "Strand og skog brukes i turgruppen.",
        "Ski er populært i turgruppen. Sola skinner.",
        "Å få bolig er vanskelig. Å vente er verre.",
        "De går på ski, ved en vik, over en ås, under et fjell, på et nes.",
        "Vi rygger ikke, og vi lar ikke røyken stå i veien.",
        "Det er stordriftsfordeler i store kommuner.",
        "Selv om tilbudet er godt, selger vi det ikke inn.",
        "Kommunen grer ikke dette alene. Grunnen er økonomi.",
        "Brukerne marker sin vilje. Marker er ryddet.",
        "Land og by er ulike. Landet er langt.",
        "Vi har hatt møter med DPS, BUP, ACT, FACT, NAV og fastlegene.",
        "Vårt DPS er godt. Det lokale DPS deltar. Samarbeid med sykehuset er bra.",
        "Lokalt DPS deltar. Sykehuset svarer ikke.",
        "Tilbudet vokste i 2015-2016 og 2015 2016.",
        "Kommuner med 2000-5000 innbyggere og 5000-10000 innbyggere.",
        "Det koster 12 500 000 kroner i året, eller 1 250 000.",
        "Møtet er 24.12.2016 kl. 10.30, eller uke 12-14.",
        "Vi har 12,5 årsverk, 40 brukere og 3 000 vedtak.",
        "Høy terskel. Eide boliger er bedre enn leide.",
        "Sel er et dyr. Torsken er en fisk. Loppa er liten.",
        "Øyer og fjell gjør reisen lang.",
        "Vi bruker IPLOS og KOSTRA, og e-post er ikke lov.",
        "Boligsosialt arbeid er viktig for kommunen, jf. § 3-1.",
        "Vanskelig å rekruttere. Fet mat er et tema i gruppen.",
        "Vi kan råde over midler. Han ble rana. Dei førde ei sak om aure.",
        "Gran og furu. Flora og fauna. Grue for møtet.",
    ],
)
def test_common_text_passes(text):
    assert not found(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Vi får hjelp fra Fjordvik DPS.", "institusjon"),
        ("Vi får hjelp fra DPS Fjordvik i dag.", "institusjon"),
        ("Innlagt på sykehuset i Fjordvik.", "institusjon"),
        ("Pasienter skrives ut fra Ahus.", "helseforetak"),
        ("Samarbeid med OUS og UNN er godt.", "helseforetaksområde"),
        ("Vi bruker Solli DPS mye.", "DPS"),
        ("Se www.eksempel.test.no for mer.", "nettadresse"),
    ],
)
def test_institutions_and_addresses(text, kind):
    assert kind in kinds(text)


digits = st.text("0123456789", min_size=8, max_size=8).filter(lambda t: t[0] in "23456789")
FORMS = [(8,), (2, 2, 2, 2), (3, 2, 3)]


def grouped(number, form, gap):
    parts, at = [], 0
    for length in form:
        parts.append(number[at : at + length])
        at += length
    return gap.join(parts)


@settings(deadline=None)
@given(digits, st.sampled_from(FORMS), st.sampled_from([" ", "\u00a0", ".", "-", "\u2009"]),
       st.sampled_from(["", "+47 ", "+47", "0047 ", "(+47) ", "tlf. ", "tlf: "]))  # fmt: skip
def test_every_phone_number_is_caught(number, form, gap, prefix):
    assert "telefonnummer" in kinds(f"Ring {prefix}{grouped(number, form, gap)} for hjelp.")


@settings(deadline=None)
@given(digits, st.sampled_from([" ", "-", ""]))
def test_a_phone_number_in_four_and_four_with_a_country_code(number, gap):
    assert "telefonnummer" in kinds(f"Ring +47 {grouped(number, (4, 4), gap)}.")


@settings(deadline=None)
@given(st.text("0123456789", min_size=11, max_size=11), st.sampled_from(["", " ", "-", "."]))
def test_every_national_id_is_caught(number, gap):
    assert "fødselsnummer" in kinds(f"Gjelder {number[:6]}{gap}{number[6:]}.")


@pytest.mark.parametrize(
    "address", ["a.b@c.no", "post@kommune.no", "Ola_N+x@sub.dom.org", "a (at) b.no", "a[at]b.no"]
)
def test_every_address_is_caught(address):
    assert "e-postadresse" in kinds(f"Skriv til {address} i dag.")


@settings(deadline=None)
@given(st.emails())
def test_any_address_is_caught(address):
    assert kinds(f"Skriv til {address} nå.")


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_text_makes_it_fall_over(text):
    for hit in scan(text, 2016, PROJECT):
        assert hit.found


def test_hits_do_not_overlap_and_say_what_they_are():
    (hit,) = scan("Vi bruker Universitetssykehuset Nord-Norges tilbud.", 2016, PROJECT)
    assert hit.words == (
        "«Universitetssykehuset Nord-Norges» (helseforetak, jf. Universitetssykehuset Nord-Norge)"
    )


ANSWERS = make_answers({"0101": "Vi venter på Halden DPS. Det tar lang tid."}, synthetic=True)


@pytest.fixture
def listed(house):
    (answer,) = open_answers(ANSWERS, VARIABLE, house)

    def write(text, *, synthetic=True, **more):
        quote = {"variable": VARIABLE, "answer": answer.id, "text": text, **more}
        content = {"year": 2016, "synthetic": synthetic, "quotes": [quote]}
        path = quotes_path(2016, house)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        return blocked(ANSWERS, house)

    return write


SIGNED = {"approved_by": "Kari Nordmann", "approved_on": dt.date(2017, 3, 1)}
NAMED = "Vi venter på Halden DPS."


def test_a_quote_without_names_is_printed_with_the_size_class_alone(house, listed):
    assert not listed("Det tar lang tid.")
    (quote,) = printable_quotes(ANSWERS, VARIABLE, house)
    assert [f.name for f in fields(PrintedQuote)] == ["text", "size_class", "synthetic"]
    assert quote.text == "Det tar lang tid."
    assert quote.size_class.replace("\u00a0", " ") == "20 000–50 000"
    assert quote.synthetic
    assert printable_quotes(ANSWERS, "other", house) == []


def test_a_hit_blocks(house, listed):
    (fault,) = listed(NAMED)
    assert "«Halden DPS»" in fault
    assert text_sum(NAMED) in fault
    with pytest.raises(DataError, match="1 hinder"):
        printable_quotes(ANSWERS, VARIABLE, house)


@pytest.mark.parametrize(
    "more",
    [
        {"sha256": text_sum(NAMED)},
        {**SIGNED},
        {"sha256": text_sum(NAMED), "approved_by": "Kari Nordmann"},
        {"sha256": text_sum(NAMED), "approved_by": " ", "approved_on": SIGNED["approved_on"]},
    ],
)
def test_half_an_approval_is_none(listed, more):
    assert "kan røpe" in listed(NAMED, **more)[0]


def test_an_approval_holds_for_exactly_that_text(listed):
    assert not listed(NAMED, sha256=text_sum(NAMED), **SIGNED)
    (fault,) = listed("Vi venter på Halden DPS. Det tar", sha256=text_sum(NAMED), **SIGNED)
    assert "godkjenningen gjelder ikke lenger" in fault


def test_replaced_and_left_out_words_stand_in_brackets(listed):
    assert not listed("Vi venter på [DPS]. Det tar […] tid.")
    assert "står ikke slik i svaret" in listed("Vi venter på DPS. Det tar lang tid.")[0]
    assert "står ikke slik i svaret" in listed("tid […] venter")[0]


def test_an_unknown_answer_is_said(house, listed):
    listed("Det tar lang tid.")
    path = quotes_path(2016, house)
    content = yaml.safe_load(path.read_text())
    content["quotes"][0]["answer"] = "bbbb-bbbb-bbbb"
    path.write_text(yaml.safe_dump(content))
    assert "svar-ID-en finnes ikke" in blocked(ANSWERS, house)[0]


def test_quotes_of_real_and_synthetic_answers_are_never_mixed(listed):
    with pytest.raises(DataError, match="sitater fra virkelige svar"):
        listed("Det tar lang tid.", synthetic=False)


@pytest.mark.parametrize("content", ["- a", "year: 2016", "{", "year: 2015\nsynthetic: true"])
def test_a_broken_list_is_said(house, listed, content):
    listed("Det tar lang tid.")
    quotes_path(2016, house).write_text(content)
    with pytest.raises(DataError, match=r"quotes\.yml"):
        blocked(ANSWERS, house)


def test_a_missing_list_is_said(house):
    with pytest.raises(DataError, match="listen over sitater"):
        blocked(ANSWERS, house)
