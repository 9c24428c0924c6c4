// Theme and language before the first paint, so that nothing flashes. Kept out of the page for the content policy's sake.
(function () {
	var root = document.documentElement;
	try {
		var theme = localStorage.getItem('matinee.theme') || 'dark';
		if (theme === 'system') theme = matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
		root.dataset.theme = theme;
		root.dataset.contrast =
			localStorage.getItem('matinee.contrast') || (matchMedia('(prefers-contrast: more)').matches ? 'high' : 'normal');
		if (theme === 'light') document.querySelector('meta[name=theme-color]').content = '#faf7f2';
		var wishes = [localStorage.getItem('matinee.language') || ''].concat(navigator.languages || navigator.language || []);
		var spoken = wishes.map(function (wish) { return wish.slice(0, 2).toLowerCase(); }).filter(function (wish) { return wish === 'de' || wish === 'en'; });
		root.lang = spoken[0] || 'en';
	} catch (_) {
		// Storage is closed to this page: the defaults stand.
	}
})();
