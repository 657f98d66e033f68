"""A published notebook carries nothing of the run that made it."""

from is248.edition.normalise import normalised, notebook_text, warnings_of, with_values


def executed():
    stream = {"output_type": "stream", "name": "stdout"}
    shown = {"text/plain": "<Axes at 0x7f01>", "text/html": "<b>at 0x12</b>"}
    result = {"output_type": "execute_result", "execution_count": 9, "data": shown, "metadata": {}}
    timing = {"papermill": {"duration": 1.5}, "execution": {"iopub.status.busy": "now"}}
    return {
        "cells": [
            {"cell_type": "markdown", "id": "a", "metadata": {"tags": []}, "source": "Hei"},
            {
                "cell_type": "code",
                "id": "b",
                "metadata": {"tags": ["parameters"], **timing},
                "source": "year = 2016\nby = 'x'  # grense",
                "execution_count": 1,
                "outputs": [],
            },
            {
                "cell_type": "code",
                "id": "random",
                "metadata": {"tags": ["injected-parameters"], **timing},
                "source": "year = 2018",
                "execution_count": 2,
                "outputs": [],
            },
            {
                "cell_type": "code",
                "id": "c",
                "metadata": timing,
                "source": "run()",
                "execution_count": 3,
                "outputs": [
                    {**stream, "text": "one\n"},
                    {"output_type": "stream", "name": "stderr", "text": "x.py:1: UserWarning: no"},
                    {**stream, "text": "two at 0x7f\n"},
                    result,
                ],
            },
        ],
        "metadata": {"papermill": {"output_path": "/tmp/x"}, "language_info": {"version": "3.11"}},
    }


ABOUT = {"year": 2018, "theme": "alpha", "parameters": {"year": 2018}}


def clean(**options):
    return normalised(executed(), {"year": 2018, "by": "it's"}, ABOUT, **options)


def test_no_trace_of_the_run():
    text = notebook_text(clean())
    for word in ("papermill", "iopub", "injected", "random", "/tmp", "3.11", "0x7f", "UserWarning"):
        assert word not in text
    assert text.endswith("}\n")


def test_cells_are_those_of_the_reader():
    cells = clean().cells
    assert [cell["id"] for cell in cells] == ["cell-001", "cell-002", "cell-003"]
    assert [cell.get("execution_count") for cell in cells] == [None, 1, 2]
    assert cells[2].outputs[-1]["execution_count"] == 2


def test_parameters_stand_where_their_defaults_stood():
    assert clean().cells[1].source == 'year = 2018\nby = "it\'s"  # grense'


def test_streams_are_one_piece_each():
    assert clean().cells[2].outputs[0].text == "one\ntwo\n"
    kept = clean(keep_stderr=True).cells[2].outputs
    assert [output.get("name") for output in kept] == ["stdout", "stderr", None]


def test_html_of_a_reader_is_left_alone():
    assert clean().cells[2].outputs[-1].data["text/html"] == "<b>at 0x12</b>"


def test_metadata_says_what_was_run():
    assert clean().metadata["is248"] == ABOUT
    assert clean().metadata["kernelspec"]["name"] == "python3"


def test_warnings_name_the_reader_s_cell():
    (warning,) = warnings_of(executed())
    assert warning.cell == 3
    assert warning.line == "x.py:1: UserWarning: no"


def test_values_after_norwegian_letters_and_over_several_lines():
    source = 'navn = "Ås"; top = (\n  3\n)\nexact = False  # på'
    assert with_values(source, {"top": 12, "exact": True}) == (
        'navn = "Ås"; top = (\n  12\n)\nexact = True  # på'
    )
