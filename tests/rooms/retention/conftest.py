"""What is about SQLite's files is collected on SQLite."""

from tests import postgresql

collect_ignore = ["test_sqlite_files.py"] if postgresql.in_use() else []
