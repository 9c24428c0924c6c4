"""Why an NFO is not read."""


class NfoRefused(Exception):
    """The file is ignored: too_large, document_type, too_many_elements, too_many_attributes, not_well_formed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
