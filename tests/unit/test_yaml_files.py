"""YAML read strictly: what is wrong is named by file and line."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from is248.base.errors import DataError
from is248.base.yaml_files import read_model, read_yaml, read_yaml_file

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="ascii"), max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc"), inner, max_size=3),
    max_leaves=8,
)


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    n: int = 0


class Book(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str
    entries: list[Entry]


GOOD = "title: x\nentries:\n  - name: a\n  - name: b\n    n: 2\n"


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "book.yml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write


@given(PLAIN)
def test_reads_as_pyyaml_does(content):
    assert read_yaml(yaml.safe_dump(content)) == content


def test_merged_keys_may_be_set_anew():
    assert read_yaml("a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  x: 3\n") == {
        "a": {"x": 1, "y": 2},
        "b": {"x": 3, "y": 2},
    }


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("a: 1\nb: 2\na: 3\n", "linje 3, er ikke gyldig YAML: «a» står to ganger"),
        ("- x:\n    b: 1\n    b: 1\n", "linje 3, .*«b» står to ganger"),
        ("a: [\n", "linje 2, er ikke gyldig YAML"),
        (b"a: \xff", "er ikke UTF-8"),
    ],
)
def test_what_is_not_yaml(file, text, part):
    with pytest.raises(DataError, match=rf"params/book\.yml.*{part}"):
        read_yaml_file(file(text), "params/book.yml")


def test_a_good_file_and_a_lost_one(file, tmp_path):
    assert read_model(file(GOOD), Book, "book.yml").entries[1].n == 2
    with pytest.raises(FileNotFoundError):
        read_model(tmp_path / "other.yml", Book, "other.yml")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("n: 2", "n: two", "book.yml, linje 5: «entries.1.n»"),
        ("n: 2", "m: 2", "book.yml, linje 5: «entries.1.m» er et ukjent felt (fant 2)."),
        ("title: x\n", "", "book.yml, linje 1: «title» mangler."),
        ("- name: b\n    n: 2", "- n: 2", "book.yml, linje 4: «entries.1.name» mangler."),
        ("name: a", "name: 7", "book.yml, linje 3: «entries.0.name» skal være tekst; sett den i"),
    ],
)
def test_what_is_not_as_it_must_be(file, old, new, said):
    with pytest.raises(DataError) as caught:
        read_model(file(GOOD.replace(old, new)), Book, "book.yml")
    assert str(caught.value).startswith(said)


def test_an_empty_file(file):
    with pytest.raises(DataError, match=r"book\.yml: «filen»"):
        read_model(file(""), Book, "book.yml")
