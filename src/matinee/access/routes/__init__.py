"""The HTTP routes of accounts, by subject."""

from matinee.access.routes.invitations import (
    create_invitation,
    join,
    list_invitations,
    revoke_invitation,
    show_invitation,
)
from matinee.access.routes.keys import change_key, create_key, list_keys, revoke_key, rotate_key
from matinee.access.routes.me import (
    change_my_password,
    change_my_profile,
    end_my_session,
    end_other_sessions,
    list_my_sessions,
    show_me,
)
from matinee.access.routes.my_links import link_provider, list_my_links, unlink_provider
from matinee.access.routes.providers import (
    change_provider,
    check_provider,
    create_provider,
    list_presets,
    list_providers,
    remove_provider,
    show_provider,
)
from matinee.access.routes.roles import list_roles
from matinee.access.routes.second_factor import (
    begin_totp,
    confirm_totp,
    disable_totp,
    renew_recovery_codes,
    reset_user_totp,
    show_totp,
)
from matinee.access.routes.second_factor_policy import decide_second_factor_policy, show_second_factor_policy
from matinee.access.routes.sign_on import (
    finish_oidc,
    finish_oidc_second_factor,
    list_sign_in_providers,
    log_out_there,
    start_oidc,
)
from matinee.access.routes.signin import log_in, log_out, refresh_token, set_up, show_setup
from matinee.access.routes.users import (
    change_user,
    create_user,
    end_user_sessions,
    list_user_sessions,
    list_users,
    remove_user,
    set_user_libraries,
    show_user,
)

ROUTES = [
    show_setup,
    set_up,
    log_in,
    refresh_token,
    log_out,
    show_me,
    change_my_profile,
    change_my_password,
    show_totp,
    begin_totp,
    confirm_totp,
    disable_totp,
    renew_recovery_codes,
    list_my_sessions,
    end_my_session,
    end_other_sessions,
    list_keys,
    create_key,
    change_key,
    rotate_key,
    revoke_key,
    list_users,
    create_user,
    show_user,
    change_user,
    remove_user,
    set_user_libraries,
    list_user_sessions,
    end_user_sessions,
    reset_user_totp,
    list_roles,
    show_second_factor_policy,
    decide_second_factor_policy,
    list_invitations,
    create_invitation,
    revoke_invitation,
    show_invitation,
    join,
    list_sign_in_providers,
    start_oidc,
    finish_oidc,
    finish_oidc_second_factor,
    log_out_there,
    list_my_links,
    link_provider,
    unlink_provider,
    list_providers,
    list_presets,
    create_provider,
    show_provider,
    change_provider,
    remove_provider,
    check_provider,
]
