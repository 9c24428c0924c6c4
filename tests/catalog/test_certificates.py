"""Certificates of the world become an age that a parent's limit can be compared with."""

import pytest

from matinee.catalog.describing import minimum_age_of


@pytest.mark.parametrize(
    ("certificate", "age"),
    [
        ("PG-13", 13), ("Rated R", 17), ("rated pg-13", 13), ("TV-MA", 17), ("TV-Y7-FV", 7), ("NC-17", 18), ("G", 0),
        ("US:PG-13", 13), ("USA: R", 17), ("USA:Rated R / Germany:16", 17), ("Germany:FSK 16", 16), ("DE/16", 16),
        ("FSK 12", 12), ("FSK-6", 6), ("fsk16", 16), ("GB:15", 15), ("UK:12A", 12), ("12A", 12), ("U", 0), ("15", 15),
        ("AU:M", 15), ("AU-MA 15+", 15), ("MA15+", 15), ("R18+", 18), ("FR:-12", 12), ("FR:U", 0), ("NL:AL", 0),
        ("SE:Btl", 0), ("K-16", 16), ("JP:PG12", 12), ("R15+", 15), ("KR:ALL", 0), ("BR:L", 0), ("HK:IIB", 15),
        ("SG:NC16", 16), ("CA:14A", 14), ("NZ:R16", 16), ("IN:UA", 12), ("IN:A", 18), ("16+", 16), ("ab 6", 6),
        ("Not Rated", None), ("NR", None), ("Unrated", None), ("", None), (None, None), ("???", None), ("99", None),
        ("Not Rated / DE:12", 12), ("9" * 400, None), ("PG", 10), ("GB:PG", 8),
    ],
)  # fmt: skip
def test_a_certificate_asks_for_an_age(certificate: str | None, age: int | None) -> None:
    assert minimum_age_of(certificate) == age
