"""The catalogue's schema, step by step; a step that was released is never changed."""

from __future__ import annotations

import sqlite3

from archive_builder.errors import RecordError

STEPS = (
    """
    CREATE TABLE document (
        sha256 TEXT PRIMARY KEY,
        size INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE receipt (
        id INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL REFERENCES document,
        path TEXT NOT NULL,
        modified_ns INTEGER NOT NULL,
        received_at TEXT NOT NULL,
        container INTEGER REFERENCES receipt
    );
    CREATE INDEX receipt_path ON receipt (path);
    CREATE INDEX receipt_sha256 ON receipt (sha256);
    CREATE TABLE filing (
        id INTEGER PRIMARY KEY,
        receipt INTEGER NOT NULL REFERENCES receipt,
        unit TEXT NOT NULL,
        code TEXT NOT NULL,
        part TEXT NOT NULL,
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        rule TEXT NOT NULL,
        reason TEXT NOT NULL
    );
    CREATE INDEX filing_receipt ON filing (receipt, id);
    CREATE TABLE set_aside (
        receipt INTEGER PRIMARY KEY REFERENCES receipt,
        state TEXT NOT NULL,
        reason TEXT NOT NULL
    );
    CREATE TABLE passed_over (
        path TEXT PRIMARY KEY,
        state TEXT NOT NULL,
        reason TEXT NOT NULL,
        container INTEGER REFERENCES receipt
    ) WITHOUT ROWID;
    CREATE TABLE reading (
        sha256 TEXT PRIMARY KEY REFERENCES document,
        basis TEXT NOT NULL,
        elements TEXT NOT NULL
    ) WITHOUT ROWID;
    """,
)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a catalogue up to date, each step in one transaction.

    Raises:
        RecordError: the catalogue was written by a newer version.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(STEPS):
        raise RecordError(
            f"目录数据库的版本（{version}）比本程序认识的（{len(STEPS)}）新。",
            "请安装更新的 archive-builder 后再打开本工作区。",
        )
    for number, step in enumerate(STEPS[version:], version + 1):
        connection.executescript(
            f"BEGIN IMMEDIATE; {step}; PRAGMA user_version = {number}; COMMIT;"
        )
