"""The morning on which the tests of the playbook take place: Friday 20 November 2026, 10:05 in London."""

import pytest

from tests.escalations.playbook.things import NOW


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)
