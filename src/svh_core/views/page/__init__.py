"""A person's copy of what they may read of a case: as a page to read and print, and as data with its schema."""

from svh_core.views.page.copied import COPIED, Made, copy_in_json, schema_of_copies
from svh_core.views.page.whole import page

__all__ = ["COPIED", "Made", "copy_in_json", "page", "schema_of_copies"]
