/** Which title's poster travels between a card and its page in the next view transition. */
class Travel {
	id = $state<string | null>(null);
}

export const travel = new Travel();
