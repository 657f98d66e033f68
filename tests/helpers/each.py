"""Many cases of one rule in one test: a test of its own costs more than most of them."""

import pytest


def of_each(cases):
    """Make of a test one that is run on each case, and tells all that fail by their names.

    Args:
        cases: Lists of arguments; or name → arguments.
    """
    named = cases if isinstance(cases, dict) else {":".join(map(str, one)): one for one in cases}
    assert len(named) == len(cases) > 0, "each case needs a name of its own"

    def decorated(check):
        def test(*own):
            faults = {name: _fault(check, *own, *case) for name, case in named.items()}
            told = [f"{name}: {fault}" for name, fault in faults.items() if fault]
            if told:
                pytest.fail(f"{len(told)} of {len(named)}:\n" + "\n".join(told), pytrace=False)

        test.__name__, test.__doc__, test.__module__ = (
            check.__name__, check.__doc__, check.__module__,
        )  # fmt: skip
        return test

    return decorated


def _fault(check, *arguments):
    try:
        check(*arguments)
    except Exception as error:  # noqa: BLE001 - told with those of the other cases
        return f"{type(error).__name__}: {error}"
    return ""
