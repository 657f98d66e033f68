"""What is said of groups: an area is named only where every test holds; made-up answers by rule."""

from dataclasses import replace

import numpy as np
import pytest

from helpers.chapters import open_chapter

SPACE = "\N{NO-BREAK SPACE}"
NAME = "housing_grant_applied"


@pytest.fixture(scope="module")
def housing():
    chapter = open_chapter("housing", 2016, "county")
    return replace(chapter, answers=replace(chapter.answers, synthetic=False))


def answered(chapter, yes):
    """The chapter where the units of a set say yes, and all others no."""
    values = chapter.answers.values
    new = np.where(values.index.isin(list(yes)), "yes", "no")
    altered = values.assign(**{NAME: new})
    return replace(chapter, answers=replace(chapter.answers, values=altered))


def said(chapter, *by, **about):
    text = chapter.say_differences("text-mine", chapter.question(NAME).yes.by(*by), **about)
    return str(text).replace(SPACE, " "), text


def of(chapter, county):
    register = chapter.register
    return register.index[register["county"] == county]


def every_third(chapter):
    """A share of a third in every county and size class, as evenly as whole units allow."""
    units = chapter.register.sort_values(["county", "size_class"], kind="stable").index
    return units[::3]


def test_one_county_that_stands_alone_is_named_with_its_share(housing):
    text, bound = said(answered(housing, of(housing, "Telemark")), "county")
    assert "høyere enn i landet (4 prosent) i Telemark (100)" in text
    assert "Det er tatt hensyn til at 19 fylker er sammenlignet (justert p < 0,001)" in text
    assert bound.values["county_p"].value < 0.05


def test_even_answers_name_nobody(housing):
    text, _ = said(answered(housing, every_third(housing)), "county")
    assert "ikke mer enn tilfeldigheter kan forklare" in text
    assert "Forskjeller på mindre enn" in text
    names = {value.label for value in housing.labels.category("county").values.values()}
    assert not any(name in text for name in names)


def test_a_county_below_ten_answers_is_counted_and_not_named(housing):
    some = answered(housing, of(housing, "Telemark"))
    few = of(housing, "Telemark")[:9]
    values = some.answers.values.copy()
    values.loc[values.index.isin(of(housing, "Telemark")[9:]), NAME] = None
    smaller = replace(some, answers=replace(some.answers, values=values))
    assert smaller.question(NAME).yes.shares("county").value("n", "Telemark") == len(few)
    text, _ = said(smaller, "county")
    assert "Telemark" not in text
    assert "har færre enn ti svar og omtales ikke hver for seg" in text


def test_a_difference_that_is_the_citys_alone_says_so(housing):
    units = housing.register.index
    city = units[units.str.startswith("0301")]
    drawn = units[np.random.default_rng(248).random(len(units)) < 0.3]
    text, _ = said(answered(housing, [*drawn, *city]), "county")
    assert "Uten Oslo er forskjellene ikke statistisk sikre" in text


def test_ends_of_size_are_told_and_the_test_beside_them(housing):
    large = housing.register.index[housing.register["size_class"].isin(["20000-50000"])]
    text, bound = said(answered(housing, large), "size_class", finding="difference")
    assert text.startswith(
        "Andelen er 0 prosent i kommuner med under 2 000 innbyggere og 0 prosent i kommuner med "
        "minst 50 000 innbyggere."
    )
    assert "er statistisk sikre (justert p < 0,001)" in text
    assert bound.key == "difference"


def test_what_chance_explains_is_no_finding(housing):
    _, bound = said(answered(housing, every_third(housing)), "size_class", finding="difference")
    assert bound.key == ""


def test_figures_rank_areas_only_where_they_differ(housing):
    apart = answered(housing, of(housing, "Telemark")).question(NAME).yes.by("county").county
    even = answered(housing, every_third(housing)).question(NAME).yes.by("county").county
    assert apart.certain
    assert not even.certain
    assert "sikre forskjeller mellom fylkene" in apart.headline
    assert even.headline == even.title


def test_shrunken_shares_lie_between_the_raw_and_the_country(housing):
    shares = housing.question(NAME).yes.by("county").county
    found = shares.shrunken.drop(index="total").dropna()
    country = shares.value("pct")
    low, high = found["pct"].clip(upper=country), found["pct"].clip(lower=country)
    assert found["shrunken_pct"].between(low - 1e-6, high + 1e-6).all()
    assert (found["rank_low"] <= found["rank_high"]).all()
