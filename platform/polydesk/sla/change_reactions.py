"""Who looks at changes of support hours before they are applied: the flight simulator of service levels."""

from polydesk.schedules import reviewing as hours_reviewing
from polydesk.sla.reviewing import review

hours_reviewing.reviews(review)
