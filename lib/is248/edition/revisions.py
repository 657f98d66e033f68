"""Why a version is made, as the one who makes it says: in params, or on the command line."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from pydantic import ValidationError

from is248.base.errors import UserError
from is248.year.params import Revision

if TYPE_CHECKING:
    from collections.abc import Mapping

    from is248.edition.plan import Plan

RECORD = "revision"
"""Key of it in the manifest: a version that is built again says the same."""

TYPES: Mapping[str, str] = {"correction": "Retting", "revision": "Revisjon"}
"""A correction mends an error; a revision makes better, or adds."""

FIRST, UNTOLD = "Første utgave", "Ikke oppgitt"


def recorded(manifest: Mapping[str, Any]) -> Revision | None:
    """Why a version was made, as its manifest has it; None when nobody said."""
    try:
        return Revision.model_validate(manifest.get(RECORD))
    except ValidationError:
        return None


@dataclass(frozen=True)
class Told:
    """What the command line says of why a version is made.

    Attributes:
        reason: Why, in a sentence or two.
        type: What kind of change it is.
        date: When it is published, if that is to be told.
    """

    reason: str
    type: Literal["correction", "revision"] = "revision"
    date: dt.date | None = None

    def of(self, number: int) -> Revision:
        """The same of a version."""
        return Revision(version=number, type=self.type, reason=self.reason, date=self.date)


def read_told(reason: str | None, date: str | None, *, correction: bool) -> Told | None:
    """What arguments say of why a version is made; None when they say nothing.

    Raises:
        UserError: A kind or date without a reason, an empty reason, or a date of another form.
    """
    if reason is None:
        if correction or date:
            raise UserError("--correction og --date hører til --reason «hvorfor utgaven lages».")
        return None
    if not reason.strip():
        raise UserError("--reason er tom. Skriv i en setning hvorfor utgaven lages.")
    try:
        day = dt.date.fromisoformat(date) if date else None
    except ValueError:
        raise UserError(f"--date «{date}» er ingen dato på formen ÅÅÅÅ-MM-DD.") from None
    return Told(reason.strip(), "correction" if correction else "revision", day)


def refuse_reason(told: Told | None, draft: str | None, *, rebuild: bool) -> None:
    """Refuse a reason where no new version can come of the run.

    Raises:
        UserError: A reason is given for a draft, or for a version that stands already.
    """
    if told and (draft is not None or rebuild):
        what = "et utkast" if draft is not None else "en utgave som bygges på nytt"
        raise UserError(f"--reason gjelder en ny utgave, ikke {what}. Kjør uten --reason.")


def with_reason(plan: Plan, revision: Revision | None) -> Plan:
    """A plan in whose year a version has the reason given; as it was, when none is."""
    if revision is None:
        return plan
    others = (one for one in plan.year.revisions if one.version != revision.version)
    told = {"revisions": (*others, revision)}
    return replace(plan, year=plan.year.model_copy(update=told))


def type_words(revision: Revision | None, *, first: bool) -> str:
    """What kind of version it is, as a reader is told."""
    if revision:
        return TYPES[revision.type]
    return FIRST if first else UNTOLD
