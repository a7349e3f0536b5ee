"""From the bytes of a file to text, in whatever encoding people's programs have saved it."""

_DOCUMENTS = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf")
_SAMPLE = 65_536  # bytes; enough to tell


class NotText(ValueError):
    """These bytes are no text. `is_binary`: they are another kind of file; else their encoding is not known."""

    def __init__(self, *, is_binary: bool) -> None:
        super().__init__("binary" if is_binary else "encoding")
        self.is_binary = is_binary


def decoded(data: bytes) -> str:
    """The bytes as text: UTF-8 or what their mark says, else the old Russian or Chinese code page. Raises NotText."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded_as(data, "utf-16")
    if _looks_binary(data):
        raise NotText(is_binary=True)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded_as(data, "cp1251" if _looks_russian(data) else "gb18030")


def _decoded_as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as problem:
        raise NotText(is_binary=False) from problem


def _looks_binary(data: bytes) -> bool:
    """A zero byte, or a file that names itself a document: PDF, Office, images."""
    return b"\0" in data[:_SAMPLE] or data.startswith(_DOCUMENTS)


def _looks_russian(data: bytes) -> bool:
    """In code page 1251 nearly every high byte is a Cyrillic letter, most of them small; GBK spreads over all bytes."""
    high = [byte for byte in data[:_SAMPLE] if byte >= 0x80]
    letters = sum(byte >= 0xC0 or byte in b"\xa8\xb8" for byte in high)
    small = sum(byte >= 0xE0 for byte in high)
    return bool(high) and letters / len(high) > 0.85 and small / len(high) > 0.6
