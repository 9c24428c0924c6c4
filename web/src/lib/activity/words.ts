/** Actions of the log in words. One that has none here is shown as the server names it. */
import { m } from '#paraglide/messages.js';

const WORDS: Record<string, () => string> = {
	'auth.login_succeeded': m.act_login_succeeded,
	'auth.login_failed': m.act_login_failed,
	'auth.locked_out': m.act_locked_out,
	'auth.logged_out': m.act_logged_out,
	'auth.mfa_enabled': m.act_mfa_enabled,
	'auth.mfa_disabled': m.act_mfa_disabled,
	'auth.password_changed': m.act_password_changed,
	'auth.password_reset': m.act_password_reset,
	'auth.session_revoked': m.act_session_revoked,
	'user.created': m.act_user_created,
	'user.updated': m.act_user_updated,
	'user.deleted': m.act_user_deleted,
	'apikey.created': m.act_apikey_created,
	'apikey.revoked': m.act_apikey_revoked,
	'apikey.refused': m.act_apikey_refused,
	'oidc.linked': m.act_oidc_linked,
	'oidc.unlinked': m.act_oidc_unlinked,
	'library.created': m.act_library_created,
	'library.updated': m.act_library_updated,
	'library.deleted': m.act_library_deleted,
	'library.root_moved': m.act_root_moved,
	'library.files_forgotten': m.act_files_forgotten,
	'library.scan_requested': m.act_scan_requested,
	'library.scan_cancelled': m.act_scan_cancelled,
	'library.plan_applied': m.act_plan_applied,
	'library.plan_dismissed': m.act_plan_dismissed,
	'item.matched': m.act_item_matched,
	'item.edited': m.act_item_edited,
	'item.split': m.act_item_split,
	'item.merged': m.act_item_merged,
	'library.scan_done': m.act_scan_done,
	'library.scan_failed': m.act_scan_failed,
	'library.offline': m.act_library_offline,
	'library.online': m.act_library_online,
	'movie.deleted': m.act_title_deleted,
	'series.deleted': m.act_title_deleted,
	'playback.started': m.act_playback_started,
	'playback.stopped': m.act_playback_stopped,
	'settings.changed': m.act_settings_changed,
	'system.started': m.act_system_started,
	'system.stopping': m.act_system_stopping,
	'system.backup_created': m.act_backup_created,
	'job.discarded': m.act_job_discarded
};

export function actionInWords(action: string): string {
	return WORDS[action]?.() ?? action;
}

/** The groups one can ask for, each with the pattern the server takes; the first is all. */
export const groups = (): { value: string; text: string }[] => [
	{ value: '', text: m.everything() },
	{ value: 'auth.*', text: m.group_sign_ins() },
	{ value: 'user.*', text: m.people() },
	{ value: 'apikey.*', text: m.group_keys() },
	{ value: 'library.*', text: m.libraries() },
	{ value: 'item.*', text: m.group_titles() },
	{ value: 'playback.*', text: m.group_playback() },
	{ value: 'settings.*', text: m.settings() },
	{ value: 'system.*', text: m.settings_server() },
	{ value: 'job.*', text: m.group_jobs() }
];
