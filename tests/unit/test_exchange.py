"""Files and folders are whole or not there."""

import os

import pytest

from is248.base.exchange import exchange, recover, remove, write_whole


def folder(place, name, text):
    made = place / name
    made.mkdir()
    (made / "a.txt").write_text(text, encoding="utf-8")
    return made


def names(place):
    return sorted(path.name for path in place.iterdir())


def fail(*_):
    raise OSError("worn out")


def test_a_file_is_replaced_and_nothing_is_left(tmp_path):
    path = tmp_path / "a.txt"
    write_whole(path, "æ\n")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["a.txt"]


def test_only_the_owner_reads_a_private_file(tmp_path):
    write_whole(tmp_path / "a.txt", "x", private=True)
    assert (tmp_path / "a.txt").stat().st_mode & 0o777 == 0o600


def test_a_fault_leaves_the_last_file(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    write_whole(path, "old")
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="worn out"):
        write_whole(path, "new")
    assert path.read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == ["a.txt"]


def test_a_folder_is_exchanged(tmp_path):
    target = folder(tmp_path, "2016", "old")
    assert exchange(folder(tmp_path, "staged", "new"), target) == target
    assert (target / "a.txt").read_text(encoding="utf-8") == "new"
    assert names(tmp_path) == ["2016"]


def test_a_fault_puts_the_old_folder_back(tmp_path):
    target = folder(tmp_path, "2016", "old")
    staged = folder(tmp_path, "staged", "new")

    class Stuck(type(staged)):
        def rename(self, _):
            fail()

    with pytest.raises(OSError, match="worn out"):
        exchange(Stuck(staged), target)
    assert (target / "a.txt").read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == ["2016", "staged"]


def test_what_a_killed_run_left_is_put_back_or_cleared(tmp_path):
    folder(tmp_path, ".old-2016", "old")
    folder(tmp_path, ".staged-2016-7", "half")
    recover(tmp_path / "2016")
    assert names(tmp_path) == ["2016"]
    folder(tmp_path, ".old-2016", "older")
    recover(tmp_path / "2016")
    assert names(tmp_path) == ["2016"]
    assert (tmp_path / "2016" / "a.txt").read_text(encoding="utf-8") == "old"


def test_a_link_is_removed_and_not_what_it_points_at(tmp_path):
    target = folder(tmp_path, "2016", "x")
    (tmp_path / "latest").symlink_to(target)
    remove(tmp_path / "latest")
    remove(tmp_path / "nothing")
    assert names(tmp_path) == ["2016"]
