// SPDX-License-Identifier: ISC
// A whole site for tests, all of its parts real: PostgreSQL in a folder, the
// schema, keys and a published roster, certificates, and services on ports of
// their own.  Needs root, as the services do; stops only what it started.
//
//	const world = await World.create({ intakes: 2 });
//	... world.intakes[0].ask("/v1/start") ...
//	await world.close();

import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { Cluster, repo } from "./cluster.ts";
import { SiteKeys } from "./keys.ts";
import { Service, freePort } from "./service.ts";

export interface WorldOptions {
	/** The site's name; 127.0.0.1 and localhost are answered as well. */
	readonly host?: string;
	/**
	 * Office is reached at the very port where it listens, by a name that curl
	 * takes for this machine: no proxy costs time on the way.
	 */
	readonly direct?: boolean;
	readonly intakes?: number;
	readonly office?: boolean;
	/** More lines for the services' configurations. */
	readonly intakeLines?: Record<string, string>;
	readonly officeLines?: Record<string, string>;
	/** False: configured, not started. */
	readonly start?: boolean;
	/** The day of the first roster, where it is not today. */
	readonly today?: string;
	/** Names of officers' offices, by number. */
	readonly offices?: Readonly<Record<string, string>>;
	/** False: no root and roster is published. */
	readonly publish?: boolean;
}

// Users that every Debian has; a test makes none.
const INTAKE = { user: "www-data", keyUser: "nobody" };
const OFFICE = { user: "backup", keyUser: "nobody" };

export class World {
	readonly dir: string;
	readonly host: string;
	readonly keys: SiteKeys;
	readonly cluster: Cluster;
	readonly intakes: Service[] = [];
	readonly office: Service | undefined;
	readonly ca: string;
	/** The file of the CA, for programs that want one. */
	readonly caFile: string;
	/** Office's origin, as officers give it. */
	officeUrl: string;

	private constructor(o: WorldOptions) {
		this.dir = mkdtempSync("/var/tmp/qfw-");
		chmodSync(this.dir, 0o711);
		this.host = o.host ?? (o.direct === true ? "box.localhost" :
		    "box.test.example");
		this.officeUrl = `https://${this.host}:9443`;
		this.keys = new SiteKeys(this.host, o.today, o.offices);
		const pki = join(this.dir, "pki");
		execFileSync(join(repo, "conf/dev/pki.sh"), [pki, this.host],
		    { stdio: "ignore" });
		this.caFile = join(pki, "ca.pem");
		this.ca = readFileSync(this.caFile, "utf8");
		const service = (name: string, program: string,
		    users: typeof INTAKE): Service => {
			const s = new Service(name, program, join(this.dir, name),
			    this.host, this.ca, users);

			s.install(join(pki, `${this.host}.pem`),
			    join(pki, `${this.host}.key`));
			return s;
		};
		for (let i = 1; i <= (o.intakes ?? 1); i++)
			this.intakes.push(service(`intake${i}`,
			    "qingfeng-intake", INTAKE));
		if (o.office === true)
			this.office = service("office", "qingfeng-office", OFFICE);
		this.cluster = new Cluster(join(this.dir, "pg"),
		    this.services.map((s) => s.socket),
		    [[INTAKE.user, "qf_intake"], [OFFICE.user, "qf_office"]]);
	}

	get services(): Service[] {
		return this.office === undefined ? this.intakes :
		    [...this.intakes, this.office];
	}

	get intake(): Service {
		const [first] = this.intakes;

		if (first === undefined)
			throw new Error("this world has no intake");
		return first;
	}

	static async create(o: WorldOptions = {}): Promise<World> {
		const w = new World(o);

		try {
			await w.begin(o);
		} catch (e) {
			await w.close();
			throw e;
		}
		return w;
	}

	private async begin(o: WorldOptions): Promise<void> {
		this.cluster.start();
		this.cluster.migrate();
		if (o.publish !== false)
			this.publish();
		for (const s of this.intakes)
			await s.configure("qf_intake", {
				"site": join(repo, "conf/site.json"),
				"promise-key": s.secret("promise.key",
				    this.keys.promiseFile()),
				...o.intakeLines,
			});
		if (o.direct === true && this.office !== undefined) {
			this.office.port = await freePort();
			this.officeUrl = `https://${this.host}:${this.office.port}`;
		}
		await this.office?.configure("qf_office", {
			"origin": this.officeUrl,
			"release": "immediate",
			...o.officeLines,
		});
		if (o.start === false)
			return;
		for (const s of this.services)
			s.spawn();
		for (const s of this.services)
			await s.ready("/v1/start");
	}

	/** The first root and the newest roster, as an office would store them. */
	publish(): void {
		this.cluster.sql(this.keys.publishSql("root", 1,
		    this.keys.rootNote) + this.keys.publishSql("roster",
		    this.keys.roster.version, this.keys.rosterNote), "postgres");
	}

	async close(): Promise<void> {
		for (const s of this.services)
			await s.stop();
		try {
			this.cluster.thaw();
			this.cluster.stop("immediate");
		} finally {
			rmSync(this.dir, { recursive: true, force: true });
		}
	}
}
