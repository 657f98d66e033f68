"""``is248 verify``: a version held against the log of what was published, and built again."""

import hashlib
import json
import shutil

import pytest

from helpers.project import PARAMS, forget
from is248.cli.main import BAD_INPUT, main
from is248.edition import manifest
from is248.edition.published import LOG, add, read

PAGE = "chapters/01-alpha.html"


@pytest.fixture
def year(built):
    """A year with two versions; what differs between them is of no account here."""
    folder = built.outputs / "2016"
    shutil.copytree(folder / "v1", folder / "v2")
    add(folder, 2, folder / "v2")
    return folder


@pytest.fixture
def made(published):
    """A year with a version that is made without kernels."""
    return published.outputs / "2016"


def verified(capsys, *words):
    """Exit code, and the lines of both streams."""
    ended = main(["verify", "2016", *words])
    forget()
    said = capsys.readouterr()
    return ended, said.out.splitlines(), said.err.splitlines()


def edit(folder, name=PAGE, *, listed=True):
    """Change a file, and its line in the manifest as well."""
    path = folder / name
    path.write_bytes(path.read_bytes() + b"<!-- -->")
    content = json.loads((folder / manifest.NAME).read_text(encoding="utf-8"))
    content["outputs"] = manifest.listed(folder)
    if listed:
        (folder / manifest.NAME).write_text(manifest.json_text(content), encoding="utf-8")


def test_versions_that_nobody_touched(year, capsys):
    last = hashlib.sha256((year / LOG).read_bytes().splitlines()[1]).hexdigest()
    for words in ([], ["v2"], ["1"]):
        ended, out, err = verified(capsys, *words)
        assert (ended, err) == (0, [])
        assert out[0].endswith(" er slik den ble publisert, alle 24 filer.")
        assert out[1] == f"Loggens sum er {last}."


def test_a_page_edited_together_with_its_manifest_is_found(year, capsys):
    edit(year / "v1")
    assert manifest.differences(year / "v1") == []  # what there was to see until now
    ended, _, err = verified(capsys, "v1")
    assert ended == 1
    assert err == [
        f"v1 er ikke slik den ble publisert: {PAGE} er endret.",
        "v1 er ikke slik den ble publisert: manifest.json er endret.",
    ]
    assert verified(capsys, "v2")[0] == 0


def test_files_that_are_gone_or_new(year, capsys):
    (year / "v2" / PAGE).unlink()
    (year / "v2" / "new.html").write_text("", encoding="utf-8")
    (year / "v2" / "run_log.json").write_text("{}", encoding="utf-8")
    ended, _, err = verified(capsys, "v2")
    assert ended == 1
    assert [line.partition(": ")[2] for line in err] == [
        f"{PAGE} er borte.",
        "new.html er lagt til.",
        "run_log.json er endret.",
    ]


@pytest.mark.parametrize("number", [1, 2])
def test_a_line_of_the_log_that_was_edited_too(year, capsys, number):
    edit(year / "v1")
    lines = (year / LOG).read_text(encoding="utf-8").splitlines()
    record = json.loads(lines[number - 1])
    record["files"][PAGE] = hashlib.sha256((year / "v1" / PAGE).read_bytes()).hexdigest()
    lines[number - 1] = json.dumps(record, sort_keys=True)
    (year / LOG).write_text("\n".join(lines) + "\n", encoding="utf-8")
    ended, out, err = verified(capsys, "v1")
    assert ended == 1
    if number == 1:  # the line after no longer follows; of the last line only its sum can tell
        assert f"{LOG} er endret: linje 2 følger ikke av linjen før." in err
    assert out == [f"Loggens sum er {read(year)[0][-1].sum}."]


@pytest.mark.parametrize("text", ["", "{", '{"version": 1}\n', "[]\n"])
def test_a_log_that_is_gone_or_no_log(year, capsys, text):
    (year / LOG).write_text(text, encoding="utf-8")
    edit(year / "v2", listed=False)
    ended, _, err = verified(capsys, "v2")
    assert ended == 1
    assert f"{LOG} har ingen linje om v2." in err
    assert f"v2 er ikke slik den ble publisert: {PAGE} er endret." in err


def test_a_rebuild_finds_what_the_log_no_longer_tells(made, capsys):
    edit(made / "v1")
    (made / LOG).unlink()
    before = {path: path.stat().st_mtime_ns for path in made.rglob("*")}
    ended, _, err = verified(capsys, "--rebuild")
    assert ended == 1
    assert err == [
        f"{LOG} har ingen linje om v1.",
        f"Bygget på nytt ble v1 en annen: {PAGE} er endret.",
    ]
    assert {path: path.stat().st_mtime_ns for path in made.rglob("*")} == before


def test_a_rebuild_comes_out_the_same(made, capsys):
    ended, out, err = verified(capsys, "v1", "--rebuild")
    assert (ended, err) == (0, [])
    assert out[-1] == "Bygget på nytt: v1 kom ut igjen, byte for byte."
    kept = [p.name for p in made.iterdir() if not p.name.endswith(".lock")]
    assert sorted(kept) == ["latest", LOG, "v1", "versions.html"]


def test_a_rebuild_of_other_inputs_is_refused(made, published, capsys):
    (published.params / "2016.yml").write_text(PARAMS + "\n", encoding="utf-8")
    ended, _, err = verified(capsys, "v1", "--rebuild")
    assert ended == BAD_INPUT
    assert err == [
        "v1 ble laget av andre inndata enn dem som er her nå (params/2016.yml). "
        "Hent dem fram, og prøv igjen."
    ]
    assert [path.name for path in made.glob("v*")] == ["v1", "versions.html"]


@pytest.mark.parametrize(
    "content", ['{"outputs": [], "previous": "x"}', '{"outputs": {"a": 1}}', "["]
)
def test_a_manifest_that_holds_anything(made, capsys, content):
    (made / "v1" / manifest.NAME).write_text(content, encoding="utf-8")
    (made / LOG).unlink()
    assert verified(capsys)[0] == 1
    ended, _, err = verified(capsys, "--rebuild")
    assert ended == BAD_INPUT
    assert "andre inndata enn dem som er her nå" in err[-1]


def test_a_version_that_cannot_be_read(year, capsys, monkeypatch):
    def refused(_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("is248.edition.published.sha256", refused)
    ended, _, err = verified(capsys, "v1")
    assert (ended, err) == (BAD_INPUT, ["Kan ikke lese alt i outputs/2016/v1: Permission denied."])
    assert year.is_dir()


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["2016", "v3"], "Det er ingen versjon «v3» i outputs/2016. Der er v1, v2."),
        (["2016", "../v1"], "Det er ingen versjon «../v1»"),
        (["2061"], "2061 finnes ikke"),
        (["2016", "v1", "--jobs", "x", "--rebuild"], "ikke et helt tall"),
    ],
)
def test_words_that_cannot_be_used(year, capsys, words, part):  # noqa: ARG001
    assert main(["verify", *words]) == BAD_INPUT
    assert part in capsys.readouterr().err


def test_no_version_yet(project, capsys):  # noqa: ARG001
    assert main(["verify", "2016"]) == BAD_INPUT
    assert capsys.readouterr().err == "Det er ingen versjon i outputs/2016.\n"


@pytest.mark.slow
def test_a_rebuild_with_workers_and_real_kernels(built, capsys):
    page = built.outputs / "2016" / "v1" / PAGE
    page.write_bytes(page.read_bytes() + b" ")
    assert main(["verify", "2016", "v1", "--rebuild", "--jobs", "1"]) == 1
    said = [line for line in capsys.readouterr().err.splitlines() if line.startswith("Bygget")]
    assert said == [f"Bygget på nytt ble v1 en annen: {PAGE} er endret."]
