// SPDX-License-Identifier: ISC
// Debian's Chromium as a phone, on the site's own name and certificate, with a
// memory of every request before TLS hides it.

import { X509Certificate, createHash } from "node:crypto";

import {
	type Browser, type BrowserContext, type BrowserContextOptions, type Page,
	type Request, chromium,
} from "playwright-core";

/** A busy machine is waited for; what never comes takes as long to say. */
const PATIENCE_MS = 60000;
export const PHONE = { width: 390, height: 844 };

export interface Sent {
	readonly method: string;
	readonly url: string;
	readonly headers: Record<string, string>;
	readonly body: Buffer;
}

export const CHROMIUM = "/usr/bin/chromium";
const LIKE_A_PHONE = { viewport: PHONE, hasTouch: true, isMobile: true,
	locale: "zh-CN", deviceScaleFactor: 1 };

/** base64 SHA-256 of a certificate's public key, as Chromium pins it. */
export function spki(pem: string): string {
	const key = new X509Certificate(pem).publicKey
	    .export({ type: "spki", format: "der" });

	return createHash("sha256").update(key).digest("base64");
}

function options(host: string, certificate: string, port?: number): string[] {
	const to = port === undefined ? `${host} 127.0.0.1` :
	    `${host}:443 127.0.0.1:${port}`;

	return ["--no-sandbox", "--disable-gpu",
	    `--host-resolver-rules=MAP ${to}`,
	    `--ignore-certificate-errors-spki-list=${spki(certificate)}`];
}

export class Phone {
	private readonly contexts: BrowserContext[] = [];
	private readonly browser: Browser | undefined;

	private constructor(browser: Browser | undefined) {
		this.browser = browser;
	}

	/**
	 * host is resolved to loopback, its usual port to another where one is
	 * given; certificate is the one it will show.
	 */
	static async start(host: string, certificate: string, port?: number):
	    Promise<Phone> {
		return new Phone(await chromium.launch({ executablePath: CHROMIUM,
			args: options(host, certificate, port) }));
	}

	/** The same with its files in a folder, as a person's browser has. */
	static async startAt(folder: string, host: string, certificate: string):
	    Promise<Phone> {
		const phone = new Phone(undefined);

		phone.contexts.push(await chromium.launchPersistentContext(folder,
		    { executablePath: CHROMIUM, args: options(host, certificate),
			...LIKE_A_PHONE }));
		return phone;
	}

	/** A page of its own, where the browser has no folder. */
	async open(more: BrowserContextOptions = {}): Promise<Tab> {
		let [context] = this.contexts;

		if (this.browser !== undefined) {
			context = await this.browser.newContext({ ...LIKE_A_PHONE,
				...more });
			this.contexts.push(context);
		}
		if (context === undefined)
			throw new Error("this phone is closed");
		return new Tab(context, await context.newPage());
	}

	/** Twice is once. */
	async close(): Promise<void> {
		for (const context of this.contexts.splice(0))
			await context.close();
		await this.browser?.close();
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
		page.setDefaultTimeout(PATIENCE_MS);
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
