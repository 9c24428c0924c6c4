// Compiles messages/*.json to typed functions in src/paraglide, as the build does, for checks and tests that run without it.
import { compile } from '@inlang/paraglide-js';

await compile({
	project: './project.inlang',
	outdir: './src/paraglide',
	strategy: ['localStorage', 'preferredLanguage', 'baseLocale'],
	localStorageKey: 'matinee.language',
	isServer: 'false',
	emitReadme: false
});
