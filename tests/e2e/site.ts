// SPDX-License-Identifier: ISC
// One real site and a phone in front of it: intake and office on PostgreSQL,
// TLS all the way, a relay that remembers the bytes between.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Request } from "playwright-core";

import { base64Url } from "../../assets/lib/base64.ts";
import type { Answer } from "../web/client.ts";
import { World, type WorldOptions } from "../web/harness.ts";
import { Phone, type Tab } from "./browser.ts";
import { Relay } from "./relay.ts";

function certificateOf(world: World): string {
	return readFileSync(join(world.dir, "pki", `${world.host}.pem`), "utf8");
}

export class Site {
	readonly world: World;
	readonly phone: Phone;
	readonly relay: Relay;

	private constructor(world: World, phone: Phone, relay: Relay) {
		this.world = world;
		this.phone = phone;
		this.relay = relay;
	}

	static async create(o: WorldOptions = {}): Promise<Site> {
		const world = await World.create(o);

		try {
			return await Site.before(world);
		} catch (e) {
			await world.close();
			throw e;
		}
	}

	/** A phone in front of a world that runs already. */
	static async before(world: World): Promise<Site> {
		const relay = await Relay.start(world.intake.port);

		return new Site(world, await Phone.start(world.host,
		    certificateOf(world)), relay);
	}

	get origin(): string {
		return `https://${this.world.host}:${this.relay.port}`;
	}

	/** PEM, as it will show it. */
	get certificate(): string {
		return certificateOf(this.world);
	}

	/** The link of a poster. */
	poster(station = "S01"): string {
		return `${this.origin}/#s=${station}&r1=` +
		    base64Url(this.world.keys.pin);
	}

	/** The real answer to a request that a test holds back. */
	forward(request: Request): Promise<Answer> {
		const body = request.postDataBuffer();
		const headers = { ...request.headers() };

		delete headers["accept-encoding"];
		return this.world.intake.ask(new URL(request.url()).pathname, {
			method: request.method(), headers,
			...(body === null ? {} : { body }),
		});
	}

	/** A browser that finds the site at the address that posters print. */
	phoneOutside(): Promise<Phone> {
		return Phone.start(this.world.host, this.certificate,
		    this.relay.port);
	}

	/** Another browser, with its files in this folder. */
	phoneAt(folder: string): Promise<Phone> {
		return Phone.startAt(folder, this.world.host, this.certificate);
	}

	tab(): Promise<Tab> {
		return this.phone.open();
	}

	/** Phone and relay go, the world stays. */
	async leave(): Promise<void> {
		await this.phone.close();
		await this.relay.stop();
	}

	async close(): Promise<void> {
		await this.leave();
		await this.world.close();
	}
}
