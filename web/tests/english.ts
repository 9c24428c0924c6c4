// Unit tests read English, whatever the machine's language is.
import { speak } from '../src/lib/text/language.ts';

speak('en');
