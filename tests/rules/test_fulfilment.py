"""The four steps of goal fulfilment, at their limits."""

import pytest

from desk.rules.fulfilment import MINOR_FROM, NEEDED_FROM, Fulfilment, fulfilment
from desk.rules.refusals import Refused

S, N, M, OK = Fulfilment.SUBSTANTIAL, Fulfilment.NEEDED, Fulfilment.MINOR, Fulfilment.SATISFACTORY


@pytest.mark.parametrize(
    ("figure", "target", "actual", "step"),
    [
        ("answer_rate", 0.95, 0.95, OK),
        ("answer_rate", 0.95, 1.0, OK),
        ("answer_rate", 0.95, 0.9499, M),
        ("answer_rate", 0.95, 0.931, M),
        ("answer_rate", 0.95, 0.9309, N),
        ("answer_rate", 0.95, 0.855, N),
        ("answer_rate", 0.95, 0.8549, S),
        ("answer_rate", 0.95, 0.0, S),
        ("answer_rate", 0.0, 0.0, OK),
        ("attitude", 4.3, 4.3, OK),
        ("attitude", 4.3, 4.25, M),
        ("attitude", 4.3, 1 + 3.3 * 0.98, M),
        ("attitude", 4.3, 4.2, N),
        ("attitude", 4.3, 1 + 3.3 * 0.9, N),
        ("attitude", 4.3, 3.9, S),
        ("attitude", 4.3, 1.0, S),
        ("failure_demand", 0.2, 0.2, OK),
        ("failure_demand", 0.2, 0.1, OK),
        ("failure_demand", 0.2, 0.216, M),
        ("failure_demand", 0.2, 0.25, N),
        ("failure_demand", 0.2, 0.281, S),
        ("failure_demand", 1.0, 1.0, OK),
    ],
)
def test_the_steps_at_their_limits(figure: str, target: float, actual: float, step: Fulfilment) -> None:
    assert fulfilment(figure, target, actual) is step


def test_without_data_there_is_no_step() -> None:
    assert fulfilment("answer_rate", 0.95, None) is None


def test_a_figure_that_is_none_is_refused() -> None:
    with pytest.raises(Refused):
        fulfilment("wrong", 0.95, None)


def test_the_steps_stand_from_the_lowest_up_and_the_limits_between() -> None:
    assert [str(each) for each in Fulfilment] == ["substantial", "needed", "minor", "satisfactory"]
    assert 0 < NEEDED_FROM < MINOR_FROM < 1
