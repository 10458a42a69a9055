// SPDX-License-Identifier: ISC
// From Chinese to English and back.  A first visit carries one language; the
// other's words and lists are fetched when somebody asks for them.

import type { App } from "./app.ts";
import { getEnglish } from "./net.ts";
import { isChinese, switchLanguage } from "./words.ts";

export async function otherLanguage(app: App): Promise<void> {
	const { sites } = app;
	if (isChinese() && sites.en === undefined)
		sites.en = await getEnglish();
	await switchLanguage();
	app.site = isChinese() ? sites.zh : sites.en ?? sites.zh;
}
