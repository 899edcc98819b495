"""This file is the place where JSON is kept as the text that was written.

PostgreSQL's `jsonb` takes every value apart, sorts its keys and puts it together again for whoever asks: worth it for
what is looked into by its members (records), half of the cost of an entry of the feed, which is only ever read whole.
"""

from sqlalchemy import JSON


class AsWritten(JSON):
    """A JSON column that is read whole: `json` on PostgreSQL, text on SQLite."""
