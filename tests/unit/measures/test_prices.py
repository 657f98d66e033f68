"""The price level behind printed amounts, by hand."""

import math

import pandas as pd
import pytest

from is248.measures import grants

PRINTED = pd.DataFrame(
    {
        "nominal_1000nok": [80.0, 90.0, 96.0, 110.0],
        "nominal_change_pct": [None, 12.0, 7.0, 15.0],
        "real_1000nok": [100.0, 100.0, 96.0, 110.0],
        "real_change_pct": [None, 0.0, -4.0, 15.0],
    },
    index=["2012", "2013", "2014", "2015"],
)


def test_prices_behind_the_real_amounts():
    found = grants.implied_prices(PRINTED)
    assert found["price_level"].to_list() == [80, 90, 100, 100]
    assert found.loc["2013", "price_change_pct"] == 12.5
    assert found.loc["2013", "smooth_level"] == pytest.approx(math.sqrt(8_000))
    assert math.isnan(found.loc["2012", "smooth_1000nok"])


def test_the_year_before_a_fall_is_odd():
    # levels 80, 90, 100 and 99
    falling = PRINTED.assign(real_1000nok=[100, 100, 96, 110 / 0.99])
    assert grants.before_falls(grants.implied_prices(falling)) == ["2014"]
    assert grants.before_falls(grants.implied_prices(PRINTED)) == []
    assert grants.before_falls(grants.implied_prices(pd.DataFrame())) == []
