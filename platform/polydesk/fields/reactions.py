"""What this slice adds to the floor below: sentences for the timeline, conditions for views, words for the search."""

from polydesk.fields import conditions, finding, telling

__all__ = ["conditions", "finding", "telling"]
