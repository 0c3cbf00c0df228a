"""The engine and the plain model agree on every figure and status, whatever happened in whatever order.

    pytest tests/goals/model --histories 5000

draws as many histories, new ones each time. This is one half of them; the other is a file of its own, so that two workers share them.
"""

import pytest

from tests.goals.model.living import agree

pytestmark = pytest.mark.django_db


def test_the_engine_agrees_with_the_plain_model(request):
    agree(request, part=1)
