"""A test of many cases fails when one does, and tells which."""

import pytest

from helpers.each import of_each


def test_all_that_fail_are_named_and_no_others():
    @of_each([("one", 1), ("two", 2), ("three", 3)])
    def small(name, number):
        assert number < 2, name

    with pytest.raises(pytest.fail.Exception) as failed:
        small()
    first, *told = str(failed.value).splitlines()
    assert first == "2 of 3:"
    assert [line.partition(" ")[0] for line in told if ": AssertionError" in line] == [
        "two:2:", "three:3:"
    ]  # fmt: skip


def test_a_fault_in_a_case_is_one():
    @of_each({"none": (0,)})
    def divided(number):
        return 1 / number

    with pytest.raises(pytest.fail.Exception, match="none: ZeroDivisionError"):
        divided()


@pytest.mark.parametrize("cases", [[], {}])
def test_no_cases_are_a_mistake(cases):
    with pytest.raises(AssertionError):
        of_each(cases)
