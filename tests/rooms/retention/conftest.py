"""What is about SQLite's files is collected on SQLite; weeks of nightly backups on PostgreSQL only in long runs."""

import os

from tests import postgresql

_MANY_NIGHTS = [] if os.environ.get("RETICENT_TEST_LONG") else ["test_clock.py", "test_purge.py"]
collect_ignore = ["test_sqlite_files.py", *_MANY_NIGHTS] if postgresql.in_use() else []
