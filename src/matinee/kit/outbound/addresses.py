"""Which addresses may be reached. Judged on what a name resolved to, so that no way of writing an address gets by."""

import ipaddress

type Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""RFC 6052: the last four bytes are an IPv4 address, reached through a translator."""
_METADATA = frozenset({ipaddress.ip_address("fd00:ec2::254"), ipaddress.ip_address("100.100.100.200")})
"""Cloud metadata that is not link-local (AWS by IPv6, Alibaba)."""


def is_public(address: Address) -> bool:
    """Tell whether an address is out on the internet, for everybody."""
    return all(each.is_global and not each.is_multicast for each in _meant(address))


def is_admissible(address: Address) -> bool:
    """Tell whether an address may be reached for a host that an administrator named: also at home, never metadata."""
    return not any(
        each.is_link_local or each.is_multicast or each.is_unspecified or each in _METADATA for each in _meant(address)
    )


def _meant(address: Address) -> list[Address]:
    """Give the address with those that are written inside it (mapped, 6to4, Teredo, NAT64): all must be right."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    if address in _NAT64:
        return [ipaddress.IPv4Address(address.packed[-4:])]
    inside: list[Address] = [address]
    if address.sixtofour is not None:
        inside.append(address.sixtofour)
    if address.teredo is not None:
        inside.extend(address.teredo)
    return inside
