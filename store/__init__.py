"""The truth, kept in SQL: SQLite for one desk, PostgreSQL beyond it."""
