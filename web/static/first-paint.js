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
		var language = localStorage.getItem('matinee.language') || navigator.language || 'en';
		root.lang = language.slice(0, 2) === 'de' ? 'de' : 'en';
	} catch (_) {
		// Storage is closed to this page: the defaults stand.
	}
})();
