"""Statistics Norway's open API: one table of inhabitants of one year, as JSON-stat 2.

Nothing else of the package uses the network, and this only when the user asks for it.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

from is248.base.errors import UserError
from is248.register.inhabitants_table import code_of

if TYPE_CHECKING:
    from collections.abc import Collection

API = "https://data.ssb.no/api/v0/no/table/"
MUNICIPALITIES, DISTRICTS = "07459", "10826"
"""Tables of municipalities, and of the districts of the large cities."""

PATIENCE = 60.0
LARGEST = 50_000_000
_NEEDED = ("Region", "Alder", "ContentsCode", "Tid")
_BY_HAND = "Ta eventuelt ut tabellen på ssb.no/statbank, og gi filen til kommandoen."


def fetch(table: str, year: int, codes: Collection[str], api: str = "") -> bytes:
    """Inhabitants of some regions by single year of age.

    Args:
        table: Number of the table.
        year: The year; counted on 1 January.
        codes: Codes of the regions, as in the register; those that the table lacks are left out.
        api: Address of the tables; Statistics Norway's when not given.

    Returns:
        The answer as it came, JSON-stat 2.

    Raises:
        UserError: There is no network, or the table is not as it was: a variable, the year or all
            regions are missing.
    """
    address = f"{api or API}{table}"
    said = _json(_asked(address), table)
    try:
        known = {one["code"]: list(one["values"]) for one in said["variables"]}
    except (KeyError, TypeError):
        raise _changed(table, "beskrivelsen har en annen form") from None
    if lost := [name for name in _NEEDED if name not in known]:
        raise _changed(table, f"variabelen {lost[0]} mangler")
    if str(year) not in known["Tid"]:
        first, last = known["Tid"][0], known["Tid"][-1]
        raise UserError(f"Tabell {table} har ikke {year}, bare {first}–{last}.")
    regions = [value for value in known["Region"] if code_of(value) in codes]
    if not regions:
        raise _changed(table, "ingen av registerets kommunenummer er der")
    chosen = {"Region": regions, "Alder": known["Alder"], "ContentsCode": known["ContentsCode"][:1],
              "Tid": [str(year)]}  # fmt: skip
    query = {"query": [{"code": code, "selection": {"filter": "item", "values": values}}
                       for code, values in chosen.items()],
             "response": {"format": "json-stat2"}}  # fmt: skip
    answer = _asked(address, json.dumps(query).encode())
    _json(answer, table)
    return answer


def _asked(address: str, query: bytes | None = None) -> bytes:
    """What comes back; a question with a query is posted."""
    headers = {"Content-Type": "application/json"} if query else {}
    request = urllib.request.Request(address, query, headers)  # noqa: S310 - https, or a test's own
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            content: bytes = answer.read(LARGEST + 1)
    except urllib.error.HTTPError as error:
        words = f"{address} svarer med feil {error.code} ({error.reason})"
        raise UserError(f"{words}. Er tabellen endret? {_BY_HAND}") from error
    except OSError as error:
        reason = getattr(error, "reason", error)
        words = f"Får ikke svar fra {address}: {reason}"
        raise UserError(f"{words}. Er nettet oppe? {_BY_HAND}") from error
    if len(content) > LARGEST:
        raise UserError(f"Svaret fra {address} er større enn 50 MB. {_BY_HAND}")
    return content


def _json(content: bytes, table: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    try:
        return json.loads(content)
    except ValueError:
        raise _changed(table, "svaret er ikke JSON") from None


def _changed(table: str, how: str) -> UserError:
    return UserError(f"Tabell {table} i SSBs API er ikke som ventet: {how}. {_BY_HAND}")
