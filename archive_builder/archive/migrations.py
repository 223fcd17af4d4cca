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
    """
    ALTER TABLE receipt ADD COLUMN root TEXT NOT NULL DEFAULT 'incoming';
    CREATE INDEX receipt_place ON receipt (root, path, id);
    CREATE TABLE placement (
        id INTEGER PRIMARY KEY,
        receipt INTEGER NOT NULL REFERENCES receipt,
        state TEXT NOT NULL,
        unit TEXT,
        code TEXT,
        part TEXT,
        other INTEGER REFERENCES receipt,
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        rule TEXT NOT NULL,
        reason TEXT NOT NULL,
        prior INTEGER REFERENCES placement
    );
    CREATE INDEX placement_receipt ON placement (receipt, id);
    INSERT INTO placement (receipt, state, at, actor, rule, reason)
        SELECT s.receipt, s.state, r.received_at, 'archive-builder', '收件', s.reason
        FROM set_aside s JOIN receipt r ON r.id = s.receipt ORDER BY s.receipt;
    INSERT INTO placement (receipt, state, unit, code, part, at, actor, rule, reason)
        SELECT receipt, '已归档', unit, code, part, at, actor, rule, reason
        FROM filing ORDER BY id;
    UPDATE placement SET prior = (
        SELECT max(e.id) FROM placement e
        WHERE e.receipt = placement.receipt AND e.id < placement.id
    );
    DROP TABLE filing;
    DROP TABLE set_aside;
    CREATE TABLE lying (
        root TEXT NOT NULL,
        path TEXT NOT NULL,
        size INTEGER NOT NULL,
        modified_ns INTEGER NOT NULL,
        changed_ns INTEGER NOT NULL,
        inode INTEGER NOT NULL,
        receipt INTEGER NOT NULL REFERENCES receipt,
        gone INTEGER NOT NULL,
        PRIMARY KEY (root, path)
    ) WITHOUT ROWID;
    CREATE TABLE root (
        name TEXT PRIMARY KEY,
        since TEXT NOT NULL
    ) WITHOUT ROWID;
    ALTER TABLE passed_over RENAME TO passed_over_1;
    CREATE TABLE passed_over (
        root TEXT NOT NULL,
        path TEXT NOT NULL,
        state TEXT NOT NULL,
        reason TEXT NOT NULL,
        container INTEGER REFERENCES receipt
    );
    CREATE INDEX passed_over_root ON passed_over (root, container);
    INSERT INTO passed_over SELECT 'incoming', path, state, reason, container FROM passed_over_1;
    DROP TABLE passed_over_1;
    DROP TABLE reading;
    CREATE TABLE reading (
        sha256 TEXT NOT NULL REFERENCES document,
        name TEXT NOT NULL,
        basis TEXT NOT NULL,
        elements TEXT NOT NULL,
        PRIMARY KEY (sha256, name)
    ) WITHOUT ROWID;
    """,
    """
    CREATE INDEX placement_part ON placement (part) WHERE part IS NOT NULL;
    CREATE INDEX placement_reason ON placement (reason) WHERE state = '待人工处理';
    """,
    """
    CREATE TABLE decision (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        unit TEXT NOT NULL,
        code TEXT NOT NULL,
        part TEXT NOT NULL,
        receipt INTEGER REFERENCES receipt,
        paper INTEGER REFERENCES decision,
        evidence INTEGER REFERENCES receipt,
        value TEXT NOT NULL,
        title TEXT NOT NULL,
        pages INTEGER NOT NULL,
        place TEXT NOT NULL,
        placement INTEGER REFERENCES placement,
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        reason TEXT NOT NULL
    );
    CREATE INDEX decision_receipt ON decision (receipt);
    CREATE INDEX decision_slot ON decision (unit, code, part);
    CREATE TABLE undoing (
        decision INTEGER PRIMARY KEY REFERENCES decision,
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        reason TEXT NOT NULL
    ) WITHOUT ROWID;
    """,
)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a catalogue up to date, in one transaction.

    Raises:
        RecordError: the catalogue was written by a newer version.
    """
    version = _version(connection)
    if version > len(STEPS):
        raise RecordError(
            f"目录数据库的版本（{version}）比本程序认识的（{len(STEPS)}）新。",
            "请安装更新的 archive-builder 后再打开本工作区。",
        )
    if version < len(STEPS):
        _climb(connection)


def _climb(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for step in STEPS[_version(connection) :]:  # another process may have climbed meanwhile
        for statement in step.split(";"):
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {len(STEPS)}")
    connection.execute("COMMIT")


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)
