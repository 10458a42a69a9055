// SPDX-License-Identifier: ISC
// Parts of the page that the first visit does not carry: a script of ours that
// leaves one thing behind, fetched when it is first wanted.

/** What it leaves; the script is fetched again after a failure. */
export function bundle<T>(url: unknown, left: () => T | undefined):
    Promise<T> {
	return new Promise((resolve, reject) => {
		const here = left();
		if (here !== undefined) {
			resolve(here);
			return;
		}
		const script = document.createElement("script");
		// Typed as a string by the DOM library; it is a TrustedScriptURL
		// where the engine knows the word (trusted.ts).
		script.src = url as string;
		script.onload = () => {
			const loaded = left();
			script.remove();
			if (loaded === undefined)
				reject(new Error("bundle"));
			else
				resolve(loaded);
		};
		script.onerror = () => {
			script.remove();
			reject(new Error("bundle"));
		};
		document.head.appendChild(script);
	});
}
