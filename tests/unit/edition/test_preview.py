"""A preview: from which cell it runs, what it watches, whom it serves."""

import http.client
import json
import os
import threading

import pytest

from helpers.project import code, markdown, notebook
from is248.base.errors import UserError
from is248.cli.main import main
from is248.cli.preview_command import read_port
from is248.edition.preview_cells import code_of, first_changed, whole_notebook
from is248.edition.preview_server import Board, Server
from is248.edition.preview_watch import SELDOM, Watch

CELLS = (
    markdown("# Kapittel"),
    code('year = 2015\nby = "county"', "parameters"),
    code("a = 1"),
    markdown("Prosa."),
    code("b = a + 1"),
    code("1 / 0", "raises-exception"),
)
GIVEN = {"year": 2016}


def changed(at, source):
    return [{**cell, "source": source} if n == at else cell for n, cell in enumerate(CELLS, 1)]


def test_parameters_are_put_in_after_the_cell_for_them():
    found = code_of(CELLS, GIVEN)
    assert [(one.cell, one.source) for one in found[:3]] == [
        (2, CELLS[1]["source"]),
        (0, "year = 2016"),
        (3, "a = 1"),
    ]
    assert [one.may_fail for one in found] == [False, False, False, False, True]


@pytest.mark.parametrize(
    ("cells", "kept"),
    [
        (CELLS, 5),
        (changed(1, "Annen prosa."), 5),
        (changed(5, "b = a + 1  # hvorfor"), 5),
        (changed(5, "b  =  (a + 1)"), 5),
        (changed(5, "b = a + 2"), 3),
        (changed(3, "%time a = 1"), 2),
        (changed(2, 'year = 2015\nby = "hf_area"'), 0),
        (CELLS[:5], 4),
        ([*CELLS, code("c = 1")], 5),
        ([*CELLS[:2], code("new = 1"), *CELLS[2:]], 2),
        ([*CELLS[:5], {**CELLS[5], "metadata": {}}], 4),
    ],
)
def test_what_goes_before_the_first_changed_cell_is_kept(cells, kept):
    assert first_changed(code_of(CELLS, GIVEN), code_of(cells, GIVEN)) == kept


def test_other_parameters_run_all_that_comes_after_them():
    assert first_changed(code_of(CELLS, GIVEN), code_of(CELLS, {"year": 2020})) == 1


def test_a_notebook_half_written_is_none(tmp_path):
    path = tmp_path / "n.ipynb"
    whole = json.dumps(notebook(*CELLS))
    assert whole_notebook(path) is None
    for length in range(0, len(whole), 40):
        path.write_text(whole[:length], encoding="utf-8")
        assert whole_notebook(path) is None
    path.write_text("[]", encoding="utf-8")
    assert whole_notebook(path) is None
    path.write_text(whole, encoding="utf-8")
    assert len(whole_notebook(path)["cells"]) == len(CELLS)


@pytest.fixture
def watch(project, tmp_path):
    package = tmp_path / "lib"
    (package / "edition" / "templates").mkdir(parents=True)
    (package / "code.py").write_text("pass", encoding="utf-8")
    made = Watch(project, project.notebook("alpha"), package)
    assert look(made) == set()
    return made


def look(watch):
    return set().union(*(watch.changed() for _ in range(SELDOM + 1)))


def test_changes_are_told_once_and_by_their_kind(watch, project):
    for path, kind in {
        project.notebook("alpha"): "notebook",
        project.params / "labels.yml": "inputs",
        project.data / "municipalities" / "new.csv": "inputs",
        watch.package / "code.py": "code",
        watch.package / "edition" / "templates" / "new.css": "page",
    }.items():
        with path.open("a", encoding="utf-8") as file:
            file.write("\n")
        assert look(watch) == {kind}, path
        assert look(watch) == set()
    (watch.package / "code.py").unlink()
    assert look(watch) == {"code"}


def test_what_cannot_matter_is_passed_over(watch, project):
    watch.read = frozenset({"data/municipalities/2016.csv"})
    for path in (
        project.notebook("beta"),
        project.data / "municipalities" / "other.csv",
        project.data / "prepared" / "2016.json",
        project.params / ".labels.yml.swp",
        watch.package / "__pycache__" / "code.pyc",
    ):
        path.parent.mkdir(exist_ok=True)
        path.write_text("new", encoding="utf-8")
    assert look(watch) == set()
    (project.data / "municipalities" / "2016.csv").write_text("new", encoding="utf-8")
    assert look(watch) == {"inputs"}


def test_a_file_of_the_same_size_and_time_is_seen_when_it_is_another(watch, project):
    path = project.notebook("alpha")
    before, other = path.stat(), path.with_suffix(".new")
    other.write_bytes(path.read_bytes()[::-1])
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(path)
    assert look(watch) == {"notebook"}


@pytest.fixture
def server():
    with Server(Board("Kapittel & <del>")) as made:
        threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True).start()
        yield made
        made.shutdown()


def ask(server, path, host=None, method="GET"):
    line = http.client.HTTPConnection(*server.server_address, timeout=10)
    line.putrequest(method, path, skip_host=True)
    if host != "":
        line.putheader("Host", host or f"127.0.0.1:{server.server_port}")
    line.endheaders()
    answer = line.getresponse()
    return answer.status, answer.headers, answer.read().decode()


def test_only_who_has_the_key_is_served(server):
    server.board.tell("shown", "", html="<p>kapitlet</p>")
    key = server.secret
    assert len(key) >= 32
    assert ask(server, f"/{key}/page")[2] == "<p>kapitlet</p>"
    for path in ("/", "/page", "//page", f"/{key[:-1]}/page", f"/{key}x/page", "/%C3%A6/page", "*"):
        status, _, text = ask(server, path)
        assert status == 403, path
        assert key not in text
    assert ask(server, f"/{key}/../params/2016.yml")[0] == 404
    assert ask(server, f"/{key}/page", method="POST")[0] == 501


def test_no_other_name_of_ours_is_answered(server):
    path, port = f"/{server.secret}/", server.server_port
    assert ask(server, path, f"localhost:{port}")[0] == 200
    for host in ("evil.example", f"evil.example:{port}", "127.0.0.1", f"127.0.0.1:{port + 1}", ""):
        assert ask(server, path, host)[0] == 421, host
    assert server.server_address[0] == "127.0.0.1"


def test_the_frame_admits_its_own_script_alone_and_is_in_no_frame(server):
    _, headers, text = ask(server, f"/{server.secret}/")
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "Kapittel &amp; &lt;del&gt;" in text
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert ask(server, f"/{server.secret}/page")[0] == 404  # there is none yet


def test_a_browser_learns_how_it_stands_and_of_each_change(server):
    board = server.board
    news = board.news()
    assert next(news).phase == "runs"
    board.tell("shown", "Ferdig", html="1")
    assert next(news).page == 1
    board.tell("fails", "Celle 2 stoppet", "trace")
    state = next(news)
    assert (state.phase, state.page, state.trace, board.html) == ("fails", 1, "trace", "1")


@pytest.mark.parametrize("text", ["65536", "-1", "x", "٣", ""])
def test_a_port_is_a_number_that_ports_have(text):
    with pytest.raises(UserError, match="er ikke en port"):
        read_port(text)


@pytest.mark.usefixtures("project")
def test_without_a_chapter_the_chapters_are_listed(capsys):
    assert main(["preview", "2016"]) == 0
    said = capsys.readouterr().out
    assert "alpha" in said
    assert "Andre kapittel" in said
    assert main(["preview", "2016", "--chapter", "alfa"]) == 2
    assert "alpha" in capsys.readouterr().err
