"""Text that people see, made from what disks and clients hold."""


def display_path(path: bytes) -> str:
    """Show a file-system path as text: bytes that are not UTF-8 become U+FFFD, so that JSON stays valid."""
    return path.decode("utf-8", "replace")
