import { paraglideVitePlugin } from '@inlang/paraglide-js';
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig, type Plugin } from 'vitest/config';
import { firstPage } from './scripts/first-page.js';
import { shortMessages } from './scripts/short-messages.js';

/** Where `vite dev` finds a running Matinee; the built app is always served by Matinee itself. */
const server = process.env.MATINEE_DEV_SERVER ?? 'http://127.0.0.1:8096';

/** Kit hides its announcer of page titles by a style attribute, which our content policy refuses; base.css hides it instead. */
const withoutInlineStyle: Plugin = {
	name: 'without-inline-style',
	enforce: 'pre',
	transform: (code) =>
		code.includes('id="svelte-announcer"') ? code.replace(/(id="svelte-announcer"[^>]*?)\sstyle="[^"]*"/, '$1') : undefined
};

export default defineConfig({
	plugins: [
		withoutInlineStyle,
		paraglideVitePlugin({
			project: './project.inlang',
			outdir: './src/paraglide',
			strategy: ['localStorage', 'preferredLanguage', 'baseLocale'],
			localStorageKey: 'matinee.language',
			isServer: 'false',
			emitReadme: false
		}),
		shortMessages,
		sveltekit({
			adapter: adapter({ pages: 'build', fallback: 'index.html', precompress: true }),
			paths: { base: '/app', relative: false },
			// scripts/build-web.sh sets the hash of web/, so that equal sources give an equal build.
			version: { name: process.env.MATINEE_WEB_VERSION ?? 'development', pollInterval: 0 },
			prerender: { entries: [] }
		})
	],
	build: {
		target: 'es2022',
		rolldownOptions: {
			output: {
				// What every page shares comes as one file: dozens of small ones compress worse and load later.
				codeSplitting: {
					groups: [
						{ name: firstPage, debugName: 'first' },
						{ name: 'shared', test: /src\/(api|paraglide)\//, minShareCount: 4 },
						{ name: 'pages', test: /src\/lib\//, minShareCount: 2 }
					]
				}
			}
		}
	},
	server: { proxy: { '/api': { target: server } } },
	test: { include: ['src/**/*.test.ts'], setupFiles: ['tests/english.ts'] }
});
