"""A small form of part 1, and answers to it."""

import pandas as pd

from is248.checks.rule_book import load_rules
from is248.survey.answers import Answers
from is248.survey.codebook import Codebook
from is248.year.params import Quality

FORMS = {"joint": "joint", "mental_health": "separate", "substance_use": "separate"}
PARTS = {"measure": "a", "education": "b", "pathway": "c"}
SPACE = {"mental_health": "psykisk helse", "substance_use": "rus", "joint": "felles"}


def _fte(group, split, form):
    name = f"fte_{group}_{split}_{PARTS[split]}_{form}"
    return {
        "id": name, "part": 1, "number": "1.1", "type": "fte", "group": group, "form": form,
        "label": f"{group}, {split} ({SPACE[form]})", "access": "public", "chapter": "fte_national",
        "concept": f"fte_{group}_{split}_{PARTS[split]}",
        "asked": {"variable": f"reporting_form_{group}", "codes": [FORMS[form]]},
    }  # fmt: skip


def _form(group):
    return {
        "id": f"reporting_form_{group}", "part": 1, "number": "0.1", "type": "single",
        "label": "Form", "group": group, "chapter": "data_basis",
        "concept": f"reporting_form_{group}",
        "categories": {"joint": "Felles", "separate": "Delt"},
    }  # fmt: skip


def _plain(name, kind, number="5.1", **more):
    return {"id": name, "part": 2, "number": number, "type": kind, "label": name,
            "chapter": "housing", "concept": name, **more}  # fmt: skip


def book(year=2016):
    """Reporting form, one part of every split, one choice, one multiple choice, one comment."""
    parts = [_fte(g, s, f) for g in ("adult", "child") for s in PARTS for f in FORMS]
    rest = [
        _plain("offer", "single", categories={"yes": "Ja", "no": "Nei"}),
        _plain("kinds", "multiple", "5.2", categories={"x": "X", "y": "Y"}),
        _plain("offer_comment", "open", "5.1k"),
        _plain("respondent_count", "count", "19.2a"),
    ]
    variables = [_form("adult"), _form("child"), *parts, *rest]
    return Codebook.model_validate({"year": year, "variables": variables})


def answers(rows, statuses=(), *, year=2016, synthetic=False):
    """Answers; ``rows`` is unit → column → value, what is not named is missing."""
    codebook = book(year)
    values = pd.DataFrame(index=pd.Index(list(rows), dtype="string", name="unit"))
    for variable in codebook.variables:
        kind = {"fte": "Float64", "count": "Float64", "multiple": "Int8"}.get(
            variable.type, "string"
        )
        for column in variable.columns:
            cells = [row.get(column) for row in rows.values()]
            values[column] = pd.array([pd.NA if c is None else c for c in cells], dtype=kind)
    told = pd.DataFrame(list(statuses), columns=["unit", "variable", "status"], dtype="string")
    return Answers(values, told, synthetic, codebook)


def joint(adult=None, child=None, education=None, pathway=None, **more):
    """A joint reporter: FTE for adults by measure, education and pathway, and for children."""
    return {
        "reporting_form_adult": "joint",
        "reporting_form_child": "joint",
        "fte_adult_measure_a_joint": adult,
        "fte_adult_education_b_joint": adult if education is None else education,
        "fte_adult_pathway_c_joint": pathway,
        "fte_child_measure_a_joint": child,
        "fte_child_education_b_joint": child,
        **more,
    }


def separate(mental, drugs, group="adult"):
    """A unit that reports the fields of a group apart."""
    return {
        f"reporting_form_{group}": "separate",
        f"fte_{group}_measure_a_mental_health": mental,
        f"fte_{group}_measure_a_substance_use": drugs,
    }


def register(**sizes):
    """Units with 1 000 adults and 500 children each; keys are codes after a ``u``."""
    rows = {
        code.removeprefix("u"): {
            "name": f"Kommune {code}", "kind": "municipality", "county": "Fylke", "region": "Vest",
            "hf_area": "Område", "size_class": size, "pop_18plus": 1000.0, "pop_under18": 500.0,
        }
        for code, size in sizes.items()
    }  # fmt: skip
    return pd.DataFrame(rows).T.infer_objects().rename_axis(index="code")


RULES = Quality(
    fte_tolerance=1.0, rate_fence=1.5, change_fence=1.5, least_change=2.0, form_change_pct=25.0,
    listed_only=("rate_low", "measure_pathway", "carried_forward", "no_answer"),
)  # fmt: skip

_ALL = load_rules()
TODAY = _ALL.model_copy(update={"checks": _ALL.checks[: _ALL.ids.index("last_year_copied")]})
"""The rules on staff alone: a form of few fields is nearly empty, and much else, by the others."""
