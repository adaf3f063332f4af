"""What the portal does when something below has changed: pages in memory that tell of it go."""

from polydesk.kernel.events import reacts_to
from polydesk.schedules.events import ScheduleChanged
from polydesk.schedules.public_pages import forget_pages


@reacts_to(ScheduleChanged)
async def tell_of_other_hours(_event: ScheduleChanged) -> None:
    await forget_pages()
