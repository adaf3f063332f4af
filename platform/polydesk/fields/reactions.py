"""What this slice adds to the floor below: sentences for the timeline, conditions for views."""

from polydesk.fields import conditions, telling

__all__ = ["conditions", "telling"]
