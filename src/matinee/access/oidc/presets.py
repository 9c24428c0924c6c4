"""What is known of well-known providers. Examples and words: each option stays the administrator's."""

from matinee.access.records.single_sign_on import Preset

_USUAL = ["openid", "profile", "email"]
_WITH_GROUPS = [*_USUAL, "groups"]

PRESETS = [
    Preset(
        preset="authelia",
        name="Authelia",
        issuer_example="https://auth.example.org",
        scopes=_WITH_GROUPS,
        groups_claim="groups",
        note="Groups come with the scope `groups`.",
    ),
    Preset(
        preset="authentik",
        name="Authentik",
        issuer_example="https://auth.example.org/application/o/matinee/",
        scopes=_USUAL,
        groups_claim="groups",
        note="The issuer ends in a slash, and each application has its own.",
    ),
    Preset(
        preset="keycloak",
        name="Keycloak",
        issuer_example="https://auth.example.org/realms/home",
        scopes=_USUAL,
        groups_claim="realm_access.roles",
        note="For roles, let the client's mapper “realm roles” add them to the ID token or to userinfo.",
    ),
    Preset(
        preset="google",
        name="Google",
        issuer_example="https://accounts.google.com",
        scopes=_USUAL,
        groups_claim="groups",
        username_claim="email",
        note="Google sends no groups. Give roles and libraries in Matinee.",
    ),
    Preset(
        preset="microsoft",
        name="Microsoft",
        issuer_example="https://login.microsoftonline.com/TENANT-ID/v2.0",
        scopes=_USUAL,
        groups_claim="roles",
        note="Use the id of your own tenant: with `common` the issuer differs from account to account.",
    ),
    Preset(
        preset="generic",
        name="OpenID Connect",
        issuer_example="https://auth.example.org",
        scopes=_USUAL,
        groups_claim="groups",
    ),
]
