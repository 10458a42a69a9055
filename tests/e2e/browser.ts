// SPDX-License-Identifier: ISC
// Debian's Chromium as a phone, on the site's own name and certificate, with a
// memory of every request before TLS hides it.

import { X509Certificate, createHash } from "node:crypto";

import { type Browser, type BrowserContext, type Page, type Request, chromium }
	from "playwright-core";

export const PHONE = { width: 390, height: 844 };

export interface Sent {
	readonly method: string;
	readonly url: string;
	readonly headers: Record<string, string>;
	readonly body: Buffer;
}

/** base64 SHA-256 of a certificate's public key, as Chromium pins it. */
function spki(pem: string): string {
	const key = new X509Certificate(pem).publicKey
	    .export({ type: "spki", format: "der" });

	return createHash("sha256").update(key).digest("base64");
}

export class Phone {
	readonly browser: Browser;
	private readonly contexts: BrowserContext[] = [];

	private constructor(browser: Browser) {
		this.browser = browser;
	}

	/** host is resolved to loopback; certificate is the one it will show. */
	static async start(host: string, certificate: string): Promise<Phone> {
		return new Phone(await chromium.launch({
			executablePath: "/usr/bin/chromium",
			args: ["--no-sandbox", "--disable-gpu",
			    `--host-resolver-rules=MAP ${host} 127.0.0.1`,
			    `--ignore-certificate-errors-spki-list=${spki(certificate)}`],
		}));
	}

	/** A page of its own, as after clearing everything. */
	async open(more: Parameters<Browser["newContext"]>[0] = {}):
	    Promise<Tab> {
		const context = await this.browser.newContext({ viewport: PHONE,
			hasTouch: true, isMobile: true, locale: "zh-CN",
			deviceScaleFactor: 1, ...more });

		this.contexts.push(context);
		return new Tab(context, await context.newPage());
	}

	async close(): Promise<void> {
		for (const context of this.contexts)
			await context.close();
		await this.browser.close();
	}
}

export class Tab {
	readonly context: BrowserContext;
	readonly page: Page;
	readonly sent: Sent[] = [];
	/** What the page complained of: none is expected. */
	readonly complaints: string[] = [];

	constructor(context: BrowserContext, page: Page) {
		this.context = context;
		this.page = page;
		page.setDefaultTimeout(15000);
		page.on("request", (request) => this.keep(request));
		page.on("pageerror", (error) =>
		    this.complaints.push(error.message));
		page.on("console", (message) => {
			// A refused request is the test's own doing.
			if (message.type() === "error" &&
			    !/Failed to load resource/.test(message.text()))
				this.complaints.push(message.text());
		});
	}

	private keep(request: Request): void {
		this.sent.push({ method: request.method(), url: request.url(),
			headers: request.headers(),
			body: request.postDataBuffer() ?? Buffer.alloc(0) });
	}

	posts(path: string): Sent[] {
		return this.sent.filter((one) => one.method === "POST" &&
		    new URL(one.url).pathname === path);
	}
}
