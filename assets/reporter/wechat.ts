// SPDX-License-Identifier: ISC
// Inside WeChat the page says how to get out of it.  The look at the browser's
// name stays on the page.

import { el, paragraph } from "./dom.ts";
import { s } from "./words.ts";

export function wechatHint(): HTMLElement | null {
	if (!/MicroMessenger/i.test(navigator.userAgent))
		return null;
	return el("section", { class: "notice wechat" },
	    el("h2", {}, s().wechatTitle),
	    el("ol", {}, ...s().wechatSteps.map((one) => el("li", {}, one))),
	    paragraph(s().wechatWhy, "hint"));
}
