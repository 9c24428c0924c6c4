// Writes src/api/generated.ts, the types of what the server takes and answers, from its OpenAPI document.
// Usage: make-api-types.js DOCUMENT OUTPUT.ts  (make api-types runs it)
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createClient } from '@hey-api/openapi-ts';

const [document, output] = process.argv.slice(2).map((path) => resolve(path));
const folder = mkdtempSync(join(tmpdir(), 'matinee-types-'));
try {
	await createClient({ input: document, output: { path: folder, postProcess: [], tsConfigPath: null }, plugins: ['@hey-api/typescript'], logs: { level: 'silent' } });
	const types = readFileSync(join(folder, 'types.gen.ts'), 'utf8').replace(/^\/\/ This file is auto-generated.*\n+/, '');
	writeFileSync(output, `// Made by \`make api-types\` from the server's OpenAPI document; a check keeps it current.\n\n${types}`);
} finally {
	rmSync(folder, { recursive: true });
}
