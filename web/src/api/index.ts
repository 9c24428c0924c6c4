export * from './accounts.ts';
export * from './catalog.ts';
export * from './events.ts';
export * from './http.ts';
export * from './libraries.ts';
export * from './pictures.ts';
export * from './playback.ts';
export type * from './types.ts';
export type * from './server-types.ts';
