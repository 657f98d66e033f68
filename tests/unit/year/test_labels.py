"""Labels of a year: those of every year, the areas of its register, the words of its questions."""

import pytest

from helpers.fictitious_year import CITY, CITY_NAME, COUNTIES, MISSING, YEAR, make_fictitious_year
from helpers.project import forget
from is248.base.errors import DataError, UserError
from is248.register.municipalities import are_agencies, are_parts, count_oslo, load_units, tile_grid
from is248.stats.design import make_design
from is248.survey.answers import load_chapter_labels
from is248.year.labels import City, city_code, load_labels

THEMES = {"housing": "Boligsituasjonen"}


@pytest.fixture(scope="module")
def fiction(tmp_path_factory):
    root = tmp_path_factory.mktemp("labels") / "project"
    root.mkdir()
    return make_fictitious_year(root, THEMES)


@pytest.fixture(scope="module")
def labels(fiction):
    return load_labels(fiction, YEAR)


def test_the_areas_are_those_of_the_register_in_its_order(labels):
    assert list(labels.category("county").values) == list(COUNTIES)
    assert list(load_labels(None, 2016).category("region").values) == [
        "Sør-Øst", "Vest", "Midt-Norge", "Nord",
    ]  # fmt: skip


def test_the_reference_is_the_marked_group_else_the_first(labels):
    assert labels.reference("county") == "Vidsletta"
    assert labels.reference("size_class") == "<2000"
    assert labels.references([*labels.categories, "nothing"]) == {
        "county": "Vidsletta", "hf_area": "Slettehelse", "region": "Kyst",
    }  # fmt: skip
    assert load_labels(None, 2016).references(["county"]) == {"county": "Østfold"}


def test_a_grouping_without_groups_has_no_reference(labels):
    with pytest.raises(UserError, match="ingen grupper"):
        labels.reference("topic")


def test_the_city_is_named_where_labels_speak_of_it(labels):
    assert labels.city == City(code=CITY, name=CITY_NAME)
    assert labels.column("districts_n").span == f"Bydeler i {CITY_NAME}"
    assert load_labels(None, 2016).column("districts_n").span == "Bydeler i Oslo"


def test_a_grouping_has_its_words(labels):
    county, size = labels.category("county"), labels.category("size_class")
    assert (county.one, county.many, county.definite_many, county.gender) == (
        "fylke", "fylker", "fylkene", "n",
    )  # fmt: skip
    assert (size.definite_many, size.gender) == ("størrelsesgruppene", "c")


def test_names_that_prints_use():
    found = load_labels(None, 2016)
    assert found.named("county", "Agderfylkene") == ["Aust-Agder", "Vest-Agder"]
    assert found.named("hf_area", "Ahus") == ["Ahus-området"]
    assert found.named("county", "Finnmark") == ["Finnmark"]
    assert found.named("county", "Ahus") == []


def test_the_words_of_questions_come_from_the_codebook(fiction):
    found = load_chapter_labels(fiction, YEAR)
    assert f"topic_{MISSING}" not in found.columns
    assert found.column("topic_housing").label == "Bolig"
    assert found.category("form_topic").values["housing"].label == "Boligsituasjon"
    assert MISSING not in found.category("topic").values


def test_a_register_without_a_column_is_refused(fiction, monkeypatch):
    monkeypatch.setattr("is248.year.labels.AREA_COLUMNS", ("grouping", "flag"))
    load_labels.cache_clear()
    with pytest.raises(DataError, match="mangler kolonnen «flag»"):
        load_labels(fiction, YEAR)
    forget()


def test_the_city_counts_as_one_or_by_its_parts(fiction):
    units = load_units(YEAR, fiction)
    assert [count_oslo(units, oslo)["counted"].sum() for oslo in ("one", "districts")] == [61, 65]
    assert count_oslo(units, "districts_and_agencies")["counted"].sum() == 66
    one, parts = (count_oslo(units, oslo)["pop_total"].sum() for oslo in ("one", "districts"))
    assert one == parts


def test_parts_and_agencies_are_told_from_their_keys(fiction):
    index = load_units(YEAR, fiction).index
    assert city_code(index) == CITY
    assert city_code(["9101", "9102"]) == ""
    assert (are_parts(index).sum(), are_agencies(index).sum()) == (7, 1)


def test_the_map_is_that_of_the_register(fiction):
    assert tile_grid("county", YEAR, fiction).to_dict("list") == {
        "row": [0, 0, 1, 1], "col": [0, 1, 0, 1],
    }  # fmt: skip


def test_a_model_compares_with_the_reference_of_the_register(fiction, labels):
    units = load_units(YEAR, fiction)
    orders = {"county": list(labels.category("county").values)}
    used = units["kind"] == "municipality"
    design = make_design(units, ["county"], labels.references(orders), orders, used)
    assert design.factors[0].reference == "Vidsletta"
    assert make_design(units, ["county"], None, orders, used).factors[0].reference == COUNTIES[0]
