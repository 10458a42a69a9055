// SPDX-License-Identifier: ISC
// Start the probe as a service of its own: fresh key, chroot and port.  The
// probe is build/web/kore-probe unless PROBE names another (without-patch.sh).
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROBE = process.env["PROBE"] ?? "build/web/kore-probe";
const START_MS = 10_000;

export type Settings = Record<string, string | number>;

export const DEFAULTS: Settings = {
	workers: 2,
	worker_accept_threshold: 1,
	worker_set_affinity: 0,
	worker_max_connections: 200,
	worker_rlimit_nofiles: 1024,
	worker_death_policy: "restart",
	tls_version: "1.3",
	http_header_max: 16384,
	http_header_timeout: 2,
	http_body_timeout: 3,
	http_body_max: 1100000,
	http_keepalive_time: 3,
	http_request_ms: 1000,
	http_hsts_enable: 0,
};

export interface Service {
	readonly port: number;
	readonly pid: number;
	readonly root: string;
	readonly child: ChildProcess;
	log(): string;
	workers(): number[];
	until(what: string, test: () => boolean, ms?: number): Promise<void>;
	stop(signal?: NodeJS.Signals): Promise<void>;
}

export const sleep = (ms: number) => new Promise<void>((r) => setTimeout(r, ms));

async function freePort(host: string): Promise<number> {
	const server = createServer();
	await new Promise<void>((r) => server.listen(0, host, () => r()));
	const address = server.address();
	const port = typeof address === "object" && address !== null ? address.port : 0;
	await new Promise<void>((r) => server.close(() => r()));
	return port;
}

function uidOf(user: string): [number, number] {
	const line = readFileSync("/etc/passwd", "utf8").split("\n").find((l) => l.startsWith(user + ":"));
	const [, , uid, gid] = (line ?? "").split(":");
	return [Number(uid), Number(gid)];
}

export function makeRoom(): string {
	const room = mkdtempSync(join(tmpdir(), "qf-kore-"));
	chmodSync(room, 0o755);
	mkdirSync(join(room, "root"), { mode: 0o755 });
	mkdirSync(join(room, "key"), { mode: 0o700 });
	const key = join(room, "key/key.pem"), cert = join(room, "key/server.pem");
	execFileSync("openssl", ["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key]);
	execFileSync("openssl", ["req", "-x509", "-new", "-key", key, "-days", "2", "-subj", "/CN=localhost", "-out", cert], { stdio: "ignore" });
	chmodSync(key, 0o400);
	if (process.getuid?.() === 0) {
		const [uid, gid] = uidOf("daemon");
		for (const f of [join(room, "key"), key, cert]) chownSync(f, uid, gid);
	}
	return room;
}

export function configText(room: string, host: string, port: number, settings: Settings): string {
	const lines = Object.entries({ ...DEFAULTS, ...settings }).map(([k, v]) => `${k} ${v}`);
	return [
		"server tls {", `\tbind ${host} ${port}`, "}",
		`root ${room}/root`, "runas nobody",
		`keymgr_root ${room}/key`, "keymgr_runas daemon",
		`pidfile ${room}/pid`, ...lines,
		"domain * {", "\tattach tls", "\tcertfile /server.pem", "\tcertkey /key.pem", "\troute ^/ probe_serve", "}", "",
	].join("\n");
}

// As root the whole sandbox runs; otherwise Kore is told to leave out what
// only root can do.
export function probeArguments(conf: string): string[] {
	return process.getuid?.() === 0 ? ["-f", conf] : ["-f", "-n", "-r", conf];
}

export interface Options {
	host?: string;
	env?: Record<string, string>;
	ready?: (log: string) => boolean;
}

export async function start(settings: Settings = {}, options: Options = {}): Promise<Service> {
	const host = options.host ?? "127.0.0.1";
	const room = makeRoom();
	const port = await freePort(host);
	const conf = join(room, "probe.conf");
	writeFileSync(conf, configText(room, host, port, settings));
	const child = spawn(PROBE, probeArguments(conf), { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...options.env } });
	let text = "", gone = false;
	child.stdout.on("data", (d: Buffer) => { text += d; });
	child.stderr.on("data", (d: Buffer) => { text += d; });
	const end = new Promise<void>((r) => child.on("exit", () => { gone = true; r(); }));
	const count = Number({ ...DEFAULTS, ...settings }["workers"]);
	const ready = options.ready ?? ((log: string) =>
		(log.match(/worker \d+ started/g) ?? []).length >= count && log.includes("loaded private key"));
	const service: Service = {
		port, root: room, child,
		get pid() { return child.pid ?? 0; },
		log: () => text,
		workers: () => execFileSync("ps", ["--no-headers", "-o", "pid", "--ppid", String(child.pid)], { encoding: "utf8" })
			.trim().split(/\s+/).map(Number)
			.filter((p) => readFileSync(`/proc/${p}/cmdline`, "utf8").includes("[wrk")),
		until: async (what, test, ms = START_MS) => {
			const limit = Date.now() + ms;
			while (!test()) {
				if (Date.now() > limit || gone) throw new Error(`${what}: not within ${ms} ms\n${text}`);
				await sleep(20);
			}
		},
		stop: async (signal = "SIGTERM") => {
			if (!gone) child.kill(signal);
			const timer = setTimeout(() => {
				for (const p of service.workers()) process.kill(p, "SIGKILL");
				child.kill("SIGKILL");
			}, 8000);
			await end;
			clearTimeout(timer);
			rmSync(room, { recursive: true, force: true });
		},
	};
	try {
		await service.until("start", () => ready(text));
		await sleep(100);	// the certificate is on its way to the workers
	} catch (e) {
		await service.stop("SIGKILL");
		throw e;
	}
	return service;
}

// Start, use, stop, whatever happens.
export async function withService(settings: Settings, use: (s: Service) => Promise<void>, options: Options = {}): Promise<void> {
	const s = await start(settings, options);
	try {
		await use(s);
	} finally {
		await s.stop();
	}
}
