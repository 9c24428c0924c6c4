"""How far a running job is: what its body says and everybody reads."""

import msgspec


class Progress(msgspec.Struct, frozen=True):
    """How far a running job is. `total` is null while unknown."""

    phase: str
    current: int
    total: int | None = None
    message: str = ""
