"""Do the counts for statistics say how much was lent, and nothing by which anybody could be found again?"""

import pytest
from django.db import models

from reticent.records.facts import Fact
from tests.conftest import Town

CELL = {"library", "measure", "month", "branch", "item_class", "audience", "home_town"}


@pytest.mark.clause("M19-15")
def test_two_neighbours_loans_are_one_count_that_leads_back_to_neither(mansfield: Town) -> None:
    alice, bob = mansfield.register("1", "Alice Lee"), mansfield.register("2", "Bob Lee")
    for person, barcode in ((alice, "30001"), (bob, "30002")):
        mansfield.lend(person, mansfield.item(barcode))
        mansfield.take_back(mansfield.item(barcode))

    mansfield.purge(turn_now=True)

    (counted,) = Fact.objects.filter(measure="loan").values()
    assert counted["count"] == 2
    assert not {alice, bob, "30001", "30002"} & set(map(str, counted.values()))


@pytest.mark.clause("M19-15")
def test_no_column_of_the_counts_leads_to_another_table_or_says_more_than_its_coarse_cell() -> None:
    columns = {column.name for column in Fact._meta.concrete_fields}

    assert columns == {*CELL, "id", "count"}
    assert not [field for field in Fact._meta.get_fields() if isinstance(field, models.ForeignKey)]
