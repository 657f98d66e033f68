"""The cells of one column of theirs in our codes: single values, crosses, choices in one cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.base.errors import suggestion
from is248.survey.findings import Fault
from is248.survey.mapping.rules import folded

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from is248.survey.codebook import Variable
    from is248.survey.mapping.rules import Rule


_BOTH = Fault("har både et valg og en grunn til ikke å svare", "Behold én av dem i cellen.")


class Lookup:
    """Finds what a text of theirs means in ours.

    A value is known as it is written, with other capitals, as the whole number of "1.0", or by its
    label in SPSS and Stata.

    Args:
        codes: Their value → ours.
        labels: Value in the file → its label.
    """

    def __init__(self, codes: Mapping[str, str], labels: Mapping[str, str]) -> None:
        self.codes, self.labels = codes, labels
        self.loose = {folded(value): code for value, code in codes.items()}

    def get(self, text: str) -> str | None:
        """Our code; None for a text that is not listed."""
        if text in self.codes:
            return self.codes[text]
        for form in (text, _whole(text), self.labels.get(text, text)):
            if (found := self.loose.get(folded(form))) is not None:
                return found
        return None


def single(rule: Rule, cells: Sequence[str], labels: Mapping[str, str]) -> list[str]:
    """Cells with the listed values in our codes; what is not listed passes as it is."""
    if not rule.codes:
        return list(cells)
    lookup = Lookup(rule.codes, labels)
    known = {text: lookup.get(text) for text in set(cells)}
    return [text if (found := known[text]) is None else found for text in cells]


def crossed(columns: Sequence[Sequence[str]], kept: Collection[str]) -> list[list[str]]:
    """The options of one question, where anything but an empty cell or 0 is a cross.

    A row without any cross stays empty: whether nothing was crossed or nobody answered, such a
    file does not say.

    Args:
        columns: Cells of each option.
        kept: Codes of reasons for no answer, which are no crosses.
    """

    def cell(text: str) -> str:
        return text if text in kept else "0" if text in {"", "0"} else "1"

    rows = [[cell(text) if any(row) else "" for text in row] for row in zip(*columns, strict=True)]
    return [list(cells) for cells in zip(*rows, strict=True)]


class Choices:
    """Reads several choices in one cell.

    Args:
        rule: The rule; its question has the options.
    """

    def __init__(self, rule: Rule) -> None:
        assert rule.question is not None
        self.question = rule.question
        self.mark = rule.entry.separator or (";" if rule.column else "")
        self.known = _words(rule.question) | {folded(v): c for v, c in rule.codes.items()}
        self.listed = Lookup(rule.codes, {})
        self.most = max((len(self._pieces(word)) for word in self.known), default=1)

    def read(self, text: str) -> list[str] | Fault:
        """The codes in a cell, each once; a reason for no answer stands alone."""
        whole = self.listed.get(text)
        if not text or (whole is not None and whole not in self.question.categories):
            return [whole] if whole else []
        codes, pieces = [], self._pieces(text)
        while pieces:
            code, length = self._longest(pieces)
            if code is None:
                near = suggestion(pieces[0], self.question.categories.values())
                return _unknown(pieces[0], near)
            codes += [code] if code else []  # a part that means blank says nothing
            pieces = pieces[length:]
        found = list(dict.fromkeys(codes))
        return _BOTH if len(found) > 1 and {*found} - {*self.question.categories} else found

    def _pieces(self, text: str) -> list[str]:
        parts = text.split(self.mark.strip() or self.mark) if self.mark else [text]
        return [part.strip() for part in parts if part.strip()]

    def _longest(self, pieces: Sequence[str]) -> tuple[str | None, int]:
        """The longest run of pieces that is an option: labels hold commas themselves."""
        joint = f"{self.mark.strip() or self.mark} "
        for length in range(min(self.most, len(pieces)), 0, -1):
            for between in (joint, joint.rstrip() or joint):
                word = folded(between.join(pieces[:length]))
                if word in self.known:
                    return self.known[word], length
        return None, 0


def joined(
    rule: Rule, cells: Sequence[str]
) -> tuple[dict[str, list[str]], list[tuple[int, Fault, str]]]:
    """Choices in one cell as the columns of the codebook.

    Args:
        rule: The rule.
        cells: Their cells.

    Returns:
        Our column → cells, and the rows whose cell has a part that is no option.
    """
    choices = Choices(rule)
    known = {text: choices.read(text) for text in set(cells)}
    read = [known[text] for text in cells]
    faults = [(row, f, cells[row]) for row, f in enumerate(read) if isinstance(f, Fault)]
    codes = [found if isinstance(found, list) else [] for found in read]
    if rule.column is not None:
        return {rule.entry.to: [";".join(found) for found in codes]}, faults
    return _spread(choices.question, codes), faults


def _spread(question: Variable, codes: Sequence[list[str]]) -> dict[str, list[str]]:
    def cell(code: str, found: list[str]) -> str:
        if found and found[0] not in question.categories:
            return found[0]  # a reason for no answer, in every option
        return ("1" if code in found else "0") if found else ""

    names = zip(question.columns, question.categories, strict=True)
    return {name: [cell(code, found) for found in codes] for name, code in names}


def _words(question: Variable) -> dict[str, str]:
    labels = {folded(label): code for code, label in question.categories.items()}
    return labels | {folded(code): code for code in question.categories}


def _unknown(part: str, near: str) -> Fault:
    mend = "Før den under «values» i columns.yml, eller se om skilletegnet er et annet."
    hint = near if "Mente" in near else ""
    return Fault(f"har «{part}», som ikke er et av alternativene", mend + hint)


def _whole(text: str) -> str:
    head, mark, tail = text.replace(",", ".").partition(".")
    return head if mark and tail and not tail.strip("0") else text
