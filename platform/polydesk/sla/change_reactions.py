"""Who looks at changes of support hours before they are applied: the flight simulator of service levels."""

from polydesk.schedules import reviewing as hours_reviewing
from polydesk.sla.change_rows import how_many_wait
from polydesk.sla.reviewing import review

hours_reviewing.reviews(review)


@hours_reviewing.waits
async def waiting() -> int:
    return await how_many_wait(of_policies=False)
