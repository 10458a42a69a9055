// SPDX-License-Identifier: ISC
// One running service: its folders, its configuration, its process and log.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
	chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

import { type Answer, type Ask, type Target, ask, until } from "./client.ts";
import { repo } from "./cluster.ts";

export interface ServiceUsers {
	/** The workers'. */
	readonly user: string;
	/** The key manager's. */
	readonly keyUser: string;
}

function chown(user: string, ...paths: string[]): void {
	execFileSync("chown", [`${user}:`, ...paths]);
}

/** Another build's programs, such as one with sanitizers. */
const bin = process.env["QF_BIN"] ?? join(repo, "build/bin");

export function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const s = createServer();

		s.on("error", reject);
		s.listen(0, "127.0.0.1", () => {
			const at = s.address();

			s.close(() => resolve(
			    typeof at === "object" && at !== null ? at.port : 0));
		});
	});
}

export class Service implements Target {
	readonly name: string;
	readonly program: string;
	readonly dir: string;
	readonly host: string;
	readonly ca: string;
	readonly users: ServiceUsers;
	port = 0;
	/** Lines `name value` besides those that every service has. */
	lines: Record<string, string> = {};
	/** Everything it ever printed, over restarts. */
	log = "";
	exitCode: number | null = null;
	private child: ChildProcess | undefined;

	constructor(name: string, program: string, dir: string, host: string,
	    ca: string, users: ServiceUsers) {
		this.name = name;
		this.program = program;
		this.dir = dir;
		this.host = host;
		this.ca = ca;
		this.users = users;
		for (const d of [dir, this.root, this.keyRoot])
			mkdirSync(d, { recursive: true, mode: 0o711 });
		for (const d of [dir, this.root, this.keyRoot])
			chmodSync(d, 0o711);
	}

	/** The workers' chroot. */
	get root(): string {
		return join(this.dir, "root");
	}

	get keyRoot(): string {
		return join(this.dir, "key");
	}

	get settings(): string {
		return join(this.dir, "service.conf");
	}

	/** Where the database's socket is to be made, and for which group. */
	get socket(): [string, string] {
		return [join(this.root, "pg"), this.users.user];
	}

	install(certificate: string, key: string): void {
		copyFileSync(certificate, join(this.keyRoot, "server.pem"));
		copyFileSync(key, join(this.keyRoot, "key.pem"));
		chown(this.users.keyUser, join(this.keyRoot, "server.pem"),
		    join(this.keyRoot, "key.pem"));
		chmodSync(join(this.keyRoot, "key.pem"), 0o400);
	}

	/** A file that only the workers may read; its path as they see it. */
	secret(name: string, text: string): string {
		const path = join(this.root, name);

		writeFileSync(path, text, { mode: 0o400, flag: "w" });
		chown(this.users.user, path);
		return `/${name}`;
	}

	/** Write the configuration; more replaces lines of ours. */
	async configure(role: string, more: Record<string, string> = {}):
	    Promise<void> {
		if (this.port === 0)
			this.port = await freePort();
		this.lines = {
			"host": this.host,
			"listen": `127.0.0.1 ${this.port}`,
			"root": this.root,
			"user": this.users.user,
			"key-root": this.keyRoot,
			"key-user": this.users.keyUser,
			"certificate": "/server.pem",
			"key": "/key.pem",
			"pidfile": join(this.dir, "pid"),
			"database": `host=/pg dbname=qingfeng user=${role}`,
			...more,
		};
		this.writeSettings(this.lines);
	}

	writeSettings(lines: Record<string, string>): void {
		writeFileSync(this.settings, "alias localhost\nalias 127.0.0.1\n" +
		    Object.entries(lines).map(([n, v]) => `${n} ${v}\n`).join(""));
	}

	/** Start and wait until `path` is answered with a status below 500. */
	async start(path: string): Promise<void> {
		this.spawn();
		await this.ready(path);
	}

	spawn(...args: string[]): void {
		const child = spawn(join(bin, this.program),
		    ["-s", this.settings, ...args],
		    { stdio: ["ignore", "pipe", "pipe"], cwd: "/" });
		const keep = (part: Buffer): void => {
			this.log += part.toString("utf8");
		};

		this.exitCode = null;
		child.stdout.on("data", keep);
		child.stderr.on("data", keep);
		child.on("exit", (code) => {
			this.exitCode = code ?? -1;
		});
		this.child = child;
	}

	async ready(path: string): Promise<void> {
		let good = 0;

		/* Each worker gets ready by itself: ask them all. */
		try {
			await until(() => ask(this, path), (a: Answer) => {
				good = a.status < 500 ? good + 1 : 0;
				return good === 8;
			});
		} catch (e) {
			throw new Error(`${this.name} is not ready: ${String(e)}\n` +
			    this.log);
		}
	}

	get pid(): number {
		return this.child?.pid ?? 0;
	}

	/** Workers and key manager: the parent's children. */
	children(): { pid: number; title: string }[] {
		return execFileSync("ps", ["-o", "pid=,args=", "--ppid",
			String(this.pid)], { encoding: "utf8" })
		    .trim().split("\n").map((line) => {
			const m = /^\s*(\d+)\s+(.*)$/.exec(line);

			return { pid: Number(m?.[1]), title: m?.[2] ?? "" };
		});
	}

	/** By its id, and for good if it does not want to. */
	async stop(): Promise<number | null> {
		const child = this.child;

		if (child === undefined || this.exitCode !== null)
			return this.exitCode;
		const pids = this.children().map((c) => c.pid);
		child.kill("SIGTERM");
		try {
			await until(async () => this.exitCode, (c) => c !== null,
			    5000);
		} catch {
			child.kill("SIGKILL");
			for (const pid of pids) {
				try {
					process.kill(pid, "SIGKILL");
				} catch {
					/* gone already */
				}
			}
			await until(async () => this.exitCode, (c) => c !== null,
			    5000);
		}
		this.child = undefined;
		return this.exitCode;
	}

	/** Run with --check or a broken configuration: status and output. */
	check(...args: string[]): { status: number; text: string } {
		try {
			const text = execFileSync(
			    join(bin, this.program), args,
			    { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"],
				cwd: "/", timeout: 10000 });

			return { status: 0, text };
		} catch (e) {
			const f = e as { status: number; stderr: string;
				stdout: string };

			return { status: f.status, text: f.stdout + f.stderr };
		}
	}

	ask(path: string, a: Ask = {}): Promise<Answer> {
		return ask(this, path, a);
	}

	/** Memory and files of a running worker, as the kernel sees it. */
	status(pid: number): string {
		return readFileSync(`/proc/${pid}/status`, "utf8");
	}
}
