/** The second factor of one's own account, and of whom one is asked. */
import type { SecondFactorPolicy } from './generated.ts';
import { call } from './http.ts';
import type { Me, Role } from './server-types.ts';

export type { SecondFactorPolicy };

export interface TotpState {
	enabled: boolean;
	recovery_codes_left: number;
}

/** A secret for an authenticator app, told this once. */
export interface NewTotp {
	secret: string;
	uri: string;
	qr_svg: string;
}

export interface RecoveryCodes {
	recovery_codes: string[];
}

export const readTotp = (): Promise<TotpState> => call('GET', '/me/totp');

export const beginTotp = (password: string): Promise<NewTotp> => call('POST', '/me/totp', { body: { password } });

export const confirmTotp = (code: string): Promise<RecoveryCodes> => call('POST', '/me/totp/confirm', { body: { code } });

export const disableTotp = (code: string): Promise<void> => call('POST', '/me/totp/disable', { body: { code } });

export const renewRecoveryCodes = (code: string): Promise<RecoveryCodes> => call('POST', '/me/recovery-codes', { body: { code } });

/** What people change about themselves; null clears. */
export interface ProfileChange {
	display_name: string | null;
	language: string | null;
	time_zone: string | null;
}

export const changeMe = (change: ProfileChange): Promise<Me> => call('PATCH', '/me', { body: change });

export const endOtherSessions = (): Promise<void> => call('DELETE', '/sessions');

export const readSecondFactorPolicy = (): Promise<SecondFactorPolicy> => call('GET', '/second-factor-policy');

export const decideSecondFactorPolicy = (roles: Role[]): Promise<SecondFactorPolicy> => call('PUT', '/second-factor-policy', { body: { roles } });
