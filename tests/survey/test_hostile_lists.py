"""Files kept by hand, broken as hands and tools break them: one sentence, file and line, exit 2."""

import os
import time

import pytest

import is248_synthetic.build  # noqa: F401 - so that its time is not that of reading a file
from helpers.survey import good_table, survey_project, write
from is248.base.data_files import read_source
from is248.cli.main import main
from is248.edition.results import COLUMNS as RESULT_COLUMNS
from is248.printed.claims import COLUMNS as CLAIM_COLUMNS
from is248.survey.codebook import load_codebook
from is248.year.labels import load_labels
from is248.year.params import load_year

FOLD = "".join(f"a{n + 1}: &a{n + 1} [{', '.join([f'*a{n}'] * 9)}]\n" for n in range(12))
YAML = {
    # name → bytes, line, part of the sentence
    "alias bomb": ("a0: &a0 [x]\n" + FOLD, 6, "for mange verdier"),
    "list in itself": ("x: 1\na: &a [*a]\n", 2, "viser til seg selv"),
    "deep lists": ("x: 1\ny: " + "[" * 100_000, 2, "mer enn 60 nivåer"),
    "deep fields": ("".join(" " * n + "a:\n" for n in range(900)), 61, "mer enn 60 nivåer"),
    "5000 digits": ("x: 1\ny: " + "9" * 5000, 2, "et tall har 5000 sifre"),
    "5000 hex digits": ("x: 1\ny: 0x" + "f" * 5000, 2, "et tall har 5002 sifre"),
    "30 February": ("x: 1\n\ny: 2026-02-30\n", 3, "«2026-02-30» er ikke en dato"),
    "hour 99": ("y: 2026-02-20T99:00:00Z\n", 1, "er ikke en dato"),
    "not UTF-8": ("x: 1\ny: 'blåbær'\n".encode("cp1252"), 2, "ikke UTF-8"),
    "UTF-16": ("x: 1\n".encode("utf-16"), 1, "ikke UTF-8"),
    "NUL": ("x: 1\ny: a\0b\n", 2, "styretegn (U+0000)"),
    "key twice": ("x: 1\ny: 2\nx: 3\n", 3, "«x» står to ganger"),
    "a key that is a list": ("x: 1\n? [a, b]\n: 1\n", 2, "en nøkkel er en liste"),
    "tag": ("x: !!python/object/apply:os.system [ls]\n", 1, "merker (!) brukes ikke"),
    "open quote": ("x: 1\ny: 'a\n", 2, "ikke lukket"),
    "tab": ("x:\n\ty: 1\n", 2, "tabulator"),
    "many values": ("- 1\n" * 200_000, 50_000, "for mange verdier"),
    "huge": ("# " + "x" * 30_000_000, None, "større enn 1 MB"),
}
INGEST = ["ingest", "2016", "data/survey/2016/svar.csv"]
READ_BY = {
    "params/2016.yml": ["chapters", "2016"],
    "params/labels.yml": ["check", "2016"],
    "data/municipalities/source.yml": INGEST,
    "data/survey/2016/codebook.yml": ["codebook", "2016"],
    "data/survey/2016/columns.yml": INGEST,
    "data/survey/2016/corrections.yml": INGEST,
    "data/survey/2016/decisions.yml": INGEST,
    "data/survey/2016/source.yml": INGEST,
    "data/survey/2016/margins.yml": ["synthesise", "2016"],
    "mapping.yml": [*INGEST, "--mapping", "mapping.yml"],
}


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    made = survey_project(tmp_path_factory.mktemp("hostile") / "project")
    path = write(good_table(synthetic="true"), made.data / "survey" / "2016" / "svar.csv")
    forget()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("is248.cli.main.find_project", lambda: made)
        patch.chdir(made.root)
        assert main(["ingest", "2016", str(path)]) == 0
        yield made


def forget():
    for read in (load_year, load_labels, load_codebook, read_source):
        read.cache_clear()


@pytest.fixture
def broken(own):
    """Put bytes in the place of a file for one test."""
    kept = {}

    def put(name, content):
        path = own.root / name
        kept[path] = path.read_bytes() if path.is_file() else None
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        forget()

    yield put
    for path, content in kept.items():
        path.unlink() if content is None else path.write_bytes(content)
    forget()


def told(words, capsys):
    capsys.readouterr()
    began = time.process_time()
    assert main(words) == 2
    assert time.process_time() - began < 2
    (sentence,) = capsys.readouterr().err.splitlines()
    return sentence


CASES = [
    pytest.param(name, fault, id=f"{fault} in {name}", marks=() if quick else pytest.mark.slow)
    for name in READ_BY
    for fault in YAML
    for quick in [name.endswith("codebook.yml") or fault == "30 February"]
]


@pytest.mark.parametrize(("name", "fault"), CASES)
def test_a_broken_list_is_told_by_file_and_line(broken, capsys, name, fault):
    content, line, part = YAML[fault]
    broken(name, content)
    sentence = told(READ_BY[name], capsys)
    assert part in sentence
    assert os.path.basename(name) in sentence  # noqa: PTH119 - a name, no path
    assert line is None or f"linje {line}" in sentence


HEADER = ",".join(CLAIM_COLUMNS) + "\n"
CLAIMS = {
    "not UTF-8": (HEADER.encode() + b"1,\xe5,,,,,,,\n", 2, "ikke UTF-8"),
    "NUL": (HEADER + "1,a\0b,,,,,,,\n", 2, "nulltegn"),
    "long field": (HEADER + '1,"' + "x" * 200_000, 2, "for langt"),
    "open quote": (HEADER + '1,"a,b\n', 2, "2 felt"),
    "other columns": ("a,b\n", 1, "er ukjent"),
    "empty": ("", 1, "mangler"),
    "huge": (HEADER + "x" * 30_000_000, None, "større enn 5 MB"),
}


@pytest.mark.parametrize("fault", CLAIMS)
def test_broken_claims_are_told_by_file_and_line(own, broken, capsys, fault):
    content, line, part = CLAIMS[fault]
    broken("claims.csv", content)
    row = dict.fromkeys(RESULT_COLUMNS, "1") | {"basis": "printed"}
    results = ",".join(RESULT_COLUMNS) + "\n" + ",".join(row.values()) + "\n"
    (own.root / "results.csv").write_text(results)
    words = ["audit", "2016", "--claims", "claims.csv", "--results", "results.csv"]
    sentence = told(words, capsys)
    assert part in sentence
    assert "claims.csv" in sentence
    assert line is None or f"linje {line}" in sentence
