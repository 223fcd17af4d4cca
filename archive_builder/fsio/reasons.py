"""Why a file could not be read or written, in words."""

from __future__ import annotations

import errno

_REASONS = {
    errno.EACCES: "没有权限，或正被别的程序打开",
    errno.EPERM: "没有权限，或正被别的程序打开",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "名称太长",
}


def why_not(error: OSError) -> str:
    """Why a file could not be read or written, in Chinese where the reason is a known one."""
    return _REASONS.get(error.errno or 0, str(error.strerror or error))
