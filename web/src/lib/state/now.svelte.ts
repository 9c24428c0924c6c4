/** The present, told once a minute (or as often as asked) to whatever shows relative times. */

export function ticking(every = 30_000): { readonly now: number } {
	let now = $state(Date.now());
	$effect(() => {
		const timer = setInterval(() => (now = Date.now()), every);
		return () => clearInterval(timer);
	});
	return {
		get now() {
			return now;
		}
	};
}
