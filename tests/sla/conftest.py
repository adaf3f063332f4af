"""Scenes of service levels: acme in Rome, support hours from 9 to 5, the budgets of the worked examples."""

from typing import Any

import pytest
from tests_sla import Desk


@pytest.fixture
async def desk(acme: Any) -> Desk:
    return await Desk.opens(acme)
