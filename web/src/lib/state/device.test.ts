import { describe, expect, it } from 'vitest';
import { prefixesOf } from './changes.ts';
import { deviceName } from './device.ts';

describe('the name of this device', () => {
	it.each([
		['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36', 'Chrome, Linux'],
		['Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Version/17 Safari/604', 'Safari, iPhone'],
		['Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/130.0', 'Firefox, Windows'],
		['something new', 'Browser']
	])('of %s is %s', (agent, name) => expect(deviceName(agent)).toBe(name));
});

describe('an event', () => {
	const event = { at: '', subject_id: '7', payload: {} };

	it('of a title makes its page and the grids out of date', () => {
		expect(prefixesOf({ ...event, name: 'movie.added' })).toEqual(expect.arrayContaining(['item:7', 'home', 'catalog']));
	});

	it('of an episode also its series', () => {
		expect(prefixesOf({ ...event, name: 'episode.updated', payload: { series_id: '9' } })).toContain('item:9');
	});

	it('of a scan’s progress fetches nothing: the event itself is the news', () => {
		expect(prefixesOf({ ...event, name: 'library.scan_progress' })).toEqual([]);
	});

	it('of a lost place in the stream makes everything out of date', () => {
		expect(prefixesOf({ ...event, name: 'resync' })).toEqual(['', 'catalog']);
	});
});
