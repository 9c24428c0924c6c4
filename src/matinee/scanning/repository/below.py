"""SQL of "at or below a path", in the order of bytes, so that the index on paths serves it."""


def below(column: str, name: str = "below") -> str:
    """Give the condition; its parameters come from `below_parameters` with the same name."""
    return f"(:{name}_is_all or {column} = :{name}_exact or ({column} >= :{name}_from and {column} < :{name}_to))"


def below_parameters(prefix: bytes, name: str = "below") -> dict[str, object]:
    """Give the parameters of `below`; the empty prefix is everything."""
    return {
        f"{name}_is_all": not prefix,
        f"{name}_exact": prefix,
        f"{name}_from": prefix + b"/",
        f"{name}_to": prefix + b"0",  # "0" follows "/"
    }
