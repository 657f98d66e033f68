"""The states of what a run depends on."""

import pytest

from is248.base.observed import Seen
from is248.edition import run_states
from is248.edition.run_states import ALL, NOWHERE, Need, States


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package of two modules in the place of is248."""
    folder = tmp_path / "is248"
    (folder / "stats").mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "stats" / "__init__.py").write_text("")
    (folder / "stats" / "shares.py").write_text(
        "FEW = 10\nMANY = 99\ndef share(n):\n    return n > FEW\ndef other(n):\n    return MANY\n"
    )
    (folder / "edition").mkdir()
    (folder / "edition" / "plan.py").write_text("def plan():\n    return 1\n")
    monkeypatch.setattr(run_states, "PACKAGE", folder)
    return folder


@pytest.fixture
def now(tmp_path, package):  # noqa: ARG001 - in its place
    """The states as they are when asked, with nothing found out before."""
    root = tmp_path / "project"
    (root / "params").mkdir(parents=True)
    return lambda: States(root, tmp_path / "sums.json")


SHARES = "is248.stats.shares"


def test_yaml_is_known_by_what_it_says(now):
    path = now().root / "params" / "labels.yml"
    need = Need("read", "params/labels.yml")
    assert now().state(need) == NOWHERE
    path.write_text("a: 1\nb: [x, y]\n")
    said = now().state(need)
    path.write_text("# a comment\na:   1\nb:\n  - x\n  - y\n")
    assert now().state(need) == said
    path.write_text("b: [x, y]\na: 1\n")  # the order is what a page shows
    assert now().state(need) != said


def test_yaml_that_cannot_be_read_is_known_by_its_bytes(now):
    path = now().root / "params" / "labels.yml"
    path.write_text("a: [1\n")
    first = now().state(Need("read", "params/labels.yml"))
    path.write_text("a: [2\n")
    assert now().state(Need("read", "params/labels.yml")) != first


def test_other_files_are_known_by_their_bytes_and_folders_by_being_there(now):
    root = now().root
    (root / "a.csv").write_text("x\n")
    first = now().state(Need("read", "a.csv"))
    (root / "a.csv").write_text("x \n")
    assert now().state(Need("read", "a.csv")) != first
    assert now().state(Need("there", "params")) != NOWHERE
    assert now().state(Need("there", "nothing")) == NOWHERE


def test_a_list_is_known_by_its_names_without_editors_copies(now):
    params = now().root / "params"
    (params / "one.yml").write_text("")
    before = now().state(Need("list", "params/*.yml"))
    (params / ".hidden.yml").write_text("")
    (params / "notes.txt").write_text("")
    assert now().state(Need("list", "params/*.yml")) == before
    (params / "two.yml").write_text("")
    assert now().state(Need("list", "params/*.yml")) != before


def test_a_run_needs_the_constants_that_what_it_called_mentions(now):
    seen = [Seen("import", SHARES), Seen("call", f"{SHARES}:share")]
    assert Need("constant", f"{SHARES}:FEW") in now().needs(seen)
    assert Need("constant", f"{SHARES}:MANY") not in now().needs(seen)


def test_a_run_that_told_of_no_calls_needs_all_code(now, package):
    seen = [Seen("import", SHARES), Seen("read", "params/labels.yml")]
    assert Need("call", ALL) in now().needs(seen)
    before = now().state(Need("call", ALL))
    path = package / "stats" / "shares.py"
    path.write_text(path.read_text().replace("99", "98"))
    assert now().state(Need("call", ALL)) != before


def test_who_rests_on_a_function_without_calling_it_has_not_told_of_all(now):
    """Kept p are told so by any kernel, also one that tells of no calls."""
    needs = now().needs([Seen("call", f"{SHARES}:*"), Seen("package", "numpy")])
    assert {Need("call", ALL), Need("package", ALL)} <= {*needs}


def test_a_module_that_counts_whole_does_not_count_a_function_that_is_new(now, package):
    seen = [Seen("import", SHARES), Seen("call", f"{SHARES}:*")]
    needs = now().needs(seen)
    states = [now().state(need) for need in needs]
    assert Need("constant", f"{SHARES}:MANY") in needs
    path = package / "stats" / "shares.py"
    before = path.read_text()
    path.write_text(f"{before}def new():\n    return 1\n")
    assert [now().state(need) for need in needs] == states
    path.write_text(before.replace("n > FEW", "n >= FEW"))
    assert [now().state(need) for need in needs] != states


def test_an_argument_that_is_gone_is_seen_and_one_that_came_is_not(now, package):
    path = package / "stats" / "shares.py"
    bare = path.read_text()
    path.write_text(bare.replace("share(n)", "share(n, of=1)"))
    needs = now().needs([Seen("import", SHARES), Seen("call", f"{SHARES}:share")])
    states = [now().state(need) for need in needs]
    path.write_text(bare.replace("share(n)", "share(n, of=1, more=2)"))
    assert [now().state(need) for need in needs] == states
    path.write_text(bare)
    assert [now().state(need) for need in needs] != states


def test_the_runs_own_rooms_do_not_count_but_what_runs_cells(now, package):
    before = now().state(Need("call", ALL))
    (package / "edition" / "plan.py").write_text("def plan():\n    return 2\n")
    assert now().state(Need("call", ALL)) == before
    (package / "edition" / "kernels.py").write_text("def variables():\n    return 2\n")
    assert now().state(Need("call", ALL)) != before


def test_a_function_that_is_gone_is_nowhere(now, package):
    assert now().state(Need("call", f"{SHARES}:share")) != NOWHERE
    (package / "stats" / "shares.py").write_text("")
    assert now().state(Need("call", f"{SHARES}:share")) == NOWHERE
    (package / "stats" / "shares.py").unlink()
    assert now().state(Need("import", SHARES)) == NOWHERE


@pytest.mark.slow
def test_what_was_found_out_is_remembered_and_damage_is_not_believed(now, monkeypatch):
    first = now()
    first.remember(all_code=True)
    monkeypatch.setattr(run_states, "module_code", lambda _: pytest.fail("read again"))
    assert now().state(Need("call", ALL)) == first.state(Need("call", ALL))
    monkeypatch.undo()
    first.memory.write_text("{")
    assert now().code


def test_answers_that_are_to_be_made_anew_have_no_state_that_a_record_could_have(now, monkeypatch):
    folder = now().root / "data" / "prepared" / "2016"
    folder.mkdir(parents=True)
    (folder / "answers.parquet").write_bytes(b"x")
    needs = [Need(kind, f"data/prepared/2016/answers.parquet{part}")
             for kind, part in (("read", ""), ("part", "#offer"))]  # fmt: skip
    assert all(now().state(need) == now().state(need) for need in needs)
    monkeypatch.setattr(run_states, "is_current", lambda *_: False)
    assert all(now().state(need) != now().state(need) for need in needs)


def test_what_values_were_made_of_has_the_state_of_what_is_read(now, monkeypatch):
    folder = now().root / "data" / "prepared" / "2016"
    folder.mkdir(parents=True)
    (folder / "statuses.parquet").write_bytes(b"x")
    name = "data/prepared/2016/statuses.parquet"
    need, read = Need("made", f"nonresponse:2016 read {name}"), Need("read", name)
    monkeypatch.setattr(run_states, "is_current", lambda *_: True)
    before = now().state(need)
    assert before == now().state(read)
    assert run_states.file_of(need) == name
    (folder / "statuses.parquet").write_bytes(b"y")
    assert now().state(need) == now().state(read) != before
    monkeypatch.setattr(run_states, "is_current", lambda *_: False)
    assert now().state(need) != now().state(need)


def test_a_folder_goes_before_a_module_of_its_name(now, package):
    before = now().state(Need("call", f"{SHARES}:share"))
    (package / "stats" / "shares").mkdir()
    (package / "stats" / "shares" / "__init__.py").write_text("def share(n):\n    return 1\n")
    assert now().state(Need("call", f"{SHARES}:share")) != before


def test_a_function_is_known_by_the_blocks_that_were_reached(now, package):
    path = package / "stats" / "shares.py"
    path.write_text("def share(n):\n    if n:\n        return 1\n    return 2\n")
    seen = [Seen("import", SHARES)]
    seen += [Seen("call", f"{SHARES}:share{block}") for block in ("", "/1")]
    (need,) = [one for one in now().needs(seen) if one.kind == "call"]
    before = now().state(need)
    path.write_text(path.read_text().replace("return 1", "return 3"))
    assert now().state(need) == before
    path.write_text(path.read_text().replace("return 2", "return 4"))
    assert now().state(need) != before


def test_names_that_only_cells_mention_count(now):
    seen = [Seen("import", SHARES), Seen("call", f"{SHARES}:share")]
    assert Need("constant", f"{SHARES}:MANY") in now().needs(seen, {"MANY"})


def test_constants_of_constants_count(now, package):
    path = package / "stats" / "shares.py"
    path.write_text(path.read_text().replace("FEW = 10", "TEN = 10\nFEW = (TEN,)"))
    seen = [Seen("import", SHARES), Seen("call", f"{SHARES}:share")]
    assert Need("constant", f"{SHARES}:TEN") in now().needs(seen)


def test_a_field_counts_for_who_mentions_it_or_its_class(now, package):
    text = (
        "class Box:\n    size = 3\ndef make():\n    return Box()\ndef ask(x):\n    return x.size\n"
    )
    (package / "stats" / "shares.py").write_text(text + "def other():\n    return 1\n")
    field = Need("constant", f"{SHARES}:Box.size")
    for function, counts in (("make", True), ("ask", True), ("other", False)):
        seen = [Seen("import", SHARES), Seen("call", f"{SHARES}:{function}")]
        assert (field in now().needs(seen)) == counts
