// Shortens what Paraglide writes around each message: a thousand times the same choice of language is a tenth of all our JavaScript.
// Where the reader's language comes from is `src/lib/text/language.ts`, for the built app as for the one that reloads.
import { fileURLToPath } from 'node:url';

const MESSAGE = /\/src\/paraglide\/messages\/[^/]+\.js$/;
const CHOICE = /export const (\w+) = [^]*?\(\(inputs[^]*?\n\}\);?\s*$/;
/** Both languages know "one" and "other": what the second does not take, nothing takes. */
const LAST_PLURAL = /if \(\w+ === "other"\) (return [^;]*;)\s*return [^;]*;/g;
const RUNTIME = /import \{ getLocale, experimentalStaticLocale \} from .*\n/;
const LANGUAGE = JSON.stringify(fileURLToPath(new URL('../src/lib/text/language.ts', import.meta.url)));

const shortened = (code) =>
	code
		.replace(LAST_PLURAL, '$1')
		.replace(CHOICE, 'export const $1 = /*#__PURE__*/ inLanguage(en_$1, de_$1);\n')
		.replace(RUNTIME, `import { inLanguage } from ${LANGUAGE};\n`);

/** One file a language, as `vite dev` and the tests have them: they only learn where the language comes from. */
const told = (code) => code.replace(RUNTIME, `import { getLocale } from ${LANGUAGE};\nconst experimentalStaticLocale = undefined;\n`);

export const shortMessages = {
	name: 'short-messages',
	transform(code, id) {
		if (!MESSAGE.test(id) || !code.includes('getLocale')) return undefined;
		const made = CHOICE.test(code) && !id.endsWith('/_index.js') ? shortened(code) : told(code);
		if (/from ['"]\.\.\/runtime/.test(made)) this.error('Paraglide writes messages in another form than this shortens');
		return { code: made, map: null };
	}
};
