"""Versions as a reader asks: why each was made, what it comes from, and which is the newest."""

import copy
import json
import re

import pytest

from helpers.project import (
    ALPHA,
    PARAMS,
    code,
    copy_of,
    forget,
    publish_once,
    show,
    table_bundle,
    text_bundle,
)  # fmt: skip
from helpers.project import write_notebook as write
from is248.base.errors import UserError
from is248.base.exchange import write_whole
from is248.cli.report_words import summary
from is248.edition import manifest
from is248.edition.causes import KINDS
from is248.edition.progress import Progress
from is248.edition.revisions import Told, read_told
from is248.edition.runner import build_year
from is248.edition.verify import rebuilt
from is248.edition.versions import opened

pytestmark = pytest.mark.usefixtures("no_kernel")


def page(folder, name="changes.html"):
    return (folder / name).read_text(encoding="utf-8")


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html.split("<main", 1)[1]))


def finding(people="1 334", word="Det bor ", value=1333.5):
    bundle = {**text_bundle(), "key": "share"}
    bundle["parts"] = copy.deepcopy(bundle["parts"])
    bundle["parts"][0]["text"] = word
    bundle["parts"][1] |= {"value": value, "text": people, "basis": "printed"}
    return bundle


def answers(project, share, *bundles):
    """Alpha's numbers as they would come of the data: the notebook is an input of its own kind."""
    table = table_bundle()
    table["grid"]["rows"][1]["cells"][1] = {"value": share, "text": "", "mark": None}
    path = project.data / "answers.py"
    path.write_text(show(table, *(bundles or (finding(),))), encoding="utf-8")


HELD = "import os; exec(open(os.environ['IS248_ROOT'] + '/data/answers.py').read())"


def of_data(project):
    """Let the first chapter show what a data file holds."""
    write(project, "alpha", ALPHA[0], code(HELD))
    answers(project, 10.0)
    return project


@pytest.fixture
def new(project):
    """A compendium whose first chapter shows what a data file holds; no version yet."""
    return of_data(project)


@pytest.fixture(scope="module")
def first_of_two(tmp_path_factory):
    return publish_once(tmp_path_factory.mktemp("two"), of_data)


@pytest.fixture
def two(first_of_two, tmp_path, monkeypatch):
    """A copy of such a compendium with a first version."""
    yield copy_of(first_of_two, tmp_path, monkeypatch)
    forget()


def test_a_first_version_says_that_it_is_the_first(new):
    result = build_year(new, 2016)
    told = words(page(result.folder))
    assert "Dette er den første utgaven for 2016." in told
    assert "Første utgave" in told
    assert "endret siden" not in told
    assert not (result.folder / "changes.csv").exists()


def test_one_correction(two):
    answers(two, 20.0, finding("1 400", value=1400.0))
    folder = two.data / "survey" / "2016"
    folder.mkdir(parents=True)
    (folder / "corrections.yml").write_text("corrections: []\n", encoding="utf-8")
    (two.data / "answers.py").rename(folder / "synthetic_decisions.yml")
    write(
        two, "alpha", ALPHA[0],
        code(f"exec(open({str(folder / 'synthetic_decisions.yml')!r}, encoding='utf-8').read())"),
    )  # fmt: skip
    result = build_year(two, 2016, told=Told("Et årsverk var talt to ganger.", "correction"))
    told = words(page(result.folder))
    assert "Retting: en feil er rettet" in told
    assert "Et årsverk var talt to ganger." in told
    assert "Flere ting ble endret samtidig" in told, "a notebook and a data file changed too"
    assert "Rettelser av svar: data/survey/2016/corrections.yml" in told


def test_data_alone_is_the_cause_and_findings_stand_first(two):
    answers(two, 20.0, finding("1 400", value=1400.0))
    result = build_year(two, 2016)
    told = words(page(result.folder))
    assert "Bare én ting som kan flytte tall, skiller utgavene: data." in told
    assert told.index("Hovedfunn som er endret") < told.index("Endrede tall etter kapittel")
    assert "Samme ordlyd, andre tall" in told
    assert "Hovedfunnene sier det samme, men med andre tall." in told
    assert "fra 10,0 til 20,0" in told
    assert "Dette kapitlet er som i utgave v1: 2 Andre kapittel" in told
    assert (result.folder / "changes.csv").read_text().splitlines()[1:] == [
        "alpha,text-people,finding,share,Det bor 1 334 personer der.,Det bor 1 400 personer der.",
        "alpha,table-size,small,share,10.0,20.0",
        "alpha,text-people,people,value,1333.5,1400.0",
    ]
    assert summary(result, two)[-5:] == [
        "2 tall er endret siden v1.",
        "1 hovedfunn har andre tall.",
        "Forskjellig i det utgaven er laget av: data.",
        "Hva som er endret: outputs/2016/v2/changes.html",
        "Ny versjon: outputs/2016/v2/index.html",
    ]


def test_a_change_that_rounding_hides_is_counted_and_not_shown(two):
    answers(two, 10.000001)
    told = words(page(build_year(two, 2016).folder))
    assert "1, men 1 av dem synes ikke på sidene" in told
    assert "1 tall er endret. Årsak: data. 1 av dem synes ikke på sidene." in told
    assert "10.000001" not in told
    assert "10,000001" not in told


def test_a_conclusion_that_changes_is_substantial(two):
    answers(two, 10.0, finding(word="Ingen vet hvor det bor "))
    told = words(page(build_year(two, 2016).folder))
    assert "Vesentlig: minst ett hovedfunn er nytt, borte eller sagt på en annen måte." in told
    assert "Ingen tall er endret" not in told


def test_a_parameter_without_effect(two):
    params = PARAMS + "thresholds: {named_outliers: 5}\n"
    (two.params / "2016.yml").write_text(params, encoding="utf-8")
    forget()
    told = words(page(build_year(two, 2016).folder))
    assert "Bare én ting som kan flytte tall, skiller utgavene: valg for året (parametre)." in told
    assert "Ingen tall er endret." in told
    assert "Disse kapitlene er som i utgave v1:" in told


def test_code(new, tmp_path, monkeypatch):
    source = tmp_path / "is248" / "measures" / "mean.py"
    source.parent.mkdir(parents=True)
    source.write_text("a = 1\n", encoding="utf-8")
    monkeypatch.setattr(manifest, "PACKAGE", tmp_path / "is248")
    build_year(new, 2016)
    source.write_text("a = 2\n", encoding="utf-8")
    told = words(page(build_year(new, 2016).folder))
    assert "Bare én ting som kan flytte tall, skiller utgavene: metode (kode)." in told
    assert "lib/is248/measures/mean.py" in told


@pytest.mark.parametrize(
    ("share", "words_"),
    [(10.0, "Bare utforming og tekst skiller utgavene."), (20.0, "her er tall endret likevel")],
)
def test_look_and_words_alone_move_no_number(new, tmp_path, monkeypatch, share, words_):
    source = tmp_path / "is248" / "show" / "look.py"
    source.parent.mkdir(parents=True)
    source.write_text("a = 1\n", encoding="utf-8")
    monkeypatch.setattr(manifest, "PACKAGE", tmp_path / "is248")
    build_year(new, 2016)
    source.write_text("a = 2\n", encoding="utf-8")
    monkeypatch.setattr("is248.edition.causes.KINDS", ((None, r"data/.*"), *KINDS))
    answers(new, share)
    assert words_ in words(page(build_year(new, 2016).folder))


def test_several_causes_are_not_guessed_between(two):
    answers(two, 20.0)
    write(two, "beta", code("year = 2016", "parameters"), code(show(text_bundle("text-b"))))
    told = words(page(build_year(two, 2016).folder))
    assert "Utgavene viser ikke hvilken av dem som flyttet hvert enkelt tall." in told
    alpha, beta = told.split("Endrede tall etter kapittel")[1].split("2 Andre kapittel", 1)
    assert "Årsak: data." in alpha, "the notebook of another chapter is no cause here"
    assert "Mulige årsaker: data og notatbøker." in beta


def test_reasons_stand_in_params(two):
    answers(two, 20.0)
    folder = two.params / "revisions"
    folder.mkdir()
    (folder / "2016.yml").write_text(
        "revisions:\n  - version: 2\n    type: revision\n    date: 2026-12-01\n"
        "    reason: To kommuner har svart på nytt.\n    not_affected: Årsverkene.\n",
        encoding="utf-8",
    )
    forget()
    result = build_year(two, 2016)
    told = words(page(result.folder))
    for expected in ("1. desember 2026", "To kommuner har svart på nytt.", "Årsverkene."):
        assert expected in told
    assert "Bare én ting som kan flytte tall, skiller utgavene: data." in told
    assert "Utgave v2, 1. desember 2026" in page(result.folder, "chapters/01-alpha.html")


def test_a_reason_given_is_kept_when_the_version_is_built_again(two):
    answers(two, 20.0)
    build_year(two, 2016, told=Told("Nye svar."))
    assert build_year(two, 2016, rebuild=True).status == "confirmed"
    with opened(two, 2016) as shelf:
        assert rebuilt(two, shelf, 2, 0, Progress()) == {}


@pytest.mark.parametrize("given", [{"themes": ["alpha"]}, {"rebuild": True}])
def test_a_reason_needs_a_new_version(two, given):
    with pytest.raises(UserError, match="gjelder en ny utgave"):
        build_year(two, 2016, told=Told("Nye svar."), **given)


@pytest.mark.parametrize(
    ("reason", "date", "correction"),
    [
        (None, None, True),
        (None, "2026-12-01", False),
        (" ", None, False),
        ("x", "1.12.2026", False),
    ],
)
def test_arguments_that_say_nothing(reason, date, correction):
    with pytest.raises(UserError):
        read_told(reason, date, correction=correction)


def test_the_page_of_all_versions(two):
    first = two.outputs / "2016" / "v1"
    before = {path: path.read_bytes() for path in first.rglob("*") if path.is_file()}
    answers(two, 20.0, finding(word="Ingen vet hvor det bor "))
    build_year(two, 2016, told=Told("Nye svar.", "correction"))
    listed = page(two.outputs / "2016", "versions.html")
    newest, older = listed.split('<tr id="v')[1:]
    assert newest.startswith("2")
    assert "Dette er den nyeste utgaven" in newest
    assert "Retting" in newest
    assert "Nye svar. Endret: data." in words("<main" + newest)
    assert "1 hovedfunn (vesentlig), 1 tall." in newest
    assert 'href="v2/changes.html"' in newest
    assert "Det finnes en nyere: v2" in older
    assert "Første utgave" in older
    assert {path: path.read_bytes() for path in before} == before
    for name, up in (("index.html", ""), ("chapters/01-alpha.html", "../")):
        assert f'href="{up}../versions.html#v1">Er dette den nyeste utgaven?' in page(first, name)


def test_the_page_of_all_versions_is_made_again(two):
    listed = two.outputs / "2016" / "versions.html"
    made = listed.read_bytes()
    for left in (None, b"<html>", made.replace(b'href="v1/index.html"', b'href="v0/index.html"')):
        listed.unlink() if left is None else listed.write_bytes(left)
        assert build_year(two, 2016).status == "unchanged"
        assert listed.read_bytes() == made


def test_a_page_of_versions_that_cannot_be_written_stands_as_it_was(two, monkeypatch):
    listed = two.outputs / "2016" / "versions.html"
    made = listed.read_bytes()
    answers(two, 20.0)

    def killed(path, content, **rest):
        if path == listed:
            raise KeyboardInterrupt
        write_whole(path, content, **rest)

    with monkeypatch.context() as patched:
        patched.setattr("is248.edition.version_list.write_whole", killed)
        with pytest.raises(KeyboardInterrupt):
            build_year(two, 2016)
    assert listed.read_bytes() == made
    assert build_year(two, 2016).status == "unchanged"
    assert b'href="v2/index.html"' in listed.read_bytes()


def test_a_draft_is_measured_and_leads_to_no_version(two):
    answers(two, 20.0)
    folder = build_year(two, 2016, ["alpha"]).folder
    assert "fra 10,0 til 20,0" in words(page(folder))
    assert "versions.html" not in page(folder)
    record = json.loads(page(folder, "changes.json"))
    assert record["values"] == {"changed": 1, "unseen": 0}
