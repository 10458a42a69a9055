// SPDX-License-Identifier: ISC

import { laterEn, type LaterStrings, laterZh } from "./strings-later.ts";
import { isChinese } from "./words.ts";

/** The later bundle's words in the language shown. */
export function later(): LaterStrings {
	return isChinese() ? laterZh : laterEn;
}
