"""Answers are their owner's alone, whatever the umask, and a full disk leaves nothing half done."""

import errno
import hashlib
import json
import os
import stat
from pathlib import Path

import pytest

from helpers.survey import good_table, survey_project, with_cell, write
from is248.base import exchange
from is248.base.exchange import narrow, private_folder
from is248.cli.main import main
from is248.survey import prepared_files


@pytest.fixture
def own(tmp_path, monkeypatch):
    made = survey_project(tmp_path / "project")
    monkeypatch.setattr("is248.cli.main.find_project", lambda: made)
    return made


@pytest.fixture(params=[0o000, 0o022], ids=["umask 0", "umask 022"])
def mask(request):
    before = os.umask(request.param)
    yield
    os.umask(before)


def rights(folder):
    """Rights of a folder and of all in it but the locks, which hold nothing."""
    found = [folder, *folder.rglob("*")]
    return {
        path.name: oct(stat.S_IMODE(path.stat().st_mode))
        for path in found
        if not path.name.startswith(".")
    }


WANTED = {
    "prepared": "0o700", "2016": "0o700", "answers.parquet": "0o600", "statuses.parquet": "0o600",
    "provenance.json": "0o600", "findings-2016.xlsx": "0o600",
}  # fmt: skip


@pytest.mark.usefixtures("mask")
def test_prepared_answers_are_their_owners(own, tmp_path):
    path = str(write(good_table(), tmp_path / "svar.csv"))
    assert main(["ingest", "2016", path]) == 0
    assert rights(own.data / "prepared") == WANTED


@pytest.mark.usefixtures("mask")
def test_wider_rights_are_narrowed_at_the_next_write(own, tmp_path):
    path = str(write(good_table(), tmp_path / "svar.csv"))
    assert main(["ingest", "2016", path]) == 0
    prepared = own.data / "prepared"
    for one in [prepared, *prepared.rglob("*")]:
        one.chmod(0o777 if one.is_dir() else 0o666)
    assert main(["ingest", "2016", path]) == 0
    assert rights(prepared) == WANTED


@pytest.mark.usefixtures("mask")
def test_a_list_of_faults_alone_is_its_owners_too(own, tmp_path):
    (own.data / "prepared").mkdir(mode=0o777)
    path = str(write(with_cell(2, "fte", "x"), tmp_path / "svar.csv"))
    assert main(["ingest", "2016", path]) == 1
    assert rights(own.data / "prepared") == {
        "prepared": "0o700",
        "findings-2016.xlsx": "0o600",
    }


@pytest.mark.usefixtures("mask")
def test_coding_workbooks_and_codings_are_their_owners(own, tmp_path):
    assert (
        main(["ingest", "2016", str(write(good_table(synthetic="true"), tmp_path / "a.csv"))]) == 0
    )
    sheet = tmp_path / "koding.xlsx"
    assert main(["coding", "export", "2016", "why", str(sheet), "--with-codes"]) == 0
    assert rights(sheet) == {"koding.xlsx": "0o600"}
    by_theme = tmp_path / "tema.xlsx"
    words = ["coding", "import", "2016", "why", str(sheet), "--by-theme", str(by_theme)]
    assert main(words) == 0
    assert rights(by_theme) == {"tema.xlsx": "0o600"}
    restricted = own.data / "survey" / "2016" / "restricted"
    assert rights(restricted) == {"restricted": "0o700", "coding": "0o700", "why.yml": "0o600"}


@pytest.mark.usefixtures("mask")
def test_a_folder_is_narrowed_with_all_that_is_in_it(tmp_path):
    letters = tmp_path / "control" / "letters"
    letters.mkdir(parents=True)
    (letters / "0101.txt").write_text("x")
    narrow(tmp_path / "control")
    assert rights(tmp_path / "control") == {
        "control": "0o700", "letters": "0o700", "0101.txt": "0o600",
    }  # fmt: skip
    assert stat.S_IMODE(private_folder(tmp_path / "a" / "b").stat().st_mode) == 0o700


def full(real, at):
    """A call that finds the disk full the n-th time that it is made."""
    calls = []

    def called(*args, **kwargs):
        calls.append(args)
        if len(calls) == at:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*args, **kwargs)

    return called


WRITES = {
    "answers": (prepared_files.pq, "write_table", 1),
    "statuses": (prepared_files.pq, "write_table", 2),
    "provenance": (Path, "write_text", 1),
    "folder": (Path, "mkdir", 1),
    "staged folder": (Path, "mkdir", 3),
    **{f"flush {n}": (exchange.os, "fsync", n) for n in range(1, 7)},
    "moved aside": (Path, "rename", 1),
    "put in its place": (Path, "rename", 2),
}


def content(folder):
    """Files by name; a whole older copy that is still to be taken away is none of them."""
    found = {str(p.relative_to(folder)): p for p in folder.rglob("*") if p.is_file()}
    return {n: p.read_bytes() for n, p in found.items() if not n.startswith(".old-")}


@pytest.mark.parametrize("write_that_fails", WRITES)
def test_a_full_disk_is_told_and_leaves_what_was_there(
    own, tmp_path, capsys, monkeypatch, write_that_fails
):
    first = write(good_table(), tmp_path / "svar.csv")
    assert main(["ingest", "2016", str(first)]) == 0
    before = content(own.data / "prepared")
    second = write(with_cell(2, "fte", "13"), tmp_path / "new.csv")
    owner, name, at = WRITES[write_that_fails]
    capsys.readouterr()
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, full(getattr(owner, name), at))
        assert main(["ingest", "2016", str(second)]) == 2
    told = capsys.readouterr().err
    assert told.startswith("Det er ikke plass på disken til ")
    assert len(told.splitlines()) == 1
    after = content(own.data / "prepared")
    assert set(after) == set(before)
    assert after == before or is_whole(own.data / "prepared" / "2016", "new.csv")


def is_whole(folder, source):
    """All three files are of one run: the checksums that it noted are those of the tables."""
    noted = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    sums = {n: hashlib.sha256((folder / n).read_bytes()).hexdigest() for n in noted["files"]}
    return noted["source"]["file"] == source and noted["files"] == sums


def test_a_full_disk_under_the_list_leaves_the_old_list(own, tmp_path, capsys, monkeypatch):
    path = str(write(with_cell(2, "fte", "x"), tmp_path / "svar.csv"))
    assert main(["ingest", "2016", path]) == 1
    listed = own.data / "prepared" / "findings-2016.xlsx"
    before = listed.read_bytes()
    capsys.readouterr()
    monkeypatch.setattr(exchange.os, "fsync", full(os.fsync, 1))
    assert main(["ingest", "2016", path]) == 2
    assert "ikke plass på disken til findings-2016.xlsx" in capsys.readouterr().err
    assert listed.read_bytes() == before
    assert [p.name for p in listed.parent.iterdir() if not p.name.endswith(".lock")] == [
        "findings-2016.xlsx"
    ]


@pytest.mark.usefixtures("own")
def test_a_codebook_without_a_reporting_form_is_told(tmp_path, capsys):
    path = write(good_table(synthetic="true"), tmp_path / "svar.csv")
    assert main(["ingest", "2016", str(path)]) == 0
    capsys.readouterr()
    assert main(["check", "2016"]) == 2
    told = capsys.readouterr().err
    assert "Kodeboken for 2016 mangler spørsmålet «reporting_form_adult»" in told
    assert "data/survey/2016/codebook.yml" in told
