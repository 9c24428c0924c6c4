// Unit tests read English and run where no browser's storage is.
import { overwriteGetLocale } from '../src/paraglide/runtime.js';

overwriteGetLocale(() => 'en');
