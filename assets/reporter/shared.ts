// SPDX-License-Identifier: ISC
// What the first bundle lends to the one fetched later (later.ts): modules that
// may be there once only, because they count ids, know the language, or name
// errors.  assets/build.mjs puts these in the place of what the later bundle
// imports by the same names.

import { button, el, newId, paragraph, replace } from "./dom.ts";
import { request } from "./net.ts";
import { problemOf, Trouble } from "./problem.ts";
import { fill, isChinese, listed } from "./words.ts";

(globalThis as { qfShared?: unknown }).qfShared = {
	dom: { button, el, newId, paragraph, replace },
	net: { request },
	problem: { problemOf, Trouble },
	words: { fill, isChinese, listed },
};
